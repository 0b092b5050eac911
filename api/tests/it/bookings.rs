//! Reservations and invitations over HTTP: made, listed, moved by people and by time.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::desk::act::{Order, act};
use wenshui_api::desk::time::tick;
use wenshui_api::identity::principal::{Principal, Staff};
use wenshui_api::identity::role::StaffRole;
use wenshui_api::store::owner::Owner;
use wenshui_desk::reservation::{Action, Reservation};

use crate::support::databases::on_both_with;
use crate::support::held::break_in;
use crate::support::http::{Reply, Request};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::{bearer, believe};

/// Who asks: a taxpayer by name, or staff as `agent/center`.
fn token(who: &str) -> String {
    match who.split_once('/') {
        Some((role, center)) => bearer(
            &format!("{role} of {center}"),
            &json!({"staff_roles": [role], "center": center}),
        ),
        None => bearer(who, &json!({"center": "c", "authority": "13700000000"})),
    }
}

fn send(served: &Served, who: &str, (target, body): (&str, &Value)) -> Reply {
    let token = token(who);
    let body = body.to_string();
    let request =
        if body == "null" { Request::get(target) } else { Request::post(target, body.as_bytes()) };
    served.send(&request.with("authorization", &token))
}

fn get(served: &Served, who: &str, target: &str) -> Reply {
    send(served, who, (target, &Value::Null))
}

/// The beginning of a half hour so far ahead that the clock of the server itself does nothing to it
/// while a test runs.
fn slot() -> Timestamp {
    let now = Timestamp::now();
    let behind = (now.as_second() % 1800).seconds();
    now - behind - i64::from(now.subsec_nanosecond()).nanoseconds() + 90.minutes()
}

fn form(more: &Value) -> Value {
    let mut form = json!({"way": "online", "begins_at": slot().to_string(), "subject_matter": "数电票额度不够"});
    for (name, value) in more.as_object().unwrap() {
        form[name] = value.clone();
    }
    form
}

fn reserve(served: &Served, who: &str, more: &Value) -> Value {
    let reply = send(served, who, ("/v1/reservations", &json!({"form": form(more)})));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn agent(name: &str) -> Principal {
    let owner = Owner { subject: name.to_owned(), center: "c".to_owned(), ..Owner::default() };
    Principal::Staff(Staff { owner, roles: vec![StaffRole::Agent] })
}

#[test]
fn p_06_a_reservation_is_its_owners_and_its_centers() {
    on_both_with(believe, |served| {
        let made = reserve(served, "li", &json!({}));
        assert_eq!(made["service_type"], "综合服务");
        assert_eq!(made["confirmation"], json!({"name": "booked", "label": "预约成功"}));
        assert_eq!(made["progress"], json!({"name": "waiting", "label": "待互动"}));
        assert_eq!(made["allowed_actions"], json!(["cancel"]));
        let number = made["number"].as_str().unwrap();
        assert!(number.len() == 15 && number.ends_with("1000001"), "{number}");
        let target = format!("/v1/reservations/{}", made["id"].as_str().unwrap());
        assert_eq!(get(served, "li", &target).json(), made);
        for (who, status) in
            [("wang", 404), ("agent/c", 200), ("supervisor/c", 200), ("agent/d", 404)]
        {
            assert_eq!(get(served, who, &target).status, status, "{who}");
        }
        assert_eq!(served.get(&target).status, 404);
        let listed = |who: &str| {
            let list = get(served, who, "/v1/reservations").json();
            (list["total"].as_i64().unwrap(), list["items"].as_array().unwrap().len())
        };
        assert_eq!((listed("li"), listed("wang")), ((1, 1), (0, 0)));
        assert_eq!(
            (listed("agent/c"), listed("agent/d"), listed("auditor/x")),
            ((1, 1), (0, 0), (1, 1))
        );
    });
}

#[test]
fn p_15_p_16_the_number_is_exact_and_words_are_fuzzy() {
    on_both_with(believe, |served| {
        let first = reserve(served, "li", &json!({"subject_matter": "问 50% 的_优惠"}));
        for n in 0..11 {
            reserve(
                served,
                "li",
                &json!({"way": "phone", "mobile": "13400003624", "subject_matter": format!("第{n}件")}),
            );
        }
        let found = |query: &str| {
            let list = get(served, "li", &format!("/v1/reservations?{query}")).json();
            list["total"].as_i64().unwrap_or_else(|| panic!("{list}"))
        };
        let number = first["number"].as_str().unwrap();
        assert_eq!(found(&format!("number={number}")), 1);
        assert_eq!(found(&format!("number={}", &number[..9])), 0, "a number is whole or none");
        assert_eq!(found("subject_matter=50%25"), 1);
        assert_eq!(found("subject_matter=0_%25"), 0, "signs of patterns are letters");
        assert_eq!(found("way=phone"), 11);
        assert_eq!(found("way=phone,online&confirmation=booked&progress=waiting"), 12);
        assert_eq!(found("confirmation=cancelled"), 0);
        assert_eq!(found("begins_until=2026-01-01"), 0);
        let page = get(served, "li", "/v1/reservations?page=2").json();
        assert_eq!((page["items"].as_array().unwrap().len(), &page["page"]), (2, &json!(2)));
        assert_eq!(page["items"][1]["id"], first["id"], "the newest come first");
        assert_eq!(page["items"][0]["mobile"], "134****3624");
        let wrong = get(served, "li", "/v1/reservations?colour=red&begins_from=today").json();
        let faults: Vec<_> =
            wrong["faults"].as_array().unwrap().iter().map(|fault| fault["rule"].clone()).collect();
        assert_eq!(
            (&wrong["code"], faults),
            (&json!("form"), vec![json!("day"), json!("unknown")])
        );
    });
}

#[test]
fn p_02_a_form_tells_everything_that_is_wrong_at_once() {
    let served = Served::small(believe);
    let body = json!({"form": {"way": "phone", "begins_at": "2020-01-01T08:10:00+08:00", "subject_matter": " "}});
    let refused = send(&served, "li", ("/v1/reservations", &body));
    let problem = refused.json();
    let faults: Vec<String> = problem["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            format!("{} {}", fault["field"].as_str().unwrap(), fault["rule"].as_str().unwrap())
        })
        .collect();
    assert_eq!(refused.status, 422);
    assert_eq!(
        faults,
        ["begins_at half_hour", "begins_at future", "subject_matter required", "mobile required"]
    );
    assert_eq!(problem["faults"][3]["detail"], "请填写这一项。");
    // Staff reserve nothing for themselves, and nobody without a token does.
    let body = json!({"form": form(&json!({}))});
    assert_eq!(send(&served, "agent/c", ("/v1/reservations", &body)).status, 403);
    let text = body.to_string();
    assert_eq!(served.send(&Request::post("/v1/reservations", text.as_bytes())).status, 401);
}

#[test]
fn a_reservation_sent_again_is_the_same() {
    on_both_with(believe, |served| {
        let body = json!({"form": form(&json!({})), "client_id": "mine"});
        let made = || send(served, "li", ("/v1/reservations", &body)).json()["id"].clone();
        assert_eq!(made(), made());
        assert_eq!(get(served, "li", "/v1/reservations").json()["total"], 1);
        // A number that was given back is the next one's.
        let next = reserve(served, "li", &json!({}));
        assert!(next["number"].as_str().unwrap().ends_with("1000002"), "{next}");
        let others = send(served, "wang", ("/v1/reservations", &body)).json();
        assert_eq!(others["version"], 1, "somebody else's id is another's");
    });
}

#[test]
fn p_10_p_13_people_and_time_move_it_and_every_move_is_told() {
    on_both_with(believe, |served| {
        let made = reserve(served, "li", &json!({}));
        let id = made["id"].as_str().unwrap();
        let actions = format!("/v1/reservations/{id}/actions");
        let early = send(served, "agent/c", (&actions, &json!({"action": "begin"})));
        assert_eq!((early.status, &early.json()["code"]), (409, &json!("too_early")));
        let not_theirs = send(served, "agent/c", (&actions, &json!({"action": "cancel"})));
        assert_eq!((not_theirs.status, &not_theirs.json()["code"]), (403, &json!("not_your_part")));
        let none = send(served, "li", (&actions, &json!({"action": "dance"})));
        assert_eq!((none.status, &none.json()["code"]), (422, &json!("unknown_action")));
        // Nothing is due before its time, and what is due is done once.
        let state = &served.state;
        let at = |minutes: i64| wait_for(tick(state, slot() + minutes.minutes())).unwrap();
        assert_eq!((at(-31), at(-30), at(-30)), (0, 1, 0));
        assert_eq!((at(44), at(45), at(45)), (0, 1, 0));
        let missed = get(served, "li", &format!("/v1/reservations/{id}")).json();
        assert_eq!(missed["confirmation"]["label"], "失约");
        assert_eq!(
            (&missed["progress"]["name"], &missed["absent"]["name"]),
            (&json!("failed"), &json!("both"))
        );
        assert_eq!(missed["allowed_actions"], json!([]));
        let over = send(served, "li", (&actions, &json!({"action": "cancel"})));
        assert_eq!((over.status, &over.json()["state"]), (409, &json!("no_show")));
        let told = wait_for(state.store.db.matter_events(("reservation", id), (0, 9))).unwrap();
        let told: Vec<_> = told
            .iter()
            .map(|event| {
                format!("{} {} {} {}", event.number, event.part, event.action, event.actor)
            })
            .collect();
        assert_eq!(told, ["1 owner submit li", "2 clock remind ", "3 clock miss "]);
    });
}

#[test]
fn p_11_p_13_who_did_not_come_is_found_at_minute_15_and_45() {
    on_both_with(believe, |served| {
        let full = slot() + ((60 - minute(slot())) % 60).minutes();
        // A slot is half an hour: what begins at :00 is over at :30, what begins at :30 at the next hour.
        for (begins, found) in [(full, 45), (full + 30.minutes(), 15)] {
            let made = reserve(served, "li", &json!({"begins_at": begins.to_string()}));
            let target = format!("/v1/reservations/{}", made["id"].as_str().unwrap());
            let state = || get(served, "li", &target).json()["confirmation"]["label"].clone();
            let check = begins + 45.minutes();
            assert_eq!(minute(check), found);
            wait_for(tick(&served.state, check - 1.seconds())).unwrap();
            assert_ne!(state(), "失约", "a second before :{found}");
            wait_for(tick(&served.state, check)).unwrap();
            assert_eq!(state(), "失约", "at :{found}");
        }
    });
}

/// The minute of an hour.
fn minute(at: Timestamp) -> i64 {
    at.as_second() / 60 % 60
}

#[test]
fn p_05_of_many_agents_who_begin_at_once_one_does() {
    on_both_with(believe, |served| {
        let made = reserve(served, "li", &json!({}));
        let id = made["id"].as_str().unwrap();
        let begin = |name: String| {
            let principal = agent(&name);
            let (command, client_id) = (Action::Begin, None);
            let order = Order { id, principal: &principal, command, client_id, now: slot() };
            wait_for(act::<Reservation>(&served.state, order))
        };
        let begun: Vec<_> = std::thread::scope(|scope| {
            let beginning: Vec<_> =
                (0..8).map(|n| scope.spawn(move || begin(format!("agent {n}")))).collect();
            beginning.into_iter().map(|agent| agent.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = begun.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 7));
        let codes: Vec<_> = lost.into_iter().map(|lost| lost.unwrap_err().code).collect();
        // Who comes too late finds it begun by a colleague, or in a state that knows no beginning.
        assert!(
            codes.iter().all(|code| ["not_in_this_state", "not_your_part"].contains(code)),
            "{codes:?}"
        );
        let now = get(served, "agent/c", &format!("/v1/reservations/{id}")).json();
        assert_eq!(
            Some(now["handler"].as_str().unwrap()),
            won[0].as_ref().ok().map(|held| held.matter.handler.as_str())
        );
        assert_eq!(now["progress"]["name"], "underway");
    });
}

#[test]
fn p_07_p_08_p_09_an_invitation_is_accepted_or_refused_with_a_reason() {
    on_both_with(believe, |served| {
        let invite = |who: &str| {
            let body = json!({"invitee": "li", "form": form(&json!({}))});
            send(served, who, ("/v1/invitations", &body))
        };
        assert_eq!(invite("li").status, 403);
        let sent = invite("agent/c").json();
        assert_eq!(
            (&sent["confirmation"]["label"], &sent["progress"]),
            (&json!("待确认"), &Value::Null)
        );
        assert!(sent["number"].as_str().unwrap().ends_with("2000001"), "{sent}");
        let act = |sent: &Value, body: &Value| {
            let id = sent["id"].as_str().unwrap();
            send(served, "li", (&format!("/v1/invitations/{id}/actions"), body))
        };
        // What one is asked to do is done once it is done.
        let open = || {
            let todos = get(served, "li", "/v1/todos").json();
            (todos["open"].clone(), todos["done"].clone())
        };
        assert_eq!(open(), (json!(1), json!(0)));
        let without = act(&sent, &json!({"action": "refuse"}));
        assert_eq!(
            (without.status, &without.json()["faults"][0]["field"]),
            (422, &json!("reason"))
        );
        let refused = act(&sent, &json!({"action": "refuse", "reason": "已在大厅办结"})).json();
        assert_eq!(
            (&refused["confirmation"]["label"], &refused["reason"]),
            (&json!("已拒绝"), &json!("已在大厅办结"))
        );
        assert_eq!(open(), (json!(0), json!(1)));
        let accepted = act(&invite("agent/c").json(), &json!({"action": "accept"})).json();
        assert_eq!(accepted["allowed_actions"], json!(["cancel"]));
        let lapsing = invite("agent/c").json();
        wait_for(tick(&served.state, slot())).unwrap();
        let lapsed =
            get(served, "li", &format!("/v1/invitations/{}", lapsing["id"].as_str().unwrap()));
        assert_eq!(lapsed.json()["confirmation"]["label"], "预约失败");
    });
}

#[test]
fn a_matter_that_cannot_be_read_keeps_time_from_nobody() {
    on_both_with(believe, |served| {
        let made = reserve(served, "li", &json!({}));
        let owner =
            Owner { subject: "wang".to_owned(), center: "c".to_owned(), ..Owner::default() };
        break_in(served, &owner, 1);
        wait_for(tick(&served.state, slot() + 45.minutes())).unwrap();
        let target = format!("/v1/reservations/{}", made["id"].as_str().unwrap());
        assert_eq!(get(served, "li", &target).json()["confirmation"]["name"], "no_show");
    });
}

#[test]
fn what_somebody_reserved_is_erased_with_them() {
    on_both_with(believe, |served| {
        reserve(served, "li", &json!({}));
        reserve(served, "wang", &json!({}));
        let token = token("li");
        let erase = Request::new("DELETE", "/v1/me").with("authorization", &token);
        assert_eq!(served.send(&erase).status, 200);
        assert_eq!(get(served, "agent/c", "/v1/reservations").json()["total"], 1);
    });
}
