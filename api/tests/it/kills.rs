//! The server is killed while people ask and while they talk with an agent: what was acknowledged is
//! there, once and in order.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::support::centers::always_open_in;
use crate::support::http::Request;
use crate::support::kill::{holds, killed_under_load, try_post, try_send, written};
use crate::support::postgres;
use crate::support::program::{Serving, Workplace};
use crate::support::served::SMALL;
use crate::support::tokens::{SECRET, bearer};

/// Asks once more in the conversation; nothing when the server went away before it answered. A turn that
/// was not acknowledged is sent again later under its own id.
fn ask(address: SocketAddr, next: usize) -> Option<Value> {
    let body = json!({
        "question": "征收率是多少",
        "conversation_id": "talk",
        "client_id": format!("c-{next}"),
    });
    let reply = try_post(address, "/v1/answers", (None, &body))?;
    Some(reply["answer_id"].clone())
}

fn survives(more: &[&str]) {
    let workplace = Workplace::new();
    let arguments = [&["--kb", SMALL], more].concat();
    let (serving, acknowledged) = killed_under_load(&workplace, &arguments, ask);
    holds(&serving, "talk", &acknowledged);
}

#[test]
fn r1_f7_kills_lose_nothing_that_was_acknowledged_in_sqlite() {
    survives(&[]);
}

#[test]
fn r1_f7_kills_lose_nothing_that_was_acknowledged_in_postgres() {
    survives(&["--database", &postgres::database()]);
}

/// Says one more line to the agent, in the session that asking for a person gives.
fn say(address: SocketAddr, next: usize) -> Option<Value> {
    let agent = bearer("agent of east", &json!({"staff_roles": ["agent"], "center": "east"}));
    let li = bearer("li", &json!({"authority": "14401060000"}));
    let session = try_post(address, "/v1/sessions", (Some(&li), &json!({})))?;
    if session["state"]["name"] != "active" {
        // The first time somebody has to be there; a seat that is free is given at once.
        let here = json!({"presence": "online", "skills": [], "capacity": 1});
        let here = here.to_string();
        let request = Request { method: "PUT", ..Request::post("/v1/agents/me", here.as_bytes()) };
        try_send(address, &request.with("authorization", &agent))?;
    }
    let text = format!("第 {next} 句");
    let line = json!({"kind": "text", "text": text});
    let body = json!({"action": "write", "line": line, "client_id": format!("c-{next}")});
    let target = format!("/v1/sessions/{}/actions", session["id"].as_str()?);
    try_post(address, &target, (Some(&li), &body))?;
    Some(json!(text))
}

fn said(serving: &Serving) -> Vec<Value> {
    let li = bearer("li", &json!({"authority": "14401060000"}));
    let session = try_post(serving.address, "/v1/sessions", (Some(&li), &json!({}))).unwrap();
    written(serving, (session["id"].as_str().unwrap(), &li))
}

fn lines_survive(more: &[&str]) {
    let workplace = Workplace::new();
    let config = always_open_in(workplace.directory());
    let config = format!("requests_per_minute = 1000000\ntoken_secret = \"{SECRET}\"\n{config}");
    let config = workplace.file("wenshui.toml", config).display().to_string();
    let arguments = [&["--kb", SMALL, "--config", &config], more].concat();
    let (serving, acknowledged) = killed_under_load(&workplace, &arguments, say);
    assert_eq!(said(&serving), acknowledged);
}

#[test]
fn r1_f7_kills_lose_no_line_of_a_session_in_sqlite() {
    lines_survive(&[]);
}

#[test]
fn r1_f7_kills_lose_no_line_of_a_session_in_postgres() {
    lines_survive(&["--database", &postgres::database()]);
}
