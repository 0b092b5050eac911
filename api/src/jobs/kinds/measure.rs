//! What jobs that measure have in common: the version that is meant, the day, the run and its report.

use std::sync::Arc;

use jiff::civil::Date;
use tokio::runtime::Handle;
use wenshui_engine::version::Version;
use wenshui_eval::html::view::{self, WORST};
use wenshui_eval::metrics::Seen;
use wenshui_eval::progress::Progress;
use wenshui_eval::report::Report;
use wenshui_eval::report::worst::keep_explained;
use wenshui_eval::run;
use wenshui_eval::suite::Suite;

use crate::clock;
use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::jobs::kinds::stand::manifest;
use crate::jobs::output::Output;
use crate::measuring::{Asked, report};
use crate::state::AppState;
use crate::wire::request::date_of;

/// The seed of intervals where none is named.
pub const SEED: u64 = 1;
/// The report, which other jobs read again.
pub const REPORT: &str = "report.json";

/// The version of an id or a number; the one in service where none is named.
///
/// # Errors
/// `unknown_version`, or why it cannot be opened.
pub fn version(state: &AppState, wanted: Option<&str>) -> Result<Arc<Version>, ApiError> {
    version_of(state, ("params.kb_version", wanted))
}

/// The same, named by another field.
///
/// # Errors
/// `unknown_version`, or why it cannot be opened.
pub fn version_of(
    state: &AppState,
    (field, wanted): (&str, Option<&str>),
) -> Result<Arc<Version>, ApiError> {
    let current = state.engine.version();
    let Some(wanted) = wanted else {
        return Ok(current);
    };
    let found = Handle::current().block_on(state.versions.find(wanted, &current));
    found.map_err(|error| ApiError { field: Some(field.into()), ..error })
}

/// The day that is meant; today in Shanghai where none is named.
///
/// # Errors
/// `bad_date`.
pub fn day(wanted: Option<&str>) -> Result<Date, ApiError> {
    wanted.map_or_else(|| Ok(clock::today()), |text| date_of("params.as_of", text))
}

/// Asks a suite of a version: the report, the page and the tables of it to be read. `name` is what the
/// page calls the suite.
///
/// # Errors
/// When the engine fails, the suite has no case, or the work is called off.
pub fn measure(
    state: &AppState,
    ((suite, name), (version, asked)): ((&Suite, &str), (&Version, Asked)),
    progress: Progress,
) -> Result<Vec<Output>, Failure> {
    let (mut report, seen) = measured(state, (suite, version, asked), progress)?;
    keep_explained(&mut report, (version, &seen), WORST);
    Ok(vec![
        Output::json(REPORT, &report)?,
        Output::html("report.html", view::page(&report, name)?),
        Output::text("report.txt", report.table()),
    ])
}

/// Asks a suite of a version: the report, which says what the version is made of, and what was seen.
///
/// # Errors
/// As of [`measure`].
pub fn measured(
    state: &AppState,
    (suite, version, asked): (&Suite, &Version, Asked),
    progress: Progress,
) -> Result<(Report, Vec<Seen>), Failure> {
    if suite.cases.is_empty() {
        return Err(ApiError::new("job_no_case").into());
    }
    let seen = run::run(suite, (&state.engine, version), asked.as_of, progress)?;
    // A worker's threads ask several at a time, which latencies tell of.
    let threads = rayon::current_num_threads();
    let report = report(asked, (suite, version), &seen);
    Ok((Report { threads, manifest: manifest(state, version)?, ..report }, seen))
}
