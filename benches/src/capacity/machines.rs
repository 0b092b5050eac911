//! The busiest seconds of machines, one node lost: requests come by chance, wait for a processor of their node, and
//! what has to be kept waits for the database, turns in the groups of their node's writer.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use serde::Serialize;

use crate::capacity::assumptions::Assumptions;
use crate::capacity::chance::Chance;

/// How long is simulated, in microseconds: long enough for thousands of requests, short enough that a
/// multiple of a country's demand is done in seconds.
const SPAN_US: f64 = 10_000_000.0;

/// What became of these seconds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Machines {
    /// Nodes that were there.
    pub nodes: usize,
    /// Questions a second that were asked.
    pub questions_a_second: f64,
    /// How busy processors were, 1 is always.
    pub cores_busy: f64,
    /// How long answers took on the node, at half and at 99 of 100, in milliseconds.
    pub answered_ms: [f64; 2],
    /// How long they took until they were kept, where the client waits for that.
    pub kept_ms: [f64; 2],
    /// Transactions a second.
    pub transactions_a_second: f64,
    /// Turns and lines a second that were kept.
    pub writes_a_second: f64,
    /// How busy the database was, 1 is always.
    pub database_busy: f64,
    /// Streams that one node holds.
    pub streams_a_node: f64,
    /// Resident memory of one node, in MiB.
    pub memory_mib: f64,
}

/// Servers that take one job after the other, whoever is free first.
struct Servers {
    /// When each is free, in microseconds.
    free: BinaryHeap<Reverse<u64>>,
    worked_us: f64,
}

impl Servers {
    fn new(count: usize) -> Self {
        Self { free: std::iter::repeat_n(Reverse(0), count).collect(), worked_us: 0.0 }
    }

    /// Takes a job that came at a moment, after those that came before; gives when it is done.
    fn take(&mut self, (came, works_us): (u64, f64)) -> u64 {
        let Reverse(free) = self.free.pop().unwrap_or_default();
        let done = free.max(came) + works_us as u64;
        self.free.push(Reverse(done));
        self.worked_us += works_us;
        done
    }

    /// How busy they were.
    fn busy(&self) -> f64 {
        self.worked_us / (SPAN_US * self.free.len().max(1) as f64)
    }
}

/// A request on its way: when it came, and when its node was done with it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Done {
    at: u64,
    came: u64,
}

/// What the nodes were done with.
struct Worked {
    /// Answers by node, in the order in which they were done.
    answers: Vec<VecDeque<Done>>,
    /// Lines, in the order in which they were done.
    lines: VecDeque<Done>,
    cores_busy: f64,
}

/// Simulates the busiest seconds with so many nodes, one of them lost.
pub fn busiest_seconds(assumptions: &Assumptions, (nodes, seed): (usize, u64)) -> Machines {
    let (demand, people) = (&assumptions.demand, &assumptions.people);
    let alive = nodes.saturating_sub(1).max(1);
    let questions = demand.questions_in_busiest_hour() / 3600.0 * demand.burst;
    let handovers = assumptions.handovers_in_busiest_hour() / 3600.0;
    let lines = handovers * people.lines_a_session * demand.burst;
    let rates = [questions, questions * demand.lists_a_question, lines];
    let mut chance = Chance::new(seed);
    let worked = work(assumptions, (alive, rates), &mut chance);
    let mut answered: Vec<u64> =
        worked.answers.iter().flatten().map(|done| done.at - done.came).collect();
    // Both sides of a talk have a stream open.
    let streams_a_node = handovers * people.handle_mean_s * 2.0 / alive as f64;
    let node = &assumptions.node;
    let found = Machines {
        nodes: alive,
        questions_a_second: questions,
        cores_busy: worked.cores_busy,
        answered_ms: quantiles(&mut answered),
        streams_a_node,
        memory_mib: node.memory_mib + streams_a_node * node.stream_kib / 1024.0,
        ..Machines::default()
    };
    keep(assumptions, worked, found)
}

/// Lets requests come and nodes work; `rates` are those of answers, lists and lines a second.
fn work(
    assumptions: &Assumptions,
    (alive, rates): (usize, [f64; 3]),
    chance: &mut Chance,
) -> Worked {
    let node = &assumptions.node;
    let means = [node.answer_us, node.list_us, node.line_us];
    let mut cores: Vec<Servers> = (0..alive).map(|_| Servers::new(node.cores)).collect();
    let mut answers = vec![VecDeque::new(); alive];
    let mut lines = VecDeque::new();
    let total: f64 = rates.iter().sum();
    let mut now = 0.0;
    loop {
        now += chance.exponential(1e6 / total);
        if now >= SPAN_US {
            break;
        }
        let mut drawn = chance.unit() * total;
        let kind = rates.iter().position(|rate| {
            drawn -= rate;
            drawn < 0.0
        });
        let (kind, came, at) = (kind.unwrap_or_default(), now as u64, chance.below(alive));
        let done = cores[at].take((came, chance.lognormal((means[kind], node.spread))));
        match kind {
            0 => answers[at].push_back(Done { at: done, came }),
            2 => lines.push_back(Done { at: done, came }),
            _ => {}
        }
    }
    // Who came later may be done sooner.
    answers.iter_mut().chain([&mut lines]).for_each(|all| all.make_contiguous().sort_unstable());
    let cores_busy = cores.iter().map(Servers::busy).sum::<f64>() / alive as f64;
    Worked { answers, lines, cores_busy }
}

/// Lets the database keep what the nodes were done with.
fn keep(assumptions: &Assumptions, worked: Worked, found: Machines) -> Machines {
    let database = &assumptions.database;
    let Worked { mut answers, mut lines, .. } = worked;
    let group_us = (database.group_ms * 1000.0) as u64;
    let mut servers = Servers::new(database.parallel);
    // Writers tick by themselves, not all at once.
    let ticks = (0..answers.len() as u64).map(|node| Reverse((node * group_us / 7, node as usize)));
    let mut ticks: BinaryHeap<_> = ticks.collect();
    let (mut kept, mut transactions, mut writes) = (Vec::new(), 0_u64, 0_usize);
    while let Some(Reverse((tick, node))) = ticks.pop() {
        while let Some(line) = lines.pop_front_if(|line| line.at <= tick) {
            servers.take((line.at, database.step_us));
            (transactions, writes) = (transactions + 1, writes + 1);
        }
        let group = answers[node].partition_point(|done| done.at <= tick);
        if group == 0 {
            if !answers[node].is_empty() {
                ticks.push(Reverse((tick + group_us, node)));
            }
            continue;
        }
        let works_us = database.commit_us + database.turn_us * group as f64;
        let done = servers.take((tick, works_us));
        kept.extend(answers[node].drain(..group).map(|turn| done - turn.came));
        (transactions, writes) = (transactions + 1, writes + group);
        ticks.push(Reverse((done.max(tick + group_us), node)));
    }
    for line in lines {
        servers.take((line.at, database.step_us));
        (transactions, writes) = (transactions + 1, writes + 1);
    }
    let seconds = SPAN_US / 1e6;
    Machines {
        kept_ms: quantiles(&mut kept),
        transactions_a_second: transactions as f64 / seconds,
        writes_a_second: writes as f64 / seconds,
        database_busy: servers.busy(),
        ..found
    }
}

/// At half and at 99 of 100, in milliseconds.
fn quantiles(all: &mut [u64]) -> [f64; 2] {
    all.sort_unstable();
    [0.5, 0.99].map(|share| {
        let place = (all.len() as f64 * share) as usize;
        all.get(place.min(all.len().saturating_sub(1))).map_or(0.0, |us| *us as f64 / 1000.0)
    })
}

#[cfg(test)]
mod tests {
    use super::{SPAN_US, Servers, busiest_seconds};
    use crate::capacity::assumptions::Assumptions;
    use crate::capacity::chance::Chance;

    /// One server, chance on both sides: the mean time is that of an M/M/1.
    #[test]
    fn one_server_waits_as_theory_says() {
        let (mut chance, mut server) = (Chance::new(5), Servers::new(1));
        let (mut now, mut spent, mut jobs) = (0.0, 0.0, 0.0);
        while now < SPAN_US * 20.0 {
            now += chance.exponential(200.0);
            let came = now as u64;
            spent += (server.take((came, chance.exponential(100.0))) - came) as f64;
            jobs += 1.0;
        }
        // 100 µs of work at half of what it can do take 200 µs.
        assert!((spent / jobs / 200.0 - 1.0).abs() < 0.02, "{}", spent / jobs);
    }

    #[test]
    fn work_is_conserved_and_more_of_it_takes_longer() {
        let mut assumptions = Assumptions::bundled();
        assumptions.demand.taxpayers = 20e6;
        let quiet = busiest_seconds(&assumptions, (3, 1));
        let node = &assumptions.node;
        let questions = quiet.questions_a_second;
        let lists = questions * assumptions.demand.lists_a_question * node.list_us;
        let expected = (questions * node.answer_us + lists) / 1e6 / (2.0 * node.cores as f64);
        assert!(quiet.cores_busy > 0.95 * expected, "{} {expected}", quiet.cores_busy);
        let loud = busiest_seconds(&assumptions.times(8.0), (3, 1));
        assert!(loud.cores_busy > 7.0 * quiet.cores_busy);
        assert!(loud.writes_a_second > 7.0 * quiet.writes_a_second);
        assert!(quiet.kept_ms[0] >= quiet.answered_ms[0]);
    }
}
