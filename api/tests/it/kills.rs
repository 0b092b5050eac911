//! The server is killed while people ask and while they talk with an agent: what was acknowledged is
//! there, once and in order.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::support::centers::always_open_in;
use crate::support::http::Request;
use crate::support::kill::{killed_under_load, try_post};
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
    let mut stored = Vec::new();
    let mut target = "/v1/conversations/talk/turns?limit=100".to_owned();
    loop {
        let page = serving.get(&target).json();
        stored.extend(page["items"].as_array().unwrap().clone());
        let Some(before) = page["next_before"].as_i64() else {
            break;
        };
        target = format!("/v1/conversations/talk/turns?limit=100&before={before}");
    }
    stored.reverse();
    let numbers: Vec<i64> = stored.iter().map(|turn| turn["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=acknowledged.len() as i64).collect::<Vec<_>>());
    let answers: Vec<&Value> = stored.iter().map(|turn| &turn["reply"]["answer_id"]).collect();
    assert_eq!(answers, acknowledged.iter().collect::<Vec<_>>());
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
        crate::support::kill::try_send(address, &request.with("authorization", &agent))?;
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
    let (mut said, mut after) = (Vec::new(), 0);
    loop {
        let id = session["id"].as_str().unwrap();
        let target = format!("/v1/sessions/{id}/events?after={after}");
        let page = serving.send(&Request::get(&target).with("authorization", &li)).json();
        let items = page["items"].as_array().unwrap();
        let Some(last) = items.last() else {
            return said;
        };
        let numbers = items.iter().map(|event| event["number"].as_i64().unwrap());
        assert!(numbers.eq(after + 1..=after + items.len() as i64), "no gaps");
        after = last["number"].as_i64().unwrap();
        let lines = items.iter().filter(|event| event["action"] == "write");
        said.extend(lines.map(|event| event["line"]["text"].clone()));
    }
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
