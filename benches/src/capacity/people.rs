//! The busiest day of people who ask for a person: they come by the hour, wait in one queue as long as they have
//! patience, and talk with whoever is free.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use serde::Serialize;

use crate::capacity::assumptions::Assumptions;
use crate::capacity::chance::Chance;

const HOUR_MS: f64 = 3_600_000.0;

/// What became of a day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Day {
    /// How many asked for a person.
    pub asked: usize,
    /// How many left before anybody had time.
    pub left: usize,
    /// The share of those of the busiest hour who were served within the bound.
    pub served_within_share: f64,
    /// The share of those of the busiest hour who left.
    pub left_share: f64,
    /// How long those who were served in the busiest hour had waited, at half and at 90 of 100, in seconds.
    pub waited_s: [f64; 2],
    /// The most who waited at once.
    pub waiting_max: usize,
    /// How busy agents were in the busiest hour.
    pub agents_busy: f64,
}

/// Somebody who came: when, until when they have patience, in milliseconds, and whether they wait.
#[derive(Clone, Copy)]
struct Person {
    came: u64,
    until: u64,
    waits: bool,
}

/// A simulated day on its way.
struct Desk {
    chance: Chance,
    free: usize,
    /// When agents become free.
    talks: BinaryHeap<Reverse<u64>>,
    /// Everybody who had to wait, by number.
    people: Vec<Person>,
    queue: VecDeque<usize>,
    /// When those who wait lose patience.
    patience: BinaryHeap<Reverse<(u64, usize)>>,
    waiting: usize,
    /// Waits in the busiest hour; none for those who left.
    waits: Vec<Option<u64>>,
    busiest: std::ops::Range<u64>,
    talked_ms: u64,
    day: Day,
}

/// Simulates the busiest day with so many agents.
pub fn busiest_day(assumptions: &Assumptions, (agents, seed): (usize, u64)) -> Day {
    let people = &assumptions.people;
    let hours = people.from_hour..people.to_hour;
    let busiest = hours.clone().max_by(|one, other| {
        assumptions.demand.hours[*one].total_cmp(&assumptions.demand.hours[*other])
    });
    let from = busiest.unwrap_or_default() as u64 * HOUR_MS as u64;
    let mut desk = Desk {
        chance: Chance::new(seed),
        free: agents,
        talks: BinaryHeap::new(),
        people: Vec::new(),
        queue: VecDeque::new(),
        patience: BinaryHeap::new(),
        waiting: 0,
        waits: Vec::new(),
        busiest: from..from + HOUR_MS as u64,
        talked_ms: 0,
        day: Day::default(),
    };
    for hour in hours {
        desk.hour(assumptions, hour);
    }
    desk.end(assumptions, agents)
}

impl Desk {
    fn hour(&mut self, assumptions: &Assumptions, hour: usize) {
        let talks = assumptions.demand.conversations_of_busiest_day();
        let coming = talks * assumptions.demand.hours[hour] * assumptions.people.handover_share;
        if coming <= 0.0 {
            return;
        }
        let (mut now, end) = (hour as f64 * HOUR_MS, (hour + 1) as f64 * HOUR_MS);
        loop {
            now += self.chance.exponential(HOUR_MS / coming);
            if now >= end {
                return;
            }
            self.until(assumptions, now as u64);
            self.come(assumptions, now as u64);
        }
    }

    /// Lets everything happen that does before a moment.
    fn until(&mut self, assumptions: &Assumptions, now: u64) {
        while let Some(Reverse(ends)) = self.talks.peek().copied().filter(|ends| ends.0 <= now) {
            self.talks.pop();
            self.free += 1;
            // Those who have left meanwhile are passed over.
            while let Some(next) = self.queue.pop_front() {
                let Person { came, until, waits } = self.people[next];
                if !waits {
                    continue;
                }
                self.people[next].waits = false;
                self.waiting -= 1;
                if until >= ends {
                    self.serve(assumptions, (came, ends));
                    break;
                }
                self.leave(came);
            }
        }
    }

    fn come(&mut self, assumptions: &Assumptions, now: u64) {
        self.day.asked += 1;
        if self.free > 0 {
            return self.serve(assumptions, (now, now));
        }
        while let Some(Reverse((until, next))) = self.patience.peek().copied()
            && until < now
        {
            self.patience.pop();
            if std::mem::take(&mut self.people[next].waits) {
                self.waiting -= 1;
                self.leave(self.people[next].came);
            }
        }
        let patience = self.chance.exponential(assumptions.people.patience_mean_s * 1000.0);
        let (until, number) = (now + patience as u64, self.people.len());
        self.people.push(Person { came: now, until, waits: true });
        self.queue.push_back(number);
        self.patience.push(Reverse((until, number)));
        self.waiting += 1;
        self.day.waiting_max = self.day.waiting_max.max(self.waiting);
    }

    fn serve(&mut self, assumptions: &Assumptions, (came, now): (u64, u64)) {
        let people = &assumptions.people;
        let takes = self.chance.lognormal((people.handle_mean_s * 1000.0, people.handle_spread));
        let ends = now + takes as u64;
        self.free -= 1;
        self.talks.push(Reverse(ends));
        let busiest = &self.busiest;
        self.talked_ms += ends.min(busiest.end).saturating_sub(now.max(busiest.start));
        if busiest.contains(&came) {
            self.waits.push(Some(now - came));
        }
    }

    fn leave(&mut self, came: u64) {
        self.day.left += 1;
        if self.busiest.contains(&came) {
            self.waits.push(None);
        }
    }

    fn end(mut self, assumptions: &Assumptions, agents: usize) -> Day {
        self.until(assumptions, u64::MAX);
        while let Some(next) = self.queue.pop_front() {
            if self.people[next].waits {
                self.leave(self.people[next].came);
            }
        }
        let all = self.waits.len().max(1) as f64;
        let mut waits: Vec<u64> = self.waits.iter().copied().flatten().collect();
        waits.sort_unstable();
        let within = assumptions.people.within_s * 1000.0;
        let soon = waits.partition_point(|wait| *wait as f64 <= within);
        let at = |share: f64| {
            let place = (waits.len() as f64 * share) as usize;
            waits
                .get(place.min(waits.len().saturating_sub(1)))
                .map_or(0.0, |ms| *ms as f64 / 1000.0)
        };
        Day {
            served_within_share: soon as f64 / all,
            left_share: 1.0 - waits.len() as f64 / all,
            waited_s: [at(0.5), at(0.9)],
            agents_busy: self.talked_ms as f64 / (HOUR_MS * agents as f64),
            ..self.day
        }
    }
}

/// The fewest agents with whom service is good in the busiest hour, give or take one in five hundred.
pub fn agents_needed(assumptions: &Assumptions, seed: u64) -> usize {
    let people = &assumptions.people;
    let is_enough = |agents: usize| {
        let day = busiest_day(assumptions, (agents, seed));
        day.served_within_share >= people.within_share && day.left_share <= people.left_share_max
    };
    // Half of those who would always talk are too few, unless many may leave.
    let talking = assumptions.handovers_in_busiest_hour() * people.handle_mean_s / 3600.0;
    let (mut few, mut many) = (0, (talking / 2.0) as usize + 1);
    while !is_enough(many) {
        (few, many) = (many, many * 2);
    }
    while many - few > (few / 500).max(1) {
        let middle = few.midpoint(many);
        if is_enough(middle) { many = middle } else { few = middle }
    }
    many
}

#[cfg(test)]
mod tests {
    use super::busiest_day;
    use crate::capacity::assumptions::Assumptions;

    /// With patience without end and times as they come by chance, waiting is what Erlang's formula says.
    #[test]
    fn waiting_is_what_queueing_theory_says() {
        let mut assumptions = Assumptions::bundled();
        assumptions.people.patience_mean_s = 1e12;
        assumptions.people.within_s = 0.0;
        // The spread of a lognormal whose variation is that of an exponential.
        assumptions.people.handle_spread = 2.0_f64.ln().sqrt();
        assumptions.people.handle_mean_s = 60.0;
        assumptions.demand.hours = [0.0; 24];
        (8..18).for_each(|hour| assumptions.demand.hours[hour] = 0.1);
        let agents = 20;
        let talks = assumptions.demand.conversations_of_busiest_day() * 0.1 / 3600.0;
        // Sixteen talks' worth of work.
        assumptions.people.handover_share = 16.0 / 60.0 / talks;
        let at_once: f64 = (1..=20)
            .map(|seed| busiest_day(&assumptions, (agents, seed)).served_within_share)
            .sum::<f64>()
            / 20.0;
        let expected = 1.0 - erlang_c(agents, 16.0);
        assert!((at_once - expected).abs() < 0.05, "{at_once} beside {expected}");
    }

    /// The share of those who wait at all (Erlang, 1917).
    fn erlang_c(agents: usize, offered: f64) -> f64 {
        let blocked = (1..=agents)
            .fold(1.0, |blocked, agents| offered * blocked / (agents as f64 + offered * blocked));
        blocked / (1.0 - offered / agents as f64 * (1.0 - blocked))
    }
}
