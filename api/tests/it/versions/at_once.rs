//! Versions are put into service at the same time, or one right after the other.

use std::time::{Duration, Instant};

use serde_json::json;
use wenshui_api::reload::{Watches, take_over_changes};

use crate::support::http::Request;
use crate::support::published::{commit, publish};
use crate::support::served::{Served, runtime, wait_for};
use crate::support::tokens::{bearer, believe};

/// How many people there are, and how often all of them do it at once.
const PEOPLE: i64 = 4;
const ROUNDS: i64 = 25;
/// After how long a node has seen what is in the rows.
const SEEN: Duration = Duration::from_secs(1);

fn lines(answer: &str) -> String {
    format!("{{\"id\":\"a\",\"question\":\"甲怎么办\",\"answer\":\"{answer}\"}}\n")
}

/// A server that looks at what is in service by the rows, as the program does.
fn following() -> Served {
    let served = Served::small(believe);
    // Else it begins with opening what the rows name, the bundled knowledge, and others wait for that.
    publish(&served, &lines("〇。"));
    let watches = Watches { knowledge: None, screen: None, over: Vec::new() };
    runtime().spawn(take_over_changes(watches, served.state.clone()));
    served
}

/// Puts a version into service over HTTP, which nobody else keeps it from.
fn roll_back(served: &Served, number: i64) {
    let token = bearer("wang", &json!({"staff_roles": ["publisher"]}));
    let body = json!({"number": number}).to_string();
    let request = Request::post("/v1/kb/rollback", body.as_bytes());
    let reply = served.send(&request.with("authorization", &token));
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[test]
fn k6_of_those_who_roll_back_at_once_the_last_one_is_served() {
    let served = following();
    let numbers = [publish(&served, &lines("一。")), publish(&served, &lines("二。"))];
    for round in 0..ROUNDS {
        let one = |person: i64| {
            let served = &served;
            move || roll_back(served, numbers[usize::from((person + round) % 2 == 0)])
        };
        std::thread::scope(|scope| (0..PEOPLE).for_each(|person| drop(scope.spawn(one(person)))));
        let in_service = wait_for(served.state.store.db.kb_state()).unwrap().in_service;
        let (number, version) = served.state.versions.serving().unwrap();
        assert_eq!(number, in_service, "round {round}: the rows and the node");
        let answering = served.state.engine.version();
        assert_eq!(answering.id, version.id, "round {round}: what it says and what answers");
    }
}

/// A node sees in the rows that another version is in service and opens it, however long that takes. Meanwhile the
/// version may have been taken back.
#[test]
fn k6_what_was_taken_back_while_it_was_opened_is_not_served() {
    let served = following();
    let first = publish(&served, &lines("一。"));
    let known = served.state.engine.version().id.clone();
    // As if others had theirs opened for a while.
    let place = wait_for(served.state.versions.place()).unwrap();
    drop(commit(&served, &lines("二。")));
    std::thread::sleep(SEEN);
    roll_back(&served, first);
    drop(place);
    let end = Instant::now() + SEEN;
    while Instant::now() < end {
        let told = served.answer(&json!({"question": "甲怎么办"}));
        assert_eq!(told["kb_version"], json!(known));
        std::thread::sleep(Duration::from_millis(5));
    }
}
