//! The statuses of notices and surveys.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::given::give;
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::tokens::bearer;

/// Somebody who asks, on the way to all statuses.
struct Asking<'a> {
    served: &'a Served,
    given: &'a mut BTreeSet<String>,
    operator: String,
    reader: String,
}

impl Asking<'_> {
    /// Asks as the operator or as a reader, and notes the status; a body of nothing is a GET.
    fn ask(&mut self, (template, target): (&str, &str), body: &Value) -> Value {
        let who = ["/v1/messages", "/v1/todos", "/v1/sheets"].iter();
        let is_reader = who.into_iter().any(|own| target.starts_with(own));
        let who = if is_reader { &self.reader } else { &self.operator };
        let text = body.to_string();
        let request = if body.is_null() {
            Request::get(target)
        } else {
            Request::post(target, text.as_bytes())
        };
        let reply = self.served.send(&request.with("authorization", who));
        let method = if body.is_null() { "get" } else { "post" };
        self.given.insert(format!("{method} {template} {}", reply.status));
        if reply.media_type().ends_with("json") { reply.json() } else { Value::Null }
    }
}

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let operator = bearer("op", &json!({"staff_roles": ["operator"]}));
    let reader = bearer("reader", &json!({}));
    let mut asking = Asking { served, given, operator, reader };
    let lists = [
        ("/v1/notices", "page=0"),
        ("/v1/surveys", "colour=red"),
        ("/v1/messages", "class=x"),
        ("/v1/todos", "page=0"),
        ("/v1/sheets", "page=0"),
    ];
    for (list, wrong) in lists {
        for query in ["", "?colour=red", &format!("?{wrong}")] {
            asking.ask((list, &format!("{list}{query}")), &Value::Null);
        }
    }
    notices(&mut asking);
    surveys(&mut asking);
    let (operator, reader) = (asking.operator.clone(), asking.reader.clone());
    attachment(served, given, (&operator, &reader));
}

fn notices(asking: &mut Asking<'_>) {
    let all = "/v1/notices";
    let notice = |title: &str| {
        json!({"client_id": "a", "category": "policy", "title": title, "body": "b",
            "system": "s", "audience": "everyone"})
    };
    let made = asking.ask((all, all), &notice("t"));
    asking.ask((all, all), &notice("another"));
    let read = "/v1/messages/read";
    asking.ask((read, read), &json!({"category": "bonus"}));
    let file = "/v1/messages/{id}/attachments/{attachment_id}";
    for id in [made["id"].as_str().unwrap(), "nowhere"] {
        let of = |template: &str| template.replace("{id}", id);
        for template in ["/v1/notices/{id}", "/v1/messages/{id}", file] {
            asking.ask((template, &of(template)), &Value::Null);
        }
        for (template, action) in [
            ("/v1/messages/{id}/actions", "read"),
            ("/v1/messages/{id}/actions", "read"),
            ("/v1/notices/{id}/actions", "withdraw"),
            ("/v1/notices/{id}/actions", "withdraw"),
        ] {
            asking.ask((template, &of(template)), &json!({"action": action}));
        }
    }
}

fn surveys(asking: &mut Asking<'_>) {
    let all = "/v1/surveys";
    let form = json!({"title": "t", "purpose": "p", "audience": "everyone",
        "open_from": "2026-01-01T00:00:00Z", "open_until": "2126-01-01T00:00:00Z",
        "questions": [{"id": "a", "text": "q", "required": true, "kind": "text"}]});
    let made = asking.ask((all, all), &json!({"form": form}));
    let answers = json!({"action": "answer", "answers": {"a": {"text": "x"}}});
    let (acts, sheet) = ("/v1/surveys/{id}/actions", "/v1/sheets/{id}/actions");
    for id in [made["id"].as_str().unwrap(), "nowhere"] {
        let of = |template: &str| template.replace("{id}", id);
        asking.ask((acts, &of(acts)), &json!({"action": "publish"}));
        for (part, query) in [
            ("", ""),
            ("/results", ""),
            ("/export", ""),
            ("/export", "?x=1"),
            ("/export", "?part=0"),
        ] {
            let template = format!("/v1/surveys/{{id}}{part}");
            asking.ask((&template, &format!("{}{query}", of(&template))), &Value::Null);
        }
        asking.ask(("/v1/sheets/{id}", &of("/v1/sheets/{id}")), &Value::Null);
        for _ in 0..2 {
            asking.ask((sheet, &of(sheet)), &answers);
        }
        for _ in 0..2 {
            asking.ask((acts, &of(acts)), &json!({"action": "close"}));
        }
    }
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
