//! Calls over HTTP: begun, moved, cut with their session, dialled, and found lost by time.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::calling::DiallerConfig;
use wenshui_api::config::secret::Secret;
use wenshui_api::desk::calls::stir;
use wenshui_api::desk::step::Held;
use wenshui_api::desk::time::tick;
use wenshui_api::signature::{sign, verify};
use wenshui_desk::call::Call;

use crate::support::centers::always_open;
use crate::support::databases::on_both_with;
use crate::support::http::{Reply, Request};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::{bearer, believe};

const SECRET: &str = "a secret that the dialler and the server share";

fn set_up(config: &mut Config) {
    believe(config);
    always_open(config);
    config.requests_per_minute = 100_000;
}

fn token(who: &str) -> String {
    let staff =
        |role: &str, center: &str| bearer(who, &json!({"staff_roles": [role], "center": center}));
    match who.split('-').next().unwrap() {
        role @ ("agent" | "supervisor" | "auditor") => {
            staff(role, if who.ends_with("far") { "city" } else { "east" })
        }
        _ => bearer(who, &json!({"authority": "14401060000"})),
    }
}

fn send(served: &Served, who: &str, (method, target, body): (&str, &str, &Value)) -> Reply {
    let (token, text) = (token(who), body.to_string());
    let request = match method {
        "GET" => Request::get(target),
        method => Request { method, ..Request::post(target, text.as_bytes()) },
    };
    served.send(&request.with("authorization", &token))
}

/// A session of somebody with an agent, by its id.
fn talk(served: &Served, who: &str) -> String {
    let presence = json!({"presence": "online", "capacity": 5});
    assert_eq!(send(served, "agent", ("PUT", "/v1/agents/me", &presence)).status, 200);
    let session = send(served, who, ("POST", "/v1/sessions", &json!({}))).json();
    assert_eq!(session["state"]["name"], "active");
    session["id"].as_str().unwrap().to_owned()
}

fn begin(served: &Served, who: &str, (session, body): (&str, Value)) -> Reply {
    send(served, who, ("POST", &format!("/v1/sessions/{session}/calls"), &body))
}

fn act(served: &Served, who: &str, (call, action): (&Value, &str)) -> Reply {
    let target = format!("/v1/calls/{}/actions", call["id"].as_str().unwrap());
    send(served, who, ("POST", &target, &json!({"action": action})))
}

fn show(served: &Served, who: &str, call: &Value) -> Value {
    let target = format!("/v1/calls/{}", call["id"].as_str().unwrap());
    send(served, who, ("GET", &target, &Value::Null)).json()
}

fn list(served: &Served, who: &str, session: &str) -> Value {
    send(served, who, ("GET", &format!("/v1/sessions/{session}/calls"), &Value::Null)).json()
}

/// Somewhere in a session, a call to which both have agreed.
fn connected(served: &Served, session: &str) -> Value {
    let invite = json!({"start": "invite", "media": "audio"});
    let call = begin(served, "agent", (session, invite)).json();
    let accepted = act(served, "li", (&call, "accept"));
    assert_eq!(accepted.status, 200, "{}", accepted.text());
    accepted.json()
}

#[test]
fn m_01_the_taxpayer_asks_the_agent_invites_and_both_see_what_they_may_do() {
    on_both_with(set_up, |served| {
        let session = talk(served, "li");
        assert_eq!(list(served, "li", &session)["may_start"], json!(["ask", "assist"]));
        assert_eq!(list(served, "agent", &session)["may_start"], json!(["invite", "gather"]));
        let wanted = json!({"start": "ask", "media": "video"});
        let refused = begin(served, "agent", (&session, wanted.clone()));
        assert_eq!(
            (refused.status, &refused.json()["faults"][0]["rule"]),
            (422, &json!("not_yours"))
        );
        let call = begin(served, "li", (&session, wanted.clone())).json();
        assert_eq!(
            (&call["state"]["name"], &call["kind"]["label"], &call["allowed_actions"]),
            (&json!("asked"), &json!("视频通话"), &json!(["hang_up"]))
        );
        assert_eq!(begin(served, "li", (&session, wanted)).json()["id"], call["id"]);
        let other = begin(served, "li", (&session, json!({"start": "assist"})));
        assert_eq!((other.status, &other.json()["code"]), (409, &json!("call_open")));
        assert_eq!(act(served, "li", (&call, "accept")).status, 409);
        let seen = show(served, "agent", &call);
        assert_eq!(seen["allowed_actions"], json!(["invite", "decline"]));
        assert_eq!(act(served, "agent", (&call, "invite")).json()["state"]["name"], "invited");
        let talking = act(served, "li", (&call, "accept")).json();
        assert_eq!(talking["tracks"], json!({"microphone": true, "camera": true, "screen": false}));
        assert!(talking["connected_at"].is_string());
        for (who, status) in [("wang", 404), ("agent-far", 404), ("agent-2", 403)] {
            assert_eq!(act(served, who, (&call, "hang_up")).status, status, "{who}");
        }
        let over = act(served, "agent", (&call, "hang_up")).json();
        assert_eq!(over["reason"], json!({"name": "hung_up", "label": "已挂断"}));
        assert_eq!(list(served, "li", &session)["items"][0]["id"], call["id"]);
        assert_eq!(begin(served, "li", (&session, json!({"start": "ask"}))).status, 422);
        assert_eq!(begin(served, "li", (&session, json!({"start": "shout"}))).status, 422);
    });
}

#[test]
fn m_05_m_08_help_at_the_screen_lets_the_agent_look_and_needs_a_talk() {
    let served = Served::small(set_up);
    let waiting = send(&served, "li", ("POST", "/v1/sessions", &json!({}))).json();
    let waiting = waiting["id"].as_str().unwrap();
    let early = begin(&served, "li", (waiting, json!({"start": "assist"})));
    assert_eq!((early.status, &early.json()["state"]), (409, &json!("waiting")));
    let session = talk(&served, "li");
    let call = begin(&served, "li", (&session, json!({"start": "assist"}))).json();
    assert_eq!(act(&served, "agent", (&call, "accept")).json()["state"]["label"], "选择屏幕");
    let shown = act(&served, "li", (&call, "choose")).json();
    assert_eq!(shown["tracks"], json!({"microphone": true, "camera": false, "screen": true}));
    let looks = show(&served, "agent", &call);
    assert_eq!(looks["tracks"], json!({"microphone": true, "camera": false, "screen": false}));
    assert_eq!(show(&served, "supervisor", &call)["tracks"], Value::Null);
}

#[test]
fn n_03_a_call_ends_with_its_session_and_with_its_agent() {
    on_both_with(set_up, |served| {
        let session = talk(served, "li");
        let call = connected(served, &session);
        let target = format!("/v1/sessions/{session}/actions");
        let taken = send(served, "supervisor", ("POST", &target, &json!({"action": "take_over"})));
        assert_eq!(taken.status, 200, "{}", taken.text());
        assert_eq!(show(served, "li", &call)["reason"]["name"], "cut", "another agent goes on");
        let again = begin(served, "li", (&session, json!({"start": "assist"}))).json();
        assert_eq!(send(served, "li", ("POST", &target, &json!({"action": "end"}))).status, 200);
        let over = show(served, "li", &again);
        assert_eq!(
            (&over["reason"]["label"], &over["allowed_actions"]),
            (&json!("随会话结束"), &json!([]))
        );
        let late = begin(served, "li", (&session, json!({"start": "assist"})));
        assert_eq!((late.status, &late.json()["state"]), (409, &json!("ended")));
    });
}

#[test]
fn of_many_who_begin_at_once_one_call_of_a_session_opens() {
    on_both_with(set_up, |served| {
        let session = talk(served, "li");
        let starts = [
            ("li", json!({"start": "ask", "media": "audio"})),
            ("li", json!({"start": "ask", "media": "video"})),
            ("li", json!({"start": "assist"})),
            ("agent", json!({"start": "invite", "media": "audio"})),
            ("agent", json!({"start": "invite", "media": "video"})),
            ("agent", json!({"start": "gather"})),
        ];
        let told: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = starts
                .into_iter()
                .map(|(who, body)| scope.spawn(|| begin(served, who, (&session, body)).status))
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let opened = told.iter().filter(|status| **status == 200).count();
        assert_eq!((opened, told.len()), (1, 6), "{told:?}");
        assert!(told.iter().all(|status| matches!(status, 200 | 409)), "{told:?}");
        assert_eq!(list(served, "li", &session)["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_room_takes_those_of_the_center_and_no_more_than_six() {
    let served = Served::small(set_up);
    let session = talk(&served, "li");
    let room = begin(&served, "agent", (&session, json!({"start": "gather"}))).json();
    assert_eq!((&room["members"], &room["kind"]["name"]), (&json!(1), &json!("room")));
    for who in ["li", "agent-2", "agent-3", "agent-4", "supervisor"] {
        assert_eq!(act(&served, who, (&room, "join")).status, 200, "{who}");
    }
    let full = act(&served, "agent-5", (&room, "join"));
    assert_eq!((full.status, &full.json()["code"]), (409, &json!("full")));
    for who in ["agent-far", "wang"] {
        assert_eq!(act(&served, who, (&room, "join")).status, 404, "{who}");
    }
    assert_eq!(act(&served, "agent-4", (&room, "leave")).json()["members"], 5);
    assert_eq!(act(&served, "agent-5", (&room, "join")).json()["members"], 6);
    assert_eq!(show(&served, "agent-4", &room)["tracks"], Value::Null);
}

#[test]
fn who_vanished_is_found_by_time_and_a_call_nobody_answers_rings_out() {
    on_both_with(set_up, |served| {
        let rules = &served.state.desk.profile.call;
        let later = |seconds: i64| Timestamp::now() + SignedDuration::from_secs(seconds);
        let session = talk(served, "li");
        let call = connected(served, &session);
        wait_for(tick(&served.state, later(rules.lost_after_s - 5))).unwrap();
        assert_eq!(show(served, "li", &call)["state"]["name"], "connected");
        wait_for(tick(&served.state, later(rules.lost_after_s + 1))).unwrap();
        assert_eq!(show(served, "li", &call)["reason"]["label"], "连接中断");
        let call = begin(served, "li", (&session, json!({"start": "assist"}))).json();
        wait_for(tick(&served.state, later(rules.ring_timeout_s + 1))).unwrap();
        assert_eq!(show(served, "li", &call)["reason"]["name"], "no_answer");
    });
}

#[test]
fn a_sign_of_life_counts_for_the_call_and_for_its_session() {
    on_both_with(set_up, |served| {
        let rules = &served.state.desk.profile.call;
        let later = |seconds: i64| Timestamp::now() + SignedDuration::from_secs(seconds);
        let session = talk(served, "li");
        let call = connected(served, &session);
        let heard = |at: Timestamp| {
            let row = served.state.store.db.matter("call", call["id"].as_str().unwrap());
            let held = Held::<Call>::of(wait_for(row).unwrap().unwrap()).unwrap();
            wait_for(stir(&served.state, &held, at)).unwrap();
        };
        heard(later(60));
        heard(later(61));
        wait_for(tick(&served.state, later(rules.lost_after_s + 55))).unwrap();
        let after = show(served, "li", &call);
        assert_eq!((&after["state"]["name"], &after["version"]), (&json!("connected"), &json!(3)));
        let target = format!("/v1/sessions/{session}/events");
        let events = send(served, "agent", ("GET", &target, &Value::Null)).json();
        let stirred = events["items"].as_array().unwrap().iter();
        assert_eq!(stirred.filter(|event| event["action"] == "stir").count(), 1);
        wait_for(tick(&served.state, later(rules.lost_after_s + 65))).unwrap();
        assert_eq!(show(served, "li", &call)["reason"]["name"], "lost");
    });
}

/// A dialler that takes what it is asked, and refuses where it is told to.
fn dialler(status: &'static str) -> (DiallerConfig, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/call", listener.local_addr().unwrap());
    let (asked, heard) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut text) = (stream.unwrap(), String::new());
            while !text.ends_with('}') {
                let mut bytes = [0; 4096];
                let read = stream.read(&mut bytes).unwrap();
                text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
            }
            let reply = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(reply.as_bytes()).unwrap();
            if asked.send(text).is_err() {
                return;
            }
        }
    });
    (DiallerConfig { url, secret: Secret::new(SECRET.to_owned()) }, heard)
}

fn report(served: &Served, (call, event): (&str, &str), secret: &str) -> u16 {
    let body = json!({"call_id": call, "event": event}).to_string();
    let secret = Secret::new(secret.to_owned());
    let signed = sign(&secret, Timestamp::now().as_second(), body.as_bytes());
    let request = Request::post("/v1/dialler/reports", body.as_bytes());
    served.send(&request.with("wenshui-signature", &signed)).status
}

#[test]
fn m_09_a_number_is_dialled_outside_and_only_its_ends_are_kept() {
    let (config, asked) = dialler("200 OK");
    let served = Served::small(|to| {
        set_up(to);
        to.calling.dialler = Some(config);
    });
    let session = talk(&served, "li");
    let number = json!({"start": "dial", "number": "13400003624"});
    assert_eq!(begin(&served, "li", (&session, number.clone())).status, 422);
    assert_eq!(
        begin(&served, "agent", (&session, json!({"start": "dial", "number": "134"}))).status,
        422
    );
    let call = begin(&served, "agent", (&session, number.clone())).json();
    assert_eq!(
        (&call["state"]["label"], &call["phone_number"]),
        (&json!("拨号中"), &json!("134****3624"))
    );
    assert_eq!(begin(&served, "agent", (&session, number)).json()["id"], call["id"]);
    let told = asked.recv().unwrap();
    let (head, body) = told.split_once("\r\n\r\n").unwrap();
    let signed = head.lines().find_map(|line| line.strip_prefix("wenshui-signature: ")).unwrap();
    let secret = Secret::new(SECRET.to_owned());
    let signed = (Timestamp::now().as_second(), signed);
    assert_eq!(verify(&secret, signed, body.as_bytes()), Ok(()));
    let id = call["id"].as_str().unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body, json!({"call_id": id, "number": "13400003624"}));
    assert!(asked.try_recv().is_err(), "it is dialled once");
    assert_eq!(
        report(&served, (id, "connected"), "another secret of as many bytes as it wants"),
        401
    );
    for (event, state) in [
        ("started", "dialling"),
        ("connected", "connected"),
        ("connected", "connected"),
        ("ended", "ended"),
        ("connected", "ended"),
    ] {
        assert_eq!(report(&served, (id, event), SECRET), 204, "{event}");
        assert_eq!(show(&served, "agent", &call)["state"]["name"], state, "{event}");
    }
    let over = show(&served, "li", &call);
    assert_eq!(
        (&over["phone_number"], over["connected_at"].is_string()),
        (&json!("134****3624"), true)
    );
    let assist = begin(&served, "li", (&session, json!({"start": "assist"}))).json();
    assert_eq!(report(&served, (assist["id"].as_str().unwrap(), "ended"), SECRET), 404);
    for file in std::fs::read_dir(served.data.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        assert!(!bytes.windows(11).any(|part| part == b"13400003624"), "the number is stored");
    }
}

#[test]
fn m_09_a_dialler_that_refuses_leaves_no_call_behind() {
    let (config, _asked) = dialler("503 Busy");
    let served = Served::small(|to| {
        set_up(to);
        to.calling.dialler = Some(config);
    });
    let session = talk(&served, "li");
    let number = json!({"start": "dial", "number": "13400003624"});
    let call = begin(&served, "agent", (&session, number.clone())).json();
    assert_eq!(call["state"]["name"], "ended");
    let bare = Served::small(set_up);
    let session = talk(&bare, "li");
    let none = begin(&bare, "agent", (&session, number));
    assert_eq!((none.status, &none.json()["code"]), (409, &json!("not_offered")));
}
