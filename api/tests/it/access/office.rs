//! Who may see what of notices and surveys.

use serde_json::{Value, json};
use wenshui_api::store::owner::Owner;

use super::{askers, attach, plant, send, table};
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

/// Routes on what the office tells and asks everybody, with their action and a body; whose it is does
/// not matter to them.
const OFFICE: [(&str, &str, &str); 8] = [
    ("get /v1/notices", "read_notices", ""),
    ("get /v1/notices/{notice}", "read_notices", ""),
    ("post /v1/notices/{notice}/actions", "send_notices", r#"{"action": "expire"}"#),
    ("get /v1/surveys", "read_surveys", ""),
    ("get /v1/surveys/{survey}", "read_surveys", ""),
    ("get /v1/surveys/{survey}/results", "read_surveys", ""),
    ("get /v1/surveys/{survey}/export", "read_surveys", ""),
    ("post /v1/surveys/{survey}/actions", "run_surveys", r#"{"action": "publish"}"#),
];
/// Routes on what is for people who are named, with their action and a body.
const NAMED: [(&str, &str, &str); 5] = [
    ("get /v1/messages/{notice}", "read_messages", ""),
    ("post /v1/messages/{notice}/actions", "read_messages", r#"{"action": "unfavor"}"#),
    ("get /v1/messages/{notice}/attachments/{file}", "read_messages", ""),
    ("get /v1/sheets/{survey}", "answer_surveys", ""),
    ("post /v1/sheets/{survey}/actions", "answer_surveys", r#"{"action": "answer"}"#),
];

/// All of these as the document has them.
pub(super) fn routes() -> Vec<String> {
    let told = OFFICE.iter().chain(&NAMED).map(|row| row.0);
    let told = told.map(|route| route.replace("{notice}", "{id}").replace("{survey}", "{id}"));
    told.map(|route| route.replace("{file}", "{attachment_id}")).collect()
}

/// A notice with a file and an open survey for these people; gives their ids.
fn tell(served: &Served, people: &[&str]) -> [String; 3] {
    let op = bearer("op", &json!({"staff_roles": ["operator"]}));
    let talk = format!("of-{}", people.join("-"));
    let owner = Owner { subject: "op".to_owned(), ..Owner::default() };
    plant(served, &talk, &owner);
    let file = attach(served, &talk);
    let make = |target: &str, body: &Value| {
        let body = body.to_string();
        let reply = served.send(&Request::post(target, body.as_bytes()).with("authorization", &op));
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["id"].as_str().unwrap().to_owned()
    };
    let notice = json!({"client_id": talk, "category": "policy", "title": "t", "body": "b",
        "system": "s", "audience": {"subjects": people}, "attachments": [{"id": file, "name": "a.txt"}]});
    let form = json!({"title": "t", "purpose": "p", "audience": {"subjects": people},
        "open_from": "2026-01-01T00:00:00Z", "open_until": "2126-01-01T00:00:00Z",
        "questions": [{"id": "a", "text": "q", "required": true, "kind": "text"}]});
    let survey = make("/v1/surveys", &json!({"form": form}));
    make(&format!("/v1/surveys/{survey}/actions"), &json!({"action": "publish"}));
    [make("/v1/notices", &notice), survey, file]
}

#[test]
fn r6_what_the_office_tells_is_seen_by_those_who_run_it_and_those_it_is_for() {
    let served = Served::small(|config| {
        believe(config);
        config.requests_per_minute = 100_000;
    });
    let (table, mut faults) = (table(), Vec::new());
    for (people, named) in [(["me", "you"], true), (["somebody", "you"], false)] {
        let [notice, survey, file] = tell(&served, &people);
        let filled = |route: &str| {
            let route = route.replace("{notice}", &notice).replace("{survey}", &survey);
            route.replace("{file}", &file)
        };
        for asker in &askers() {
            let within = |roles: &[String]| roles.iter().any(|role| role == asker.role);
            let office = OFFICE.iter().map(|row| (row, within(&table.actions[row.1].any)));
            let mine = NAMED.iter().map(|row| (row, named && within(&table.actions[row.1].own)));
            for ((route, _, body), expected) in office.chain(mine) {
                let status = send(&served, asker, (&filled(route), body));
                let may = !matches!(status, 401 | 403 | 404);
                if may != expected || status >= 500 {
                    faults.push(format!("{} {people:?} {route}: {status}", asker.role));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
