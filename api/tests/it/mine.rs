//! What belongs to one person: judgements, kept entries, chosen quick entries, and their erasure.

use serde_json::{Value, json};
use wenshui_api::store::interception::{Direction, NewInterception};
use wenshui_api::store::owner::Owner;
use wenshui_api::store::write::Write;

use crate::support::contract::problem;
use crate::support::databases::{on_both, on_both_with};
use crate::support::http::{Reply, Request};
use crate::support::jobs::plant as plant_job;
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::tokens::{bearer, believe};

fn answer(served: &Served, question: &str) -> (String, String) {
    let reply = served.answer(&json!({"question": question}));
    let field = |name: &str| reply[name].as_str().unwrap().to_owned();
    (field("answer_id"), field("conversation_id"))
}

fn judge(served: &Served, answer_id: &str, body: &Value) -> Reply {
    put(served, &format!("/v1/answers/{answer_id}/feedback"), body)
}

fn put(served: &Served, target: &str, body: &Value) -> Reply {
    let body = body.to_string();
    let request = Request { method: "PUT", ..Request::post(target, body.as_bytes()) };
    served.send(&request)
}

#[test]
fn f_01_f_03_f_04_an_answer_is_judged_and_thanked_for() {
    on_both(|served| {
        let (answer_id, conversation) = answer(served, "征收率是多少");
        let thanked = judge(served, &answer_id, &json!({"useful": true})).json();
        assert_eq!(thanked["say"][0]["markdown"], "我会继续努力，感谢您的支持。");
        assert_eq!(thanked["reasons"], json!([]));
        let body = json!({"useful": false, "reason": "wrong", "comment": "不是 3%"});
        let asked = judge(served, &answer_id, &body).json();
        let labels: Vec<_> =
            asked["reasons"].as_array().unwrap().iter().map(|r| r["label"].clone()).collect();
        assert_eq!(labels, ["答非所问", "答案错误", "其他"]);
        // The later judgement stands in the place of the earlier one, and both were told.
        let judged = wait_for(served.state.store.db.judged_by_source(0)).unwrap();
        assert_eq!(judged, [("typed".to_owned(), false, 1)]);
        let target = format!("/v1/conversations/{conversation}/events?after=1");
        let events = Sse::open(served.address, &target, &[]).take(2);
        assert_eq!(
            events[0]["feedback"],
            json!({"answer_id": answer_id, "useful": true, "reason": null})
        );
        assert_eq!(events[1]["feedback"]["reason"], "wrong");
        assert!(!events[1].to_string().contains("3%"), "comments are for the office");
    });
}

#[test]
fn f_02_prompts_cannot_be_judged() {
    let served = Served::small(|_| ());
    let (answer_id, _) = answer(&served, "今天天气怎么样");
    assert_eq!(
        problem(&judge(&served, &answer_id, &json!({"useful": true}))).code,
        "no_feedback_on_prompts"
    );
}

#[test]
fn judgements_that_are_none() {
    let served = Served::small(|_| ());
    let (answer_id, _) = answer(&served, "征收率是多少");
    let cases = [
        (json!({"useful": true, "reason": "wrong"}), "reason_not_expected"),
        (json!({"useful": false, "reason": "bad"}), "bad_field"),
        (json!({"useful": false, "comment": "错".repeat(501)}), "comment_too_long"),
        (json!({"reason": "wrong"}), "bad_field"),
    ];
    for (body, code) in cases {
        assert_eq!(problem(&judge(&served, &answer_id, &body)).code, code, "{body}");
    }
    let comment = json!({"useful": false, "comment": "错".repeat(500)});
    assert_eq!(judge(&served, &answer_id, &comment).status, 200);
    assert_eq!(
        problem(&judge(&served, "nowhere", &json!({"useful": true}))).code,
        "unknown_answer"
    );
}

fn favorites(served: &Served, more: &str) -> Value {
    served.get(&format!("/v1/favorites?{more}")).json()
}

#[test]
fn g_01_g_02_g_03_entries_are_kept_and_let_go() {
    on_both(|served| {
        let mine = "conversation_id=mine";
        let keep = |id: &str| {
            let target = format!("/v1/favorites/{id}?{mine}");
            served.send(&Request::new("PUT", &target)).status
        };
        for id in ["rate-new", "bare", "refund-person", "rate-new"] {
            assert_eq!(keep(id), 204, "{id}");
        }
        assert_eq!(keep("nowhere"), 404);
        let mut kept = Vec::new();
        let mut page = favorites(served, &format!("{mine}&limit=2"));
        loop {
            kept.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else {
                break;
            };
            page = favorites(served, &format!("{mine}&limit=2&after={next}"));
        }
        let mut ids: Vec<_> = kept.iter().map(|kept| kept["entry_id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["bare", "rate-new", "refund-person"]);
        assert!(kept.iter().all(|kept| kept["question"].is_string()));
        assert_eq!(favorites(served, "conversation_id=other")["items"], json!([]));
        for _ in 0..2 {
            let target = format!("/v1/favorites/bare?{mine}");
            assert_eq!(served.send(&Request::new("DELETE", &target)).status, 204);
        }
        assert_eq!(favorites(served, mine)["items"].as_array().unwrap().len(), 2);
        assert_eq!(problem(&served.get("/v1/favorites")).code, "unauthenticated");
        assert_eq!(
            problem(&served.get(&format!("/v1/favorites?{mine}&after=x"))).code,
            "bad_query"
        );
    });
}

#[test]
fn i_01_i_04_everybody_chooses_their_own_quick_entries() {
    on_both(|served| {
        let mine = "/v1/shortcuts?conversation_id=mine";
        let unchosen = served.get("/v1/shortcuts").json();
        let titles: Vec<_> = unchosen["available"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["title"].as_str().unwrap())
            .collect();
        for title in ["办税指南", "办税地图", "办税日历", "政策法规", "下载中心"]
        {
            assert!(titles.contains(&title), "{title}");
        }
        assert!(!unchosen["chosen"].as_array().unwrap().is_empty());
        for keys in [json!(["downloads", "tax_map"]), json!([])] {
            assert_eq!(put(served, mine, &json!({"keys": keys})).json()["chosen"], keys);
            assert_eq!(served.get(mine).json()["chosen"], keys);
        }
        let other = served.get("/v1/shortcuts?conversation_id=other").json();
        assert_eq!(other["chosen"], unchosen["chosen"]);
        let cases = [
            (json!(["nowhere"]), "unknown_shortcut"),
            (json!(["tax_map", "tax_map"]), "double_shortcut"),
        ];
        for (keys, code) in cases {
            assert_eq!(problem(&put(served, mine, &json!({"keys": keys}))).code, code);
        }
        assert_eq!(
            problem(&put(served, "/v1/shortcuts", &json!({"keys": []}))).code,
            "unauthenticated"
        );
    });
}

#[test]
fn everything_of_one_person_is_erased_and_nothing_else() {
    on_both_with(believe, |served| {
        let tokens = ["one", "two"].map(|subject| bearer(subject, &json!({})));
        let talks = ["one", "two"].map(|subject| leave_traces(served, subject));
        for who in ["one", "two"] {
            let owner = Owner { subject: who.to_owned(), ..Owner::default() };
            plant_job(served, &format!("job of {who}"), &owner);
        }
        let request = Request::new("DELETE", "/v1/me").with("authorization", &tokens[0]);
        let erased = served.send(&request).json()["erased"].clone();
        let expected = json!({
            "attachments": 0, "form_files": 0, "conversations": 1, "favorites": 1, "feedback": 1, "handovers": 0,
            "notices": 0, "outgoing": 0, "receipts": 0, "survey_responses": 0,
            "interceptions": 1, "matters": 0, "shortcuts": 1,
            "session_attachments": 0, "agent_shifts": 0, "canned_replies": 0, "jobs": 1,
        });
        assert_eq!(
            erased, expected,
            "the judgement is counted, though its conversation would take it along"
        );
        for (who, left) in [("one", ""), ("two", "two")] {
            let job = wait_for(served.state.store.db.job(&format!("job of {who}"))).unwrap();
            assert_eq!(job.unwrap().owner.subject, left);
        }
        for ((talk, token), (status, kept)) in talks.iter().zip(&tokens).zip([(404, 0), (200, 1)]) {
            let target = format!("/v1/conversations/{talk}");
            let shown = served.send(&Request::get(&target).with("authorization", token));
            assert_eq!(shown.status, status);
            let favorites =
                served.send(&Request::get("/v1/favorites").with("authorization", token));
            assert_eq!(favorites.json()["items"].as_array().unwrap().len(), kept);
        }
        let auditor = bearer("auditor", &json!({"staff_roles": ["auditor"]}));
        let request = Request::get("/v1/interceptions").with("authorization", &auditor);
        let held = served.send(&request).json();
        let talks_held: Vec<_> = held["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["conversation_id"].clone())
            .collect();
        assert_eq!(talks_held, [json!(talks[1]), json!("")]);
    });
}

/// One of everything that somebody can leave behind; gives the conversation.
fn leave_traces(served: &Served, subject: &str) -> String {
    let token = &bearer(subject, &json!({}));
    let send = |method: &'static str, target: &str, body: &Value| {
        let body = body.to_string();
        let request = Request { method, ..Request::post(target, body.as_bytes()) };
        let reply = served.send(&request.with("authorization", token));
        assert!(reply.status < 300, "{}", reply.text());
        reply
    };
    let asked = send("POST", "/v1/answers", &json!({"question": "征收率是多少"})).json();
    let feedback = format!("/v1/answers/{}/feedback", asked["answer_id"].as_str().unwrap());
    send("PUT", &feedback, &json!({"useful": true}));
    send("PUT", "/v1/shortcuts", &json!({"keys": ["tax_map"]}));
    send("PUT", "/v1/favorites/bare", &json!({}));
    let shown = served.send(&Request::get("/v1/favorites").with("authorization", token));
    assert_eq!(shown.status, 200);
    let conversation = asked["conversation_id"].as_str().unwrap().to_owned();
    let stopped = NewInterception {
        id: uuid_like(subject),
        conversation_id: conversation.clone(),
        owner: Owner { subject: subject.to_owned(), ..Owner::default() },
        rule: "flood".to_owned(),
        action: "warn".to_owned(),
        text_hash: "00".to_owned(),
        direction: Direction::In,
        entry_id: None,
        created_at: wenshui_api::clock::now_ms(),
    };
    wait_for(served.state.store.writer.write(Write::Interception(Box::new(stopped)))).unwrap();
    conversation
}

/// Ids in the order of their time, so that the later person's comes first in a list.
fn uuid_like(subject: &str) -> String {
    format!("interception-{}", if subject == "one" { 1 } else { 2 })
}
