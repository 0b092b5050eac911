//! Asking every case of a stored suite.

use serde::{Deserialize, Serialize};
use wenshui_eval::case::Half;
use wenshui_eval::progress::Progress;
use wenshui_eval::suite::Suite;

use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::kinds::measure::{SEED, day, measure, version};
use crate::jobs::output::Output;
use crate::measuring::Asked;
use crate::state::AppState;
use crate::suites::SuiteName;

/// What is asked of which version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluate {
    /// The name of a stored suite.
    pub suite: String,
    /// The version; the one in service where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kb_version: Option<String>,
    /// One half of the cases, `tune` or `measure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<String>,
    /// The day whose rules are asked for, where a case names none; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The seed of the intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl Evaluate {
    fn half(&self) -> Result<Option<Half>, ApiError> {
        half(self.half.as_deref())
    }
}

/// The half of a suite that is meant.
///
/// # Errors
/// `bad_value`.
pub fn half(wanted: Option<&str>) -> Result<Option<Half>, ApiError> {
    let read = |name: &str| {
        name.parse().map_err(|_| {
            ApiError::about("params.half", "bad_value", &["half", name, "tune, measure"])
        })
    };
    wanted.map(read).transpose()
}

/// The lines of a stored suite.
///
/// # Errors
/// `unknown_suite`.
pub fn lines(state: &AppState, suite: &str) -> Result<String, ApiError> {
    let unknown = || ApiError::about("params.suite", "unknown_suite", &[suite]);
    let name = SuiteName::parse(suite).ok_or_else(unknown)?;
    let read = state.suites.read(&name).map_err(|error| ApiError::internal(&error))?;
    read.ok_or_else(unknown)
}

/// A stored suite, or a half of it.
///
/// # Errors
/// When there is none of that name, or it has faults.
pub fn suite(state: &AppState, (name, half): (&str, Option<Half>)) -> Result<Suite, Failure> {
    let suite = Suite::parse(name, &lines(state, name)?)?;
    Ok(match half {
        Some(half) => suite.half(half),
        None => suite,
    })
}

impl Work for Evaluate {
    const KIND: &'static str = "evaluate";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        lines(state, &self.suite)?;
        version(state, self.kb_version.as_deref())?;
        self.half()?;
        day(self.as_of.as_deref())?;
        Ok(())
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let version = version(state, self.kb_version.as_deref())?;
        let half = self.half()?;
        let suite = suite(state, (&self.suite, half))?;
        let asked = Asked {
            half,
            without_concepts: Vec::new(),
            as_of: day(self.as_of.as_deref())?,
            seed: self.seed.unwrap_or(SEED),
        };
        measure(state, ((&suite, &self.suite), (&version, asked)), progress)
    }
}
