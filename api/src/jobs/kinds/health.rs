//! What is wrong with knowledge in meaning and time, as `wenshui kb health` finds it.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use wenshui_eval::health::against::Against;
use wenshui_eval::health::examine;
use wenshui_eval::health::rules::Rules;
use wenshui_eval::health::usage::{Usage, Used};
use wenshui_eval::progress::Progress;

use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::kinds::measure::{day, version};
use crate::jobs::output::Output;
use crate::remembered;
use crate::state::AppState;
use crate::store::error::StoreError;

/// How far back it is looked how often entries answered, where nobody says.
const USAGE_DAYS: u32 = 180;
const USAGE_DAYS_MAX: u32 = 3660;
/// How many findings of a class the table shows.
const SHOWN: usize = 50;

/// Which version is looked at, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    /// The version; the one in service where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kb_version: Option<String>,
    /// The day of the check; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// So many days back it is looked how often entries answered; with 0 nothing is said of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_days: Option<u32>,
}

impl Work for Health {
    const KIND: &'static str = "health";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        version(state, self.kb_version.as_deref())?;
        day(self.as_of.as_deref())?;
        match self.usage_days {
            Some(days) if days > USAGE_DAYS_MAX => {
                let range = format!("0 - {USAGE_DAYS_MAX}");
                Err(ApiError::about("params.usage_days", "bad_number", &["usage_days", &range]))
            }
            _ => Ok(()),
        }
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let version = version(state, self.kb_version.as_deref())?;
        let today = day(self.as_of.as_deref())?;
        let days = self.usage_days.unwrap_or(USAGE_DAYS);
        let usage = usage(state, (today, days)).map_err(ApiError::from)?;
        let rules = Rules::bundled().map_err(Failure::Unusable)?;
        let against = Against { today, rules: &rules, usage: usage.as_ref() };
        let report = examine((&state.engine, &version), against, progress)?;
        // Read at the end, so that what was decided meanwhile counts.
        let report = report.without(&remembered::ignored(&state.config.data)?);
        Ok(vec![
            Output::json("health.json", &report)?,
            Output::text("health.txt", report.table(SHOWN)),
        ])
    }
}

/// How often entries answered here; nothing where that is not known or not wanted.
fn usage(state: &AppState, (today, days): (Date, u32)) -> Result<Option<Usage>, StoreError> {
    if days == 0 {
        return Ok(None);
    }
    let since = today.checked_sub(i64::from(days).days()).unwrap_or(today);
    let since = since.to_string();
    let answered = state.store.db.answered_since(&since);
    let Some((first, counts)) = Handle::current().block_on(answered)? else {
        return Ok(None);
    };
    // Before the first day nothing was counted, which says nothing of what was asked.
    let from = first.parse().unwrap_or(today);
    let used = counts.into_iter().map(|(id, total)| Used {
        id,
        count: total.max(0).cast_unsigned(),
        from,
        to: today,
    });
    Ok(Some(Usage::new(used)))
}
