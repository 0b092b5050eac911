//! The course of a measurement, the same for every peer.

use std::sync::Arc;
use std::time::Duration;

use crate::compare::comparison::{PeerFigures, Quality, Tried};
use crate::compare::corpus::{Documents, Searched, Unit};
use crate::compare::peer::{Ask, Connection, Peer, Way};
use crate::error::Error;
use crate::load::{Loaded, Plan, Sender, drive};

/// Requests that are sent before a load is measured.
const WARM_UP: usize = 500;
/// How long they may take, for peers that are slow.
const WARM_UP_FOR: Duration = Duration::from_secs(3);

/// What everybody is given and asked.
pub struct Work {
    /// The entries.
    pub entries: Vec<Searched>,
    /// The questions of the suite, in its order; empty where quality is not measured.
    pub asked: Vec<String>,
    /// The questions of the load, asked in rotation; empty where speed is not measured.
    pub questions: Vec<String>,
    /// How the load is put on; its rate is that of the open loop.
    pub plan: Plan,
}

/// The three loads.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Speed {
    closed: Loaded,
    single: Loaded,
    open: Option<Loaded>,
}

/// Fills and asks a peer in all its ways, then puts load on it in the way that found most. `judge` gets what
/// was found for the questions of the suite, `progress` hears what is done next. The peer stays filled.
///
/// # Errors
/// The first that the peer has.
pub async fn measure<P: Peer>(
    peer: &mut P,
    work: &Work,
    judge: &mut (impl FnMut(&[Vec<String>]) -> Quality + Send),
    progress: &(impl Fn(&str) + Sync),
) -> Result<PeerFigures, Error> {
    let version = peer.version().await?;
    let ways = ways(peer, work);
    let mut tried: Vec<(Way, Tried)> = Vec::with_capacity(ways.len());
    for way in ways {
        progress(&format!("{}: {}", peer.name(), way.name()));
        tried.push((way, try_way(peer, work, way, judge).await?));
    }
    let best = best(&tried).cloned();
    let is_last = tried.last().map(|(way, _)| *way) == best.as_ref().map(|(way, _)| *way);
    if let Some((way, _)) = best.as_ref().filter(|_| !is_last) {
        peer.fill(&documents(work, way.unit), *way).await?;
    }
    let speed = if work.questions.is_empty() {
        None
    } else {
        progress(&format!("{}: load", peer.name()));
        Some(load(peer, work).await?)
    };
    let best = best.map(|(_, tried)| tried);
    Ok(PeerFigures {
        name: peer.name().to_owned(),
        version,
        protocol: peer.protocol(),
        way: best.as_ref().map_or_else(String::new, |best| best.way.clone()),
        remark: peer.remark(),
        build_s: best.as_ref().and_then(|best| best.build_s),
        resident_mib: None,
        quality: best.and_then(|best| best.quality),
        tried: tried.into_iter().map(|(_, tried)| tried).collect(),
        closed: speed.map(|speed| speed.closed),
        single: speed.map(|speed| speed.single),
        open: speed.and_then(|speed| speed.open),
        share_of_echo: None,
    })
}

/// The ways that are worth a try: the first where nothing is judged, and not the same documents twice.
fn ways<P: Peer>(peer: &P, work: &Work) -> Vec<Way> {
    let mut ways = peer.ways();
    if work.asked.is_empty() {
        ways.truncate(1);
    }
    let [wordings, entries] = Unit::ALL.map(|unit| documents(work, unit).documents);
    let by_wordings = |way: &Way| way.unit == Unit::Wording;
    if wordings == entries && ways.iter().any(by_wordings) {
        ways.retain(by_wordings);
    }
    ways
}

/// The way that found most; the first where nothing was judged.
fn best(tried: &[(Way, Tried)]) -> Option<&(Way, Tried)> {
    let worth = |tried: &Tried| {
        let quality = tried.quality.as_ref();
        quality.map_or((0.0, 0.0), |quality| (quality.first(), quality.place()))
    };
    tried.iter().reduce(|best, next| if worth(&next.1) > worth(&best.1) { next } else { best })
}

fn documents(work: &Work, unit: Unit) -> Documents {
    Documents::of(&work.entries, unit)
}

/// Fills a peer in one way and asks it the suite over one connection.
async fn try_way<P: Peer>(
    peer: &mut P,
    work: &Work,
    way: Way,
    judge: &mut (impl FnMut(&[Vec<String>]) -> Quality + Send),
) -> Result<Tried, Error> {
    let documents = documents(work, way.unit);
    let build_s = Some(peer.fill(&documents, way).await?);
    let mut quality = None;
    if !work.asked.is_empty() {
        let mut connection = peer.connect().await?;
        let mut found = Vec::with_capacity(work.asked.len());
        for question in &work.asked {
            let reply = connection.send(&peer.ask(question)?).await?;
            found.push(documents.entries(&connection.found(reply)?));
        }
        quality = Some(judge(&found));
    }
    Ok(Tried { way: way.name(), build_s, quality })
}

/// Asks the questions of the load, in rotation.
async fn load<P: Peer>(peer: &P, work: &Work) -> Result<Speed, Error> {
    let asks = work.questions.iter().map(|question| peer.ask(question));
    let asks = Arc::new(asks.collect::<Result<Vec<Ask<P>>, Error>>()?);
    let Plan { connections, duration, rate } = work.plan;
    let warm_up = Plan { connections, duration: WARM_UP_FOR.min(duration), rate: None };
    let mut first = 0;
    let mut fire = async |plan: Plan, count: usize| {
        let mut senders = Vec::with_capacity(plan.connections);
        for _ in 0..plan.connections {
            let (connection, asks) = (peer.connect().await?, Arc::clone(&asks));
            senders.push(Volley { connection, asks, first, count });
        }
        let loaded = drive(senders, plan).await;
        // What was asked in a load before comes again as late as can be.
        first += loaded.as_ref().map_or(0, |loaded| loaded.latency.count as usize);
        loaded
    };
    fire(warm_up, WARM_UP).await?;
    let closed = fire(Plan { connections, duration, rate: None }, usize::MAX).await?;
    let single = fire(Plan { connections: 1, duration, rate: None }, usize::MAX).await?;
    let takes = rate.filter(|rate| closed.per_second > *rate as f64);
    let open = match takes {
        Some(_) => Some(fire(Plan { connections, duration, rate }, usize::MAX).await?),
        None => None,
    };
    Ok(Speed { closed, single, open })
}

/// A connection with the questions that all share.
struct Volley<C: Connection> {
    connection: C,
    asks: Arc<Vec<C::Ask>>,
    first: usize,
    count: usize,
}

impl<C: Connection> Sender for Volley<C> {
    async fn send(&mut self, number: usize) -> Result<bool, Error> {
        if number >= self.count {
            return Ok(false);
        }
        let ask = &self.asks[(self.first + number) % self.asks.len()];
        self.connection.send(ask).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::{Tried, Way, best};
    use crate::compare::comparison::Quality;
    use crate::compare::corpus::Unit;

    fn tried(reading: &'static str, first: f64, place: f64) -> (Way, Tried) {
        let metrics = [("hit@1".to_owned(), first), ("mrr@10".to_owned(), place)].into();
        let (intervals, wenshui_more) = Default::default();
        let quality = Some(Quality { metrics, intervals, wenshui_more });
        (Way { unit: Unit::Entry, reading }, Tried { way: reading.into(), build_s: None, quality })
    }

    fn check(tried: &[(Way, Tried)], expected: &str) {
        assert_eq!(best(tried).map(|(way, _)| way.reading), Some(expected));
    }

    #[test]
    fn the_way_that_found_most_counts_and_of_equals_the_first() {
        check(&[tried("a", 0.5, 0.6), tried("b", 0.7, 0.7), tried("c", 0.6, 0.9)], "b");
        check(&[tried("a", 0.5, 0.6), tried("b", 0.5, 0.7)], "b");
        check(&[tried("a", 0.5, 0.6), tried("b", 0.5, 0.6)], "a");
    }
}
