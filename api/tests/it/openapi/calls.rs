//! The statuses of calls.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;
use wenshui_api::config::Config;
use wenshui_api::config::calling::DiallerConfig;
use wenshui_api::config::secret::Secret;
use wenshui_api::signature::sign;

use super::given::give;
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::stream::Socket;
use crate::support::tokens::bearer;

const SECRET: &str = "a secret that the dialler and the server share";

/// A dialler that nobody listens to.
pub(super) fn set_up(config: &mut Config) {
    let (url, secret) = ("http://127.0.0.1:9/".to_owned(), Secret::new(SECRET.to_owned()));
    config.calling.dialler = Some(DiallerConfig { url, secret });
}

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let taxpayer = bearer("calling", &json!({"authority": "14401060000"}));
    let agent = bearer("called", &json!({"staff_roles": ["agent"], "center": "east"}));
    let presence = json!({"presence": "online"}).to_string();
    let online = Request { method: "PUT", ..Request::post("/v1/agents/me", presence.as_bytes()) };
    assert_eq!(served.send(&online.with("authorization", &agent)).status, 200);
    let asked = Request::post("/v1/sessions", b"{}").with("authorization", &taxpayer);
    let session = served.send(&asked).json()["id"].as_str().unwrap().to_owned();
    let calls = "/v1/sessions/{id}/calls";
    let mut call = String::new();
    let invite = r#"{"start": "invite", "media": "audio"}"#;
    for (session, who, body) in [
        ("nowhere", &taxpayer, invite),
        (session.as_str(), &taxpayer, invite),
        (&session, &agent, invite),
        (&session, &taxpayer, r#"{"start": "assist"}"#),
        (&session, &agent, r#"{"start": "dial", "number": "13400003624"}"#),
    ] {
        let target = calls.replace("{id}", session);
        let request = Request::post(&target, body.as_bytes()).with("authorization", who);
        let reply = served.send(&request);
        given.insert(format!("post {calls} {}", reply.status));
        if reply.status == 200 {
            reply.json()["id"].as_str().unwrap().clone_into(&mut call);
        }
        give(served, given, (calls, Request::get(&target).with("authorization", who)));
    }
    let (one, acts) = ("/v1/calls/{id}", "/v1/calls/{id}/actions");
    let (ice, signal) = ("/v1/calls/{id}/ice", "/v1/calls/{id}/signal");
    for action in ["choose", "accept"] {
        for id in [call.as_str(), "nowhere"] {
            for template in [one, ice, signal] {
                let target = template.replace("{id}", id);
                let request = Request::get(&target).with("authorization", &taxpayer);
                give(served, given, (template, request));
            }
            let (target, body) = (acts.replace("{id}", id), json!({"action": action}).to_string());
            let request = Request::post(&target, body.as_bytes());
            give(served, given, (acts, request.with("authorization", &taxpayer)));
        }
    }
    for template in [one, ice, signal] {
        let target = template.replace("{id}", &call);
        give(served, given, (template, Request::get(&target).with("authorization", &taxpayer)));
    }
    let target = signal.replace("{id}", &call);
    let query = format!("{target}?x=1");
    give(served, given, (signal, Request::get(&query).with("authorization", &taxpayer)));
    let headers = [("authorization", taxpayer.as_str())];
    assert!(Socket::open(served.address, &target, &headers).is_ok());
    given.insert(format!("get {signal} 101"));
    often(served, given);
    reports(served, given, &session);
}

/// Those without a token have a limit by what they act on.
fn often(served: &Served, given: &mut BTreeSet<String>) {
    for (template, body) in [
        ("/v1/sessions/{id}/calls", r#"{"start": "assist"}"#),
        ("/v1/calls/{id}/actions", r#"{"action": "accept"}"#),
    ] {
        let target = template.replace("{id}", "too-often");
        for _ in 0..2 {
            give(served, given, (template, Request::post(&target, body.as_bytes())));
        }
    }
}

fn reports(served: &Served, given: &mut BTreeSet<String>, session: &str) {
    let path = "/v1/dialler/reports";
    let (now, secret) = (Timestamp::now().as_second(), Secret::new(SECRET.to_owned()));
    let dialled = dialled(served, session);
    for (call, event) in [(dialled.as_str(), "ended"), ("nowhere", "ended"), ("nowhere", "sung")] {
        let body = json!({"call_id": call, "event": event}).to_string();
        let signed = sign(&secret, now, body.as_bytes());
        let request = Request::post(path, body.as_bytes());
        give(served, given, (path, request.with("wenshui-signature", &signed)));
    }
    for body in [r"{", r#"{"call_id": 1}"#] {
        let signed = sign(&secret, now, body.as_bytes());
        let request = Request::post(path, body.as_bytes());
        give(served, given, (path, request.with("wenshui-signature", &signed)));
    }
}

/// A telephone that was called, though nobody takes it.
fn dialled(served: &Served, session: &str) -> String {
    let agent = bearer("called", &json!({"staff_roles": ["agent"], "center": "east"}));
    let target = format!("/v1/sessions/{session}/calls");
    let listed = served.send(&Request::get(&target).with("authorization", &agent)).json();
    let open = listed["items"][0]["id"].as_str().unwrap();
    let hang_up = format!("/v1/calls/{open}/actions");
    let request = Request::post(&hang_up, br#"{"action": "hang_up"}"#);
    assert_eq!(served.send(&request.with("authorization", &agent)).status, 200);
    let dial = br#"{"start": "dial", "number": "13400003624"}"#;
    let reply = served.send(&Request::post(&target, dial).with("authorization", &agent));
    reply.json()["id"].as_str().unwrap().to_owned()
}
