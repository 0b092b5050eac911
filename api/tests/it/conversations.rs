//! Conversations: what was said is read back, ended ones take nothing more, and others see nothing.

use serde_json::{Value, json};
use wenshui_api::store::count::CountKind;

use crate::support::contract::problem;
use crate::support::databases::{on_both, on_both_with};
use crate::support::http::{Reply, Request};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::{bearer, believe};

/// Asks in a conversation, or begins one.
fn ask(served: &Served, question: &str, conversation: Option<&str>) -> Value {
    served.answer(&json!({"question": question, "conversation_id": conversation}))
}

fn get(served: &Served, target: &str) -> Value {
    let reply = served.get(target);
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

fn end(served: &Served, conversation: &str) -> Reply {
    served.send(&Request::new("POST", &format!("/v1/conversations/{conversation}/end")))
}

#[test]
fn b_07_a_conversation_is_read_back_page_by_page_from_its_end() {
    on_both(|served| {
        let first = ask(served, "征收率是多少", None);
        let id = first["conversation_id"].as_str().unwrap();
        let mut answers = vec![first["answer_id"].clone()];
        for _ in 1..5 {
            answers.push(ask(served, "征收率是多少", Some(id))["answer_id"].clone());
        }
        answers.reverse();
        let mut read = Vec::new();
        let mut target = format!("/v1/conversations/{id}/turns?limit=2");
        loop {
            let page = get(served, &target);
            let items = page["items"].as_array().unwrap();
            read.extend(items.iter().map(|turn| turn["reply"]["answer_id"].clone()));
            let Some(before) = page["next_before"].as_i64() else {
                break;
            };
            target = format!("/v1/conversations/{id}/turns?limit=2&before={before}");
        }
        assert_eq!(read, answers);
        let newest = &get(served, &format!("/v1/conversations/{id}/turns?limit=1"))["items"][0];
        assert_eq!(
            (&newest["question"], &newest["source"]),
            (&json!("征收率是多少"), &json!("typed"))
        );
        assert_eq!(newest["seq"], 5);
    });
}

#[test]
fn f7_an_ended_conversation_says_so() {
    on_both(|served| {
        let id = ask(served, "征收率是多少", None)["conversation_id"].as_str().unwrap().to_owned();
        let shown = get(served, &format!("/v1/conversations/{id}"));
        assert_eq!(shown["status"], "active");
        assert_eq!(shown["allowed_actions"], json!(["ask", "attach", "hand_over", "end"]));
        assert_eq!(shown["last_event"], 1);
        for _ in 0..2 {
            let ended = end(served, &id).json();
            assert_eq!(ended["status"], "ended");
            assert_eq!(ended["allowed_actions"], json!([]));
            assert_eq!(ended["last_event"], 2);
        }
        let body = json!({"question": "征收率是多少", "conversation_id": id});
        for body in
            [body.clone(), json!({"client_id": "late", "question": "税", "conversation_id": id})]
        {
            let refused = served.ask(&body);
            let told = problem(&refused);
            assert_eq!((refused.status, told.code.as_str()), (409, "conversation_ended"));
            assert_eq!(told.state.as_deref(), Some("ended"));
        }
        assert_eq!(
            get(served, &format!("/v1/conversations/{id}/turns"))["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    });
}

#[test]
fn a_conversation_may_be_begun_before_anything_is_asked() {
    on_both(|served| {
        let body = r#"{"entry_scene": "电票平台-税务数字账户", "region": "370000"}"#;
        let reply = served.send(&Request::post("/v1/conversations", body.as_bytes()));
        assert_eq!(reply.status, 201, "{}", reply.text());
        let begun = reply.json();
        let id = begun["id"].as_str().unwrap();
        assert_eq!(begun["last_event"], 0);
        assert_eq!(ask(served, "征收率是多少", Some(id))["conversation_id"], id);
        let shown = get(served, &format!("/v1/conversations/{id}"));
        assert_eq!(shown["entry_scene"], "电票平台-税务数字账户");
        assert_eq!((&shown["region"], &shown["last_event"]), (&json!("370000"), &json!(1)));
    });
}

#[test]
fn a_conversation_of_somebody_with_a_token_is_nobody_elses() {
    on_both_with(believe, |served| {
        let own = bearer("one", &json!({}));
        let other = bearer("two", &json!({}));
        let body = json!({"question": "征收率是多少"}).to_string();
        let asked = Request::post("/v1/answers", body.as_bytes()).with("authorization", &own);
        let id = served.send(&asked).json()["conversation_id"].as_str().unwrap().to_owned();
        let target = format!("/v1/conversations/{id}");
        assert_eq!(served.send(&Request::get(&target).with("authorization", &own)).status, 200);
        for request in [Request::get(&target), Request::get(&target).with("authorization", &other)]
        {
            assert_eq!(problem(&served.send(&request)).code, "unknown_conversation");
        }
        let body = json!({"question": "征收率是多少", "conversation_id": id}).to_string();
        let foreign = Request::post("/v1/answers", body.as_bytes()).with("authorization", &other);
        assert_eq!(problem(&served.send(&foreign)).code, "unknown_conversation");
    });
}

#[test]
fn f6_every_turn_has_its_source_and_is_counted_once() {
    on_both(|served| {
        let sources = ["voice", "hot", "hot", "suggestion"];
        for source in sources {
            served.answer(&json!({"question": "征收率是多少", "source": source}));
        }
        served.answer(&json!({"option": "rate-new"}));
        wait_for(served.state.store.writer.settle()).unwrap();
        let counted = wait_for(served.state.store.db.totals(CountKind::Click, "2000-01-01", 10));
        let expected = [("hot", 2), ("option", 1), ("suggestion", 1), ("voice", 1)];
        assert_eq!(counted.unwrap(), expected.map(|(source, total)| (source.to_owned(), total)));
        let counted = wait_for(served.state.store.db.totals(CountKind::Entry, "2000-01-01", 10));
        assert_eq!(counted.unwrap(), [("rate-new".to_owned(), 5)]);
    });
}

#[test]
fn what_was_said_is_there_after_a_restart() {
    let mut served = Served::small(|_| ());
    let first = ask(&served, "征收率是多少", None);
    let id = first["conversation_id"].as_str().unwrap();
    ask(&served, "征收率是多少", Some(id));
    served.stop();
    served.ended().unwrap();
    let again = Served::beside(&served, |_| ());
    let turns = get(&again, &format!("/v1/conversations/{id}/turns"));
    assert_eq!(turns["items"].as_array().unwrap().len(), 2);
    assert_eq!(turns["items"][1]["reply"], first);
    assert_eq!(get(&again, &format!("/v1/conversations/{id}"))["last_event"], 2);
}

#[test]
fn what_every_stage_saw_is_shown_and_not_stored() {
    let served = Served::small(|_| ());
    let shown = served.answer(&json!({"question": "征收率是多少", "explain": true}));
    assert!(shown["explain"].is_object());
    let id = shown["conversation_id"].as_str().unwrap();
    let stored = &get(&served, &format!("/v1/conversations/{id}/turns"))["items"][0]["reply"];
    assert!(stored["explain"].is_null());
    assert_eq!(stored["answer_id"], shown["answer_id"]);
}

#[test]
fn what_is_past_its_time_is_forgotten() {
    on_both_with(
        |config| config.keeping.conversations_days = 1,
        |served| {
            let id =
                ask(served, "征收率是多少", None)["conversation_id"].as_str().unwrap().to_owned();
            let target = format!("/v1/conversations/{id}");
            assert_eq!(served.get(&target).status, 200);
            let keeping = served.state.config.keeping;
            let (day, now) = (24 * 60 * 60 * 1000, wenshui_api::clock::now_ms());
            for (moment, status) in [(now + day / 2, 200), (now + 2 * day, 404)] {
                for due in keeping.due(moment) {
                    wait_for(served.state.store.db.forget(due)).unwrap();
                }
                assert_eq!(served.get(&target).status, status);
            }
        },
    );
}
