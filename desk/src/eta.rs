//! How long somebody will wait, honestly: with an interval (F8).
//!
//! Model: the queue is played forward in some replicas, from everything that is known now. In each,
//! every session under way ends after a handling time drawn from the recent ones that lasted longer
//! than it has lasted already; everybody ahead leaves after an exponential time, by the recent rate of
//! leaving, or takes the first seat that gets free and that routing allows, in the queue's order, for a
//! handling time drawn from the recent ones. What is drawn comes from fixed fractions and not from chance: the
//! same queue gives the same estimate on every node.
//!
//! This is a resampling of empirical handling times (Efron, "Bootstrap methods", Annals of Statistics
//! 7, 1979) put through the list scheduling that the queue itself does. Erlang's formulas were no
//! choice: they speak of a queue in balance, all alike, and not of these seats now. The estimate takes
//! nobody into account who comes later with a higher priority, and no agent who comes or goes.

use jiff::Timestamp;

use crate::agent::{Agent, Presence};
use crate::queue::{connect, in_order};
use crate::routing::Routing;
use crate::waiting::Waiting;

/// The queue and the seats, as they are now.
#[derive(Debug, Clone, Copy)]
pub struct Floor<'a> {
    /// All agents.
    pub agents: &'a [Agent],
    /// All who wait.
    pub waiting: &'a [Waiting],
    /// The sessions under way; of those that are missing nothing is known but that they are.
    pub underway: &'a [Underway],
}

/// A session under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underway {
    /// The id of the agent.
    pub agent: String,
    /// When it began.
    pub since: Timestamp,
}

/// What is known of the last hours.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recent {
    /// How long sessions lasted, in seconds, ascending.
    handled_s: Vec<f64>,
    /// How many of those who waited left in a second.
    leaving_per_s: f64,
}

/// How long somebody will wait, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Hardly less than this.
    pub low_s: u64,
    /// As likely more as less.
    pub likely_s: u64,
    /// Hardly more than this.
    pub high_s: u64,
}

impl Recent {
    /// What is known: the handling times of sessions that ended, in seconds and in any order, how many
    /// left the queue without one, and how long all who waited have waited together.
    pub fn new(mut handled_s: Vec<f64>, left: u32, waited_s: f64) -> Self {
        handled_s.retain(|time| time.is_finite() && *time >= 0.0);
        handled_s.sort_by(f64::total_cmp);
        let leaving_per_s = if waited_s > 0.0 { f64::from(left) / waited_s } else { 0.0 };
        Self { handled_s, leaving_per_s }
    }

    /// The handling time below which a fraction lies.
    fn handling(&self, fraction: f64) -> f64 {
        quantile(&self.handled_s, fraction)
    }

    /// How much longer a session lasts that has lasted so long.
    fn left_of(&self, age_s: f64, fraction: f64) -> f64 {
        let longer = &self.handled_s[self.handled_s.partition_point(|time| *time <= age_s)..];
        // Longer than everything known: it tells nothing, as if it had just begun.
        if longer.is_empty() { self.handling(fraction) } else { quantile(longer, fraction) - age_s }
    }
}

/// How long somebody will wait from now on. `None` who does not wait, for whom no agent is there, or
/// when no seat is free and no session has ended yet.
pub fn estimate(
    routing: &Routing,
    (floor, recent): (&Floor, &Recent),
    id: &str,
) -> Option<Estimate> {
    let ordered = in_order(floor.waiting);
    let place = ordered.iter().position(|one| one.id == id)?;
    told(routing, (floor, recent), (&ordered[..=place], place)).pop().flatten()
}

/// Whether anybody is at work who may take somebody who waits, however long it lasts.
pub fn is_served(routing: &Routing, floor: &Floor, id: &str) -> bool {
    let one = floor.waiting.iter().find(|one| one.id == id);
    let reach = one.map(|one| reach(routing, floor, one));
    let takes = |seat: &Seat| reach.as_ref().is_some_and(|reach| reach[seat.agent].is_some());
    seats(routing, floor).iter().any(takes)
}

/// How long everybody will wait from now on, by id, in the queue's order; each as [`estimate`] tells
/// it, for the price of the last one.
pub fn estimates(
    routing: &Routing,
    (floor, recent): (&Floor, &Recent),
) -> Vec<(String, Option<Estimate>)> {
    let ordered = in_order(floor.waiting);
    let estimates = told(routing, (floor, recent), (&ordered, 0));
    ordered.iter().map(|one| one.id.clone()).zip(estimates).collect()
}

/// What all people but the first few are told; the queue is played forward for all of them.
fn told(
    routing: &Routing,
    (floor, recent): (&Floor, &Recent),
    (people, from): (&[&Waiting], usize),
) -> Vec<Option<Estimate>> {
    if recent.handled_s.is_empty() {
        return at_once(routing, floor, &people[from..]);
    }
    let seats = seats(routing, floor);
    let people: Vec<_> = people.iter().map(|one| reach(routing, floor, one)).collect();
    let replicas = 0..routing.rules.eta_replicas.max(1);
    let play = |replica| Replica { recent, replica, drawn: 0 }.play(&seats, &people);
    let played: Vec<_> = replicas.map(play).collect();
    let estimate = |place: usize| {
        let mut waits: Vec<f64> = played.iter().map(|waits| waits[place]).collect::<Option<_>>()?;
        waits.sort_by(f64::total_cmp);
        let tail = routing.rules.eta_tail;
        let [low, likely, high] = [tail, 0.5, 1.0 - tail].map(|share| quantile(&waits, share));
        let few = recent.handled_s.len() < routing.rules.eta_few;
        let wide = if few { 2.0 } else { 1.0 };
        Some(Estimate::from_s([low / wide, likely, high * wide]))
    };
    (from..people.len()).map(estimate).collect()
}

/// Where nothing is known of handling: nothing, but of those who are connected now.
fn at_once(routing: &Routing, floor: &Floor, people: &[&Waiting]) -> Vec<Option<Estimate>> {
    let pairs = connect(routing, floor.agents, floor.waiting);
    let is_paired = |one: &&Waiting| pairs.iter().any(|pair| pair.waiting == one.id);
    let now = Estimate::from_s([0.0; 3]);
    people.iter().map(|one| is_paired(one).then_some(now)).collect()
}

impl Estimate {
    fn from_s([low, likely, high]: [f64; 3]) -> Self {
        let (low_s, likely_s) = (low.floor() as u64, likely.round() as u64);
        Self { low_s, likely_s, high_s: high.ceil() as u64 }
    }
}

/// A seat: the agent's place in the list, and how long its session has lasted, if there is one.
struct Seat {
    agent: usize,
    age_s: Option<f64>,
}

/// For each agent, in how many seconds somebody may be taken; `None` where never.
type Reach = Vec<Option<f64>>;

/// One possible future.
struct Replica<'a> {
    recent: &'a Recent,
    replica: u32,
    drawn: u32,
}

impl Replica<'_> {
    /// In how many seconds each of the people gets a seat who stays so long; `None` where never.
    fn play(mut self, seats: &[Seat], people: &[Reach]) -> Vec<Option<f64>> {
        let mut free_at: Vec<_> = seats.iter().map(|seat| self.frees(seat)).collect();
        let wait = |reach: &Reach| {
            let leaves = self.leaves();
            let (seat, at) = first(seats, &free_at, reach)?;
            if at <= leaves {
                let fraction = self.fraction();
                free_at[seat] = at + self.recent.handling(fraction);
            }
            Some(at)
        };
        people.iter().map(wait).collect()
    }

    fn frees(&mut self, seat: &Seat) -> f64 {
        let fraction = self.fraction();
        seat.age_s.map_or(0.0, |age_s| self.recent.left_of(age_s, fraction))
    }

    /// In how many seconds somebody leaves who gets no seat.
    fn leaves(&mut self) -> f64 {
        let fraction = self.fraction();
        let rate = self.recent.leaving_per_s;
        if rate > 0.0 { -(1.0 - fraction).ln() / rate } else { f64::INFINITY }
    }

    /// The next fraction, from 0 to below 1.
    fn fraction(&mut self) -> f64 {
        self.drawn += 1;
        let mixed = mix((u64::from(self.replica) << 32) | u64::from(self.drawn));
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The finalizer of splitmix64 (Steele, Lea, Flood 2014), over steps of its golden ratio.
fn mix(step: u64) -> u64 {
    let mut mixed = step.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The seat that is free first for somebody, and in how many seconds.
fn first(seats: &[Seat], free_at: &[f64], reach: &Reach) -> Option<(usize, f64)> {
    let places = seats.iter().zip(free_at).enumerate();
    let open = places.filter_map(|(place, (seat, free_at))| {
        reach[seat.agent].map(|from_s| (place, free_at.max(from_s)))
    });
    open.min_by(|(_, one), (_, other)| one.total_cmp(other))
}

fn reach(routing: &Routing, floor: &Floor, waiting: &Waiting) -> Reach {
    let from_s = |agent: &Agent| {
        let from = routing.serves_from(agent, waiting).filter(|_| has_seats(agent))?;
        Some(from.duration_since(routing.now).as_secs_f64().max(0.0))
    };
    floor.agents.iter().map(from_s).collect()
}

fn has_seats(agent: &Agent) -> bool {
    agent.presence == Presence::Online && agent.capacity > 0
}

fn seats(routing: &Routing, floor: &Floor) -> Vec<Seat> {
    let mut seats = Vec::new();
    for (place, agent) in floor.agents.iter().enumerate().filter(|(_, agent)| has_seats(agent)) {
        let own = floor.underway.iter().filter(|session| session.agent == agent.id);
        let ages = own.map(|session| routing.now.duration_since(session.since).as_secs_f64());
        // What is under way and not listed has just begun, for all that is known.
        let mut ages: Vec<_> =
            ages.chain(std::iter::repeat(0.0)).take(agent.load as usize).collect();
        // Where there are more sessions than seats, the first that end give no seat.
        ages.sort_by(f64::total_cmp);
        ages.truncate(agent.capacity as usize);
        let free = (agent.load..agent.capacity).map(|_| None);
        let all = ages.into_iter().map(|age_s| Some(age_s.max(0.0))).chain(free);
        seats.extend(all.map(|age_s| Seat { agent: place, age_s }));
    }
    seats
}

/// The value of a sorted list below which a fraction lies; the list has a value.
fn quantile(sorted: &[f64], fraction: f64) -> f64 {
    let place = (sorted.len() as f64 * fraction) as usize;
    sorted[place.min(sorted.len() - 1)]
}
