//! The statuses of notices and surveys.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::give;
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::tokens::bearer;

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let operator = bearer("op", &json!({"staff_roles": ["operator"]}));
    let reader = bearer("reader", &json!({}));
    let notice = json!({"client_id": "a", "category": "policy", "title": "t", "body": "b",
        "system": "s", "audience": "everyone"});
    let form = json!({"title": "t", "purpose": "p", "audience": "everyone",
        "open_from": "2026-01-01T00:00:00Z", "open_until": "2126-01-01T00:00:00Z",
        "questions": [{"id": "a", "text": "q", "required": true, "kind": "text"}]});
    let post = |target: &str, who: &str, body: &Value| {
        let body = body.to_string();
        served.send(&Request::post(target, body.as_bytes()).with("authorization", who)).json()
    };
    let notice_id = post("/v1/notices", &operator, &notice)["id"].as_str().unwrap().to_owned();
    let survey = post("/v1/surveys", &operator, &json!({"form": form}));
    let survey_id = survey["id"].as_str().unwrap().to_owned();
    let publish = json!({"action": "publish"});
    post(&format!("/v1/surveys/{survey_id}/actions"), &operator, &publish);
    let other = json!({"client_id": "a", "category": "policy", "title": "another", "body": "b",
        "system": "s", "audience": "everyone"});
    let mut ask = |template: &str, (target, who): (&str, &str), body: &Value| {
        let text = body.to_string();
        let request = if body.is_null() {
            Request::get(target)
        } else {
            Request::post(target, text.as_bytes())
        };
        give(served, given, (template, request.with("authorization", who)));
    };
    let none = Value::Null;
    for body in [&notice, &other] {
        ask("/v1/notices", ("/v1/notices", &operator), body);
    }
    ask("/v1/surveys", ("/v1/surveys", &operator), &json!({"form": form}));
    ask("/v1/messages/read", ("/v1/messages/read", &reader), &json!({"category": "bonus"}));
    for (list, who, wrong) in [
        ("/v1/notices", &operator, "page=0"),
        ("/v1/surveys", &operator, "colour=red"),
        ("/v1/messages", &reader, "class=x"),
        ("/v1/todos", &reader, "page=0"),
        ("/v1/sheets", &reader, "page=0"),
    ] {
        for query in ["", "?colour=red", &format!("?{wrong}")] {
            ask(list, (&format!("{list}{query}"), who), &none);
        }
    }
    for id in [survey_id.as_str(), "nowhere"] {
        for (part, query) in [
            ("", ""),
            ("/results", ""),
            ("/export", ""),
            ("/export", "?x=1"),
            ("/export", "?part=0"),
        ] {
            let target = format!("/v1/surveys/{id}{part}{query}");
            ask(&format!("/v1/surveys/{{id}}{part}"), (&target, &operator), &none);
        }
        ask("/v1/sheets/{id}", (&format!("/v1/sheets/{id}"), &reader), &none);
        let answers = json!({"action": "answer", "answers": {"a": {"text": "x"}}});
        for _ in 0..2 {
            let target = format!("/v1/sheets/{id}/actions");
            ask("/v1/sheets/{id}/actions", (&target, &reader), &answers);
        }
        for action in ["close", "close"] {
            let target = format!("/v1/surveys/{id}/actions");
            ask("/v1/surveys/{id}/actions", (&target, &operator), &json!({"action": action}));
        }
    }
    for id in [notice_id.as_str(), "nowhere"] {
        ask("/v1/notices/{id}", (&format!("/v1/notices/{id}"), &operator), &none);
        ask("/v1/messages/{id}", (&format!("/v1/messages/{id}"), &reader), &none);
        for _ in 0..2 {
            let target = format!("/v1/messages/{id}/actions");
            ask("/v1/messages/{id}/actions", (&target, &reader), &json!({"action": "read"}));
        }
        let file = format!("/v1/messages/{id}/attachments/x");
        ask("/v1/messages/{id}/attachments/{attachment_id}", (&file, &reader), &none);
        for _ in 0..2 {
            let target = format!("/v1/notices/{id}/actions");
            ask("/v1/notices/{id}/actions", (&target, &operator), &json!({"action": "withdraw"}));
        }
    }
    attachment(served, given, (&operator, &reader));
}

/// A notice with a file that can be had.
fn attachment(served: &Served, given: &mut BTreeSet<String>, (operator, reader): (&str, &str)) {
    let begin = Request::post("/v1/conversations", b"{}").with("authorization", operator);
    let talk = served.send(&begin).json()["id"].as_str().unwrap().to_owned();
    let upload = format!("/v1/conversations/{talk}/attachments?name=a.txt");
    let upload = Request { body: b"text", ..Request::new("POST", &upload) };
    let file = served.send(&upload.with("authorization", operator)).json();
    let file = file["attachment"]["id"].as_str().unwrap();
    let notice = json!({"client_id": "file", "category": "policy", "title": "t", "body": "b",
        "system": "s", "audience": "everyone", "attachments": [{"id": file, "name": "a.txt"}]});
    let text = notice.to_string();
    let request = Request::post("/v1/notices", text.as_bytes()).with("authorization", operator);
    let id = served.send(&request).json()["id"].as_str().unwrap().to_owned();
    let target = format!("/v1/messages/{id}/attachments/{file}");
    let request = Request::get(&target).with("authorization", reader);
    give(served, given, ("/v1/messages/{id}/attachments/{attachment_id}", request));
}
