//! Versions are put into service one after the other while people ask.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

use crate::support::http::{Connection, Request};
use crate::support::program::{Serving, Workplace};
use crate::support::tokens::{SECRET, bearer};

/// How many ask at the same time, each as fast as answers come.
const ASKERS: usize = 4;
/// How often a version is put into service.
const ROLLBACKS: i64 = 10;

/// How many entries both versions have; `make proof` sets the full number.
fn entries() -> usize {
    std::env::var("WENSHUI_ROLLBACK_ENTRIES").map_or(300, |count| count.parse().expect("a number"))
}

#[test]
fn k6_no_request_fails_while_versions_are_rolled_back() {
    let workplace = Workplace::new();
    let count = entries().to_string();
    workplace.run(&["bench", "generate", "--entries", &count, "-o", "kb.jsonl"]).done();
    let lines = workplace.text("kb.jsonl");
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    workplace.file("gates.toml", "gate = []\n");
    workplace.file(
        "wenshui.toml",
        format!("token_secret = \"{SECRET}\"\nrequests_per_minute = 100000000\n"),
    );
    let publish = ["kb", "publish", "--reviewed-by", "li", "--gates", "gates.toml"];
    workplace.run(&["kb", "import", "kb.jsonl", "--replace", "--by", "zhang"]).done();
    workplace.run(&publish).done();
    let mut changed = first.clone();
    changed["answer"] = json!("改了。");
    workplace.file("one.jsonl", format!("{changed}\n"));
    workplace.run(&["kb", "import", "one.jsonl", "--by", "zhang"]).done();
    workplace.run(&publish).done();
    let serving = Serving::start(&workplace, &["--config", "wenshui.toml"]);

    let (over, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let ask = |asker: usize| {
        let mut connection = Connection::open(serving.address).unwrap();
        let mut failed = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let body = json!({"question": first["question"], "conversation_id": format!("{asker}-{}", asked.fetch_add(1, Ordering::Relaxed))});
            let text = body.to_string();
            let reply = connection.ask(&Request::post("/v1/answers", text.as_bytes()));
            let told = reply.json();
            let answer = &told["answer"]["blocks"][0]["markdown"];
            if reply.status != 200 || told["kb_version"].is_null() || !answer.is_string() {
                failed.push(reply.text().to_owned());
            }
        }
        failed
    };
    let roll_back = |number: i64| {
        let body = json!({"number": number}).to_string();
        let token = bearer("wang", &json!({"staff_roles": ["publisher"]}));
        let request = Request::post("/v1/kb/rollback", body.as_bytes());
        let begun = Instant::now();
        let reply = serving.send(&request.with("authorization", &token));
        assert_eq!(reply.status, 200, "{}", reply.text());
        let took = begun.elapsed();
        let version = serving.get("/v1/versions").json()["items"][0]["number"].clone();
        assert_eq!(version, json!(number), "it is in service when it is said to be");
        took
    };
    std::thread::scope(|scope| {
        let askers: Vec<_> = (0..ASKERS).map(|asker| scope.spawn(move || ask(asker))).collect();
        let begun = Instant::now();
        for round in 0..ROLLBACKS {
            let took = roll_back(1 + round % 2);
            eprintln!("version {} of {count} entries in service after {took:?}", 1 + round % 2);
        }
        let rate = asked.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
        over.store(true, Ordering::Relaxed);
        eprintln!("{} questions meanwhile, {rate:.0} a second", asked.load(Ordering::Relaxed));
        for asker in askers {
            assert_eq!(asker.join().unwrap(), Vec::<String>::new());
        }
    });
}
