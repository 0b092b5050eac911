//! Two nodes on one PostgreSQL: people ask, agents come and talks end on both at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;

use crate::support::centers::always_open;
use crate::support::http::{Reply, Request};
use crate::support::postgres;
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::tokens::{bearer, believe};

const AGENTS: usize = 6;
const SEATS: usize = 2;
const PEOPLE: usize = 48;

fn send(node: &Served, token: &str, (method, target, body): (&str, &str, &Value)) -> Reply {
    let text = body.to_string();
    let request = match method {
        "GET" => Request::get(target),
        method => Request { method, ..Request::post(target, text.as_bytes()) },
    };
    node.send(&request.with("authorization", token))
}

fn agent(number: usize) -> String {
    let claims = json!({"staff_roles": ["agent"], "center": "east"});
    bearer(&format!("agent {number}"), &claims)
}

fn taxpayer(number: usize) -> String {
    bearer(&format!("person {number}"), &json!({"authority": "14401060000"}))
}

/// Ends the talks that an agent has, on one node after the other, until everybody was served.
fn serve(nodes: &[Served; 2], number: usize, served: &AtomicUsize) {
    let token = agent(number);
    let here = json!({"presence": "online", "skills": [], "capacity": SEATS});
    let reply = send(&nodes[number % 2], &token, ("PUT", "/v1/agents/me", &here));
    assert_eq!(reply.status, 200, "{}", reply.text());
    let mut turn = number;
    while served.load(Ordering::SeqCst) < PEOPLE {
        turn += 1;
        let node = &nodes[turn % 2];
        let target = "/v1/sessions?state=active";
        let list = send(node, &token, ("GET", target, &Value::Null)).json();
        let mine = format!("agent {number}");
        let own: Vec<&Value> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["handler"] == *mine)
            .collect();
        assert!(own.len() <= SEATS, "nobody has more talks than seats: {own:?}");
        for one in own {
            let target = format!("/v1/sessions/{}/actions", one["id"].as_str().unwrap());
            let done = send(node, &token, ("POST", &target, &json!({"action": "finish"})));
            if done.status == 200 {
                served.fetch_add(1, Ordering::SeqCst);
            }
        }
        std::thread::yield_now();
    }
}

fn two_nodes() -> [Served; 2] {
    let database = postgres::database();
    let change = |config: &mut Config| {
        believe(config);
        always_open(config);
        config.requests_per_minute = 100_000;
        config.database = Secret::new(database.clone());
    };
    [Served::small(change), Served::small(change)]
}

#[test]
fn what_is_said_and_typed_on_one_node_is_seen_on_the_other() {
    let nodes = two_nodes();
    let here = json!({"presence": "online", "skills": [], "capacity": SEATS});
    assert_eq!(send(&nodes[0], &agent(1), ("PUT", "/v1/agents/me", &here)).status, 200);
    let talk = send(&nodes[1], &taxpayer(1), ("POST", "/v1/sessions", &json!({}))).json();
    let target = |what: &str| format!("/v1/sessions/{}/{what}", talk["id"].as_str().unwrap());
    let (token, seen) = (taxpayer(1), AtomicBool::new(false));
    let mut stream = Sse::open(nodes[1].address, &target("stream"), &[("authorization", &token)]);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // The other node may not hear yet when the first sign is given.
            while !seen.load(Ordering::SeqCst) {
                let typed = send(&nodes[0], &agent(1), ("POST", &target("typing"), &Value::Null));
                assert_eq!(typed.status, 204, "{}", typed.text());
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let sign = std::iter::from_fn(|| stream.next()).find(|sign| sign["kind"] == "typing");
        seen.store(true, Ordering::SeqCst);
        assert_eq!(sign.unwrap()["typing"]["side"], "agent");
    });
    let line = json!({"action": "reply", "line": {"kind": "text", "text": "您好"}});
    assert_eq!(send(&nodes[0], &agent(1), ("POST", &target("actions"), &line)).status, 200);
    let said = std::iter::from_fn(|| stream.next());
    let mut said = said.filter(|sign| sign["kind"] == "event");
    assert_eq!(said.next().unwrap()["event"]["line"]["text"], "您好");
}

#[test]
fn two_nodes_connect_everybody_once_and_give_no_seat_twice() {
    let nodes = two_nodes();
    let served = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for number in 0..AGENTS {
            let (nodes, served) = (&nodes, &served);
            scope.spawn(move || serve(nodes, number, served));
        }
        for part in 0..4 {
            let nodes = &nodes;
            scope.spawn(move || {
                for number in (part..PEOPLE).step_by(4) {
                    let (node, token) = (&nodes[(number / 4) % 2], taxpayer(number));
                    let reply = send(node, &token, ("POST", "/v1/sessions", &json!({})));
                    assert_eq!(reply.status, 200, "{}", reply.text());
                }
            });
        }
    });
    let db = &nodes[0].state.store.db;
    for row in wait_for(db.agents()).unwrap() {
        assert_eq!(row.load, 0, "every seat is given back: {row:?}");
    }
    let ended = wait_for(db.matters_in(("session", "ended"), 1000)).unwrap();
    assert_eq!(ended.len(), PEOPLE);
    for matter in ended {
        let events = wait_for(db.matter_events(("session", &matter.id), (0, 100))).unwrap();
        let connected = events.iter().filter(|event| event.action == "connect").count();
        assert_eq!(connected, 1, "{events:?}");
    }
}
