//! Load on a server over HTTP: closed loop for capacity, open loop for latency at a given rate.
//!
//! In the open loop a request is due at a time that was fixed before, and its latency counts from
//! then, so that a server that stalls is charged for everything that waited meanwhile (no
//! coordinated omission, Tene 2013).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::Method;
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::client::{Asked, Client};
use crate::error::Error;
use crate::latency::{Latencies, Quantiles};

/// A request as it is sent; each is sent once.
#[derive(Debug, Clone)]
pub struct Shot {
    /// `GET` or `POST`.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// The body; empty for `GET`.
    pub body: Bytes,
}

/// What a good reply must contain besides status 200.
pub type Sign = &'static [u8];

/// A server under load.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its address.
    pub address: SocketAddr,
    /// What every reply must contain.
    pub sign: Sign,
}

/// How the load is put on.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Connections.
    pub connections: usize,
    /// For how long.
    pub duration: Duration,
    /// Requests a second for an open loop; `None`: each connection sends as soon as it can.
    pub rate: Option<u64>,
}

/// What came of a load.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Loaded {
    /// Connections.
    pub connections: usize,
    /// The rate that was asked for, requests a second; none in a closed loop.
    pub rate: Option<u64>,
    /// Requests a second that were answered.
    pub per_second: f64,
    /// Latencies; in an open loop from the time when a request was due.
    pub latency: Quantiles,
}

/// Whoever sends requests over a connection of its own, one after the other.
pub trait Sender: Send + 'static {
    /// Sends the request of this number and waits for its reply; `false` when there is none.
    ///
    /// # Errors
    /// When the reply is not what it must be.
    fn send(&mut self, number: usize) -> impl Future<Output = Result<bool, Error>> + Send;
}

/// Puts load on a server, every shot once, and checks every reply.
///
/// # Errors
/// When the server cannot be reached, or any reply is not 200 with its sign.
pub async fn run(target: Target, plan: Plan, shots: Arc<Vec<Shot>>) -> Result<Loaded, Error> {
    let mut senders = Vec::with_capacity(plan.connections);
    for _ in 0..plan.connections {
        let client = Client::connect(target.address).await?;
        senders.push(Gun { target, shots: Arc::clone(&shots), client });
    }
    drive(senders, plan).await
}

/// Lets senders send, each request once, and measures how long each takes.
///
/// # Errors
/// The first that any of them has.
pub async fn drive<S: Sender>(senders: Vec<S>, plan: Plan) -> Result<Loaded, Error> {
    let connections = senders.len();
    let next = Arc::new(AtomicUsize::new(0));
    let due = Arc::new(Semaphore::new(0));
    let began = Instant::now();
    let pacer = plan.rate.map(|rate| {
        let due = Arc::clone(&due);
        std::thread::spawn(move || pace(&due, rate, began, plan.duration))
    });
    let mut workers = Vec::with_capacity(connections);
    for sender in senders {
        let (next, due) = (Arc::clone(&next), Arc::clone(&due));
        let mut worker = Worker { plan, next, due, began, sender };
        workers.push(tokio::spawn(async move { worker.work().await }));
    }
    let mut latencies = Latencies::default();
    let mut failed = None;
    for worker in workers {
        match worker.await.map_err(|error| Error::Load { reason: error.to_string() }) {
            Ok(Ok(worked)) => latencies.merge(&worked),
            Ok(Err(error)) | Err(error) => failed = failed.or(Some(error)),
        }
    }
    if failed.is_some() {
        // Nobody comes for what is still due.
        due.close();
    }
    if let Some(pacer) = pacer {
        let panicked = |_| Error::Load { reason: "the pacer panicked".to_owned() };
        pacer.join().map_err(panicked)?;
    }
    match failed {
        Some(error) => Err(error),
        None => {
            let latency = latencies.quantiles();
            let per_second = latency.count as f64 / began.elapsed().as_secs_f64();
            Ok(Loaded { connections, rate: plan.rate, per_second, latency })
        }
    }
}

/// One connection with its share of the requests.
struct Worker<S> {
    plan: Plan,
    next: Arc<AtomicUsize>,
    /// One permit for each request that is due; only an open loop waits for them.
    due: Arc<Semaphore>,
    began: Instant,
    sender: S,
}

impl<S: Sender> Worker<S> {
    async fn work(&mut self) -> Result<Latencies, Error> {
        let mut latencies = Latencies::default();
        loop {
            if self.plan.rate.is_some() {
                // The pacer closes the gate when the time is over.
                let Ok(permit) = self.due.acquire().await else {
                    return Ok(latencies);
                };
                permit.forget();
            }
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(due) = self.due(number) else {
                return Ok(latencies);
            };
            if !self.sender.send(number).await? {
                return Ok(latencies);
            }
            latencies.add(due.elapsed().as_nanos() as u64);
        }
    }

    /// When a request is due; `None` when the time is over.
    fn due(&self, number: usize) -> Option<Instant> {
        let due = match self.plan.rate {
            Some(rate) => self.began + Duration::from_secs_f64(number as f64 / rate as f64),
            None => Instant::now(),
        };
        (due - self.began < self.plan.duration).then_some(due)
    }
}

/// A connection that sends shots over HTTP.
struct Gun {
    target: Target,
    shots: Arc<Vec<Shot>>,
    client: Client,
}

impl Sender for Gun {
    async fn send(&mut self, number: usize) -> Result<bool, Error> {
        let Some(Shot { method, target, body }) = self.shots.get(number).cloned() else {
            return Ok(false);
        };
        let body = self.client.ask(Asked { method, target: &target, token: "", body }).await?;
        if contains(&body, self.target.sign) {
            return Ok(true);
        }
        let words = String::from_utf8_lossy(&body).chars().take(200).collect();
        Err(Error::Reply { address: self.target.address.to_string(), status: 200, words })
    }
}

/// Lets a request through whenever one is due. A thread of its own sleeps to some 50 µs, a timer of
/// the runtime only to a millisecond, which would be charged to the server.
pub(crate) fn pace(due: &Semaphore, rate: u64, began: Instant, duration: Duration) {
    let all = (duration.as_secs_f64() * rate as f64) as u64;
    for number in 0..all {
        let at = began + Duration::from_secs_f64(number as f64 / rate as f64);
        std::thread::sleep(at.saturating_duration_since(Instant::now()));
        due.add_permits(1);
    }
    // Whoever still waits for a permit has nothing left to send; what is due is sent first.
    while due.available_permits() > 0 && !due.is_closed() {
        std::thread::sleep(Duration::from_millis(1));
    }
    due.close();
}

/// Whether a body holds a sign.
pub(crate) fn contains(body: &[u8], sign: &[u8]) -> bool {
    sign.is_empty() || body.windows(sign.len()).any(|window| window == sign)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    use bytes::Bytes;
    use hyper::Method;

    use super::{Loaded, Plan, Shot, Target, run};
    use crate::error::Error;

    /// How long the server stalls, once.
    const STALL: Duration = Duration::from_millis(100);
    /// Requests a second, for a second.
    const RATE: u64 = 1_000;

    /// A server for one connection that answers at once, but for one request.
    fn server(stalls_at: usize, reply: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let (_nobody, never) = mpsc::channel::<()>();
            // A GET ends with an empty line.
            for (at, _) in lines.filter(String::is_empty).enumerate() {
                if at == stalls_at {
                    // Nobody sends anything; so this waits as long as it may.
                    let _ = never.recv_timeout(STALL);
                }
                let length = reply.len();
                let whole = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{reply}");
                // In one piece, or the system waits with the second one. Who asked may have hung up.
                let _ = stream.write_all(whole.as_bytes());
            }
        });
        address
    }

    fn load(address: SocketAddr, rate: Option<u64>) -> Result<Loaded, Error> {
        let shot = Shot { method: Method::GET, target: "/".to_owned(), body: Bytes::new() };
        let shots = Arc::new(vec![shot; RATE as usize]);
        let plan = Plan { connections: 1, duration: Duration::from_secs(1), rate };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(run(Target { address, sign: b"good" }, plan, shots))
    }

    /// What waits behind the stalled request is charged for it: a hundred requests were due meanwhile, of
    /// which each waited as long as was left. A slower machine only makes all of it longer.
    #[test]
    fn a_stall_is_seen_by_everybody_who_was_due_meanwhile() {
        let latency = load(server(300, "good"), Some(RATE)).unwrap().latency;
        // The last ones may be due when the time is over.
        assert!(latency.count >= RATE - 10, "{latency:?}");
        let stall_us = STALL.as_micros() as f64;
        // The histogram keeps three digits.
        assert!(latency.max_us >= 0.999 * stall_us, "{latency:?}");
        assert!(latency.p999_us >= 0.98 * stall_us, "{latency:?}");
        // Ninety of a thousand waited for at least ten milliseconds, fifty of them for fifty.
        assert!(latency.p99_us >= 0.85 * stall_us, "{latency:?}");
    }

    /// Where a connection asks only after it was answered, the stall is one slow request among a thousand.
    #[test]
    fn a_closed_loop_charges_a_stall_to_one_request() {
        let latency = load(server(50, "good"), None).unwrap().latency;
        assert!(latency.max_us >= 0.999 * STALL.as_micros() as f64, "{latency:?}");
        assert!(latency.count <= RATE, "{latency:?}");
    }

    #[test]
    fn a_reply_without_its_sign_ends_both_loops() {
        for rate in [None, Some(RATE)] {
            let error = load(server(usize::MAX, "bad"), rate).unwrap_err();
            assert!(matches!(error, Error::Reply { status: 200, .. }), "{error}");
        }
    }
}
