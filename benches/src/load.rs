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

use crate::client::{Asked, Client, refused};
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
#[derive(Debug, Clone, Copy, Serialize)]
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

/// Puts load on a server, every shot once, and checks every reply.
///
/// # Errors
/// When the server cannot be reached, or any reply is not 200 with its sign.
pub async fn run(target: Target, plan: Plan, shots: Arc<Vec<Shot>>) -> Result<Loaded, Error> {
    let next = Arc::new(AtomicUsize::new(0));
    let due = Arc::new(Semaphore::new(0));
    let began = Instant::now();
    let pacer = plan.rate.map(|rate| {
        let due = Arc::clone(&due);
        std::thread::spawn(move || pace(&due, rate, began, plan.duration))
    });
    let mut workers = Vec::with_capacity(plan.connections);
    for _ in 0..plan.connections {
        let mut worker = Worker {
            target,
            plan,
            shots: Arc::clone(&shots),
            next: Arc::clone(&next),
            due: Arc::clone(&due),
            began,
            client: Client::connect(target.address).await?,
        };
        workers.push(tokio::spawn(async move { worker.work().await }));
    }
    let mut latencies = Latencies::default();
    for worker in workers {
        let worked = worker.await.map_err(|error| refused(target.address, &error))?;
        latencies.merge(&worked?);
    }
    if let Some(pacer) = pacer {
        pacer.join().map_err(|_| refused(target.address, &"the pacer panicked"))?;
    }
    let latency = latencies.quantiles();
    let per_second = latency.count as f64 / began.elapsed().as_secs_f64();
    Ok(Loaded { connections: plan.connections, rate: plan.rate, per_second, latency })
}

/// One connection with its share of the shots.
struct Worker {
    target: Target,
    plan: Plan,
    shots: Arc<Vec<Shot>>,
    next: Arc<AtomicUsize>,
    /// One permit for each request that is due; only an open loop waits for them.
    due: Arc<Semaphore>,
    began: Instant,
    client: Client,
}

impl Worker {
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
            let Some(shot) = self.shots.get(number).cloned() else {
                return Ok(latencies);
            };
            self.send(shot).await?;
            latencies.add(due.elapsed().as_nanos() as u64);
        }
    }

    /// When a shot is due; `None` when the time is over.
    fn due(&self, number: usize) -> Option<Instant> {
        let due = match self.plan.rate {
            Some(rate) => self.began + Duration::from_secs_f64(number as f64 / rate as f64),
            None => Instant::now(),
        };
        (due - self.began < self.plan.duration).then_some(due)
    }

    async fn send(&mut self, shot: Shot) -> Result<(), Error> {
        let Shot { method, target, body } = shot;
        let body = self.client.ask(Asked { method, target: &target, token: "", body }).await?;
        if contains(&body, self.target.sign) {
            return Ok(());
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
    while due.available_permits() > 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    due.close();
}

fn contains(body: &[u8], sign: &[u8]) -> bool {
    sign.is_empty() || body.windows(sign.len()).any(|window| window == sign)
}
