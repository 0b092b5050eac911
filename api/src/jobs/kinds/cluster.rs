//! Questions that found no good answer here, put together, and what would mend them, as `wenshui eval
//! cluster` does it with a log.

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use wenshui_eval::cluster::cluster;
use wenshui_eval::cluster::how::How;
use wenshui_eval::cluster::rules::ClusterRules;
use wenshui_eval::progress::Progress;
use wenshui_knowledge::text::mask::Masker;

use crate::error::ApiError;
use crate::in_vain;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::kinds::measure::{day, version};
use crate::jobs::kinds::period::period;
use crate::jobs::output::Output;
use crate::remembered;
use crate::state::AppState;

/// How often the questions of a cluster were asked at least, where nobody says.
const SIZE_MIN: u32 = 5;
/// How many clusters the table shows.
const SHOWN: usize = 100;

/// Which questions are put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// The first day; thirty days before the last where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How often the questions of a cluster were asked at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_min: Option<u32>,
    /// The version that is asked what is near; the one in service where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kb_version: Option<String>,
    /// The day whose rules are asked for; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

impl Work for Cluster {
    const KIND: &'static str = "cluster";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        version(state, self.kb_version.as_deref())?;
        day(self.as_of.as_deref())?;
        period((self.from.as_deref(), self.to.as_deref()))?;
        match self.size_min {
            Some(0) => Err(ApiError::about("params.size_min", "bad_number", &["size_min", "1 -"])),
            _ => Ok(()),
        }
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let version = version(state, self.kb_version.as_deref())?;
        let period = period((self.from.as_deref(), self.to.as_deref()))?;
        let happened = Handle::current().block_on(in_vain::read(state, period))?;
        let masker = Masker::bundled().map_err(Failure::Unusable)?;
        let rules = ClusterRules::bundled().map_err(Failure::Unusable)?;
        let decided = remembered::decided(&state.config.data)?;
        let how = How {
            today: day(self.as_of.as_deref())?,
            size_min: u64::from(self.size_min.unwrap_or(SIZE_MIN)),
            masker: &masker,
            rules: &rules,
            decided: &decided,
        };
        let report = cluster((&state.engine, &version), &happened.in_vain(), how, progress)?;
        Ok(vec![
            Output::json("clusters.json", &report)?,
            Output::text("clusters.txt", report.table(SHOWN)),
        ])
    }
}
