//! Readers of event streams, over server-sent events and over WebSocket.

use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use serde_json::Value;
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Message, WebSocket};

/// How long an event may take before a test fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open stream of server-sent events.
pub(crate) struct Sse {
    lines: BufReader<TcpStream>,
    pub(crate) status: u16,
    pub(crate) headers: String,
}

impl Sse {
    /// Opens a stream and reads its head.
    pub(crate) fn open(address: SocketAddr, target: &str, headers: &[(&str, &str)]) -> Self {
        let mut stream = TcpStream::connect(address).expect("the server accepts");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        let mut head = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).expect("the server takes bytes");
        let mut lines = BufReader::new(stream);
        let mut headers = String::new();
        while !headers.ends_with("\r\n\r\n") {
            assert_ne!(lines.read_line(&mut headers).expect("a head"), 0, "{headers}");
        }
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok());
        Self { lines, status: status.expect("a status"), headers: headers.to_lowercase() }
    }

    /// The next event, or nothing when the stream has ended.
    pub(crate) fn next(&mut self) -> Option<Value> {
        let (mut id, mut kind) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            match self.lines.read_line(&mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    // A server that was killed ends a stream too; one that is silent does not.
                    let silent =
                        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                    assert!(!silent, "a stream goes on without a word");
                    return None;
                }
            }
            let line = line.trim_end();
            if let Some(told) = line.strip_prefix("id: ") {
                told.clone_into(&mut id);
            } else if let Some(told) = line.strip_prefix("event: ") {
                told.clone_into(&mut kind);
            } else if let Some(told) = line.strip_prefix("data: ") {
                let event: Value = serde_json::from_str(told).expect("an event in JSON");
                let number = if id.is_empty() { "null" } else { &id };
                assert_eq!(event["number"].to_string(), number);
                assert_eq!(event["kind"], kind);
                return Some(event);
            }
        }
    }

    /// The next so many events.
    pub(crate) fn take(&mut self, count: usize) -> Vec<Value> {
        (0..count).map(|_| self.next().expect("a stream that goes on")).collect()
    }
}

/// An open WebSocket.
pub(crate) struct Socket(WebSocket<TcpStream>);

impl Socket {
    /// Opens a socket; gives the status where the server refuses.
    pub(crate) fn open(
        address: SocketAddr,
        target: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, u16> {
        let stream = TcpStream::connect(address).expect("the server accepts");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        let url = format!("ws://{address}{target}");
        let mut request = url.into_client_request().expect("a request");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        match tungstenite::client(request, stream) {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(response))) => {
                Err(response.status().as_u16())
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// The next event, or nothing when the socket is closed.
    pub(crate) fn next(&mut self) -> Option<Value> {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => {
                    return Some(serde_json::from_str(&text).expect("an event in JSON"));
                }
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next so many events.
    pub(crate) fn take(&mut self, count: usize) -> Vec<Value> {
        (0..count).map(|_| self.next().expect("a socket that goes on")).collect()
    }

    /// Sends bytes.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        // Whoever has heard enough may have closed already.
        drop(self.0.send(Message::binary(bytes.to_vec())));
    }

    /// Says something.
    pub(crate) fn send(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).expect("a socket that listens");
    }
}

/// The numbers of events.
pub(crate) fn numbers(events: &[Value]) -> Vec<i64> {
    events.iter().map(|event| event["number"].as_i64().expect("a number")).collect()
}

/// How often F7 disconnects; `make proof` sets the full number.
pub(crate) fn disconnects() -> usize {
    std::env::var("WENSHUI_DISCONNECTS").map_or(60, |count| count.parse().expect("a number"))
}

/// Reads numbered events over streams that break after a few, server-sent events and sockets by turns,
/// always going on from the last number, until so many were read and so many streams broke.
pub(crate) fn follow_with_breaks(
    address: SocketAddr,
    (targets, headers): (&[String; 2], &[(&'static str, &str)]),
    (total, breaks): (usize, usize),
) -> Vec<Value> {
    let [events, socket] = targets;
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let (mut seen, mut broken) = (Vec::<Value>::new(), 0);
    while seen.len() < total || broken < breaks {
        let last = seen.last().map_or(0, |event| event["number"].as_i64().expect("a number"));
        let last = last.to_string();
        let until = seen.len() + random.random_range(0..4_usize).min(total - seen.len());
        let mut note = |next: &mut dyn FnMut() -> Option<Value>| {
            while seen.len() < until {
                let event = next().expect("a stream that goes on");
                // What has no number is told as it is now, and is told anew.
                seen.extend(Some(event).filter(|event| event["number"].is_i64()));
            }
        };
        if random.random() {
            let from = [headers, &[("last-event-id", last.as_str())]].concat();
            let mut stream = Sse::open(address, events, &from);
            assert_eq!(stream.status, 200);
            note(&mut || stream.next());
        } else {
            let mut socket =
                Socket::open(address, &format!("{socket}?after={last}"), headers).unwrap();
            note(&mut || socket.next());
        }
        broken += 1;
    }
    seen
}
