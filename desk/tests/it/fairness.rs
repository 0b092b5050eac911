//! Watches a desk from outside and counts what F8 forbids. It decides for itself who may take whom
//! from when on, and compares.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::agent::Agent;
use wenshui_desk::center::Centers;
use wenshui_desk::eta::Estimate;
use wenshui_desk::queue::Pair;
use wenshui_desk::waiting::Waiting;

/// What was seen so far.
pub(crate) struct Watch<'a> {
    centers: &'a Centers,
    parent_after: SignedDuration,
    /// How long each who waits could have been taken and was not, without a break.
    missed: BTreeMap<String, SignedDuration>,
    told: BTreeMap<String, Option<Estimate>>,
    seen_at: Timestamp,
    figures: Figures,
}

/// The figures of F8.
#[derive(Default)]
pub(crate) struct Figures {
    /// Connections that passed over somebody of the same or a higher priority who came before and
    /// whom the same agent might have taken.
    pub(crate) inversions: usize,
    /// Time beyond a second in which somebody waited and a seat that may take them was free.
    pub(crate) idle: SignedDuration,
    /// Who was connected without a wait, and after one.
    pub(crate) connected: (usize, usize),
    /// Who left.
    pub(crate) left: usize,
    /// Who waited without being given an estimate, though they were connected.
    pub(crate) untold: usize,
    /// Of those who waited and were connected: the error of the estimate as a share of the wait.
    errors: Vec<f64>,
    covered: usize,
    waits_s: Vec<f64>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(centers: &'a Centers, parent_after_s: i64, from: Timestamp) -> Self {
        Self {
            centers,
            parent_after: SignedDuration::from_secs(parent_after_s),
            missed: BTreeMap::new(),
            told: BTreeMap::new(),
            seen_at: from,
            figures: Figures::default(),
        }
    }

    /// Time has passed, and nobody has come, gone or changed since the last call.
    pub(crate) fn passed(&mut self, now: Timestamp, (agents, waiting): (&[Agent], &[Waiting])) {
        for one in waiting {
            let from = agents.iter().filter(|agent| agent.free_seats() > 0);
            let from = from.filter_map(|agent| self.may_from(agent, one)).min();
            let missed = from.filter(|from| *from < now);
            let missed = missed.map(|from| now.duration_since(from.max(self.seen_at)));
            let before = self.missed.remove(&one.id).unwrap_or_default();
            if let Some(missed) = missed {
                let second = SignedDuration::from_secs(1);
                let beyond = |time: SignedDuration| (time - second).max(SignedDuration::ZERO);
                self.figures.idle += beyond(before + missed) - beyond(before);
                self.missed.insert(one.id.clone(), before + missed);
            }
        }
        self.seen_at = now;
    }

    /// Somebody was told how long it takes.
    pub(crate) fn told(&mut self, id: &str, estimate: Option<Estimate>) {
        self.told.insert(id.to_owned(), estimate);
    }

    /// Somebody is connected; `waiting` are those who then still wait.
    pub(crate) fn connected(&mut self, (one, agent): (&Waiting, &Agent), waiting: &[Waiting]) {
        let now = self.seen_at;
        let before = |other: &&Waiting| {
            other.priority > one.priority
                || (other.priority == one.priority && other.entered_at < one.entered_at)
        };
        let passed = waiting.iter().filter(before);
        let may = passed.filter(|other| self.may_from(agent, other).is_some_and(|at| at <= now));
        self.figures.inversions += may.count();
        let wait_s = now.duration_since(one.entered_at).as_secs_f64();
        if wait_s <= 0.0 {
            self.figures.connected.0 += 1;
            return;
        }
        self.figures.connected.1 += 1;
        self.figures.waits_s.push(wait_s);
        match self.told.remove(&one.id).flatten() {
            Some(told) => {
                self.figures.errors.push((told.likely_s as f64 - wait_s).abs() / wait_s);
                let covers = told.low_s as f64 <= wait_s && wait_s <= told.high_s as f64;
                self.figures.covered += usize::from(covers);
            }
            None => self.figures.untold += 1,
        }
    }

    pub(crate) fn left(&mut self) {
        self.figures.left += 1;
    }

    pub(crate) fn figures(self) -> Figures {
        self.figures
    }

    fn may_from(&self, agent: &Agent, waiting: &Waiting) -> Option<Timestamp> {
        let skill = waiting.skill.as_ref();
        if skill.is_some_and(|skill| !agent.skills.contains(skill)) {
            return None;
        }
        let mut at = waiting.entered_at;
        let mut center = self.centers.get(&waiting.center);
        while let Some(here) = center {
            if skill.is_none_or(|skill| here.skills.contains(skill)) {
                if here.id == agent.center {
                    return Some(at);
                }
                at += self.parent_after;
            }
            center = here.parent.as_ref().and_then(|parent| self.centers.get(parent));
        }
        None
    }
}

impl Figures {
    /// The median error of the estimate, as a share of the wait.
    pub(crate) fn error(&self) -> f64 {
        median(&self.errors)
    }

    /// The share of waits within the interval.
    pub(crate) fn coverage(&self) -> f64 {
        self.covered as f64 / self.errors.len() as f64
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at_once, waited) = self.connected;
        writeln!(f, "connected at once {at_once}, after a wait {waited}, left {}", self.left)?;
        writeln!(f, "median wait {:.0} s", median(&self.waits_s))?;
        writeln!(f, "order inversions {}, idle {} s", self.inversions, self.idle.as_secs_f64())?;
        writeln!(f, "estimates {} ({} untold)", self.errors.len(), self.untold)?;
        let (error, coverage) = (self.error() * 100.0, self.coverage() * 100.0);
        write!(f, "median error {error:.1} %, interval covers {coverage:.1} %")
    }
}

/// The pair of a connection, by what it names.
pub(crate) fn named<'a>(
    pair: &Pair,
    (agents, waiting): (&'a [Agent], &'a [Waiting]),
) -> Option<(&'a Waiting, &'a Agent)> {
    let one = waiting.iter().find(|one| one.id == pair.waiting)?;
    Some((one, agents.iter().find(|agent| agent.id == pair.agent)?))
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
