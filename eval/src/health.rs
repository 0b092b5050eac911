//! The health of a knowledge base (知识体检): what is wrong in meaning and time.
//!
//! `knowledge::check` finds what is wrong in form. Here every wording is asked of the engine, which
//! says what else it finds; dates are held against a day, citations against the kinds of documents,
//! links and follow-ups against what is there, topics against what is asked.

pub mod against;
pub mod class;
pub mod coverage;
pub mod dates;
pub mod finding;
pub mod grounds;
pub mod ignored;
pub mod links;
pub mod neighbours;
pub mod overlaps;
pub mod pairs;
pub mod phrase;
pub mod report;
pub mod rules;
pub mod topics;
pub mod usage;

use wenshui_engine::engine::Engine;
use wenshui_engine::version::Version;

use crate::error::Error;
use crate::health::against::Against;
use crate::health::class::Catalogue;
use crate::health::coverage::coverage;
use crate::health::finding::{Finding, Findings};
use crate::health::neighbours::ask;
use crate::health::report::{HealthReport, HealthSignature};
use crate::progress::Progress;

/// Checks the base of a version; `progress` hears of every wording that was asked.
///
/// # Errors
/// When the engine fails on a wording, or whoever waits calls it off.
pub fn examine(
    (engine, version): (&Engine, &Version),
    against: Against,
    progress: Progress,
) -> Result<HealthReport, Error> {
    let base = &version.base;
    let asked = ask((engine, version), against, progress)?;
    let mut findings = Findings::new(base, Catalogue::bundled());
    overlaps::find((version, &asked), against.rules, &mut findings);
    dates::find((base, &asked), against, &mut findings);
    grounds::find(base, against.rules, &mut findings);
    links::find(base, against, &mut findings);
    topics::find(base, against, &mut findings);
    let findings: Vec<Finding> = findings.finish();
    Ok(HealthReport {
        signature: HealthSignature {
            kb_version: version.id.clone(),
            encoder: version.encoder.id().to_owned(),
            entries: base.entries.len(),
            wordings: base.wordings(),
            today: against.today.to_string(),
        },
        findings,
        ignored: Vec::new(),
        coverage: coverage(base, against),
    })
}
