//! Cases over regions over HTTP: one place takes them in, another handles them, the province decides.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::desk::effect::settle_due;

use crate::support::callers::{
    act, acted, be_present, done, faults, office, present, refused, seen, send, send_bytes,
    sent_file, total, upload,
};
use crate::support::databases::on_both_with;
use crate::support::served::{Served, wait_for};

/// The place that takes in, the place that handles, and who decides above it.
const ORIGIN: &str = "agent/night";
const HANDLER: &str = "agent/east";
const PROVINCE: &str = "supervisor/city";

fn form(channel: &str, more: &Value) -> Value {
    let mut form = json!({"channel": channel, "matter": "跨区税源登记", "facts": "在外地有项目", "handling_center": "east"});
    for (name, value) in more.as_object().unwrap() {
        form[name] = value.clone();
    }
    form
}

fn id(matter: &Value) -> &str {
    matter["id"].as_str().unwrap()
}

fn at_counter(served: &Served) -> Value {
    let body = json!({"taxpayer": "li", "form": form("counter", &json!({}))});
    done(served, ORIGIN, ("/v1/cases", &body))
}

/// Goes on with a case until it is reviewed; whoever is near confirms the slip.
fn reviewed(served: &Served, case: &Value, near: &str) {
    let go = |who: &str, body: &Value| acted(served, who, ("cases", id(case), body));
    go(ORIGIN, &json!({"action": "invite", "no_risk": true}));
    go(HANDLER, &json!({"action": "join"}));
    let seen = ["identity", "complete", "legal_form", "filled"];
    let materials = [upload(served, ORIGIN)];
    go(ORIGIN, &json!({"action": "pre_review", "check": {"seen": seen, "materials": materials}}));
    let slip = json!({"identity_verified": true, "matter": "跨区税源登记", "notes": "请带原件"});
    go(HANDLER, &json!({"action": "send_slip", "slip": slip}));
    let filled = json!({"applicant": "张三", "mobile": "13400003624", "way": "electronic"});
    let confirmed = go(near, &json!({"action": "confirm_slip", "filled": filled}));
    assert_eq!(confirmed["slip"]["mobile"], "134****3624");
    assert_eq!(
        (&confirmed["slip"]["applicant"], &confirmed["slip"]["way"]["name"]),
        (&json!("***"), &json!("electronic"))
    );
    go(HANDLER, &json!({"action": "review"}));
}

#[test]
fn t_02_t_07_both_places_have_a_case_in_hand_and_nobody_else() {
    on_both_with(office, |served| {
        let case = at_counter(served);
        assert_eq!(case["allowed_actions"], json!(["invite", "turn_down", "withdraw"]));
        assert_eq!(case["origin_center"], "night");
        let listed = |who: &str| total(served, who, "/v1/cases");
        assert_eq!((listed(ORIGIN), listed(HANDLER), listed("li")), (1, 1, 1));
        assert_eq!((listed(PROVINCE), listed("zhou")), (0, 0));
        let target = format!("/v1/cases/{}", id(&case));
        for who in [PROVINCE, "agent/city", "zhou"] {
            assert_eq!(send(served, who, (&target, &Value::Null)).status, 404, "{who}");
        }
        let risk = act(served, ORIGIN, ("cases", id(&case), &json!({"action": "invite"})));
        assert_eq!(faults(&risk), ["no_risk required"]);
        let theirs = act(
            served,
            HANDLER,
            ("cases", id(&case), &json!({"action": "invite", "no_risk": true})),
        );
        assert_eq!(refused(&theirs), (403, "not_your_part".to_owned()));
        acted(served, ORIGIN, ("cases", id(&case), &json!({"action": "invite", "no_risk": true})));
        acted(served, HANDLER, ("cases", id(&case), &json!({"action": "join"})));
        let sessions = seen(served, "li", "/v1/sessions");
        assert_eq!(
            sessions["items"][0]["grown_out_of"],
            json!({"kind": "region_case", "id": id(&case)})
        );
        // The counter is the agent's, the chat the taxpayer's.
        let online = json!({"form": form("online", &json!({}))});
        let counter = json!({"form": form("counter", &json!({"origin_center": "city"}))});
        assert_eq!(refused(&send(served, ORIGIN, ("/v1/cases", &online))).0, 403);
        assert_eq!(refused(&send(served, "li", ("/v1/cases", &counter))).0, 403);
        let here = json!({"form": form("online", &json!({"handling_center": "east"}))});
        assert_eq!(faults(&send(served, "li", ("/v1/cases", &here))), ["handling_center same"]);
        let nowhere = json!({"form": form("online", &json!({"handling_center": "moon"}))});
        assert_eq!(
            faults(&send(served, "li", ("/v1/cases", &nowhere))),
            ["handling_center unknown"]
        );
    });
}

#[test]
fn t_03_material_is_what_was_uploaded_and_all_of_it_was_seen() {
    let served = Served::small(office);
    let case = at_counter(&served);
    acted(&served, ORIGIN, ("cases", id(&case), &json!({"action": "invite", "no_risk": true})));
    acted(&served, HANDLER, ("cases", id(&case), &json!({"action": "join"})));
    let check = |seen: Value, materials: Value| {
        let body = json!({"action": "pre_review", "check": {"seen": seen, "materials": materials}});
        act(&served, ORIGIN, ("cases", id(&case), &body))
    };
    assert_eq!(faults(&check(json!([]), json!(["nowhere"]))), ["materials missing"]);
    let told = faults(&check(json!(["identity", "filled"]), json!([])));
    assert_eq!(told, ["complete required", "legal_form required", "materials required"]);
    // What is read for another action is no way around.
    let body = json!({"action": "supply", "check": {"seen": [], "materials": []},
        "materials": ["nowhere"]});
    let around = act(&served, ORIGIN, ("cases", id(&case), &body));
    assert_eq!(faults(&around), ["materials missing"]);
    let unknown = check(json!(["colour"]), json!([]));
    assert_eq!(refused(&unknown), (422, "bad_value".to_owned()));
}

#[test]
fn t_03_both_places_read_the_material_and_an_agent_takes_in_nothing_for_another_place() {
    let served = Served::small(office);
    let case = at_counter(&served);
    acted(&served, ORIGIN, ("cases", id(&case), &json!({"action": "invite", "no_risk": true})));
    acted(&served, HANDLER, ("cases", id(&case), &json!({"action": "join"})));
    let material = sent_file(&served, ORIGIN, ("营业执照.pdf", b"%PDF-1.4\n"));
    let all = ["identity", "complete", "legal_form", "filled"];
    let body = json!({"action": "pre_review", "check": {"seen": all, "materials": [material]}});
    let checked = acted(&served, ORIGIN, ("cases", id(&case), &body));
    let of = format!("?kind=region_case&of={}", id(&case));
    assert_eq!(checked["materials"], json!([material]));
    let shown = json!([{"id": material, "name": "营业执照.pdf", "bytes": 9,
        "href": format!("/v1/attachments/{material}{of}")}]);
    assert_eq!(checked["material_files"], shown);
    let listed = seen(&served, HANDLER, "/v1/cases");
    assert_eq!(listed["items"][0]["material_files"], shown, "in lists, too");
    assert_eq!(
        (&checked["origin_center_name"], &checked["handling_center_name"]),
        (&json!("不上班的运营中心"), &json!("东区运营中心"))
    );
    for (who, status) in [(ORIGIN, 200), (HANDLER, 200), ("zhou", 404)] {
        let target = format!("/v1/attachments/{material}{of}");
        assert_eq!(send(&served, who, (&target, &Value::Null)).status, status, "{who}");
    }
    let foreign =
        json!({"taxpayer": "li", "form": form("counter", &json!({"origin_center": "city"}))});
    let told = faults(&send(&served, ORIGIN, ("/v1/cases", &foreign)));
    assert_eq!(told, ["origin_center unknown"]);
}

#[test]
fn what_two_agents_file_under_one_id_is_two_things() {
    let served = Served::small(office);
    let body = json!({"taxpayer": "li", "client_id": "1", "form": form("counter", &json!({}))});
    let first = done(&served, ORIGIN, ("/v1/cases", &body));
    assert_eq!(id(&done(&served, ORIGIN, ("/v1/cases", &body))), id(&first));
    let other = done(&served, "agent/night/zhou", ("/v1/cases", &body));
    assert_ne!(id(&other), id(&first));
}

#[test]
fn t_04_provincial_staff_decide_what_was_passed_to_them() {
    on_both_with(office, |served| {
        let case = at_counter(served);
        reviewed(served, &case, ORIGIN);
        let go = |who: &str, body: &Value| acted(served, who, ("cases", id(&case), body));
        let passed = go(HANDLER, &json!({"action": "pass_on"}));
        assert!(passed["due_at"].is_string(), "{passed}");
        assert_eq!(total(served, PROVINCE, "/v1/cases?state=passed"), 1);
        let target = format!("/v1/cases/{}", id(&case));
        assert_eq!(seen(served, PROVINCE, &target)["allowed_actions"], json!(["grant", "refuse"]));
        assert_eq!(seen(served, "supervisor/east", &target)["allowed_actions"], json!([]));
        go(PROVINCE, &json!({"action": "grant"}));
        assert_eq!(total(served, PROVINCE, "/v1/cases"), 0, "it is theirs no more");
        // What was found is told by the place where the taxpayer stands, and not before.
        let mine = seen(served, "li", &target);
        assert_eq!(
            (&mine["state"]["name"], &mine["finding"]),
            (&json!("under_review"), &Value::Null)
        );
        assert_eq!(seen(served, ORIGIN, &target)["finding"]["finding"]["name"], "granted");
        go(ORIGIN, &json!({"action": "tell"}));
        go(HANDLER, &json!({"action": "deliver"}));
        let mine = seen(served, "li", &target);
        assert_eq!(
            (&mine["state"]["name"], &mine["delivery"]["label"]),
            (&json!("delivered"), &json!("电子送达"))
        );
    });
}

#[test]
fn t_04_what_is_missing_is_said_once() {
    on_both_with(office, |served| {
        let body = json!({"form": form("online", &json!({"origin_center": "night"}))});
        let case = done(served, "li", ("/v1/cases", &body));
        reviewed(served, &case, "li");
        let go = |who: &str, body: &Value| acted(served, who, ("cases", id(&case), body));
        go(HANDLER, &json!({"action": "supplement", "text": "缺合同"}));
        go(HANDLER, &json!({"action": "tell"}));
        let told = seen(served, "li", &format!("/v1/cases/{}", id(&case)));
        assert_eq!(
            (&told["supplement"]["text"], &told["allowed_actions"]),
            (&json!("缺合同"), &json!(["supply", "withdraw"]))
        );
        let supplied = json!({"action": "supply", "materials": [upload(served, "li")]});
        let supplied = go("li", &supplied)["supplement"].clone();
        assert_eq!(supplied["material_files"][0]["id"], supplied["materials"][0]);
        assert_eq!(supplied["material_files"][0]["name"], "a.txt");
        let again = act(
            served,
            HANDLER,
            ("cases", id(&case), &json!({"action": "supplement", "text": "还缺"})),
        );
        assert_eq!(refused(&again), (409, "not_in_this_state".to_owned()));
        go(HANDLER, &json!({"action": "refuse", "reason": "不符合条件"}));
        let refused = go(HANDLER, &json!({"action": "tell"}));
        assert_eq!(
            (&refused["state"]["name"], &refused["reason"]),
            (&json!("refused"), &json!("不符合条件"))
        );
    });
}

#[test]
fn a_case_whose_taxpayer_talks_with_somebody_else_waits_for_the_end_of_that() {
    on_both_with(office, |served| {
        present(served, "agent/east/wu");
        let talks = |who: &str| {
            let listed = seen(served, who, "/v1/sessions");
            let items = listed["items"].as_array().unwrap().iter();
            items.map(|one| one["grown_out_of"]["id"].clone()).collect::<Vec<_>>()
        };
        let pay = |seconds: i64| {
            wait_for(settle_due(&served.state, Timestamp::now() + seconds.seconds())).unwrap();
        };
        for (ended, away, begun) in [(true, false, 1), (false, false, 0), (true, true, 1)] {
            let talk = done(served, "li", ("/v1/sessions", &json!({})));
            assert_eq!(talk["state"]["name"], "active");
            let case = at_counter(served);
            let go = |who: &str, body: &Value| acted(served, who, ("cases", id(&case), body));
            go(ORIGIN, &json!({"action": "invite", "no_risk": true}));
            go(HANDLER, &json!({"action": "join"}));
            pay(11);
            pay(22);
            let of_it = || talks("li").iter().filter(|of| **of == case["id"]).count();
            assert_eq!(of_it(), 0, "the other talk goes on");
            let number = case["number"].as_str().unwrap();
            let messages = seen(served, HANDLER, "/v1/messages");
            let messages = messages["items"].as_array().unwrap().iter();
            let told = messages.filter(|one| {
                one["title"] == "对方正在另一会话中"
                    && one["body"].as_str().unwrap().contains(number)
            });
            assert_eq!(told.count(), 1, "told once, however often it is tried");
            if !ended {
                go("li", &json!({"action": "withdraw"}));
            }
            acted(served, "agent/east/wu", ("sessions", id(&talk), &json!({"action": "finish"})));
            let be = |presence: &str| {
                let body = format!(r#"{{"presence": "{presence}", "capacity": 3}}"#);
                be_present(served, HANDLER, body.as_bytes());
            };
            if away {
                be("away");
                pay(33);
                assert_eq!(of_it(), 0, "nobody is there to talk with");
                be("online");
            }
            pay(44);
            assert_eq!(of_it(), begun);
            let own = talks("li").iter().position(|of| *of == case["id"]);
            if let Some(at) = own {
                let listed = seen(served, "li", "/v1/sessions");
                let own = id(&listed["items"][at]);
                acted(served, HANDLER, ("sessions", own, &json!({"action": "finish"})));
            }
        }
    });
}

/// A text that somebody sends into a session; gives its id.
fn place_file(served: &Served, who: &str, session: &str) -> String {
    let target = format!("{session}/attachments?name=a.txt");
    let sent = send_bytes(served, who, (&target, b"text"));
    assert_eq!(sent.status, 200, "{}", sent.text());
    sent.json()["id"].as_str().unwrap().to_owned()
}

/// The other place sends files, and says that it types; what is whispered is nobody else's.
fn both_places_send((served, case): (&Served, &str), (target, session): (&str, &str)) {
    let file = place_file(served, ORIGIN, target);
    let whisper = json!({"action": "whisper", "line": {"kind": "files", "attachments": [file]}});
    acted(served, ORIGIN, ("sessions", session, &whisper));
    let read =
        |who: &str| send(served, who, (&format!("/v1/attachments/{file}"), &Value::Null)).status;
    assert_eq!((read(HANDLER), read("li")), (200, 404), "what is whispered is read by nobody else");
    let told = json!({"action": "reply", "line": {"kind": "files", "attachments": [file]}});
    acted(served, ORIGIN, ("sessions", session, &told));
    assert_eq!(read("li"), 200);
    let typing = format!("{target}/typing");
    assert_eq!(send(served, ORIGIN, (&typing, &json!({}))).status, 204);
    // What the taxpayer sends there is material.
    let material = place_file(served, "li", target);
    let seen = ["identity", "complete", "legal_form", "filled"];
    let check = json!({"seen": seen, "materials": [material]});
    acted(served, ORIGIN, ("cases", case, &json!({"action": "pre_review", "check": check})));
    let of_case = format!("/v1/attachments/{material}?kind=region_case&of={case}");
    assert_eq!(send(served, HANDLER, (&of_case, &Value::Null)).status, 200);
    // To them it is not passed on: they are in it.
    let passed = json!({"action": "transfer", "to_center": "night"});
    assert_eq!(faults(&act(served, HANDLER, ("sessions", session, &passed))), ["to_center guest"]);
}

#[test]
fn t_07_t_09_three_sides_talk_in_one_session() {
    on_both_with(office, |served| {
        let case = at_counter(served);
        acted(served, ORIGIN, ("cases", id(&case), &json!({"action": "invite", "no_risk": true})));
        assert_eq!(
            seen(served, ORIGIN, &format!("/v1/cases/{}", id(&case)))["session_id"],
            Value::Null
        );
        let joined = acted(served, HANDLER, ("cases", id(&case), &json!({"action": "join"})));
        let session =
            joined["session_id"].as_str().expect("who joins is told where they talk").to_owned();
        let target = format!("/v1/sessions/{session}");
        let shown = seen(served, ORIGIN, &target);
        assert_eq!(
            (&shown["center"], &shown["guest_center"], &shown["allowed_actions"]),
            (&json!("east"), &json!("night"), &json!(["reply", "whisper"]))
        );
        for (who, status) in [("agent/city", 404), ("zhou", 404), ("supervisor/night", 200)] {
            assert_eq!(send(served, who, (&target, &Value::Null)).status, status, "{who}");
        }
        let say = |who: &str, action: &str, text: &str| {
            let body = json!({"action": action, "line": {"kind": "text", "text": text}});
            act(served, who, ("sessions", &session, &body)).status
        };
        assert_eq!(say("li", "write", "这是我的资料"), 200);
        assert_eq!(say(ORIGIN, "reply", "原件已核对"), 200);
        assert_eq!(say(HANDLER, "whisper", "有没有风险任务"), 200);
        assert_eq!(say(ORIGIN, "whisper", "没有"), 200);
        assert_eq!(say("supervisor/night", "reply", "我也在"), 403, "a supervisor there looks on");
        let heard = |who: &str| {
            let events = seen(served, who, &format!("{target}/events"));
            let items = events["items"].as_array().unwrap().iter();
            let lines = items.filter(|event| event["line"]["text"].is_string());
            let told = lines.map(|event| {
                format!(
                    "{} {}",
                    event["part"].as_str().unwrap(),
                    event["line"]["text"].as_str().unwrap()
                )
            });
            told.filter(|told| !told.starts_with("clock")).collect::<Vec<_>>()
        };
        let open = ["owner 这是我的资料", "origin 原件已核对"];
        assert_eq!(heard("li"), open);
        let among = ["handler 有没有风险任务", "origin 没有"];
        assert_eq!(heard(ORIGIN), [open, among].concat());
        both_places_send((served, id(&case)), (&target, &session));
        // A room has all three.
        let room = done(served, HANDLER, (&format!("{target}/calls"), &json!({"start": "gather"})));
        for who in [ORIGIN, "li"] {
            acted(served, who, ("calls", id(&room), &json!({"action": "join"})));
        }
        let room = seen(served, HANDLER, &format!("/v1/calls/{}", id(&room)));
        assert_eq!(
            (&room["members"], &room["allowed_actions"]),
            (&json!(3), &json!(["leave", "hang_up"]))
        );
        assert_eq!(
            act(served, "agent/city", ("calls", id(&room), &json!({"action": "join"}))).status,
            404
        );
        // What is withdrawn is over, and its talk with it.
        acted(served, "li", ("cases", id(&case), &json!({"action": "withdraw"})));
        assert_eq!(seen(served, HANDLER, &target)["state"]["name"], "ended");
    });
}

#[test]
fn t_08_whoever_posts_it_reads_where_to() {
    on_both_with(office, |served| {
        let body = json!({"form": form("online", &json!({"origin_center": "night"}))});
        let case = done(served, "li", ("/v1/cases", &body));
        let go = |who: &str, body: &Value| acted(served, who, ("cases", id(&case), body));
        go(ORIGIN, &json!({"action": "invite", "no_risk": true}));
        go(HANDLER, &json!({"action": "join"}));
        let check = json!({"seen": ["identity", "complete", "legal_form", "filled"], "materials": [upload(served, ORIGIN)]});
        go(ORIGIN, &json!({"action": "pre_review", "check": check}));
        let slip = json!({"identity_verified": true, "matter": "登记", "notes": "无"});
        go(HANDLER, &json!({"action": "send_slip", "slip": slip}));
        let filled = json!({"applicant": "张三", "mobile": "13400003624", "way": "post", "address": "广州市某路 1 号"});
        go("li", &json!({"action": "confirm_slip", "filled": filled}));
        go(HANDLER, &json!({"action": "review"}));
        go(HANDLER, &json!({"action": "grant"}));
        go(HANDLER, &json!({"action": "tell"}));
        let slip =
            |who: &str| seen(served, who, &format!("/v1/cases/{}", id(&case)))["slip"].clone();
        let posted = slip(HANDLER);
        assert_eq!(
            (&posted["address"], &posted["applicant"], &posted["mobile"]),
            (&json!("广州市某路 1 号"), &json!("张三"), &json!("13400003624"))
        );
        for who in [ORIGIN, "li"] {
            assert_eq!(
                (&slip(who)["address"], &slip(who)["applicant"]),
                (&Value::Null, &json!("***"))
            );
        }
    });
}
