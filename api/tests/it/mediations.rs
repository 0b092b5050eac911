//! Mediations over HTTP: drafts of one's own, talks that begin and end with them.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use crate::support::callers::{
    act, acted, done, faults, name, office, present, refused, seen, send, total,
};
use crate::support::databases::on_both_with;
use crate::support::served::{Served, wait_for};

const AGENT: &str = "agent/east/wang";

fn wanted() -> String {
    (Timestamp::now() + 48.hours()).to_string()
}

fn form() -> Value {
    json!({"wanted_at": wanted(), "reason": "对滞纳金有争议", "contact": "020-88880000"})
}

fn id(matter: &Value) -> &str {
    matter["id"].as_str().unwrap()
}

#[test]
fn q_07_q_08_a_draft_is_its_owners_alone() {
    on_both_with(office, |served| {
        let body = json!({"draft": true, "form": {"reason": "还没想好"}});
        let draft = done(served, "li", ("/v1/mediations", &body));
        assert_eq!(draft["state"]["label"], "暂存");
        assert_eq!(draft["allowed_actions"], json!(["save", "submit", "delete"]));
        let target = format!("/v1/mediations/{}", id(&draft));
        for who in ["zhou", AGENT, "supervisor/east", "auditor/east"] {
            assert_eq!(send(served, who, (&target, &Value::Null)).status, 404, "{who}");
        }
        let listed = |who: &str| total(served, who, "/v1/mediations");
        assert_eq!((listed("li"), listed(AGENT), listed("auditor/east")), (1, 0, 0));
        let incomplete =
            act(served, "li", ("mediations", id(&draft), &json!({"action": "submit"})));
        assert_eq!(
            faults(&incomplete),
            ["wanted_at required", "reason required", "contact required"]
        );
        let saved = json!({"action": "save", "form": {"contact": "13400003624"}});
        let saved = acted(served, "li", ("mediations", id(&draft), &saved));
        assert_eq!(
            (&saved["state"]["name"], &saved["contact"]),
            (&json!("draft"), &json!("13400003624"))
        );
        acted(served, "li", ("mediations", id(&draft), &json!({"action": "delete"})));
        assert_eq!(send(served, "li", (&target, &Value::Null)).status, 404);
        let gone = act(served, "li", ("mediations", id(&draft), &json!({"action": "delete"})));
        assert_eq!(refused(&gone), (404, "unknown_matter".to_owned()));
        assert_eq!(listed("li"), 0);
    });
}

#[test]
fn q_02_q_06_it_is_handed_in_and_withdrawn_with_a_reason() {
    on_both_with(office, |served| {
        let made = done(served, "li", ("/v1/mediations", &json!({"form": form()})));
        let number = made["number"].as_str().unwrap();
        assert!(number.starts_with("TJSQ44") && number.ends_with("0001"), "{number}");
        assert_eq!(
            (&made["state"]["label"], &made["contact"]),
            (&json!("待分派"), &json!("020****0000"))
        );
        let from = made["wanted_at"].as_str().unwrap().parse::<Timestamp>().unwrap();
        let until = made["wanted_until"].as_str().unwrap().parse::<Timestamp>().unwrap();
        assert_eq!(until, from + 1.hours());
        assert_eq!(total(served, AGENT, "/v1/mediations?state=waiting"), 1);
        assert_eq!(total(served, AGENT, &format!("/v1/mediations?number={number}")), 1);
        assert_eq!(total(served, AGENT, "/v1/mediations?accepted_from=2026-01-01"), 0);
        let bare = act(served, "li", ("mediations", id(&made), &json!({"action": "withdraw"})));
        assert_eq!(faults(&bare), ["reason required"]);
        let withdraw = json!({"action": "withdraw", "reason": "已经解决"});
        let gone = acted(served, "li", ("mediations", id(&made), &withdraw));
        assert_eq!(
            (&gone["state"]["label"], &gone["outcome"]),
            (&json!("已撤销"), &json!("已经解决"))
        );
    });
}

/// A mediation that an agent has accepted.
fn accepted(served: &Served) -> Value {
    present(served, AGENT);
    let made = done(served, "li", ("/v1/mediations", &json!({"form": form()})));
    let assign = json!({"action": "assign", "handler": name(AGENT)});
    acted(served, "supervisor/east", ("mediations", id(&made), &assign));
    let others =
        act(served, "agent/east/zhao", ("mediations", id(&made), &json!({"action": "accept"})));
    assert_eq!(refused(&others), (403, "not_your_part".to_owned()));
    acted(served, AGENT, ("mediations", id(&made), &json!({"action": "accept"})))
}

#[test]
fn q_04_q_09_q_10_the_talk_begins_with_whoever_joins_and_ends_with_the_mediation() {
    on_both_with(office, |served| {
        let made = accepted(served);
        assert_eq!(made["state"]["label"], "办理中");
        assert!(made["accepted_at"].is_string(), "{made}");
        // Who waits in the queue waits no more when the talk begins.
        let waiting = done(served, "li", ("/v1/sessions", &json!({"skill": "general"})));
        assert_eq!(waiting["state"]["name"], "waiting");
        acted(served, "li", ("mediations", id(&made), &json!({"action": "join"})));
        acted(served, AGENT, ("mediations", id(&made), &json!({"action": "join"})));
        let sessions = seen(served, "li", "/v1/sessions");
        assert_eq!(sessions["total"], 2, "the one that waited, and one of the mediation");
        let session = &sessions["items"][0];
        assert_eq!(session["grown_out_of"], json!({"kind": "mediation", "id": id(&made)}));
        assert_eq!(
            (&session["state"]["name"], &session["conversation_id"]),
            (&json!("active"), &json!(""))
        );
        assert_eq!(sessions["items"][1]["state"]["name"], "cancelled");
        let load = |load: i64| {
            let agent = wait_for(served.state.store.db.agent(&name(AGENT)));
            assert_eq!(agent.unwrap().unwrap().load, load);
        };
        load(1);
        let minute = json!({"action": "minute", "text": "双方说明情况"});
        acted(served, AGENT, ("mediations", id(&made), &minute));
        let settle = json!({"action": "settle", "text": "分期缴纳"});
        let settled = acted(served, AGENT, ("mediations", id(&made), &settle));
        assert_eq!(
            (&settled["outcome"], &settled["minutes"][0]["text"]),
            (&json!("分期缴纳"), &json!("双方说明情况"))
        );
        let target = format!("/v1/sessions/{}", id(session));
        assert_eq!(seen(served, "li", &target)["state"]["name"], "ended");
        load(0);
    });
}
