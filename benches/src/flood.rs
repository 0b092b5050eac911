//! More than a server can answer: an open loop that opens another connection whenever none is free, and takes
//! refusals for what they are.
//!
//! Latencies count from when a request was due, so that what the tool itself is late is charged to the server;
//! how late it was is told beside them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::BodyExt as _;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::client::{Asked, Client, refused};
use crate::error::Error;
use crate::latency::{Latencies, Quantiles};
use crate::load::{Shot, pace};

/// How long a connection may lie idle and be used again; a server hangs up on it later, and could just as it is
/// asked.
const IDLE_MAX: Duration = Duration::from_secs(15);

/// How much is put on a server.
#[derive(Debug, Clone, Copy)]
pub struct Flood {
    /// Requests a second.
    pub rate: u64,
    /// For how long.
    pub duration: Duration,
    /// The most connections that are open at once.
    pub connections_max: usize,
    /// After how long a request counts as lost.
    pub patience: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Flooded {
    /// Requests a second that were asked for.
    pub rate: u64,
    /// How many were due.
    pub due: u64,
    /// How many connections were opened, of whom some may have been closed again.
    pub connections: u64,
    /// Of those that were answered with 200: latencies, and how many a second.
    pub accepted: Quantiles,
    /// How many of these there were a second.
    pub accepted_per_second: f64,
    /// Every one of their latencies, to be put together with others.
    #[serde(skip)]
    pub latencies: Latencies,
    /// Of those that were refused with a time to come again.
    pub refused: Quantiles,
    /// Those refusals by status.
    pub refused_by: BTreeMap<u16, u64>,
    /// Replies that are neither, by status.
    pub wrong: BTreeMap<u16, u64>,
    /// How many got no reply in time.
    pub timeouts: u64,
    /// How many lost their connection or got none.
    pub broken: u64,
    /// How late the tool sent what was due.
    pub sent_late: Quantiles,
}

/// What is counted on the way.
#[derive(Default)]
struct Tally {
    /// Open connections with when each was last used, the latest last.
    idle: Vec<(Client, Instant)>,
    open: usize,
    flooded: Flooded,
    accepted: Latencies,
    refused: Latencies,
    late: Latencies,
}

impl Tally {
    /// A connection that is used again.
    fn take_idle(&mut self, now: Instant) -> Option<Client> {
        let (client, used) = self.idle.pop()?;
        if now - used < IDLE_MAX {
            return Some(client);
        }
        // All others were used earlier still.
        self.open = self.open.saturating_sub(1 + self.idle.len());
        self.idle.clear();
        None
    }
}

/// What became of a request.
enum Outcome {
    Accepted,
    /// With a time to come again.
    Refused(u16),
    Wrong(u16),
    TimedOut,
    Broken,
}

/// Floods a server with shots, in rotation.
///
/// # Errors
/// When there is no shot, or the pacing thread fails.
pub async fn run(
    address: SocketAddr,
    flood: Flood,
    shots: Arc<Vec<Shot>>,
) -> Result<Flooded, Error> {
    let due = Arc::new(Semaphore::new(0));
    let tally = Arc::new(Mutex::new(Tally::default()));
    let began = Instant::now();
    let pacer = {
        let due = Arc::clone(&due);
        std::thread::spawn(move || pace(&due, flood.rate, began, flood.duration))
    };
    let (mut sending, mut number) = (JoinSet::new(), 0);
    while let Ok(permit) = due.acquire().await {
        permit.forget();
        let at = began + Duration::from_secs_f64(number as f64 / flood.rate as f64);
        let shot = shots.get(number % shots.len().max(1)).cloned();
        let shot = shot.ok_or_else(|| refused(address, &"there is nothing to send"))?;
        number += 1;
        sending.spawn(send((address, flood), (at, shot), Arc::clone(&tally)));
        while sending.try_join_next().is_some() {}
    }
    while sending.join_next().await.is_some() {}
    pacer.join().map_err(|_| refused(address, &"the pacer panicked"))?;
    let mut tally = locked(&tally);
    let accepted = tally.accepted.quantiles();
    Ok(Flooded {
        rate: flood.rate,
        due: number as u64,
        accepted,
        accepted_per_second: accepted.count as f64 / flood.duration.as_secs_f64(),
        refused: tally.refused.quantiles(),
        sent_late: tally.late.quantiles(),
        latencies: std::mem::take(&mut tally.accepted),
        ..std::mem::take(&mut tally.flooded)
    })
}

fn locked(tally: &Mutex<Tally>) -> std::sync::MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends one request and counts what becomes of it.
async fn send(
    (address, flood): (SocketAddr, Flood),
    (at, shot): (Instant, Shot),
    tally: Arc<Mutex<Tally>>,
) {
    let late = at.elapsed().as_nanos() as u64;
    let (outcome, client) = match timeout(flood.patience, ask((address, flood), shot, &tally)).await
    {
        Ok(outcome) => outcome,
        Err(_) => (Outcome::TimedOut, None),
    };
    let took = at.elapsed().as_nanos() as u64;
    let mut tally = locked(&tally);
    tally.late.add(late);
    match client {
        Some(client) => tally.idle.push((client, Instant::now())),
        None => tally.open = tally.open.saturating_sub(1),
    }
    match outcome {
        Outcome::Accepted => tally.accepted.add(took),
        Outcome::Refused(status) => {
            tally.refused.add(took);
            *tally.flooded.refused_by.entry(status).or_default() += 1;
        }
        Outcome::Wrong(status) => *tally.flooded.wrong.entry(status).or_default() += 1,
        Outcome::TimedOut => tally.flooded.timeouts += 1,
        Outcome::Broken => tally.flooded.broken += 1,
    }
}

/// Asks over a free connection or a new one; gives the connection back where it can be used again.
async fn ask(
    (address, flood): (SocketAddr, Flood),
    shot: Shot,
    tally: &Mutex<Tally>,
) -> (Outcome, Option<Client>) {
    let idle = {
        let mut tally = locked(tally);
        let idle = tally.take_idle(Instant::now());
        if idle.is_none() && tally.open >= flood.connections_max {
            // One that was never opened is not given up either.
            tally.open += 1;
            return (Outcome::Broken, None);
        }
        if idle.is_none() {
            tally.open += 1;
            tally.flooded.connections += 1;
        }
        idle
    };
    let client = match idle {
        Some(client) => Ok(client),
        None => Client::connect(address).await,
    };
    let Ok(mut client) = client else { return (Outcome::Broken, None) };
    let Shot { method, target, body } = shot;
    let reply = client.open(Asked { method, target: &target, token: "", body }).await;
    let Ok(reply) = reply else { return (Outcome::Broken, None) };
    let status = reply.status().as_u16();
    let again = reply.headers().contains_key("retry-after");
    let closes = reply.headers().get("connection").is_some_and(|value| value == "close");
    if reply.into_body().collect().await.is_err() {
        return (Outcome::Broken, None);
    }
    let outcome = match status {
        200 => Outcome::Accepted,
        429 | 503 if again => Outcome::Refused(status),
        _ => Outcome::Wrong(status),
    };
    (outcome, (!closes).then_some(client))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    use super::{IDLE_MAX, Tally};
    use crate::client::Client;

    #[test]
    fn connections_that_lay_idle_for_long_are_given_up_with_those_that_did_for_longer() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = || runtime.block_on(Client::connect(address)).unwrap();
        let (began, second) = (Instant::now(), Duration::from_secs(1));
        let mut tally = Tally { open: 4, ..Tally::default() };
        tally.idle.extend([0, 1, 2].map(|used| (client(), began + used * second)));
        assert!(tally.take_idle(began + second + IDLE_MAX).is_some(), "the latest was used since");
        assert_eq!((tally.open, tally.idle.len()), (4, 2), "whoever has it may give it back");
        assert!(tally.take_idle(began + second + IDLE_MAX).is_none());
        assert_eq!((tally.open, tally.idle.len()), (2, 0));
    }
}
