//! From a wish to a version in service and back, over HTTP, each step by whom it belongs to.

use serde_json::{Value, json};

use crate::support::http::{Reply, Request};
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

/// Sends something as somebody of a role, or gets where there is no body.
fn send(served: &Served, who: &str, (target, body): (&str, Value)) -> Reply {
    let role = who.split(' ').next().unwrap();
    let (token, text) = (bearer(who, &json!({"staff_roles": [role]})), body.to_string());
    let request =
        if body.is_null() { Request::get(target) } else { Request::post(target, text.as_bytes()) };
    served.send(&request.with("authorization", &token))
}

fn done(served: &Served, who: &str, asked: (&str, Value)) -> Value {
    let target = asked.0.to_owned();
    let reply = send(served, who, asked);
    assert!(reply.status < 300, "{who} {target}: {}", reply.text());
    reply.json()
}

fn refused(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
}

/// A wish that is submitted; gives its path for actions.
fn submitted(served: &Served, (subject, body): (&str, Value)) -> String {
    let begin = json!({"subject": subject, "body": body});
    let begun = done(served, "maintainer", ("/v1/kb/revisions", begin));
    let actions = format!("/v1/kb/revisions/{}/actions", begun["id"].as_str().unwrap());
    assert_eq!(begun["allowed_actions"], json!(["change", "submit", "withdraw"]));
    done(served, "maintainer", (&actions, json!({"action": "submit"})));
    actions
}

fn entry(id: &str, answer: &str) -> Value {
    json!({"entry": {"id": id, "question": "星际运输怎么缴税", "answer": answer}})
}

/// Wishes for an entry, has everybody try to approve it, and leaves it approved.
fn approved_by_somebody_else(served: &Served) {
    let actions = submitted(served, ("entry/star", entry("star", "免税。")));
    let approve = || json!({"action": "approve"});
    let both = bearer("maintainer", &json!({"staff_roles": ["maintainer", "reviewer"]}));
    let text = approve().to_string();
    let own = Request::post(&actions, text.as_bytes()).with("authorization", &both);
    assert_eq!(refused(&served.send(&own)), (409, "own_revision".to_owned()));
    assert_eq!(send(served, "maintainer zhao", (&actions, approve())).status, 403);
    let reject = json!({"action": "reject"});
    assert_eq!(refused(&send(served, "reviewer", (&actions, reject))).0, 422);
    let nothing = send(served, "publisher", ("/v1/kb/publish", json!({})));
    assert_eq!(refused(&nothing), (409, "nothing_approved".to_owned()));
    done(served, "reviewer", (&actions, approve()));
    let again = send(served, "reviewer", (&actions, approve()));
    assert_eq!(refused(&again), (409, "revision_state".to_owned()));
}

#[test]
fn k6_a_wish_is_reviewed_by_somebody_else_published_behind_gates_and_taken_back_at_once() {
    let served = Served::small(believe);
    let data = served.data.path();
    std::fs::create_dir(data.join("suites")).unwrap();
    let suite = r#"{"id": "1", "question": "星际运输怎么缴税", "expect": ["star"]}"#;
    std::fs::write(data.join("suites/star.jsonl"), suite).unwrap();
    let gates = |condition: &str| {
        let text = format!("[[gate]]\nsuite = \"star.jsonl\"\nconditions = [\"{condition}\"]\n");
        std::fs::write(data.join("gates.toml"), text).unwrap();
    };
    gates("hit@1>=current");
    let wrong = json!({"subject": "entry/star", "body": {"entry": {"id": "star"}}});
    let told = send(&served, "maintainer", ("/v1/kb/revisions", wrong));
    assert_eq!(refused(&told), (422, "knowledge_unusable".to_owned()));
    assert_eq!(told.json()["faults"][0]["rule"], "missing_field");

    approved_by_somebody_else(&served);
    let tried = done(&served, "publisher", ("/v1/kb/publish", json!({"dry_run": true})));
    assert_eq!((&tried["number"], &tried["difference"]["added"]), (&json!(1), &json!(1)));
    let first = done(&served, "publisher", ("/v1/kb/publish", json!({"note": "星际"})));
    let ask = || served.answer(&json!({"question": "星际运输怎么缴税"}))["answer"]["id"].clone();
    assert_eq!((&first["revisions"], ask()), (&json!(1), json!("star")));

    // Taken away, the gate is not kept, and nothing changes.
    let approve = || json!({"action": "approve"});
    let actions = submitted(&served, ("entry/star", json!({"remove": true})));
    done(&served, "reviewer", (&actions, approve()));
    let broken = send(&served, "publisher", ("/v1/kb/publish", json!({})));
    assert_eq!(refused(&broken), (409, "gate_not_kept".to_owned()));
    let faults = broken.json()["faults"].clone();
    assert_eq!(faults[0]["detail"], "hit@1>=current: hit@1>=1: 0.0000");
    assert_eq!(faults[1]["field"], "star.jsonl#1");
    assert_eq!(ask(), json!("star"));
    let shown = actions.trim_end_matches("/actions");
    let shown = done(&served, "auditor", (shown, Value::Null));
    assert_eq!((&shown["state"], &shown["conflict"]), (&json!("approved"), &json!(false)));
    assert_eq!(shown["difference"]["became"], "removed");

    gates("hit@1>=0");
    let second = done(&served, "publisher", ("/v1/kb/publish", json!({})));
    assert_eq!((&second["number"], ask() == json!("star")), (&json!(2), false));
    let listed = done(&served, "auditor", ("/v1/kb/versions", Value::Null));
    assert_eq!((&listed["in_service"], &listed["items"][0]["current"]), (&json!(2), &json!(true)));
    let differs = done(&served, "auditor", ("/v1/kb/versions/1/diff/2", Value::Null));
    assert_eq!(differs["items"][0]["subject"], "entry/star");
    done(&served, "publisher", ("/v1/kb/rollback", json!({"number": 1})));
    assert_eq!(ask(), json!("star"), "at once");
    let audit = done(&served, "auditor", ("/v1/kb/audit", Value::Null));
    let did = audit["items"].as_array().unwrap().iter().rev();
    let did: Vec<String> = did
        .map(|deed| {
            format!("{} {}", deed["actor"].as_str().unwrap(), deed["action"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        did,
        [
            "maintainer begin",
            "maintainer submit",
            "reviewer approve",
            "publisher publish",
            "maintainer begin",
            "maintainer submit",
            "reviewer approve",
            "publisher publish",
            "publisher roll_back",
        ]
    );
}

#[test]
fn what_is_being_written_is_checked_and_tried_before_anybody_sees_it() {
    let served = Served::small(believe);
    let check = |entry: Value| {
        let told = done(&served, "maintainer", ("/v1/kb/check", json!({"entry": entry})));
        let codes = told["problems"].as_array().unwrap().iter();
        codes.map(|problem| problem["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        check(json!({"id": "x", "question": "这个条目有答案吗？"})),
        ["no_answer", "double_wording", "no_review"]
    );
    assert_eq!(check(json!({"id": "x", "questoin": "问"})), ["missing_field", "unknown_field"]);
    let question =
        json!({"question": "星际运输怎么缴税", "entries": [entry("star", "免税。")["entry"]]});
    let tried = done(&served, "reviewer", ("/v1/kb/preview", question));
    assert_eq!(
        (&tried["answer"]["id"], &tried["explain"]["exact"]),
        (&json!("star"), &json!(true))
    );
    let served_still = served.answer(&json!({"question": "星际运输怎么缴税"}));
    assert_ne!(served_still["answer"]["id"], "star");
    // Everything that a maintainer sees, and what is in somebody's hands.
    submitted(&served, ("entry/lost", json!({"remove": true})));
    let open = done(&served, "auditor", ("/v1/kb/entries?state=open", Value::Null));
    assert_eq!((&open["total"], &open["items"][0]["id"]), (&json!(1), &json!("lost")));
    let found = done(&served, "auditor", ("/v1/kb/entries?q=%E5%8F%91%E7%A5%A8", Value::Null));
    assert_eq!(found["items"][0]["revision"]["state"], "submitted");
    let shown = done(&served, "auditor", ("/v1/kb/entries/lost", Value::Null));
    assert_eq!(shown["revisions"][0]["removes"], json!(true));
}
