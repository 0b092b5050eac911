//! The demonstration: people whose part anybody takes, on this machine alone, and what they have done
//! before.

use expect_test::expect;
use jiff::Timestamp;
use serde_json::{Value, json};
use wenshui_api::config::{Config, ServeArgs};
use wenshui_api::desk::time::tick;
use wenshui_api::store::notice::Sought;
use wenshui_api::story::tell;
use wenshui_engine::version::build::build;

use crate::support::contract::problem;
use crate::support::http::{Reply, Request};
use crate::support::program::Workplace;
use crate::support::served::{self, Served, parts, state, wait_for};

fn show() -> Served {
    Served::small(|config| config.demo = true)
}

fn token(served: &Served, person: &str) -> String {
    let body = json!({"person": person}).to_string();
    let reply = served.send(&Request::post("/v1/demo/tokens", body.as_bytes()));
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let given = reply.json();
    assert_eq!(given["person"]["id"], person);
    let ends: Timestamp = given["expires_at"].as_str().unwrap().parse().unwrap();
    assert!(ends > Timestamp::now());
    format!("Bearer {}", given["token"].as_str().unwrap())
}

fn send(served: &Served, who: &str, (method, target, body): (&str, &str, &Value)) -> Reply {
    let (token, text) = (token(served, who), body.to_string());
    let request = match method {
        "GET" => Request::get(target),
        method => Request { method, ..Request::post(target, text.as_bytes()) },
    };
    served.send(&request.with("authorization", &token))
}

fn done(served: &Served, who: &str, asked: (&str, &str, &Value)) -> Value {
    let reply = send(served, who, asked);
    assert_eq!(reply.status, 200, "{who} {}: {}", asked.1, reply.text());
    reply.json()
}

fn seen(served: &Served, who: &str, target: &str) -> Value {
    done(served, who, ("GET", target, &Value::Null))
}

#[test]
fn nobody_is_played_where_the_server_does_not_show_itself() {
    let served = served::small();
    assert_eq!(problem(&served.get("/v1/demo")).code, "no_demo");
    assert_eq!(served.get("/v1/service").json()["demo"], false, "pages need not try");
    let asked = Request::post("/v1/demo/tokens", br#"{"person": "agent-a"}"#);
    assert_eq!(problem(&served.send(&asked)).code, "no_demo");
    let shown = show();
    assert_eq!(shown.get("/v1/service").json()["demo"], true);
    let asked = Request::post("/v1/demo/tokens", br#"{"person": "nobody"}"#);
    assert_eq!(problem(&shown.send(&asked)).code, "no_demo_person");
}

#[test]
fn people_of_every_kind_are_there_and_their_tokens_hold() {
    let served = show();
    let people = served.get("/v1/demo").json()["people"].as_array().unwrap().clone();
    let mut kinds: Vec<&str> = people.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    let expected = ["agent"; 3].into_iter().chain(["maintainer"; 3]);
    let expected = expected.chain(["operator", "supervisor"]).chain(["taxpayer"; 4]);
    assert_eq!(kinds, expected.collect::<Vec<_>>());
    for person in &people {
        for field in ["id", "name", "hint"] {
            assert!(!person[field].as_str().unwrap().is_empty(), "{person}");
        }
        assert!(person["name"].as_str().unwrap().starts_with("演示"), "{person}");
        seen(&served, person["id"].as_str().unwrap(), "/v1/messages");
    }
    let may_choose = |who: &str| {
        let mine = seen(&served, who, "/v1/authorities/mine");
        mine["allowed_actions"].as_array().unwrap().contains(&json!("choose"))
    };
    let choosing = ["taxpayer-a", "taxpayer-b", "taxpayer-c", "taxpayer-d"].map(may_choose);
    assert_eq!(choosing, [false, false, true, true]);
    // What was chosen takes effect with the next token, as with a login at a host.
    let there = json!({"action": "choose", "center": "gd-gz-th"});
    done(&served, "taxpayer-c", ("POST", "/v1/authorities/mine/actions", &there));
    let mine = seen(&served, "taxpayer-c", "/v1/authorities/mine");
    assert_eq!((&mine["center"]["id"], &mine["pending"]), (&json!("gd-gz-th"), &Value::Null));
    assert_eq!(send(&served, "agent-a", ("GET", "/v1/desk/wall", &Value::Null)).status, 403);
    seen(&served, "supervisor-a", "/v1/desk/wall");
    seen(&served, "operator-a", "/v1/notices");
}

#[test]
fn two_strangers_talk_as_taxpayer_and_agent() {
    let served = show();
    let online = json!({"presence": "online", "skills": ["general"], "capacity": 2});
    done(&served, "agent-a", ("PUT", "/v1/agents/me", &online));
    let session = done(&served, "taxpayer-a", ("POST", "/v1/sessions", &json!({})));
    let id = session["id"].as_str().unwrap();
    wait_for(tick(&served.state, Timestamp::now())).unwrap();
    let place = format!("/v1/sessions/{id}");
    let of_agent = seen(&served, "agent-a", &place);
    assert_eq!(of_agent["state"]["name"], "active", "{of_agent}");
    let actions = format!("{place}/actions");
    for (who, action, text) in [("taxpayer-a", "write", "在吗"), ("agent-a", "reply", "您好，请讲")]
    {
        let body = json!({"action": action, "line": {"kind": "text", "text": text}});
        done(&served, who, ("POST", &actions, &body));
    }
    let events = seen(&served, "taxpayer-a", &format!("{place}/events"));
    let lines: Vec<&str> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|event| event["line"]["text"].as_str())
        .collect();
    assert!(lines.ends_with(&["在吗", "您好，请讲"]), "{lines:?}");
    let colleagues = seen(&served, "supervisor-a", "/v1/agents");
    assert_eq!(colleagues["items"][0]["name"], "演示坐席子（天河区）", "{colleagues}");
}

#[test]
fn the_story_is_told_once_and_leaves_something_on_every_page() {
    let served = Served::start(state(build(parts(None)).unwrap(), |config| config.demo = true));
    assert_eq!(wait_for(tell(&served.state)).unwrap(), 0, "every step is possible");
    let total = |who: &str, target: &str| seen(&served, who, target)["total"].as_i64().unwrap();
    let pages = |who: &str| {
        [
            "messages",
            "todos",
            "sheets?answered=false",
            "sheets?answered=true",
            "notes",
            "reservations",
            "invitations",
            "mediations",
            "work-orders",
            "cases",
            "sessions",
        ]
        .map(|page| format!("{page} {}", total(who, &format!("/v1/{page}"))))
    };
    expect![[r#"
        [
            "messages 13",
            "todos 5",
            "sheets?answered=false 1",
            "sheets?answered=true 1",
            "notes 2",
            "reservations 2",
            "invitations 1",
            "mediations 1",
            "work-orders 1",
            "cases 0",
            "sessions 0",
        ]
    "#]]
    .assert_debug_eq(&pages("taxpayer-a"));
    expect![[r#"
        [
            "messages 10",
            "todos 4",
            "sheets?answered=false 2",
            "sheets?answered=true 0",
            "notes 0",
            "reservations 0",
            "invitations 1",
            "mediations 2",
            "work-orders 1",
            "cases 1",
            "sessions 0",
        ]
    "#]]
    .assert_debug_eq(&pages("taxpayer-b"));
    let categories = seen(&served, "taxpayer-a", "/v1/messages");
    let kinds = categories["categories"].as_array().unwrap().len();
    assert!(kinds > 4, "{categories}");
    assert_eq!(seen(&served, "taxpayer-a", "/v1/favorites")["items"].as_array().unwrap().len(), 2);
    assert_eq!(total("agent-a", "/v1/replies"), 4);
    assert_eq!(total("agent-a", "/v1/notes"), 2);
    let invited = seen(&served, "taxpayer-b", "/v1/invitations")["items"][0].clone();
    assert_eq!(invited["allowed_actions"], json!(["accept", "refuse"]));
    let rated = seen(&served, "taxpayer-b", "/v1/work-orders")["items"][0].clone();
    assert_eq!(rated["allowed_actions"], json!(["rate"]), "{rated}");
    // What asks for something leads to a page of the centre.
    let todos = seen(&served, "taxpayer-a", "/v1/todos");
    let leads =
        todos["items"].as_array().unwrap().iter().map(|todo| todo["handle"].as_str().unwrap());
    assert!(leads.clone().all(|to| to.starts_with("/centre/")), "{:?}", leads.collect::<Vec<_>>());
    // Told once: another start changes nothing.
    let before = total("operator-a", "/v1/notices");
    assert_eq!(wait_for(tell(&served.state)).unwrap(), 0);
    assert_eq!(total("operator-a", "/v1/notices"), before);
    assert_eq!(total("agent-a", "/v1/replies"), 4);
}

#[test]
fn a_server_that_does_not_show_itself_has_no_story() {
    let prepared = served::prepared(|_| ());
    assert_eq!(wait_for(tell(&prepared.state)).unwrap(), 0);
    assert_eq!(wait_for(prepared.state.store.db.notices(&Sought::default())).unwrap().0, 0);
}

#[test]
fn it_is_for_this_machine_alone_and_keeps_to_data_of_its_own() {
    let workplace = Workplace::new();
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
        let ran = workplace.run(&["serve", "--demo", "--listen", address]);
        let told = format!("{address} is no loopback address");
        assert!(ran.code == 2 && ran.stderr.contains(&told), "{}", ran.told());
    }
    let args = |demo| ServeArgs { demo, data: Some("d".into()), ..ServeArgs::default() };
    let [shown, real] = [true, false].map(|demo| Config::resolve(&args(demo)).unwrap());
    assert_eq!(
        (shown.database.text(), real.database.text()),
        ("sqlite:d/demo/wenshui.db", "sqlite:d/wenshui.db")
    );
    assert_ne!(shown.tokens.own_key, real.tokens.own_key);
    assert_eq!(shown.held, real.held.join("demo"), "no file of one is an orphan of the other");
    assert_eq!((&shown.data, &real.held), (&real.data, &real.data), "what is published is shared");
    assert_ne!(shown.serving.attachments, real.serving.attachments);
}
