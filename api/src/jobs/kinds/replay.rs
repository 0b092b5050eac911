//! Questions that people asked here, asked of what is in service and of what is not published yet.

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use wenshui_eval::manifest::built;
use wenshui_eval::progress::Progress;
use wenshui_eval::replay::{Versions, replay};

use crate::error::ApiError;
use crate::in_vain;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::kinds::draft::Draft;
use crate::jobs::kinds::measure::day;
use crate::jobs::kinds::period::period;
use crate::jobs::kinds::stand::Stand;
use crate::jobs::output::Output;
use crate::state::AppState;

/// How many questions the table shows.
const SHOWN: usize = 100;

/// What is tried with which questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// What is not published; without it every revision that is submitted or approved.
    #[serde(default)]
    pub draft: Draft,
    /// The first day; thirty days before the last where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The day whose rules are asked for; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

impl Work for Replay {
    const KIND: &'static str = "replay";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        day(self.as_of.as_deref())?;
        period((self.from.as_deref(), self.to.as_deref()))?;
        self.draft.check(state)
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let period = period((self.from.as_deref(), self.to.as_deref()))?;
        let stand = Stand::read(state)?;
        let changed = stand.changed(state, &self.draft.changes(state)?)?;
        let asked = Handle::current().block_on(in_vain::read(state, period))?.asked();
        let (live, live_made) = built(stand.parts)?;
        let (draft, draft_made) = built(changed)?;
        let versions = Versions {
            engine: &state.engine,
            live: (&live, &live_made),
            draft: (&draft, &draft_made),
            today: day(self.as_of.as_deref())?,
        };
        let found = replay(&versions, &asked, progress)?;
        Ok(vec![
            Output::json("replay.json", &found)?,
            Output::text("replay.txt", found.table(SHOWN)),
        ])
    }
}
