//! Sessions over HTTP as people and agents have them. Somebody is named by a word, who is a taxpayer, or
//! by role and center such as `agent-2/east`.

use serde_json::{Value, json};
use wenshui_api::config::Config;

use crate::support::centers::always_open;
use crate::support::http::{Reply, Request};
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

pub(crate) fn set_up(config: &mut Config) {
    believe(config);
    always_open(config);
    config.requests_per_minute = 100_000;
}

pub(crate) fn token(who: &str) -> String {
    match who.split_once('/') {
        Some((role, center)) => bearer(
            &format!("{role} of {center}"),
            &json!({"staff_roles": [role.split('-').next().unwrap()], "center": center}),
        ),
        None => bearer(who, &json!({"authority": "14401060000"})),
    }
}

pub(crate) fn send(
    served: &Served,
    who: &str,
    (method, target, body): (&str, &str, &Value),
) -> Reply {
    let token = token(who);
    let text = body.to_string();
    let request = match method {
        "GET" => Request::get(target),
        method => Request { method, ..Request::post(target, text.as_bytes()) },
    };
    served.send(&request.with("authorization", &token))
}

pub(crate) fn ask(served: &Served, who: &str) -> Value {
    let reply = send(served, who, ("POST", "/v1/sessions", &json!({})));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

pub(crate) fn be(served: &Served, who: &str, presence: &str) -> Value {
    let body = json!({"presence": presence, "skills": ["invoice"], "capacity": 2});
    let reply = send(served, who, ("PUT", "/v1/agents/me", &body));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

pub(crate) fn show(served: &Served, who: &str, session: &Value) -> Value {
    let target = format!("/v1/sessions/{}", session["id"].as_str().unwrap());
    send(served, who, ("GET", &target, &Value::Null)).json()
}

pub(crate) fn act(served: &Served, who: &str, (session, body): (&Value, Value)) -> Reply {
    let target = format!("/v1/sessions/{}/actions", session["id"].as_str().unwrap());
    send(served, who, ("POST", &target, &body))
}

pub(crate) fn say(
    served: &Served,
    who: &str,
    (session, action, text): (&Value, &str, &str),
) -> u16 {
    let body = json!({"action": action, "line": {"kind": "text", "text": text}});
    act(served, who, (session, body)).status
}

/// Where something of a session is.
pub(crate) fn place(session: &Value, what: &str) -> String {
    format!("/v1/sessions/{}/{what}", session["id"].as_str().unwrap())
}
