//! A case that went otherwise.

use serde::{Deserialize, Serialize};

use crate::compare::cause::Cause;
use crate::explain::Explained;
use crate::outcome::Outcome;
use crate::report::CaseReport;

/// A case that went otherwise: another first candidate or another decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flip {
    /// Which way it went.
    pub kind: FlipKind,
    /// The case.
    pub id: String,
    /// What was said or clicked.
    pub question: String,
    /// The marks of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The entries that are right.
    pub expect: Vec<String>,
    /// What came of it before.
    pub before: Outcome,
    /// What comes of it now.
    pub after: Outcome,
    /// What explains it, the likeliest first.
    pub causes: Vec<Cause>,
    /// What the engine made of it before, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained_before: Option<Explained>,
    /// What the engine makes of it now, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained_after: Option<Explained>,
}

/// Which way a case went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlipKind {
    /// Right before and wrong now.
    Broken,
    /// Wrong before and right now.
    Fixed,
    /// As right or wrong as before.
    Changed,
}

impl FlipKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Fixed => "fixed",
            Self::Changed => "changed",
        }
    }
}

/// Whether a case went as its suite says: the decision, where it names one, and the entry; what has
/// neither is right when it is not answered.
pub fn is_right(case: &CaseReport) -> bool {
    let expected = case.decision_expected.as_deref();
    let decided = expected.is_none_or(|expected| expected == case.decision);
    if case.expect.is_empty() && expected.is_none() {
        return case.decision != "answer";
    }
    decided && (case.expect.is_empty() || case.right)
}
