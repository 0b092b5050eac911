//! `GET /v1/versions` and `GET /v1/entries/{id}`: what the server knows.

use serde_json::{Value, json};

use crate::support::served;

#[test]
fn an_entry_is_given_as_it_was_written_but_for_the_remark() {
    let line = std::fs::read_to_string(served::SMALL).unwrap();
    for line in line.lines() {
        let mut written: Value = serde_json::from_str(line).unwrap();
        let id = written["id"].as_str().unwrap().to_owned();
        // For maintainers, and never shown.
        written.as_object_mut().unwrap().remove("note");
        assert_eq!(served::small().get(&format!("/v1/entries/{id}")).json(), written);
    }
}

#[test]
fn the_version_in_service_is_described() {
    let versions = served::small().get("/v1/versions").json();
    let version = served::small().state.engine.version();
    let wordings: usize = version.base.entries.iter().map(|entry| entry.wordings().count()).sum();
    let expected = json!({
        "items": [{
            "id": version.id,
            "number": null,
            "screen": version.screen.signature(),
            "current": true,
            "entries": std::fs::read_to_string(served::SMALL).unwrap().lines().count(),
            "wordings": wordings,
            "encoder": version.encoder.id(),
        }],
        "reload_problems": [],
    });
    assert_eq!(versions, expected);
    assert_eq!(version.id.len(), 16);
}
