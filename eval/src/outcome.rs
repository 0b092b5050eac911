//! What came of a question, small enough to be held against what comes of it elsewhere.

use serde::{Deserialize, Serialize};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::Reply;
use wenshui_engine::version::Version;

use crate::error::Error;
use crate::report::CaseReport;

/// How many candidates are kept of a reply.
const KEPT: usize = 10;

/// What came of a question.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was decided.
    pub decision: String,
    /// The confidence of the first candidate.
    pub confidence: f64,
    /// The candidates, best first.
    pub candidates: Vec<String>,
}

impl Outcome {
    /// Asks a question of a version.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn ask((engine, version): (&Engine, &Version), question: &Question) -> Result<Self, Error> {
        Ok(Self::of(version, &engine.answer(version, question)?))
    }

    /// What came of a reply.
    pub fn of(version: &Version, reply: &Reply) -> Self {
        let id = |entry: u32| version.base.entries[entry as usize].id.clone();
        let found = reply.candidates.iter().take(KEPT).map(|candidate| candidate.entry);
        Self {
            decision: reply.decision.name().to_owned(),
            confidence: f64::from(reply.confidence),
            candidates: found.map(id).collect(),
        }
    }

    /// What a report says came of a case.
    pub fn of_case(case: &CaseReport) -> Self {
        Self {
            decision: case.decision.clone(),
            confidence: case.confidence,
            candidates: case.candidates.clone(),
        }
    }

    /// The first candidate.
    pub fn first(&self) -> Option<&str> {
        self.candidates.first().map(String::as_str)
    }

    /// Whether something else came of it: another first candidate or another decision.
    pub fn differs(&self, other: &Self) -> bool {
        self.decision != other.decision || self.first() != other.first()
    }
}
