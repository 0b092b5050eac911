//! People who ask at the desk: taxpayers of the eastern district by name, and staff of a center.

use serde_json::{Value, json};
use wenshui_api::config::Config;

use crate::support::centers::always_open;
use crate::support::http::{Reply, Request, encoded};
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

/// A configuration that believes these people and serves them day and night.
pub(crate) fn office(config: &mut Config) {
    believe(config);
    always_open(config);
}

/// Who asks: a taxpayer by name, or staff as `role/center`, with a name where there are several.
fn token(who: &str) -> String {
    let words: Vec<&str> = who.split('/').collect();
    match words.as_slice() {
        [role, center, ..] => bearer(&name(who), &json!({"staff_roles": [role], "center": center})),
        _ => bearer(who, &json!({"authority": "14401060000", "taxpayer_type": "自然人"})),
    }
}

/// The subject of who asks.
pub(crate) fn name(who: &str) -> String {
    who.replace('/', " ")
}

/// Sends a body, or gets where there is none.
pub(crate) fn send(served: &Served, who: &str, (target, body): (&str, &Value)) -> Reply {
    let (token, text) = (token(who), body.to_string());
    let request =
        if body.is_null() { Request::get(target) } else { Request::post(target, text.as_bytes()) };
    served.send(&request.with("authorization", &token))
}

/// What `authorization` says of who asks.
pub(crate) fn bearer_of(who: &str) -> String {
    token(who)
}

/// Removes what is at a target.
pub(crate) fn remove(served: &Served, who: &str, target: &str) -> Reply {
    served.send(&Request::new("DELETE", target).with("authorization", &token(who)))
}

/// Sends a file for a form.
pub(crate) fn send_file(served: &Served, who: &str, (name, content): (&str, &[u8])) -> Reply {
    send_bytes(served, who, (&format!("/v1/files?name={}", encoded(name)), content))
}

/// The id of one that is in order.
pub(crate) fn sent_file(served: &Served, who: &str, file: (&str, &[u8])) -> String {
    let reply = send_file(served, who, file);
    assert_eq!(reply.status, 200, "{}: {}", file.0, reply.text());
    reply.json()["id"].as_str().unwrap().to_owned()
}

/// Sends bytes as they are.
pub(crate) fn send_bytes(served: &Served, who: &str, (target, body): (&str, &[u8])) -> Reply {
    let token = token(who);
    let request = Request { body, ..Request::new("POST", target) };
    served.send(&request.with("authorization", &token))
}

/// The same, where it has to be done.
pub(crate) fn done(served: &Served, who: &str, asked: (&str, &Value)) -> Value {
    let reply = send(served, who, asked);
    assert_eq!(reply.status, 200, "{who} {}: {}", asked.0, reply.text());
    reply.json()
}

/// What somebody sees.
pub(crate) fn seen(served: &Served, who: &str, target: &str) -> Value {
    done(served, who, (target, &Value::Null))
}

/// Does something with a matter: the path of its kind, and itself.
pub(crate) fn act(served: &Served, who: &str, (kind, id, body): (&str, &str, &Value)) -> Reply {
    send(served, who, (&format!("/v1/{kind}/{id}/actions"), body))
}

/// The same, where it has to be done.
pub(crate) fn acted(served: &Served, who: &str, what: (&str, &str, &Value)) -> Value {
    let reply = act(served, who, what);
    assert_eq!(reply.status, 200, "{who} {what:?}: {}", reply.text());
    reply.json()
}

/// How many of a list somebody sees.
pub(crate) fn total(served: &Served, who: &str, target: &str) -> i64 {
    seen(served, who, target)["total"].as_i64().unwrap()
}

/// Status and code of what was refused.
pub(crate) fn refused(reply: &Reply) -> (u16, String) {
    let code = reply.json()["code"].as_str().unwrap_or_default().to_owned();
    (reply.status, code)
}

/// The rules that a form breaks, each with its field.
pub(crate) fn faults(reply: &Reply) -> Vec<String> {
    let problem = reply.json();
    let told = |fault: &Value| {
        format!("{} {}", fault["field"].as_str().unwrap(), fault["rule"].as_str().unwrap())
    };
    problem["faults"].as_array().map(|faults| faults.iter().map(told).collect()).unwrap_or_default()
}

/// A text that somebody uploads; gives its id.
pub(crate) fn upload(served: &Served, who: &str) -> String {
    let begun = send(served, who, ("/v1/conversations", &json!({})));
    assert_eq!(begun.status, 201, "{}", begun.text());
    let talk = begun.json()["id"].clone();
    let talk = talk.as_str().unwrap().to_owned();
    let target = format!("/v1/conversations/{talk}/attachments?name=a.txt");
    let sent = send_bytes(served, who, (&target, b"text"));
    assert_eq!(sent.status, 200, "{}", sent.text());
    sent.json()["attachment"]["id"].as_str().unwrap().to_owned()
}

/// Somebody who works is there and known.
pub(crate) fn present(served: &Served, who: &str) {
    be_present(served, who, br#"{"presence": "online", "capacity": 3}"#);
}

/// Somebody who works says where they are.
pub(crate) fn be_present(served: &Served, who: &str, body: &[u8]) {
    let token = token(who);
    let request = Request { method: "PUT", ..Request::post("/v1/agents/me", body) };
    assert_eq!(served.send(&request.with("authorization", &token)).status, 200);
}
