//! The statuses of sessions as they happen, of agents at work, and of what supervisors look at.

use std::collections::BTreeSet;

use serde_json::json;

use super::given::give;
use crate::support::files::PNG;
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::stream::{Socket, Sse};
use crate::support::tokens::bearer;

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let taxpayer = bearer("talker", &json!({"authority": "14401060000"}));
    let agent = bearer("worker", &json!({"staff_roles": ["agent"], "center": "east"}));
    let socket = "/v1/agents/me/socket";
    let as_agent = [("authorization", agent.as_str())];
    let open = |target: &str, headers: &[(&'static str, &str)]| {
        Socket::open(served.address, target, headers).err().unwrap_or(101)
    };
    given.insert(format!("get {socket} {}", open(socket, &as_agent)));
    let present = br#"{"presence": "online", "capacity": 20}"#;
    let request = Request { method: "PUT", ..Request::post("/v1/agents/me", present) };
    assert_eq!(served.send(&request.with("authorization", &agent)).status, 200);
    given.insert(format!("get {socket} {}", open(socket, &as_agent)));
    for query in ["", "?x=1"] {
        let target = format!("{socket}{query}");
        give(served, given, (socket, Request::get(&target).with("authorization", &agent)));
    }
    give(served, given, (socket, Request::get(socket)));
    give(served, given, (socket, Request::get(socket).with("authorization", &taxpayer)));
    let asked = Request::post("/v1/sessions", b"{}").with("authorization", &taxpayer);
    let talk = served.send(&asked).json();
    assert_eq!(talk["state"]["name"], "active");
    let id = talk["id"].as_str().unwrap();
    followed(served, given, (id, &taxpayer));
    spoken(served, given, (id, &taxpayer));
    for id in [id, "nowhere"] {
        let target = format!("/v1/sessions/{id}/assist");
        let request = Request::get(&target).with("authorization", &agent);
        give(served, given, ("/v1/sessions/{id}/assist", request));
    }
    replies(served, given, &agent);
    for query in ["", "?x=1", "?center=moon"] {
        let target = format!("/v1/agents{query}");
        give(served, given, ("/v1/agents", Request::get(&target).with("authorization", &agent)));
    }
    for path in ["/v1/desk/wall", "/v1/desk/statistics", "/v1/desk/audit"] {
        let auditor = bearer("auditor", &json!({"staff_roles": ["auditor"]}));
        for (query, who) in
            [("", &auditor), ("?x=1", &auditor), ("?format=x", &auditor), ("", &agent)]
        {
            let target = format!("{path}{}", if path.ends_with("wall") { "" } else { query });
            give(served, given, (path, Request::get(&target).with("authorization", who)));
        }
        give(served, given, (path, Request::get(path)));
    }
}

fn followed(served: &Served, given: &mut BTreeSet<String>, (id, who): (&str, &str)) {
    for what in ["stream", "socket"] {
        let template = format!("/v1/sessions/{{id}}/{what}");
        for (id, query) in [(id, "?x=1"), (id, "?after=-1"), ("nowhere", "")] {
            let target = format!("/v1/sessions/{id}/{what}{query}");
            give(served, given, (&template, Request::get(&target).with("authorization", who)));
        }
    }
    let headers = [("authorization", who)];
    let stream = Sse::open(served.address, &format!("/v1/sessions/{id}/stream"), &headers);
    given.insert(format!("get /v1/sessions/{{id}}/stream {}", stream.status));
    let socket = format!("/v1/sessions/{id}/socket");
    assert!(Socket::open(served.address, &socket, &headers).is_ok());
    given.insert("get /v1/sessions/{id}/socket 101".to_owned());
    let plain = Request::get(&socket).with("authorization", who);
    give(served, given, ("/v1/sessions/{id}/socket", plain));
}

fn spoken(served: &Served, given: &mut BTreeSet<String>, (id, who): (&str, &str)) {
    let mark = |id: &str| format!("/v1/sessions/{id}/marks");
    for id in [id, "nowhere"] {
        let target = mark(id);
        let request = Request { method: "PUT", ..Request::post(&target, br#"{"read_to": 1}"#) };
        give(served, given, ("/v1/sessions/{id}/marks", request.with("authorization", who)));
    }
    let files = "/v1/sessions/{id}/attachments";
    let large = vec![b'x'; served.state.attachments.bytes_below as usize];
    for (id, query, body) in [
        (id, "?name=a.png", PNG),
        ("nowhere", "?name=a.png", PNG),
        (id, "?x=1", PNG),
        (id, "?name=a.exe", PNG),
        (id, "?name=a.png", b""),
        (id, "?name=a.txt", &large),
    ] {
        let target = format!("/v1/sessions/{id}/attachments{query}");
        let request = Request { body, ..Request::new("POST", &target) };
        give(served, given, (files, request.with("authorization", who)));
    }
    let target = format!("/v1/sessions/{id}/attachments?name=b.png");
    let file = || Request { body: PNG, ..Request::new("POST", &target) };
    let places = served.state.upload_places.available_permits() as u32;
    let taken = served.state.upload_places.try_acquire_many(places).unwrap();
    give(served, given, (files, file().with("authorization", who)));
    drop(taken);
    let typing = "/v1/sessions/{id}/typing";
    let end = format!("/v1/sessions/{id}/actions");
    for target in [&format!("/v1/sessions/{id}/typing"), "/v1/sessions/nowhere/typing", &end] {
        let body = br#"{"action": "end"}"#;
        let template =
            if target.ends_with("typing") { typing } else { "/v1/sessions/{id}/actions" };
        let request = Request::post(target, body).with("authorization", who);
        give(served, given, (template, request));
    }
    // What is over is spoken in no more.
    let late = format!("/v1/sessions/{id}/typing");
    give(served, given, (typing, Request::new("POST", &late).with("authorization", who)));
    give(served, given, (files, file().with("authorization", who)));
    for _ in 0..2 {
        let marks =
            Request { method: "PUT", ..Request::post("/v1/sessions/m/marks", b"{\"read_to\": 1}") };
        give(served, given, ("/v1/sessions/{id}/marks", marks));
        give(served, given, (typing, Request::new("POST", "/v1/sessions/t/typing")));
        let file = Request::new("POST", "/v1/sessions/f/attachments?name=a.png");
        give(served, given, (files, Request { body: PNG, ..file }));
    }
}

fn replies(served: &Served, given: &mut BTreeSet<String>, agent: &str) {
    let (all, one) = ("/v1/replies", "/v1/replies/{id}");
    let body = br#"{"title": "a", "text": "b"}"#;
    let made = served.send(&Request::post(all, body).with("authorization", agent));
    given.insert(format!("post {all} {}", made.status));
    let id = made.json()["id"].as_str().unwrap().to_owned();
    for query in ["", "?x=1", "?page=0"] {
        let target = format!("{all}{query}");
        give(served, given, (all, Request::get(&target).with("authorization", agent)));
    }
    let cannot = bearer("m", &json!({"staff_roles": ["maintainer"]}));
    for request in [|| Request::get("/v1/replies"), || Request::post("/v1/replies", b"{}")] {
        give(served, given, (all, request()));
        give(served, given, (all, request().with("authorization", &cannot)));
    }
    let valid = || Request::post(all, body);
    give(served, given, (all, valid()));
    give(served, given, (all, valid().with("authorization", &cannot)));
    for method in ["PUT", "DELETE"] {
        for id in [id.as_str(), "nowhere"] {
            let target = format!("{all}/{id}");
            let request = Request { method, ..Request::post(&target, body) };
            give(served, given, (one, request.with("authorization", agent)));
        }
    }
    for _ in 0..=200 {
        give(served, given, (all, Request::post(all, body).with("authorization", agent)));
    }
}
