//! The end of a server: what runs may finish, and nobody new comes in.

use std::time::Duration;

use serde_json::json;

use crate::support::contract::problem;
use crate::support::http::{Connection, Request};
use crate::support::program::{Serving, Workplace};
use crate::support::served::{SMALL, Served};

/// How often the world is looked at, and how many times.
const LOOKS: (Duration, u32) = (Duration::from_millis(20), 500);

#[test]
fn before_the_port_closes_a_node_is_not_ready_and_still_answers() {
    let mut served = Served::small(|config| config.drain_seconds = 3);
    served.stop();
    let (pause, looks) = LOOKS;
    let refused = (0..looks).find_map(|_| {
        std::thread::sleep(pause);
        let reply = served.get("/readyz");
        (reply.status != 200).then_some(reply)
    });
    let refused = refused.expect("/readyz is ready for ever");
    assert_eq!((refused.status, problem(&refused).code.as_str()), (503, "overloaded"));
    // The port is open all the same, for connections and questions that are new.
    assert_eq!(served.answer(&json!({"question": "征收率是多少"}))["decision"], "answer");
    assert!(served.get("/metrics").text().contains("wenshui_ready 0\n"));
    served.ended().unwrap();
    assert!(Connection::open(served.address).is_err());
}

#[test]
fn whoever_says_it_twice_does_not_wait() {
    let workplace = Workplace::new();
    let arguments = ["--kb", SMALL, "--drain-seconds", "3600"];
    let serving = Serving::start(&workplace, &arguments);
    let asked = json!({"question": "征收率是多少", "client_id": "a", "conversation_id": "c"});
    assert_eq!(serving.ask(&asked).status, 200);
    serving.signal();
    serving.wait_until("not ready", || serving.get("/readyz").status == 503);
    let log = serving.end_with_log();
    assert!(log.contains("told to stop a second time"), "{log}");
    // What was acknowledged is there.
    let again = Serving::start(&workplace, &["--kb", SMALL]);
    assert_eq!(again.get("/v1/conversations/c/turns").json()["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_running_request_finishes_and_new_connections_are_refused() {
    let mut served = Served::small(|_| ());
    let body = r#"{"question": "征收率是多少"}"#.as_bytes();
    let mut running = served.connect();
    let request = Request::post("/v1/answers", body).with("expect", "100-continue");
    running.send(request.head().as_bytes());
    // The server says so when somebody there waits for the body.
    assert_eq!(running.receive().status, 100);
    let mut idle = served.connect();
    assert_eq!(idle.ask(&Request::get("/readyz")).status, 200);
    served.stop();
    let (pause, looks) = LOOKS;
    let refused = (0..looks).any(|_| {
        std::thread::sleep(pause);
        Connection::open(served.address).is_err()
    });
    assert!(refused, "the server still takes connections");
    assert!(idle.is_closed(), "a connection without a request is closed");
    running.send(body);
    let reply = running.receive();
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()["answer"]["id"], "rate-new");
    served.ended().unwrap();
    assert!(served.state.readiness.check().is_err());
}
