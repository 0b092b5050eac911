//! Every wording of the knowledge has to find its own entry.

use serde::{Deserialize, Serialize};
use wenshui_eval::own::own_wordings;
use wenshui_eval::progress::Progress;

use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::kinds::measure::{SEED, day, measure, version};
use crate::jobs::output::Output;
use crate::measuring::Asked;
use crate::state::AppState;

/// Which version's wordings are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWordings {
    /// The version; the one in service where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kb_version: Option<String>,
    /// The day on which it is asked; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The seed of the intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl Work for OwnWordings {
    const KIND: &'static str = "own_wordings";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        version(state, self.kb_version.as_deref())?;
        day(self.as_of.as_deref())?;
        Ok(())
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let version = version(state, self.kb_version.as_deref())?;
        let as_of = day(self.as_of.as_deref())?;
        let suite = own_wordings(&version, as_of);
        let seed = self.seed.unwrap_or(SEED);
        let asked = Asked { half: None, without_concepts: Vec::new(), as_of, seed };
        measure(state, (&suite, &version, asked), progress)
    }
}
