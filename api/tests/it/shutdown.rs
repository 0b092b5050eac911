//! The end of a server: what runs may finish, and nobody new comes in.

use std::time::Duration;

use crate::support::http::{Connection, Request};
use crate::support::served::Served;

/// How often the world is looked at, and how many times.
const LOOKS: (Duration, u32) = (Duration::from_millis(20), 500);

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
