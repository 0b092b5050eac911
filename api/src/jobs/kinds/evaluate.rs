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
        let read = |name: &str| {
            name.parse().map_err(|_| {
                ApiError::about("params.half", "bad_value", &["half", name, "tune, measure"])
            })
        };
        self.half.as_deref().map(read).transpose()
    }

    fn text(&self, state: &AppState) -> Result<String, ApiError> {
        let unknown = || ApiError::about("params.suite", "unknown_suite", &[&self.suite]);
        let name = SuiteName::parse(&self.suite).ok_or_else(unknown)?;
        let read = state.suites.read(&name).map_err(|error| ApiError::internal(&error))?;
        read.ok_or_else(unknown)
    }
}

impl Work for Evaluate {
    const KIND: &'static str = "evaluate";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        self.text(state)?;
        version(state, self.kb_version.as_deref())?;
        self.half()?;
        day(self.as_of.as_deref())?;
        Ok(())
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let version = version(state, self.kb_version.as_deref())?;
        let suite = Suite::parse(&self.suite, &self.text(state)?)?;
        let half = self.half()?;
        let suite = match half {
            Some(half) => suite.half(half),
            None => suite,
        };
        let asked = Asked {
            half,
            without_concepts: Vec::new(),
            as_of: day(self.as_of.as_deref())?,
            seed: self.seed.unwrap_or(SEED),
        };
        measure(state, (&suite, &version, asked), progress)
    }
}
