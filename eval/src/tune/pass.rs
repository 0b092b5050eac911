//! The one pass of retrieval: for every case what a decision is made of.

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::{Decision, Weighed};
use wenshui_engine::settings::Thresholds;
use wenshui_engine::version::Version;

use crate::asked::Asked;
use crate::case::Case;
use crate::error::Error;
use crate::metrics::target;
use crate::progress::Progress;
use crate::suite::Suite;

/// So many cases are asked between two words to whoever waits.
const CHUNK: usize = 500;

/// A case with what its decision is made of.
#[derive(Debug, Clone)]
pub struct Weighing {
    /// What is right for it, or its name where nothing is; cases with the same are drawn together.
    pub target: String,
    /// How much it counts.
    pub weight: f64,
    /// Whether it is about what the base is about.
    pub inside: bool,
    asked: Asked,
    today: Date,
    /// What was decided while it was found.
    decision: Decision,
    /// Whether its first candidate is right.
    right: bool,
    weighed: Option<Box<Weighed>>,
}

/// What comes of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// It is answered, and right.
    Right,
    /// It is answered, and wrong.
    Wrong,
    /// It is refused.
    Refused,
    /// It is asked back, or questions are offered, or it is small talk.
    Open,
}

/// Asks every case that stands alone once, and keeps what its decision is made of; `progress` hears of
/// the cases.
///
/// # Errors
/// When the engine fails, or whoever waits calls it off.
pub fn weigh(
    suite: &Suite,
    (engine, today): (&Engine, Date),
    mut progress: Progress,
) -> Result<Vec<Weighing>, Error> {
    let version = engine.version();
    let cases: Vec<(&Case, Asked)> =
        suite.cases.iter().filter_map(|case| Some((case, Asked::of_case(case)?))).collect();
    let mut weighed = Vec::with_capacity(cases.len());
    for chunk in cases.chunks(CHUNK) {
        let found: Result<Vec<Weighing>, Error> = chunk
            .par_iter()
            .map(|(case, asked)| one((case, asked), (engine, &version), today))
            .collect();
        weighed.extend(found?);
        progress.step(weighed.len(), cases.len())?;
    }
    Ok(weighed)
}

fn one(
    (case, asked): (&Case, &Asked),
    (engine, version): (&Engine, &Version),
    today: Date,
) -> Result<Weighing, Error> {
    let reply = engine.answer(version, &Question { weighs: true, ..asked.question(today) })?;
    let id = |entry: u32| &version.base.entries[entry as usize].id;
    let first = reply.weighed.as_ref().and_then(|weighed| weighed.ranked.first());
    let vague = case.decision.as_deref() == Some("clarify");
    Ok(Weighing {
        target: if case.expect.is_empty() { case.id.clone() } else { target(&case.expect) },
        weight: case.weight,
        inside: !case.expect.is_empty() || vague,
        asked: asked.clone(),
        today,
        decision: reply.decision,
        right: first.is_some_and(|first| case.expect.contains(id(first.entry))),
        weighed: reply.weighed,
    })
}

impl Weighing {
    /// Whether a search was made for it: what the guard stops and small talk are decided before.
    pub fn is_searched(&self) -> bool {
        self.weighed.is_some()
    }

    /// What was decided while it was found.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// What the engine decides by these thresholds, by its own function.
    pub fn decide(&self, version: &Version, thresholds: &Thresholds) -> Decision {
        let Some(weighed) = &self.weighed else {
            return self.decision;
        };
        let question = self.asked.question(self.today);
        let question = question.under(&weighed.asked.circumstances());
        let decided = weighed.decide((version, thresholds), &question).decision;
        let first = weighed.ranked.first().map(|first| first.entry);
        let held = first.is_some_and(|first| version.held_back.blocks(first));
        // An answer that must not be said is a refusal.
        if held && decided == Decision::Answer { Decision::Refuse } else { decided }
    }

    /// What comes of it by these thresholds.
    pub fn came(&self, version: &Version, thresholds: &Thresholds) -> Came {
        match self.decide(version, thresholds) {
            Decision::Answer if self.right => Came::Right,
            Decision::Answer => Came::Wrong,
            Decision::Refuse => Came::Refused,
            _ => Came::Open,
        }
    }
}
