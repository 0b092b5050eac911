//! What the guard stopped: listed by page and filter, released once, seen by the right people.

use serde_json::{Value, json};
use wenshui_api::store::interception::NewInterception;
use wenshui_api::store::owner::Owner;
use wenshui_api::store::write::Write;

use crate::support::contract::problem;
use crate::support::databases::on_both_with;
use crate::support::http::{Reply, Request};
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

fn stop(served: &Served, number: usize, (rule, center): (&str, &str)) {
    let stopped = NewInterception {
        id: format!("id-{number}"),
        conversation_id: "talk".to_owned(),
        owner: Owner {
            subject: "p".to_owned(),
            authority: String::new(),
            center: center.to_owned(),
        },
        rule: rule.to_owned(),
        action: "block".to_owned(),
        text_hash: "ab".to_owned(),
        created_at: 1_800_000_000_000 + number as i64,
    };
    served.state.store.writer.write_soon(Write::Interception(Box::new(stopped))).unwrap();
}

fn as_staff(
    served: &Served,
    (method, target): (&str, &str),
    (role, center): (&str, &str),
) -> Reply {
    let token = bearer("staff", &json!({"staff_roles": [role], "center": center}));
    served.send(&Request::new(method, target).with("authorization", &token))
}

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[test]
fn e_05_interceptions_are_listed_filtered_and_released() {
    on_both_with(believe, |served| {
        for (number, what) in
            [("flood", "a"), ("abuse", "a"), ("flood", "b"), ("flood", "a")].iter().enumerate()
        {
            stop(served, number, *what);
        }
        let list = |query: &str, who| {
            as_staff(served, ("GET", &format!("/v1/interceptions?{query}")), who).json()
        };
        let auditor = ("auditor", "");
        assert_eq!(ids(&list("", auditor)), ["id-3", "id-2", "id-1", "id-0"]);
        assert_eq!(ids(&list("", ("reviewer", "a"))), ["id-3", "id-1", "id-0"]);
        assert_eq!(ids(&list("rule=flood", ("supervisor", "a"))), ["id-3", "id-0"]);
        assert_eq!(ids(&list("action=warn", auditor)), [""; 0]);
        let page = list("limit=3", auditor);
        let next = page["next"].as_str().unwrap();
        assert_eq!(ids(&list(&format!("limit=3&before={next}"), auditor)), ["id-0"]);
        let release = |id: &str, who| {
            as_staff(served, ("POST", &format!("/v1/interceptions/{id}/release")), who)
        };
        let released = release("id-0", ("reviewer", "a")).json();
        assert_eq!(released["released_by"], "staff");
        let again = release("id-0", ("supervisor", "a"));
        assert_eq!(problem(&again).state.as_deref(), Some("released"));
        assert_eq!(problem(&release("id-2", ("reviewer", "a"))).code, "unknown_interception");
        assert_eq!(problem(&release("nowhere", ("reviewer", "a"))).code, "unknown_interception");
        assert_eq!(problem(&release("id-1", auditor)).code, "forbidden");
        assert_eq!(ids(&list("released=true", auditor)), ["id-0"]);
        assert_eq!(
            ids(&list("released=false&conversation_id=talk", auditor)),
            ["id-3", "id-2", "id-1"]
        );
    });
}

/// An advertisement that is asked as a question is stopped, answered politely, recorded without its
/// words, and counted.
#[test]
fn e_04_what_the_guard_stops_over_http_is_recorded_and_counted() {
    on_both_with(believe, |served| {
        let text = "本公司长期代开各类增值税发票，点数低，加微信 13800001234";
        let answer = served.answer(&json!({"question": text}));
        assert_eq!(
            (&answer["decision"], &answer["guard"]["action"]),
            (&json!("refuse"), &json!("block"))
        );
        assert_eq!(answer["candidates"], json!([]));
        assert!(!answer["say"][0]["markdown"].as_str().unwrap().is_empty());
        let calm = served.answer(&json!({"question": "征收率是多少"}));
        assert_eq!(calm["guard"], json!({"action": "pass", "rule": null, "until": null}));
        assert_eq!(calm["emotion"], json!({"label": "calm", "level": 0}));
        let listed = as_staff(served, ("GET", "/v1/interceptions"), ("auditor", ""));
        let items = listed.json()["items"].clone();
        let item = items
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["conversation_id"] == answer["conversation_id"]);
        let item = item.expect("the interception of this conversation");
        assert_eq!((&item["rule"], &item["action"]), (&answer["guard"]["rule"], &json!("block")));
        assert!(!items.to_string().contains("代开"));
        let metrics = served.send(&Request::new("GET", "/metrics"));
        assert!(metrics.text().contains("wenshui_guarded_total{rule="), "{}", metrics.text());
    });
}
