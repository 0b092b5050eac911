//! The statuses of long work, suites and keys of programs.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wenshui_api::clock::now_ms;
use wenshui_api::jobs::output::Output;
use wenshui_api::store::owner::Owner;

use super::given::{give, until_limited};
use crate::support::http::Request;
use crate::support::jobs::{cases, plant, plant_done, plant_done_of, staff};
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

/// Somebody who asks, on the way to all statuses.
struct Asking<'a> {
    served: &'a Served,
    given: &'a mut BTreeSet<String>,
    token: String,
}

impl Asking<'_> {
    /// Asks with a path of the document and its places filled.
    fn ask(&mut self, (method, path): (&str, &str), (filled, body): (&str, &[u8])) {
        let request = Request { method, ..Request::post(filled, body) };
        give(self.served, self.given, (path, request.with("authorization", &self.token)));
    }

    /// Asks with a token of its own until its limit refuses it.
    fn ask_often(&mut self, (method, path): (&str, &str), (filled, body): (&str, &[u8])) {
        let often = bearer(path, &json!({"staff_roles": ["operator"]}));
        let request = || {
            let request = Request { method, ..Request::post(filled, body) };
            request.with("authorization", &often)
        };
        until_limited(self.served, self.given, (path, &request));
    }
}

/// On a server that runs nothing by itself, with one place in its queue and few requests a minute.
pub(super) fn statuses(given: &mut BTreeSet<String>) {
    let served = Served::small(|config| {
        believe(config);
        config.jobs.workers = 0;
        config.jobs.queue_max = 1;
        config.requests_per_minute = 30;
    });
    let mut asking = Asking { served: &served, given, token: staff("operator") };
    let outputs = [Output::text("a.txt", String::new())];
    plant_done(&served, ("done", &Owner::default()), (&outputs, now_ms()));
    decisions(&mut asking);
    jobs(&mut asking);
    suites(&mut asking);
    keys(&mut asking);
}

fn jobs(asking: &mut Asking<'_>) {
    let (all, check) = ("/v1/jobs", br#"{"kind": "check"}"#.as_slice());
    for query in ["", "?x=1", "?limit=0"] {
        asking.ask(("GET", all), (&format!("{all}{query}"), b""));
    }
    let lost = json!({"kind": "evaluate", "params": {"suite": "nowhere"}}).to_string();
    asking.ask(("POST", all), (all, lost.as_bytes()));
    for _ in 0..2 {
        asking.ask(("POST", all), (all, check));
    }
    plant(asking.served, "waits", &Owner::default());
    asking.ask_often(("POST", all), (all, br#"{"kind": "dream"}"#));
    for id in ["waits", "done", "nowhere"] {
        for (method, end) in [("GET", ""), ("POST", "/cancel"), ("GET", "/outputs/{name}")] {
            let filled = format!("{all}/{id}{end}").replace("{name}", "a.txt");
            asking.ask((method, &format!("{all}/{{id}}{end}")), (&filled, b""));
        }
    }
    let events = "/v1/jobs/{id}/events";
    for (id, query) in [("nowhere", ""), ("done", "?x=1"), ("done", "?after=-1")] {
        let filled = format!("{}{query}", events.replace("{id}", id));
        asking.ask(("GET", events), (&filled, b""));
    }
    // It has no end of its own, so its head is read alone.
    let headers = [("authorization", asking.token.as_str())];
    let stream = crate::support::stream::Sse::open(
        asking.served.address,
        &events.replace("{id}", "done"),
        &headers,
    );
    asking.given.insert(format!("get {events} {}", stream.status));
}

fn decisions(asking: &mut Asking<'_>) {
    let path = "/v1/jobs/{id}/decisions";
    let report = json!({"findings": [{"id": "a"}]});
    let outputs = [Output::json("health.json", &report).unwrap()];
    let found = ("health", "found", &Owner::default());
    plant_done_of(asking.served, found, (&outputs, now_ms()));
    let before = std::mem::replace(&mut asking.token, staff("maintainer"));
    let body = br#"{"item": "a", "verdict": "rejected", "why": "x"}"#;
    for id in ["found", "done", "nowhere"] {
        asking.ask(("POST", path), (&path.replace("{id}", id), body));
    }
    asking.token = before;
}

fn suites(asking: &mut Asking<'_>) {
    let (all, one) = ("/v1/suites", "/v1/suites/{name}");
    asking.ask(("GET", all), (all, b""));
    // One byte more than may be, so that the server has taken all of it when it refuses and hangs up.
    let (good, large) = (cases(1), vec![b' '; 8 * 1024 * 1024 + 1]);
    for (name, body) in [("a", good.as_bytes()), ("A", good.as_bytes()), ("a", b"x"), ("a", &large)]
    {
        asking.ask(("PUT", one), (&one.replace("{name}", name), body));
    }
    for number in 0..200 {
        let name = wenshui_api::suites::SuiteName::parse(&format!("s{number}")).unwrap();
        asking.served.state.suites.write(&name, "x").unwrap();
    }
    asking.ask(("PUT", one), (&one.replace("{name}", "another"), good.as_bytes()));
    for (method, name) in [("GET", "a"), ("GET", "x"), ("DELETE", "a"), ("DELETE", "a")] {
        asking.ask((method, one), (&one.replace("{name}", name), b""));
    }
    asking.ask_often(("PUT", one), ("/v1/suites/A", b""));
}

fn keys(asking: &mut Asking<'_>) {
    let (all, one) = ("/v1/keys", "/v1/keys/{id}");
    let body = br#"{"name": "a"}"#;
    for _ in 0..2 {
        asking.ask(("POST", all), (all, body));
    }
    let listed = Request::get(all).with("authorization", &asking.token);
    let listed: Value = asking.served.send(&listed).json();
    asking.ask(("GET", all), (all, b""));
    for _ in 0..2 {
        let id = listed["items"][0]["id"].as_str().unwrap();
        asking.ask(("DELETE", one), (&one.replace("{id}", id), b""));
    }
    asking.ask_often(("POST", all), (all, body));
}
