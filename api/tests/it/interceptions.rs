//! What the guard stopped: listed by page and filter, released once, seen by the right people.

use std::sync::Arc;

use serde_json::{Value, json};
use wenshui_api::config::secret::Secret;
use wenshui_api::store::interception::{Direction, NewInterception};
use wenshui_api::store::owner::Owner;
use wenshui_api::store::write::Write;
use wenshui_engine::screen::Screen;
use wenshui_knowledge::lexicon::DataFile;

use crate::support::contract::problem;
use crate::support::databases::on_both_with;
use crate::support::http::{Reply, Request};
use crate::support::postgres;
use crate::support::served::{Served, wait_for};
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
        direction: Direction::In,
        entry_id: None,
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
        let (second, last) = ("2027-01-15T08:00:00.001Z", "2027-01-15T16:00:00.003%2B08:00");
        let within = format!("since={second}&until={last}");
        assert_eq!(ids(&list(&within, auditor)), ["id-2", "id-1"]);
        assert_eq!(ids(&list(&format!("since={last}&rule=flood"), auditor)), ["id-3"]);
        assert_eq!(ids(&list("direction=in&limit=1", auditor)), ["id-3"]);
        assert_eq!(ids(&list("direction=out", auditor)), [""; 0]);
        let refused = |query: &str| {
            let target = format!("/v1/interceptions?{query}");
            problem(&as_staff(served, ("GET", &target), auditor)).code
        };
        assert_eq!(refused("since=yesterday"), "bad_moment");
        assert_eq!(refused("direction=sideways"), "bad_value");
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

/// Lists with other sensitive words than the bundled ones.
fn lists(sensitive: &str) -> Arc<Screen> {
    let file = DataFile { name: "sensitive.tsv".to_owned(), text: sensitive.to_owned() };
    Arc::new(Screen::read(&[file]).unwrap())
}

/// Sensitive words are looked for in both directions, and what goes out is recorded too.
#[test]
fn b_04_an_answer_with_sensitive_words_is_masked_or_held_back_and_recorded() {
    on_both_with(believe, |served| {
        let engine = &served.state.engine;
        let question = json!({"question": "征收率是多少"});
        let first = served.answer(&question)["kb_version"].clone();
        engine.swap_screen(lists("mask\tout\tno\t现在是\t-\nblock\tout\tno\t青岛\t-\n"));
        let masked = served.answer(&question);
        assert_eq!(masked["answer"]["blocks"][0]["markdown"], "***1%。");
        assert_eq!(masked["guard"]["action"], "pass", "the question is as it should be");
        assert_ne!(masked["kb_version"], first);
        let held = served.answer(&json!({"question": "在哪里办理登记", "region": "370200"}));
        assert_eq!((&held["decision"], &held["answer"]), (&json!("refuse"), &Value::Null));
        assert!(!held.to_string().contains("青岛"), "{held}");
        assert_eq!(held["exits"], json!(["handover", "note", "reservation"]));
        assert_eq!(problem(&served.get("/v1/entries/place-qingdao")).code, "unknown_entry");
        let entry = served.get("/v1/entries/rate-new").json();
        assert_eq!(entry["answer"], "***1%。");

        let target = "/v1/interceptions?direction=out";
        let listed = as_staff(served, ("GET", target), ("auditor", "")).json();
        let told = |item: &Value| {
            ["rule", "action", "entry_id", "conversation_id"].map(|name| item[name].clone())
        };
        let told: Vec<_> = listed["items"].as_array().unwrap().iter().map(told).collect();
        let expected = [
            [
                json!("sensitive.block"),
                json!("block"),
                json!("place-qingdao"),
                held["conversation_id"].clone(),
            ],
            [
                json!("sensitive.mask"),
                json!("soften"),
                json!("rate-new"),
                masked["conversation_id"].clone(),
            ],
        ];
        assert_eq!(told, expected);
        let metrics = served.get("/metrics");
        let line =
            r#"wenshui_guarded_total{rule="sensitive.block",action="block",direction="out"} 1"#;
        assert!(metrics.text().contains(line), "{}", metrics.text());
    });
}

#[test]
fn b_04_wordings_with_sensitive_words_are_not_suggested() {
    let served = Served::small(|_| ());
    let suggested = || -> Vec<Value> {
        let listed = served.get("/v1/suggestions?q=%E6%80%8E%E6%A0%B7%E9%80%80%E7%A8%8E").json();
        listed["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    assert_eq!(suggested().len(), 2);
    served.state.engine.swap_screen(lists("mask\tout\tno\t企业\t-\nblock\tout\tno\t由个人\t-\n"));
    // 怎样退税 itself is harmless; who may not be answered is not suggested.
    assert_eq!(suggested(), [json!("refund-company")]);
    served.state.engine.swap_screen(lists("block\tout\tno\t怎样退税\t-\n"));
    assert_eq!(suggested(), [""; 0]);
}

const AD: &str = "本公司长期代开各类增值税发票，点数低，加微信 13800001234";

/// Asks until nothing is answered any more; gives the conversation.
fn silenced(served: &Served) -> String {
    let first = served.answer(&json!({"question": AD}));
    let id = first["conversation_id"].as_str().unwrap().to_owned();
    let again = || served.answer(&json!({"question": AD, "conversation_id": id}));
    let actions: Vec<Value> = (0..3).map(|_| again()["guard"]["action"].clone()).collect();
    assert_eq!(actions[2], "silence", "{actions:?}");
    let asked = proper(served, &id);
    assert_eq!(
        (&asked["decision"], &asked["guard"]["action"]),
        (&json!("refuse"), &json!("silence"))
    );
    assert_eq!(asked["guard"]["rule"], "silence");
    id
}

fn proper(served: &Served, id: &str) -> Value {
    served.answer(&json!({"question": "征收率是多少", "conversation_id": id}))
}

fn release_last(served: &Served, conversation: &str) {
    let target = format!("/v1/interceptions?conversation_id={conversation}&limit=1");
    // What belongs to no center is the operator's to release.
    let operator = ("operator", "");
    let listed = as_staff(served, ("GET", &target), operator).json();
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let target = format!("/v1/interceptions/{id}/release");
    assert_eq!(as_staff(served, ("POST", &target), operator).status, 200);
}

/// Who is released is answered at once, and is no repeat offender at the next slip.
fn is_free(served: &Served, id: &str) {
    let asked = proper(served, id);
    assert_eq!((&asked["decision"], &asked["guard"]["action"]), (&json!("answer"), &json!("pass")));
    let slip = served.answer(&json!({"question": AD, "conversation_id": id}));
    assert_eq!(slip["guard"]["action"], "block", "a first offence, no silence");
    assert_eq!(proper(served, id)["decision"], "answer");
}

#[test]
fn e_05_a_release_ends_the_silence_and_clears_the_strikes() {
    on_both_with(believe, |served| {
        let (released, other) = (silenced(served), silenced(served));
        // What is sent in a silence is stopped by a rule as well, and recorded.
        let target = format!("/v1/interceptions?conversation_id={released}");
        let listed = as_staff(served, ("GET", &target), ("auditor", "")).json();
        let mut rules = listed["items"].as_array().unwrap().iter().map(|item| item["rule"].clone());
        assert_eq!(rules.next_back(), Some(json!("ads.invoice")));
        assert_eq!(listed["items"][0]["rule"], "silence");
        release_last(served, &released);
        is_free(served, &released);
        assert_eq!(proper(served, &other)["guard"]["action"], "silence", "of nobody else");
    });
}

/// What is remembered of a person lives on the node that they talk to; a release reaches it all the
/// same.
#[test]
fn e_05_a_release_on_another_node_counts() {
    let database = postgres::database();
    let node = || {
        Served::small(|config| {
            believe(config);
            config.database = Secret::new(database.clone());
        })
    };
    let (one, two) = (node(), node());
    let id = silenced(&one);
    wait_for(one.state.store.writer.settle()).unwrap();
    release_last(&two, &id);
    is_free(&one, &id);
}

/// A release of what was sent too fast lets the person go on.
#[test]
fn e_05_a_release_ends_flooding_too() {
    let served = Served::small(|config| {
        believe(config);
        config.anonymous_requests_per_minute = 1000;
    });
    let asked: Vec<Value> = (0..12).map(|_| proper(&served, "talk")["guard"].clone()).collect();
    assert_eq!(asked[0]["action"], "pass");
    assert_eq!(asked[11]["rule"], "flood.repeat");
    release_last(&served, "talk");
    assert_eq!(proper(&served, "talk")["guard"]["action"], "pass");
}
