//! The statuses of files of forms.

use std::collections::BTreeSet;

use serde_json::json;

use super::given::{give, until_limited};
use crate::support::files::PNG;
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::tokens::bearer;

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let (all, one) = ("/v1/files", "/v1/files/{id}");
    let token = bearer("uploader", &json!({"authority": "14401060000"}));
    let large = vec![b'x'; served.state.desk.profile.attachments.bytes_max as usize + 1];
    for (query, body) in [
        ("?name=a.png", PNG),
        ("?x=1", PNG),
        ("?name=a.exe", PNG),
        ("?name=a.png", b""),
        ("?name=a.txt", &large),
    ] {
        let target = format!("{all}{query}");
        let request = Request { body, ..Request::new("POST", &target) };
        give(served, given, (all, request.with("authorization", &token)));
    }
    let target = format!("{all}?name=b.png");
    let file = || Request { body: PNG, ..Request::new("POST", &target) };
    let places = served.state.upload_places.available_permits() as u32;
    let taken = served.state.upload_places.try_acquire_many(places).unwrap();
    give(served, given, (all, file().with("authorization", &token)));
    drop(taken);
    let sent = || {
        let sent = served.send(&file().with("authorization", &token)).json();
        sent["id"].as_str().unwrap().to_owned()
    };
    let (named, unnamed) = (sent(), sent());
    let note = json!({"form": {"note_type": "其他", "content": "想问一件事情", "remind": false,
        "attachments": [named]}});
    let note = note.to_string();
    let note = Request::post("/v1/notes", note.as_bytes()).with("authorization", &token);
    assert_eq!(served.send(&note).status, 200);
    for (id, query) in
        [(unnamed.as_str(), ""), (&unnamed, "?x=1"), (&unnamed, "?of=y"), ("nowhere", "")]
    {
        let target = format!("{all}/{id}{query}");
        give(served, given, (one, Request::get(&target).with("authorization", &token)));
    }
    for id in [named.as_str(), &unnamed, "nowhere"] {
        let target = format!("{all}/{id}");
        let request = Request::new("DELETE", &target);
        give(served, given, (one, request.with("authorization", &token)));
    }
    while served.send(&file().with("authorization", &token)).status == 200 {}
    give(served, given, (all, file().with("authorization", &token)));
    let often = bearer("uploads often", &json!({}));
    let refused = || Request::new("POST", "/v1/files?name=a.exe").with("authorization", &often);
    until_limited(served, given, (all, &refused));
}
