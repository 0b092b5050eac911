//! What jobs that measure have in common: the version that is meant, the day, the run and its report.

use std::sync::Arc;

use jiff::civil::Date;
use tokio::runtime::Handle;
use wenshui_engine::version::Version;
use wenshui_eval::progress::Progress;
use wenshui_eval::run;
use wenshui_eval::suite::Suite;

use crate::clock;
use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::jobs::output::Output;
use crate::measuring::{Asked, report};
use crate::state::AppState;
use crate::wire::request::date_of;

/// The seed of intervals where none is named.
pub const SEED: u64 = 1;

/// The version of an id or a number; the one in service where none is named.
///
/// # Errors
/// `unknown_version`, or why it cannot be opened.
pub fn version(state: &AppState, wanted: Option<&str>) -> Result<Arc<Version>, ApiError> {
    let current = state.engine.version();
    let Some(wanted) = wanted else {
        return Ok(current);
    };
    let found = Handle::current().block_on(state.versions.find(wanted, &current));
    found.map_err(|error| ApiError { field: Some("params.kb_version".into()), ..error })
}

/// The day that is meant; today in Shanghai where none is named.
///
/// # Errors
/// `bad_date`.
pub fn day(wanted: Option<&str>) -> Result<Date, ApiError> {
    wanted.map_or_else(|| Ok(clock::today()), |text| date_of("params.as_of", text))
}

/// Asks a suite of a version: the report, and its tables to be read.
///
/// # Errors
/// When the engine fails, the suite has no case, or the work is called off.
pub fn measure(
    state: &AppState,
    (suite, version, asked): (&Suite, &Version, Asked),
    progress: Progress,
) -> Result<Vec<Output>, Failure> {
    if suite.cases.is_empty() {
        return Err(ApiError::new("job_no_case").into());
    }
    let seen = run::run(suite, (&state.engine, version), asked.as_of, progress)?;
    let report = report(asked, (suite, version), &seen);
    Ok(vec![Output::json("report.json", &report)?, Output::text("report.txt", report.table())])
}
