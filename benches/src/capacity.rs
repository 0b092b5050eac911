//! How much it takes to serve a country: a day of people who ask, nodes that answer, a database that keeps it and
//! agents who talk, simulated event by event from assumptions that are data.
//!
//! Two simulations share the assumptions, because they live on different scales: the busiest seconds of machines
//! ([`machines`]) and the busiest day of people ([`people`]).

pub mod assumptions;
pub mod chance;
pub mod machines;
pub mod people;

use serde::Serialize;

use crate::capacity::assumptions::Assumptions;
use crate::capacity::machines::{Machines, busiest_seconds};
use crate::capacity::people::{Day, agents_needed, busiest_day};

/// Multiples of the demand at which limits are looked at.
const FACTORS: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// What the limit of people is called.
const AGENTS: &str = "agents";

/// What the simulation found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The seed of its chance.
    pub seed: u64,
    /// Questions a second in the busiest hour, and in its busiest minute.
    pub questions_a_second: [f64; 2],
    /// How few nodes keep within their bounds in the busiest minute with one of them lost.
    pub nodes_needed: usize,
    /// How few agents serve well in the busiest hour.
    pub agents_needed: usize,
    /// The busiest day with that many.
    pub day: Day,
    /// The busiest minute with the nodes that the assumptions have, one of them lost.
    pub machines: Machines,
    /// Gigabytes that the database grows by a year, and has when what is old goes as fast as new comes.
    pub disk_gb: [f64; 2],
    /// How near each limit is at multiples of the demand: 1 is at it.
    pub limits: Vec<Limits>,
    /// The limit of machines that is reached first, and at which multiple of the demand. Agents are as many as
    /// the simple demand needs.
    pub first: (String, f64),
}

/// How near every limit is.
#[derive(Debug, Clone, Serialize)]
pub struct Limits {
    /// The multiple of the demand.
    pub factor: f64,
    /// By name, 1 is at the limit.
    pub shares: Vec<(String, f64)>,
}

/// Simulates the assumptions. The same seed gives the same report.
pub fn simulate(assumptions: &Assumptions, seed: u64) -> Report {
    let demand = &assumptions.demand;
    let agents = agents_needed(assumptions, seed);
    let day = busiest_day(assumptions, (agents, seed));
    let machines = busiest_seconds(assumptions, (assumptions.node.nodes, seed));
    let limits: Vec<Limits> =
        FACTORS.into_iter().map(|factor| limits(assumptions, (agents, factor), seed)).collect();
    let busiest = demand.questions_in_busiest_hour() / 3600.0;
    Report {
        seed,
        questions_a_second: [busiest, busiest * demand.burst],
        nodes_needed: nodes_needed(assumptions, seed),
        agents_needed: agents,
        day,
        machines,
        disk_gb: disk_gb(assumptions),
        first: first(&limits),
        limits,
    }
}

/// The fewest nodes that keep within their bounds with one of them lost.
fn nodes_needed(assumptions: &Assumptions, seed: u64) -> usize {
    // Past a thousand, what is supposed is wrong and not the number of nodes.
    let is_enough = |nodes: &usize| {
        let found = busiest_seconds(assumptions, (*nodes, seed));
        found.cores_busy <= assumptions.node.busy_max
            && found.streams_a_node <= assumptions.node.streams_max as f64
    };
    (2..1000).find(is_enough).unwrap_or(1000)
}

/// How near every limit is at a multiple of the demand, with the nodes and the database that there are and the
/// agents that the simple demand needs.
fn limits(assumptions: &Assumptions, (agents, factor): (usize, f64), seed: u64) -> Limits {
    let more = assumptions.times(factor);
    let machines = busiest_seconds(&more, (more.node.nodes, seed));
    let needed = agents_needed(&more, seed);
    let shares = [
        ("processors", machines.cores_busy / more.node.busy_max),
        ("database", machines.database_busy / more.database.busy_max),
        ("streams", machines.streams_a_node / more.node.streams_max as f64),
        (AGENTS, needed as f64 / agents as f64),
    ];
    let shares = shares.map(|(name, share)| (name.to_owned(), share)).to_vec();
    Limits { factor, shares }
}

/// The limit of machines that is met first, by a straight line between the multiples around it.
fn first(limits: &[Limits]) -> (String, f64) {
    let met = limits.windows(2).find_map(|pair| {
        let [before, after] = pair else { return None };
        let sides = before.shares.iter().zip(&after.shares);
        let crossed = sides.filter(|(_, (name, share))| name != AGENTS && *share >= 1.0).map(
            |((name, from), (_, to))| {
                let way = ((1.0 - from) / (to - from)).clamp(0.0, 1.0);
                (name.clone(), before.factor + way * (after.factor - before.factor))
            },
        );
        crossed.min_by(|one, other| one.1.total_cmp(&other.1))
    });
    met.unwrap_or_else(|| ("none".to_owned(), FACTORS[FACTORS.len() - 1]))
}

/// What the database grows by a year, and what it has in the long run, in gigabytes.
fn disk_gb(assumptions: &Assumptions) -> [f64; 2] {
    let (demand, database) = (&assumptions.demand, &assumptions.database);
    let talks = demand.taxpayers * demand.conversations_a_year;
    let turns = talks * demand.questions_a_conversation * database.turn_bytes;
    let sessions = talks * assumptions.people.handover_share;
    let lines = sessions * assumptions.people.lines_a_session * database.line_bytes;
    let a_year = (turns + lines) / 1e9;
    [a_year, a_year * database.kept_days / 365.0]
}

#[cfg(test)]
mod tests {
    use super::{Limits, first, simulate};
    use crate::capacity::assumptions::Assumptions;

    fn limits(factor: f64, shares: [f64; 2]) -> Limits {
        let shares = shares.into_iter().zip(["one", "two"]);
        Limits { factor, shares: shares.map(|(share, name)| (name.to_owned(), share)).collect() }
    }

    #[test]
    fn the_first_limit_is_where_the_first_line_crosses() {
        let found = first(&[limits(1.0, [0.5, 0.2]), limits(2.0, [1.5, 1.2])]);
        assert_eq!(found, ("one".to_owned(), 1.5));
        assert_eq!(first(&[limits(1.0, [0.1, 0.1]), limits(2.0, [0.2, 0.2])]).0, "none");
    }

    /// A small town, so that the test is quick.
    #[test]
    fn the_same_seed_gives_the_same_report_and_more_people_need_more() {
        let town = |taxpayers| {
            let mut assumptions = Assumptions::bundled();
            assumptions.demand.taxpayers = taxpayers;
            assumptions
        };
        let [one, again] = [simulate(&town(200_000.0), 7), simulate(&town(200_000.0), 7)];
        assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&again).unwrap());
        let other = simulate(&town(400_000.0), 7);
        assert!(other.agents_needed > one.agents_needed, "{}", other.agents_needed);
        assert!((other.disk_gb[0] / one.disk_gb[0] - 2.0).abs() < 1e-9);
        let day = &one.day;
        assert!(day.served_within_share >= 0.8 && day.left_share <= 0.03, "{day:?}");
    }
}
