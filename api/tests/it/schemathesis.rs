//! The description of the API is held against what the server does, by a program that knows nothing but it.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::speech_in::hearing;
use crate::support::centers::always_open;
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

/// How many requests are thought up for a route, and by which ways; `make proof` sets more, and lets every
/// corner of every schema be tried besides.
fn wanted() -> (String, &'static str) {
    match std::env::var("WENSHUI_SCHEMATHESIS") {
        Ok(examples) => (examples, "coverage,fuzzing"),
        Err(_) => ("2".to_owned(), "fuzzing"),
    }
}

/// What a reply is held to: no failure of the server, and no status, type, head or body that is not described.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance";

/// Every route is asked, streams too, which end as soon as they have told what there is, and speech, for which a
/// model is there. A version that is put back or published is built first, so a reply may take a while.
#[test]
fn r4_every_route_does_what_its_description_says() {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/python/bin/python");
    assert!(python.exists(), "`bash xtask/setup.sh test` installs {}", python.display());
    let served = Served::small(|config| {
        believe(config);
        hearing(config);
        always_open(config);
        config.stream_minutes = 0;
        (config.requests_per_minute, config.anonymous_requests_per_minute) = (u32::MAX, u32::MAX);
    });
    let roles =
        ["agent", "supervisor", "maintainer", "reviewer", "publisher", "operator", "auditor"];
    let token = bearer("p", &json!({"staff_roles": roles, "center": "370200", "authority": "a"}));
    let url = format!("http://{}/openapi.json", served.address);
    let folder = tempfile::tempdir().unwrap();
    let (examples, phases) = wanted();
    let output = Command::new(python)
        .args(["-m", "schemathesis.cli", "--no-color", "run", &url, "--phases", phases])
        .args(["--checks", CHECKS, "--max-examples", &examples])
        .args(["--header", &format!("Authorization: {token}"), "--request-timeout", "60"])
        // Python 3.11 cannot read its own source in several threads at once, which hypothesis does.
        .args(["--workers", "1", "--seed", "1", "--no-shrink", "--warnings", "off"])
        .env("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
        .env("PYTHONPATH", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(folder.path())
        .output()
        .expect("Python");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let operations = served.get("/openapi.json").json()["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|item| item.as_object().unwrap().len())
        .sum::<usize>();
    assert!(said.contains(&format!("Tested: {operations}\n")), "{said}");
}
