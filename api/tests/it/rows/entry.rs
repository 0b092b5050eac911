//! Section A: who comes in, from where, and that they may come back.

use serde_json::{Value, json};

use crate::support::contract::problem;
use crate::support::databases::on_both;
use crate::support::dialogue::Dialogue;
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::stream::Sse;
use crate::support::tokens::{bearer, believe};

const RATE: &str = "征收率是多少";

#[test]
fn a_01_four_roles_come_in_and_no_other() {
    let served = Served::small(believe);
    for role in ["法定代表人", "财务负责人", "办税人", "开票员"] {
        let token = bearer("one", &json!({"role": role}));
        let mut dialogue = Dialogue::begin_as(&served, (Some(token), &json!({})));
        assert_eq!(dialogue.say(RATE)["decision"], "answer", "{role}");
    }
    for role in ["董事长", "会计", "办税员", ""] {
        let token = bearer("one", &json!({"role": role}));
        let body = json!({"question": RATE}).to_string();
        let request = Request::post("/v1/answers", body.as_bytes());
        let refused = served.send(&request.with("authorization", &token));
        assert_eq!((refused.status, problem(&refused).code.as_str()), (401, "bad_token"), "{role}");
    }
}

/// The host's token is all there is of a login: the first request is a question, it is answered for
/// the taxpayer of the token, and the conversation is that person's from then on.
#[test]
fn a_02_with_the_token_of_the_host_nobody_logs_in_again() {
    let served = Served::small(believe);
    let token = bearer("one", &json!({"region": "370000", "taxpayer_type": "自然人"}));
    let mut dialogue = Dialogue::begin_as(&served, (Some(token), &json!({})));
    assert_eq!(dialogue.say("在哪里办理登记？")["answer"]["id"], "place-shandong");
    assert_eq!(dialogue.say("怎样退税")["answer"]["id"], "refund-person");
    assert_eq!(dialogue.history(10).len(), 2);
    let target = format!("/v1/conversations/{}", dialogue.id);
    assert_eq!(served.get(&target).status, 404, "without the token it is nobody's");
}

#[test]
fn a_04_a_host_page_embeds_the_service() {
    let host = "https://etax.example.cn";
    let served = Served::small(|config| config.allowed_origins = vec![host.to_owned()]);
    let body = json!({"question": RATE}).to_string();
    for (origin, preflight, status) in [(host, 204, 200), ("https://evil.example", 403, 403)] {
        let request = Request::new("OPTIONS", "/v1/answers").with("origin", origin);
        let asked = served.connect().ask(&request.with("access-control-request-method", "POST"));
        assert_eq!(asked.status, preflight, "{origin}");
        let request = Request::post("/v1/answers", body.as_bytes()).with("origin", origin);
        let reply = served.send(&request);
        assert_eq!(reply.status, status, "{origin}");
        let readable = (status == 200).then_some(host);
        assert_eq!(reply.header("access-control-allow-origin"), readable);
    }
}

#[test]
fn a_07_the_page_that_somebody_came_from_is_kept() {
    on_both(|served| {
        let scene = "电票平台-税务数字账户";
        let dialogue = Dialogue::begin_as(served, (None, &json!({"entry_scene": scene})));
        assert_eq!(dialogue.shown()["entry_scene"], scene);
        // A question begins a conversation too, and says where it was asked.
        let first = served.answer(&json!({"question": RATE, "entry_scene": scene}));
        let id = first["conversation_id"].as_str().unwrap();
        let shown = served.get(&format!("/v1/conversations/{id}")).json();
        assert_eq!(shown["entry_scene"], scene);
        for (scene, status) in
            [("页".repeat(100), 200), ("页".repeat(101), 422), (String::new(), 422)]
        {
            let reply = served.ask(&json!({"question": RATE, "entry_scene": scene}));
            assert_eq!(reply.status, status, "{}", reply.text());
        }
    });
}

/// The window is gone for a while: what was asked back is still open, and the events go on after the
/// last number that the page has seen.
#[test]
fn a_10_a_minimised_conversation_goes_on_where_it_was() {
    on_both(|served| {
        let mut dialogue = Dialogue::begin(served);
        dialogue.say(RATE);
        assert_eq!(dialogue.say("多久申报一次")["decision"], "clarify");
        let shown = dialogue.shown();
        assert_eq!((&shown["status"], &shown["last_event"]), (&json!("active"), &json!(2)));
        assert_eq!(dialogue.say("第二个")["answer"]["id"], "period-small");
        let target = format!("/v1/conversations/{}/events?after=2", dialogue.id);
        let events = Sse::open(served.address, &target, &[]).take(1);
        assert_eq!(events[0]["turn"]["question"], "第二个");
        let said: Vec<Value> = dialogue.history(1).iter().map(|t| t["question"].clone()).collect();
        assert_eq!(said, [RATE, "多久申报一次", "第二个"]);
    });
}
