//! People in front of several nodes: each goes to the next node where one does not answer, and asks again until
//! it is acknowledged, as a balancer and a careful client do together.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::http::Request;

/// How long a node may take to be reached, and to reply.
const CONNECT: Duration = Duration::from_millis(500);
const REPLY: Duration = Duration::from_secs(3);
/// How long somebody keeps away from a node that did not answer.
const AWAY: Duration = Duration::from_secs(2);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// Sends a request to one node; nothing where no whole reply comes in time.
pub(crate) fn try_once(address: SocketAddr, request: &Request) -> Option<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, CONNECT).ok()?;
    stream.set_read_timeout(Some(REPLY)).ok()?;
    let head = request.head().replacen("host: ", "connection: close\r\nhost: ", 1);
    stream.write_all(&[head.as_bytes(), request.body].concat()).ok()?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).ok()?;
    let (head, body) = reply.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    // A reply that was cut off is none.
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    if length.parse() != Ok(body.len()) {
        return None;
    }
    Some(Answer { status, body: serde_json::from_str(body).unwrap_or_default() })
}

/// Somebody in front of all nodes.
pub(crate) struct Balanced<'a> {
    addresses: &'a [SocketAddr],
    away_until: Vec<Option<Instant>>,
    next: usize,
}

impl<'a> Balanced<'a> {
    pub(crate) fn new(addresses: &'a [SocketAddr], first: usize) -> Self {
        Self { addresses, away_until: vec![None; addresses.len()], next: first }
    }

    /// Sends a request to one node after the other, each time another; nothing where this one did not
    /// answer, or answered that it cannot now.
    pub(crate) fn send(&mut self, request: &Request) -> Option<Answer> {
        let now = Instant::now();
        let is_away = |node: usize| self.away_until[node].is_some_and(|until| until > now);
        let all = self.next..self.next + self.addresses.len();
        let mut nodes = all.map(|node| node % self.addresses.len());
        let node = nodes.find(|node| !is_away(*node)).unwrap_or(self.next % self.addresses.len());
        self.next = node + 1;
        let answer = try_once(self.addresses[node], request);
        match answer {
            Some(answer) if answer.status < 500 && answer.status != 429 => Some(answer),
            _ => {
                self.away_until[node] = Some(now + AWAY);
                None
            }
        }
    }
}
