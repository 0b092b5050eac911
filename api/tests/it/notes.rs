//! Notes and work orders over HTTP: left, taken, replied to, turned into work orders and back.

use jiff::Timestamp;
use serde_json::{Value, json};
use wenshui_api::desk::effect::pay;
use wenshui_api::store::owed::Owed;
use wenshui_desk::effect::Effect;

use crate::support::callers::{
    act, acted, done, faults, name, office, present, refused, seen, send, total, upload,
};
use crate::support::databases::on_both_with;
use crate::support::served::{Served, wait_for};

const AGENT: &str = "agent/city/wang";

fn form(more: &Value) -> Value {
    let mut form = json!({"center": "city", "note_type": "业务咨询", "content": "数电票额度不够用", "remind": false});
    for (name, value) in more.as_object().unwrap() {
        form[name] = value.clone();
    }
    json!({"form": form})
}

fn leave(served: &Served, more: &Value) -> Value {
    done(served, "li", ("/v1/notes", &form(more)))
}

fn id(matter: &Value) -> &str {
    matter["id"].as_str().unwrap()
}

/// A note that an agent has and makes a work order of; gives the note and the order.
fn ordered(served: &Served) -> (Value, Value) {
    let note = leave(served, &json!({}));
    acted(served, AGENT, ("notes", id(&note), &json!({"action": "take"})));
    let note = acted(served, AGENT, ("notes", id(&note), &json!({"action": "order"})));
    let orders = seen(served, AGENT, "/v1/work-orders");
    (note, orders["items"][0].clone())
}

#[test]
fn o_03_o_12_o_17_a_note_is_left_taken_and_replied_to() {
    on_both_with(office, |served| {
        let sms = json!({"remind": true, "channel": "sms", "mobile": "13400003624"});
        let note = leave(served, &sms);
        assert_eq!(note["number"].as_str().unwrap().len(), 19, "{note}");
        assert_eq!(note["progress"], json!({"name": "processing", "label": "处理中"}));
        assert_eq!((&note["mobile"], &note["state"]), (&json!("134****3624"), &Value::Null));
        assert_eq!(note["allowed_actions"], json!([]));
        let target = format!("/v1/notes/{}", id(&note));
        for (who, status) in [("wang", 404), ("agent/east", 404), (AGENT, 200)] {
            assert_eq!(send(served, who, (&target, &Value::Null)).status, status, "{who}");
        }
        assert_eq!(seen(served, AGENT, &target)["allowed_actions"], json!(["take"]));
        let taken = acted(served, AGENT, ("notes", id(&note), &json!({"action": "take"})));
        assert_eq!(taken["handler"], name(AGENT));
        let reply = json!({"action": "reply", "text": "请到系统里申请调整。"});
        let colleague = act(served, "agent/city/zhao", ("notes", id(&note), &reply));
        assert_eq!(refused(&colleague), (403, "not_your_part".to_owned()));
        acted(served, AGENT, ("notes", id(&note), &reply));
        let replied = seen(served, "li", &target);
        assert_eq!(replied["progress"]["label"], "已完成");
        assert_eq!(replied["reply"]["text"], "请到系统里申请调整。");
        assert_eq!(replied["handler"], Value::Null);
    });
}

#[test]
fn o_04_o_06_o_07_a_form_is_filled_in_rightly_with_what_is_known() {
    let served = Served::small(office);
    let wrong = json!({"center": "nowhere", "content": "短", "remind": true, "channel": "sms"});
    let told = send(&served, "li", ("/v1/notes", &form(&wrong)));
    assert_eq!(
        faults(&told),
        ["content too_short", "mobile required", "center unknown"],
        "{}",
        told.text()
    );
    leave(&served, &json!({"mobile": "13400003624"}));
    // The number that was left before is filled in; one that was emptied is not.
    let sms = json!({"remind": true, "channel": "sms"});
    assert_eq!(leave(&served, &sms)["mobile"], "134****3624");
    let emptied = json!({"remind": true, "channel": "sms", "mobile": ""});
    assert_eq!(faults(&send(&served, "li", ("/v1/notes", &form(&emptied)))), ["mobile required"]);
    // Whoever names no center is served by their own.
    let mut unnamed = form(&json!({}));
    unnamed["form"].as_object_mut().unwrap().remove("center");
    assert_eq!(done(&served, "li", ("/v1/notes", &unnamed))["center"], "east");
}

#[test]
fn o_09_only_what_was_uploaded_by_the_same_person_is_attached() {
    let served = Served::small(office);
    let (mine, foreign) = (upload(&served, "li"), upload(&served, "zhou"));
    let kept = leave(&served, &json!({"attachments": [mine]}));
    let file = &kept["attachments"][0];
    assert_eq!(
        (&file["id"], &file["name"], &file["bytes"]),
        (&json!(mine), &json!("a.txt"), &json!(4))
    );
    // Whoever may see the note may read what comes with it, wherever it was uploaded, and nobody else.
    let href = file["href"].as_str().unwrap();
    let read = |who: &str, href: &str| send(&served, who, (href, &Value::Null));
    for (who, status) in [("li", 200), (AGENT, 200), ("agent/night", 404), ("zhou", 404)] {
        assert_eq!(read(who, href).status, status, "{who}");
    }
    assert_eq!(read(AGENT, href).text(), "text");
    assert_eq!(read(AGENT, &href.replace(&mine, &foreign)).status, 404, "it names no other file");
    assert_eq!(read(AGENT, &format!("/v1/attachments/{mine}")).status, 404);
    for none in [foreign.as_str(), "nowhere"] {
        let told = send(&served, "li", ("/v1/notes", &form(&json!({"attachments": [none]}))));
        assert_eq!(faults(&told), ["attachments missing"]);
    }
}

#[test]
fn o_01_a_note_may_be_left_while_one_waits_and_where_nobody_works() {
    let served = Served::small(office);
    let talk = send(&served, "li", ("/v1/conversations", &json!({}))).json();
    let target = format!("/v1/conversations/{}/handover", id(&talk));
    let asked = done(&served, "li", (&target, &json!({})));
    assert_eq!(asked["handed_to"]["state"], "waiting");
    assert_eq!(asked["exits"], json!(["note", "reservation"]));
    leave(&served, &json!({}));
    let session = format!("/v1/sessions/{}", asked["handed_to"]["session_id"].as_str().unwrap());
    assert_eq!(seen(&served, "li", &session)["state"]["name"], "waiting", "the place is kept");
    leave(&served, &json!({"center": "night"}));
}

#[test]
fn o_14_s_04_a_list_has_pages_of_ten_with_the_latest_first() {
    on_both_with(office, |served| {
        let left: Vec<Value> = (0..12).map(|_| leave(served, &json!({}))).collect();
        let numbers = |page: u8| -> Vec<Value> {
            let page = seen(served, "li", &format!("/v1/notes?page={page}"));
            assert_eq!(page["total"], 12);
            let items = page["items"].as_array().unwrap().iter();
            items.map(|note| note["number"].clone()).collect()
        };
        let latest_first: Vec<Value> =
            left.iter().rev().map(|note| note["number"].clone()).collect();
        assert_eq!(numbers(1), latest_first[..10]);
        assert_eq!(numbers(2), latest_first[10..]);
        assert!(numbers(3).is_empty());
        let shown = &seen(served, "li", "/v1/notes")["items"][0];
        assert_eq!(
            (&shown["content"], &shown["progress"]["label"]),
            (&json!("数电票额度不够用"), &json!("处理中"))
        );
        assert!(shown["left_at"].is_string());
        assert_eq!(send(served, "li", ("/v1/notes?page=0", &Value::Null)).status, 422);
    });
}

#[test]
fn o_15_o_16_a_number_is_exact_and_a_content_is_fuzzy() {
    on_both_with(office, |served| {
        let first = leave(served, &json!({"content": "问 50% 的_优惠"}));
        leave(served, &json!({"note_type": "其他"}));
        let found = |query: &str| total(served, "li", &format!("/v1/notes?{query}"));
        let number = first["number"].as_str().unwrap();
        assert_eq!(found(&format!("number={number}")), 1);
        assert_eq!(found(&format!("number={}", &number[..18])), 0);
        assert_eq!((found("content=50%25"), found("content=0_%25")), (1, 0));
        assert_eq!((found("progress=processing"), found("progress=done")), (2, 0));
        assert_eq!(found("left_until=2026-01-01"), 0);
        assert_eq!((total(served, AGENT, "/v1/notes"), total(served, "zhou", "/v1/notes")), (2, 0));
    });
}

#[test]
fn o_12_only_agents_of_the_center_are_assigned() {
    on_both_with(office, |served| {
        present(served, AGENT);
        present(served, "agent/east");
        let note = leave(served, &json!({}));
        let assign = |who: &str, agent: &str| {
            let body = json!({"action": "assign", "handler": name(agent)});
            act(served, who, ("notes", id(&note), &body))
        };
        assert_eq!(refused(&assign("agent/city/zhao", AGENT)), (403, "not_your_part".to_owned()));
        for agent in ["agent/east", "nobody"] {
            assert_eq!(faults(&assign("supervisor/city", agent)), ["handler unknown"]);
        }
        assert_eq!(assign("supervisor/city", AGENT).json()["handler"], name(AGENT));
    });
}

#[test]
fn r_05_r_06_the_result_of_a_work_order_replies_to_its_note() {
    on_both_with(office, |served| {
        let (note, order) = ordered(served);
        assert_eq!(note["state"]["label"], "已转工单");
        assert_eq!(order["grown_out_of"], json!({"kind": "note", "id": id(&note)}));
        assert_eq!(
            (&order["source"]["name"], &order["subject_matter"]),
            (&json!("note"), &note["content"])
        );
        let number = order["number"].as_str().unwrap();
        assert!(number.starts_with("GD44") && number.ends_with("00001"), "{number}");
        let other = "agent/city/zhao";
        for action in ["take", "begin"] {
            acted(served, other, ("work-orders", id(&order), &json!({"action": action})));
        }
        let report = json!({"action": "report", "text": "已联系发票科"});
        acted(served, other, ("work-orders", id(&order), &report));
        let finish = json!({"action": "finish", "result": "额度已调整"});
        let finished = acted(served, other, ("work-orders", id(&order), &finish));
        assert_eq!(finished["state"]["label"], "已办结");
        let replied = seen(served, "li", &format!("/v1/notes/{}", id(&note)));
        assert_eq!(
            (&replied["progress"]["name"], &replied["reply"]["text"]),
            (&json!("done"), &json!("额度已调整"))
        );
        let events = served.state.store.db.matter_events(("note", id(&note)), (0, 9));
        let last = wait_for(events).unwrap().pop().unwrap();
        assert_eq!((last.actor, last.part.as_str()), (name(AGENT), "handler"));
        let mine = seen(served, "li", &format!("/v1/work-orders/{}", id(&order)));
        assert_eq!(mine["progress"][2]["text"], "已联系发票科");
        let six =
            act(served, "li", ("work-orders", id(&order), &json!({"action": "rate", "stars": 6})));
        assert_eq!(six.json()["faults"][0]["detail"], "数值应在 1 到 5 之间。");
        let rate = json!({"action": "rate", "stars": 5});
        let rated = acted(served, "li", ("work-orders", id(&order), &rate));
        assert_eq!(rated["rating"], json!({"stars": 5, "text": ""}));
        let again = act(served, "li", ("work-orders", id(&order), &rate));
        assert_eq!(refused(&again), (409, "not_in_this_state".to_owned()));
    });
}

#[test]
fn r_03_a_terminated_work_order_gives_its_note_back_once() {
    on_both_with(office, |served| {
        let (note, order) = ordered(served);
        let end = json!({"action": "terminate", "reason": "不归我们管"});
        acted(served, "supervisor/city", ("work-orders", id(&order), &end));
        let target = format!("/v1/notes/{}", id(&note));
        assert_eq!(seen(served, AGENT, &target)["state"]["name"], "assigned");
        acted(served, AGENT, ("notes", id(&note), &json!({"action": "order"})));
        assert_eq!(total(served, AGENT, "/v1/work-orders"), 2);
        // What is tried again changes nothing, whatever happened since.
        let state = &served.state;
        let owed = |kind: &str, matter: &str, (version, effect): (i64, Effect)| Owed {
            id: format!("{kind}:{matter}:{version}:0"),
            kind: kind.to_owned(),
            matter_id: matter.to_owned(),
            effect,
            before: name(AGENT),
            after: name(AGENT),
            tries: 0,
            created_at: 1,
        };
        let again = vec![
            owed("work_order", id(&order), (2, Effect::ReturnNote)),
            owed("note", id(&note), (3, Effect::OpenWorkOrder)),
        ];
        assert_eq!(wait_for(pay(state, again, Timestamp::now())), 2);
        assert_eq!(seen(served, AGENT, &target)["state"]["name"], "ordered");
        assert_eq!(total(served, AGENT, "/v1/work-orders"), 2);
    });
}

#[test]
fn r_03_a_note_that_is_taken_back_ends_its_work_order() {
    on_both_with(office, |served| {
        let (note, order) = ordered(served);
        acted(served, AGENT, ("notes", id(&note), &json!({"action": "return"})));
        let target = format!("/v1/work-orders/{}", id(&order));
        assert_eq!(seen(served, AGENT, &target)["state"]["name"], "terminated");
        let shown = seen(served, AGENT, &format!("/v1/notes/{}", id(&note)));
        assert_eq!(shown["state"]["name"], "assigned", "it is in hand, and goes back no further");
        acted(served, AGENT, ("notes", id(&note), &json!({"action": "order"})));
        assert_eq!(total(served, AGENT, "/v1/work-orders?state=assigned,open,underway"), 1);
    });
}

#[test]
fn r_01_r_02_a_taxpayer_urges_once_a_day() {
    on_both_with(office, |served| {
        let body = json!({"taxpayer": "li", "subject_matter": "补开证明"});
        let order = done(served, AGENT, ("/v1/work-orders", &body));
        assert_eq!(send(served, "li", ("/v1/work-orders", &body)).status, 403);
        let target = format!("/v1/work-orders/{}", id(&order));
        assert_eq!(send(served, "zhou", (&target, &Value::Null)).status, 404);
        let urge = json!({"action": "urge"});
        let urged = acted(served, "li", ("work-orders", id(&order), &urge));
        assert_eq!(urged["progress"][0]["action"]["label"], "催办");
        let again = act(served, "li", ("work-orders", id(&order), &urge));
        assert_eq!(refused(&again), (409, "too_early".to_owned()));
        let found = |query: &str| total(served, "li", &format!("/v1/work-orders?{query}"));
        assert_eq!(
            (found("state=open"), found("state=done"), found("subject_matter=证")),
            (1, 0, 1)
        );
    });
}
