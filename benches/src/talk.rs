//! People who talk with agents over streams: lines are sent at a fixed rate, and the time counts from
//! when a line was due until the other side's stream has brought it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::Method;
use hyper::body::Incoming;
use serde::Serialize;
use serde_json::json;

use crate::client::{Asked, Client, refused};
use crate::error::Error;
use crate::latency::{Latencies, Quantiles};

/// How many connections send lines.
const SENDERS: usize = 32;
/// How long is waited for the last lines.
const GRACE: Duration = Duration::from_secs(10);
/// How often is looked whether they have come.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// What stands before and behind the number of a line.
const MARK: &str = "§";
/// Lines follow the talks in an order that hits each about equally often and no neighbour next.
const STEP: usize = 7919;

/// A talk: its session and the tokens of the taxpayer and of the agent.
#[derive(Debug, Clone)]
pub struct Talk {
    /// The session's id.
    pub session: String,
    /// The token of each side.
    pub tokens: [Arc<str>; 2],
}

/// How the load is put on.
#[derive(Debug, Clone, Copy)]
pub struct TalkPlan {
    /// Lines a second.
    pub rate: u64,
    /// For how long.
    pub duration: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Talked {
    /// Open streams.
    pub streams: usize,
    /// Lines that were sent and taken.
    pub sent: usize,
    /// Lines that the other side's stream has brought.
    pub delivered: u64,
    /// From when a line was due to when it was there.
    pub latency: Quantiles,
}

/// What streams and senders share.
struct Shared {
    plan: TalkPlan,
    began: OnceLock<Instant>,
    latencies: Mutex<Latencies>,
    next: AtomicUsize,
    over: AtomicBool,
}

impl Shared {
    /// When a line is due.
    fn due(&self, number: usize) -> Option<Instant> {
        let after = Duration::from_secs_f64(number as f64 / self.plan.rate as f64);
        Some(*self.began.get()? + after)
    }

    fn delivered(&self) -> u64 {
        self.latencies.lock().unwrap_or_else(PoisonError::into_inner).quantiles().count
    }
}

/// Opens the streams of both sides of every talk and lets them talk. `ready` is told once all are open.
///
/// # Errors
/// When the server cannot be reached, refuses a stream or a line, or ends a stream.
pub async fn run(
    address: SocketAddr,
    (talks, plan): (Vec<Talk>, TalkPlan),
    ready: impl FnOnce(),
) -> Result<Talked, Error> {
    let shared = Arc::new(Shared {
        plan,
        began: OnceLock::new(),
        latencies: Mutex::default(),
        next: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    });
    let mut streams = Vec::with_capacity(talks.len() * 2);
    for talk in &talks {
        for side in 0..2 {
            let stream = open(address, talk, side).await?;
            let shared = Arc::clone(&shared);
            streams.push(tokio::spawn(listen(address, (stream, side), shared)));
        }
    }
    ready();
    // Nobody has set it before.
    let _ = shared.began.set(Instant::now());
    let talks = Arc::new(talks);
    let mut senders = Vec::with_capacity(SENDERS);
    for _ in 0..SENDERS {
        let (talks, shared) = (Arc::clone(&talks), Arc::clone(&shared));
        senders.push(tokio::spawn(send(address, talks, shared)));
    }
    let mut sent = 0;
    for sender in senders {
        sent += sender.await.map_err(|error| refused(address, &error))??;
    }
    let until = Instant::now() + GRACE;
    while shared.delivered() < sent as u64 && Instant::now() < until {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    shared.over.store(true, Ordering::SeqCst);
    for stream in &streams {
        stream.abort();
    }
    let latency = shared.latencies.lock().unwrap_or_else(PoisonError::into_inner).quantiles();
    Ok(Talked { streams: streams.len(), sent, delivered: latency.count, latency })
}

async fn open(address: SocketAddr, talk: &Talk, side: usize) -> Result<Incoming, Error> {
    let target = format!("/v1/sessions/{}/stream", talk.session);
    let (token, body) = (&*talk.tokens[side], Bytes::new());
    let mut client = Client::connect(address).await?;
    let asked = Asked { method: Method::GET, target: &target, token, body };
    let reply = client.open(asked).await?;
    let status = reply.status().as_u16();
    if status != 200 {
        let (address, words) = (address.to_string(), target);
        return Err(Error::Reply { address, status, words });
    }
    Ok(reply.into_body())
}

/// Notes the lines of the other side as they come.
async fn listen(
    address: SocketAddr,
    (mut stream, side): (Incoming, usize),
    shared: Arc<Shared>,
) -> Result<(), Error> {
    // An event that a frame cuts in two is put together again.
    let mut rest = String::new();
    while let Some(frame) = stream.frame().await {
        let now = Instant::now();
        let frame = frame.map_err(|error| refused(address, &error))?;
        let Some(data) = frame.data_ref() else { continue };
        rest.push_str(&String::from_utf8_lossy(data));
        while let Some((event, behind)) = rest.split_once("\n\n") {
            note(event, (side, now), &shared);
            rest = behind.to_owned();
        }
    }
    if shared.over.load(Ordering::SeqCst) {
        Ok(())
    } else {
        Err(refused(address, &"a stream ended"))
    }
}

/// Notes the line of an event, where it is one of the other side.
fn note(event: &str, (side, now): (usize, Instant), shared: &Shared) {
    let number = event.split(MARK).nth(1).and_then(|number| number.parse::<usize>().ok());
    let Some(due) = number.filter(|number| number % 2 != side).and_then(|one| shared.due(one))
    else {
        return;
    };
    let mut latencies = shared.latencies.lock().unwrap_or_else(PoisonError::into_inner);
    latencies.add((now - due).as_nanos() as u64);
}

/// Sends lines when they are due; gives how many were taken.
async fn send(
    address: SocketAddr,
    talks: Arc<Vec<Talk>>,
    shared: Arc<Shared>,
) -> Result<usize, Error> {
    let mut client = Client::connect(address).await?;
    let all = (shared.plan.duration.as_secs_f64() * shared.plan.rate as f64) as usize;
    let mut sent = 0;
    loop {
        let number = shared.next.fetch_add(1, Ordering::SeqCst);
        let Some(due) = shared.due(number).filter(|_| number < all) else {
            return Ok(sent);
        };
        tokio::time::sleep_until(due.into()).await;
        let (side, talk) = (number % 2, &talks[number.wrapping_mul(STEP) / 2 % talks.len()]);
        let action = ["write", "reply"][side];
        let line = json!({"kind": "text", "text": format!("{MARK}{number}{MARK}")});
        let target = format!("/v1/sessions/{}/actions", talk.session);
        let token = &*talk.tokens[side];
        let body = json!({"action": action, "line": line}).to_string().into();
        client.ask(Asked { method: Method::POST, target: &target, token, body }).await?;
        sent += 1;
    }
}
