//! The contract of human-agent backends: one set of tests for the bundled desk and for an outside desk in
//! another language, which is reached by signed messages and comes back with signed commands.

use serde_json::{Value, json};
use wenshui_api::backend::webhook::round;
use wenshui_api::clock;
use wenshui_api::config::Config;
use wenshui_api::config::backend::BackendConfig;
use wenshui_api::config::secret::Secret;
use wenshui_api::signature::sign;

use crate::support::centers::always_open;
use crate::support::databases::on_both_with;
use crate::support::files::events;
use crate::support::http::{Reply, Request};
use crate::support::people::{Bundled, Outside, People, SECRET};
use crate::support::ports::free_address;
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::tokens::{bearer, believe};

const QUESTION: &str = "征收率是多少";

fn set_up(config: &mut Config) {
    believe(config);
    always_open(config);
    config.requests_per_minute = 100_000;
}

fn outside(config: &mut Config, url: String) {
    set_up(config);
    let secret = Secret::new(SECRET.to_owned());
    config.backend = Some(BackendConfig { url, secret });
}

fn send(served: &Served, who: &str, (method, target, body): (&str, &str, &Value)) -> Reply {
    let token = bearer(who, &json!({"authority": "14401060000"}));
    let text = body.to_string();
    let request = match method {
        "GET" => Request::get(target),
        method => Request { method, ..Request::post(target, text.as_bytes()) },
    };
    served.send(&request.with("authorization", &token))
}

fn question(served: &Served, who: &str, talk: Option<&str>) -> Reply {
    let body = json!({"question": QUESTION, "conversation_id": talk});
    send(served, who, ("POST", "/v1/answers", &body))
}

/// Asks a question and then for a person; gives the conversation and the session.
fn hand_over(served: &Served, who: &str) -> (String, String) {
    let answered = question(served, who, None).json();
    let talk = answered["conversation_id"].as_str().unwrap().to_owned();
    let handed = ask_for_a_person(served, who, &talk);
    (talk, handed["session_id"].as_str().unwrap().to_owned())
}

fn ask_for_a_person(served: &Served, who: &str, talk: &str) -> Value {
    let target = format!("/v1/conversations/{talk}/handover");
    send(served, who, ("POST", &target, &json!({}))).json()["handed_to"].clone()
}

fn show(served: &Served, who: &str, session: &str) -> Value {
    send(served, who, ("GET", &format!("/v1/sessions/{session}"), &Value::Null)).json()
}

fn act(served: &Served, who: &str, (session, body): (&str, &Value)) -> Reply {
    send(served, who, ("POST", &format!("/v1/sessions/{session}/actions"), body))
}

fn write(served: &Served, who: &str, (session, text, client_id): (&str, &str, &str)) -> u16 {
    let line = json!({"kind": "text", "text": text});
    let body = json!({"action": "write", "line": line, "client_id": client_id});
    act(served, who, (session, &body)).status
}

fn state(served: &Served, who: &str, session: &str) -> Value {
    show(served, who, session)["state"]["name"].clone()
}

/// The actions and words of a session as its taxpayer sees them.
fn seen(served: &Served, who: &str, session: &str) -> Vec<(String, String)> {
    let target = format!("/v1/sessions/{session}/events");
    let events = send(served, who, ("GET", &target, &Value::Null)).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = events["items"].as_array().unwrap().iter();
    items.map(|event| (text(&event["action"]), text(&event["line"]["text"]))).collect()
}

fn said(action: &str, text: &str) -> (String, String) {
    (action.to_owned(), text.to_owned())
}

/// What every backend does alike.
fn contract(served: &Served, people: &dyn People) {
    who_is_taken_up_talks_with_a_person_alone(served, people);
    what_is_said_arrives_once_and_in_order(served, people);
    the_end_gives_the_machine_back_and_asks_how_it_was(served, people);
    who_leaves_the_queue_cannot_be_taken_up(served, people);
    who_is_declined_hears_of_it(served, people);
}

fn who_is_taken_up_talks_with_a_person_alone(served: &Served, people: &dyn People) {
    let (talk, session) = hand_over(served, "li");
    assert_eq!(ask_for_a_person(served, "li", &talk)["session_id"], *session, "one at a time");
    assert_eq!(state(served, "li", &session), "waiting");
    assert_eq!(question(served, "li", Some(&talk)).status, 200, "the machine goes on meanwhile");
    assert_eq!(people.take_up(&session), 200);
    assert_eq!(state(served, "li", &session), "active");
    let number = show(served, "li", &session)["agent_number"].as_str().unwrap().to_owned();
    assert_eq!((number.len(), &number[..1]), (11, "2"), "{number}");
    let refused = question(served, "li", Some(&talk));
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("with_person")));
    assert_eq!(refused.json()["session_id"], *session, "where it goes on is told");
    let other = question(served, "li", None);
    assert_eq!(other.status, 200, "only the conversation that was handed over is silent");
}

fn what_is_said_arrives_once_and_in_order(served: &Served, people: &dyn People) {
    let session = ask_for_a_person(served, "li", &hand_over(served, "li").0)["session_id"].clone();
    let session = session.as_str().unwrap();
    assert_eq!(write(served, "li", (session, "发票开错了", "w1")), 200);
    assert_eq!(people.reply(session, "请说说是什么发票。"), 200);
    assert_eq!(write(served, "li", (session, "专用发票", "w2")), 200);
    assert_eq!(write(served, "li", (session, "专用发票", "w2")), 200, "sent again, said once");
    let lines = |heard: Vec<(String, String)>| -> Vec<(String, String)> {
        heard.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    };
    let expected = [
        said("greeting", &served.state.desk.sayings.greeting),
        said("write", "发票开错了"),
        said("reply", "请说说是什么发票。"),
        said("write", "专用发票"),
    ];
    assert_eq!(lines(seen(served, "li", session)), expected);
    assert_eq!(lines(people.heard(session, 6)), expected, "submit, connect and four lines");
}

fn the_end_gives_the_machine_back_and_asks_how_it_was(served: &Served, people: &dyn People) {
    let (talk, session) = hand_over(served, "li");
    assert_eq!(people.finish(&session), 200);
    let ended = show(served, "li", &session);
    assert_eq!((&ended["state"]["name"], &ended["rating_asked"]), (&json!("ended"), &json!(true)));
    // The session grew out of the conversation that was handed over first.
    let first = ended["conversation_id"].as_str().unwrap();
    assert_eq!(question(served, "li", Some(first)).status, 200);
    assert_ne!(first, talk);
    let rate = json!({"action": "rate", "verdict": "solved"});
    assert_eq!(act(served, "li", (&session, &rate)).status, 200);
    assert_eq!(act(served, "li", (&session, &rate)).status, 409, "once");
    assert_eq!(people.reply(&session, "再见"), 409);
    let heard = people.heard(&session, 10);
    let ending = heard[6..].iter().map(|(action, _)| action.as_str());
    let expected = ["finish", "ended_by_agent", "rating_asked", "rate"];
    assert_eq!(ending.collect::<Vec<_>>(), expected);
}

fn who_leaves_the_queue_cannot_be_taken_up(served: &Served, people: &dyn People) {
    let (talk, session) = hand_over(served, "wang");
    assert_eq!(act(served, "wang", (&session, &json!({"action": "cancel"}))).status, 200);
    assert_eq!(people.heard(&session, 2)[1].0, "cancel");
    assert_eq!(people.reply(&session, "您好"), 409);
    assert_eq!(state(served, "wang", &session), "cancelled");
    assert_eq!(question(served, "wang", Some(&talk)).status, 200);
    let again = ask_for_a_person(served, "wang", &talk);
    assert_ne!(again["session_id"], *session, "what was left is over");
    let again = again["session_id"].as_str().unwrap();
    assert_eq!(act(served, "wang", (again, &json!({"action": "cancel"}))).status, 200);
}

fn who_is_declined_hears_of_it(served: &Served, people: &dyn People) {
    let (_, session) = hand_over(served, "zhao");
    assert_eq!(people.decline(&session), 200);
    assert_eq!(state(served, "zhao", &session), "cancelled");
    assert_eq!(people.decline(&session), 409);
}

#[test]
fn the_bundled_desk_keeps_the_contract() {
    on_both_with(set_up, |served| contract(served, &Bundled(served)));
}

#[test]
fn an_outside_desk_in_another_language_keeps_the_contract() {
    let address = free_address();
    let change = |config: &mut Config| outside(config, format!("http://{address}/wenshui"));
    on_both_with(change, |served| contract(served, &Outside::start(address, served)));
}

#[test]
fn after_an_outage_everything_is_told_once_and_in_order() {
    let address = free_address();
    let served = Served::small(|config| outside(config, format!("http://{address}/wenshui")));
    let (_, first) = hand_over(&served, "li");
    let (_, second) = hand_over(&served, "wang");
    assert_eq!(act(&served, "wang", (&second, &json!({"action": "cancel"}))).status, 200);
    // Nobody listens there yet: every try fails and is put off.
    let mut now = clock::now();
    for _ in 0..3 {
        now += jiff::SignedDuration::from_secs(1000);
        wait_for(round(&served.state, now)).unwrap();
    }
    let people = Outside::start(address, &served);
    now += jiff::SignedDuration::from_secs(1000);
    wait_for(round(&served.state, now)).unwrap();
    assert_eq!(people.heard(&second, 2), [said("submit", ""), said("cancel", "")]);
    assert_eq!(people.heard(&first, 1), [said("submit", "")]);
    assert_eq!(people.take_up(&first), 200);
    assert_eq!(write(&served, "li", (&first, "在吗", "w1")), 200);
    let greeting = said("greeting", &served.state.desk.sayings.greeting);
    let all = [said("submit", ""), said("connect", ""), greeting, said("write", "在吗")];
    assert_eq!(people.heard(&first, 4), all);
    // A desk that was started anew knows nothing, hears of a gap, and asks for what it has lost.
    drop(people);
    let people = Outside::start(address, &served);
    assert_eq!(write(&served, "li", (&first, "还在吗", "w2")), 200);
    now += jiff::SignedDuration::from_secs(1000);
    wait_for(round(&served.state, now)).unwrap();
    now += jiff::SignedDuration::from_secs(1000);
    wait_for(round(&served.state, now)).unwrap();
    let all = [&all[..], &[said("write", "还在吗")]].concat();
    assert_eq!(people.heard(&first, 5), all);
}

#[test]
fn a_command_holds_only_with_its_signature_and_once() {
    let served = Served::small(|config| outside(config, format!("http://{}/x", free_address())));
    let (_, session) = hand_over(&served, "li");
    let target = format!("/v1/backend/sessions/{session}/commands");
    let command = |body: &Value, (secret, at_s): (&str, i64)| {
        let text = body.to_string();
        let signature = sign(&Secret::new(secret.to_owned()), at_s, text.as_bytes());
        let request = Request::post(&target, text.as_bytes());
        served.send(&request.with("wenshui-signature", &signature))
    };
    let now = clock::now().as_second();
    let connect = json!({"id": "c1", "session": session, "action": "connect", "agent": "a-7"});
    let unsigned = served.send(&Request::post(&target, connect.to_string().as_bytes()));
    assert_eq!((unsigned.status, &unsigned.json()["code"]), (401, &json!("bad_signature")));
    let other = "another secret of thirty-two bytes, no more";
    assert_eq!(command(&connect, (other, now)).status, 401);
    assert_eq!(command(&connect, (SECRET, now - 1000)).status, 401, "heard long ago, said again");
    assert_eq!(command(&connect, (SECRET, now)).json()["version"], 3, "connected and greeted");
    assert_eq!(command(&connect, (SECRET, now)).json()["version"], 3, "sent again, done once");
    let again = json!({"id": "c2", "session": session, "action": "connect", "agent": "a-8"});
    let refused = command(&again, (SECRET, now));
    assert_eq!((refused.status, &refused.json()["state"]), (409, &json!("active")));
    let nobody = json!({"id": "c3", "session": session, "action": "take_over"});
    assert_eq!(command(&nobody, (SECRET, now)).json()["faults"][0]["field"], "agent");
    let unknown = json!({"id": "c4", "session": session, "action": "reply", "linie": {}});
    assert_eq!(command(&unknown, (SECRET, now)).json()["field"], "linie");
    let elsewhere = json!({"id": "c5", "session": "another", "action": "finish"});
    assert_eq!(command(&elsewhere, (SECRET, now)).json()["field"], "session");
}

#[test]
fn with_the_bundled_desk_there_is_no_such_door() {
    let served = Served::small(set_up);
    let target = "/v1/backend/sessions/x/commands";
    assert_eq!(served.send(&Request::post(target, b"{}")).status, 404);
}

#[test]
fn words_alone_connect_at_once_and_lose_no_turn() {
    on_both_with(set_up, |served| {
        let people = Bundled(served);
        assert_eq!(people.take_up("nobody yet"), 200);
        let body = json!({"question": "转人工"});
        let reply = send(served, "li", ("POST", "/v1/answers", &body)).json();
        let handed = &reply["handover"]["handed_to"];
        assert_eq!((&reply["decision"], &handed["state"]), (&json!("handover"), &json!("active")));
        assert!(reply["say"][1]["markdown"].as_str().unwrap().contains("坐席已接入"), "{reply}");
        let talk = reply["conversation_id"].as_str().unwrap();
        assert_eq!(question(served, "li", Some(talk)).status, 409);
        let turns =
            send(served, "li", ("GET", &format!("/v1/conversations/{talk}/turns"), &Value::Null));
        assert_eq!(turns.json()["items"][0]["reply"]["answer_id"], reply["answer_id"]);
        let told: Vec<&str> = events(served, talk).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(told, ["session", "session", "turn"], "waiting, active, and the turn itself");
        let token = bearer("li", &json!({"authority": "14401060000"}));
        let target = format!("/v1/conversations/{talk}/events?after=1");
        let mut followed = Sse::open(served.address, &target, &[("authorization", &token)]);
        let session = followed.next().expect("an event")["session"].clone();
        assert_eq!(
            (&session["session_id"], &session["state"]),
            (&handed["session_id"], &json!("active"))
        );
        assert_eq!(people.finish(handed["session_id"].as_str().unwrap()), 200);
        assert_eq!(question(served, "li", Some(talk)).status, 200);
    });
}

#[test]
fn a_closed_door_and_no_door_are_told_with_the_hotline() {
    let served = Served::small(set_up);
    for (authority, state) in [("14402000000", "closed_now"), ("19999999999", "no_center")] {
        let token = bearer("li", &json!({"authority": authority}));
        let request = Request::post("/v1/answers", "{\"question\": \"转人工\"}".as_bytes());
        let reply = served.send(&request.with("authorization", &token)).json();
        let handed = &reply["handover"]["handed_to"];
        assert_eq!((&handed["state"], &handed["session_id"]), (&json!(state), &Value::Null));
        let said = reply["say"].as_array().unwrap();
        assert!(said[0]["markdown"].as_str().unwrap().contains("12366"), "{reply}");
        assert_eq!(said.len(), 1, "nobody is said to be connected: {reply}");
        assert_eq!(reply["exits"], json!(["note", "reservation"]), "that door is shut");
    }
}

#[test]
fn an_outside_desk_reads_the_files_of_its_sessions_and_no_others() {
    let served = Served::small(|config| outside(config, format!("http://{}/x", free_address())));
    let answered = question(&served, "li", None).json();
    let talk = answered["conversation_id"].as_str().unwrap();
    let target = format!("/v1/conversations/{talk}/attachments?name=a.txt");
    let token = bearer("li", &json!({"authority": "14401060000"}));
    let sent = Request { body: "发票".as_bytes(), ..Request::new("POST", &target) };
    let sent = served.send(&sent.with("authorization", &token)).json();
    let file = sent["attachment"]["id"].as_str().unwrap();
    let session = ask_for_a_person(&served, "li", talk)["session_id"].clone();
    let (_, other) = hand_over(&served, "wang");
    let fetch_one = |(session, named): (&str, &str), file: &str, secret: &str| {
        let text = json!({"session": named, "file": file}).to_string();
        let secret = Secret::new(secret.to_owned());
        let signature = sign(&secret, clock::now().as_second(), text.as_bytes());
        let target = format!("/v1/backend/sessions/{session}/files");
        let request = Request::post(&target, text.as_bytes());
        served.send(&request.with("wenshui-signature", &signature))
    };
    let fetch = |session, named, secret| fetch_one((session, named), file, secret);
    let session = session.as_str().unwrap();
    assert_eq!(fetch(session, session, SECRET).body, "发票".as_bytes());
    // What was sent for a form is no session's, that of one without a conversation neither.
    let target = "/v1/files?name=a.txt";
    let kept = Request { body: b"text", ..Request::new("POST", target) };
    let kept = served.send(&kept.with("authorization", &token)).json()["id"].clone();
    let bare = send(&served, "zhao", ("POST", "/v1/sessions", &json!({}))).json()["id"].clone();
    for of in [session, bare.as_str().unwrap()] {
        let given = fetch_one((of, of), kept.as_str().unwrap(), SECRET);
        assert_eq!(given.json()["code"], "unknown_attachment", "{of}");
    }
    assert_eq!(fetch(&other, &other, SECRET).json()["code"], "unknown_attachment");
    assert_eq!(fetch(&other, session, SECRET).json()["field"], "session");
    assert_eq!(fetch(session, session, "another secret of thirty-two bytes, no more").status, 401);
}
