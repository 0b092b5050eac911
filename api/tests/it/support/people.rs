//! Human agents of whichever backend, as far as the contract of backends needs them.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::http::{Connection, Reply, Request};
use crate::support::served::Served;
use crate::support::tokens::bearer;

/// The secret that the outside desk of the tests shares with its server.
pub(crate) const SECRET: &str = "a secret of thirty-two bytes, and more";

const DESK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/backend/desk.py");

/// Agents who serve.
pub(crate) trait People {
    /// Somebody takes up who waits; gives the status of it.
    fn take_up(&self, session: &str) -> u16;
    /// The agent says something; gives the status of it.
    fn reply(&self, session: &str, text: &str) -> u16;
    /// The agent ends it; gives the status of it.
    fn finish(&self, session: &str) -> u16;
    /// Nobody will be found for who waits; gives the status of it.
    fn decline(&self, session: &str) -> u16;
    /// What they have heard of a session by now, at least so many events: action and text.
    fn heard(&self, session: &str, at_least: usize) -> Vec<(String, String)>;
}

/// Action and text of events as they travel.
fn told(events: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let events = events.as_array().expect("a list of events");
    events.iter().map(|event| (text(&event["action"]), text(&event["line"]["text"]))).collect()
}

/// An agent and a supervisor of the bundled desk, in the center `east`.
pub(crate) struct Bundled<'a>(pub(crate) &'a Served);

impl Bundled<'_> {
    fn send(&self, role: &str, (method, target, body): (&str, &str, &Value)) -> Reply {
        let claims = json!({"staff_roles": [role], "center": "east"});
        let (token, text) = (bearer(&format!("{role} of east"), &claims), body.to_string());
        let request = Request { method, ..Request::post(target, text.as_bytes()) };
        self.0.send(&request.with("authorization", &token))
    }

    fn act(&self, role: &str, (session, body): (&str, &Value)) -> u16 {
        self.send(role, ("POST", &format!("/v1/sessions/{session}/actions"), body)).status
    }
}

impl People for Bundled<'_> {
    fn take_up(&self, _: &str) -> u16 {
        let here = json!({"presence": "online", "skills": [], "capacity": 1});
        self.send("agent", ("PUT", "/v1/agents/me", &here)).status
    }

    fn reply(&self, session: &str, text: &str) -> u16 {
        let line = json!({"kind": "text", "text": text});
        self.act("agent", (session, &json!({"action": "reply", "line": line})))
    }

    fn finish(&self, session: &str) -> u16 {
        // Nobody is called by a seat that gets free in the middle of a test.
        let away = json!({"presence": "away", "skills": [], "capacity": 1});
        assert_eq!(self.send("agent", ("PUT", "/v1/agents/me", &away)).status, 200);
        self.act("agent", (session, &json!({"action": "finish"})))
    }

    fn decline(&self, session: &str) -> u16 {
        self.act("supervisor", (session, &json!({"action": "decline"})))
    }

    fn heard(&self, session: &str, at_least: usize) -> Vec<(String, String)> {
        let claims = json!({"staff_roles": ["agent"], "center": "east"});
        let token = bearer("agent of east", &claims);
        let target = format!("/v1/sessions/{session}/events");
        let reply = self.0.send(&Request::get(&target).with("authorization", &token));
        let heard = told(&reply.json()["items"]);
        assert!(heard.len() >= at_least, "{heard:?}");
        heard
    }
}

/// The desk of `docs/backend/desk.py`, a program of its own; stopped when dropped.
pub(crate) struct Outside {
    child: Child,
    address: SocketAddr,
}

impl Outside {
    /// Starts the desk at an address, for a server.
    pub(crate) fn start(address: SocketAddr, served: &Served) -> Self {
        let mut command = Command::new("python3");
        command.arg(DESK).stdout(Stdio::piped());
        command.env("DESK_LISTEN", address.to_string());
        command.env("WENSHUI_URL", format!("http://{}", served.address));
        command.env("WENSHUI_BACKEND_SECRET", SECRET);
        let mut child = command.spawn().expect("python3, which `make test` installs");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output is caught");
        BufReader::new(out).read_line(&mut line).expect("a line");
        assert_eq!(line.trim(), format!("listening on http://{address}"));
        Self { child, address }
    }

    fn send(&self, method: &str, (target, body): (&str, &str)) -> Reply {
        let mut connection = Connection::open(self.address).expect("the desk accepts");
        let request = Request::get(target).with("host", "localhost");
        connection.ask(&Request { method, body: body.as_bytes(), ..request })
    }

    fn act(&self, (session, action): (&str, &str), body: &str) -> u16 {
        let target = format!("/agents/a-7/sessions/{session}/{action}");
        self.send("POST", (&target, body)).status
    }
}

impl People for Outside {
    fn take_up(&self, session: &str) -> u16 {
        self.act((session, "connect"), "")
    }

    fn reply(&self, session: &str, text: &str) -> u16 {
        self.act((session, "reply"), text)
    }

    fn finish(&self, session: &str) -> u16 {
        self.act((session, "finish"), "")
    }

    fn decline(&self, session: &str) -> u16 {
        self.act((session, "decline"), "")
    }

    fn heard(&self, session: &str, at_least: usize) -> Vec<(String, String)> {
        let target = format!("/sessions/{session}/events?count={at_least}");
        let heard = told(&self.send("GET", (&target, "")).json());
        assert!(heard.len() >= at_least, "{heard:?}");
        heard
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
