//! Two runs of one suite side by side: those of jobs that are done, or of two versions that are asked now.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use wenshui_engine::version::Version;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::compare::explained::Side;
use wenshui_eval::compare::{Comparison, compare};
use wenshui_eval::html::comparison::page;
use wenshui_eval::progress::Progress;
use wenshui_eval::report::Report;
use wenshui_eval::run;
use wenshui_eval::suite::Suite;

use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::kinds::evaluate::{Evaluate, half, lines, suite};
use crate::jobs::kinds::measure::{REPORT, SEED, day, measured, version_of};
use crate::jobs::kinds::part::part;
use crate::jobs::output::Output;
use crate::jobs::stage::Stage;
use crate::measuring::Asked;
use crate::state::AppState;
use crate::store::job::Job;

/// How many runs a side may have, and how many cases the table shows.
const RUNS_MAX: usize = 10;
const SHOWN: usize = 100;

/// What is compared: jobs of both sides, or a suite asked of two versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// Jobs that measured the version before; the first is compared, others tell what is flaky.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// Jobs that measured the version after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// The name of a stored suite, in the place of jobs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// The version before; the one in service where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kb_before: Option<String>,
    /// The version after; the one in service where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kb_after: Option<String>,
    /// Of a suite one half of the cases, `tune` or `measure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<String>,
    /// Of a suite the day whose rules are asked for; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The seed of the intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// Both versions, before and after.
type Both = [Arc<Version>; 2];

impl Work for Compare {
    const KIND: &'static str = "compare";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        half(self.half.as_deref())?;
        day(self.as_of.as_deref())?;
        if let Some(suite) = &self.suite {
            if !self.before.is_empty() || !self.after.is_empty() {
                return Err(ApiError::about("params.suite", "compare_of_one_kind", &[]));
            }
            lines(state, suite)?;
            self.both(state)?;
            return Ok(());
        }
        let asked = [&self.kb_before, &self.kb_after, &self.half, &self.as_of];
        if asked.iter().any(|own| own.is_some()) {
            return Err(ApiError::about("params.suite", "compare_of_one_kind", &[]));
        }
        for (field, ids) in [("params.before", &self.before), ("params.after", &self.after)] {
            if !(1..=RUNS_MAX).contains(&ids.len()) {
                let range = format!("1 - {RUNS_MAX}");
                return Err(ApiError::about(field, "bad_number", &[field, &range]));
            }
            for id in ids {
                measured_by(state, (field, id))?;
            }
        }
        Ok(())
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let (comparison, name) = match &self.suite {
            Some(name) => (self.asked(state, name, progress)?, name.clone()),
            None => self.of_jobs(state, progress)?,
        };
        Ok(vec![
            Output::json("comparison.json", &comparison)?,
            Output::html("report.html", page(&comparison, &name)?),
            Output::text("comparison.txt", comparison.table(SHOWN)),
        ])
    }
}

impl Compare {
    fn bootstrap(&self) -> Bootstrap {
        Bootstrap { seed: self.seed.unwrap_or(SEED), ..Bootstrap::default() }
    }

    fn both(&self, state: &AppState) -> Result<Both, ApiError> {
        Ok([
            version_of(state, ("params.kb_before", self.kb_before.as_deref()))?,
            version_of(state, ("params.kb_after", self.kb_after.as_deref()))?,
        ])
    }

    /// Asks a suite of both versions.
    fn asked(
        &self,
        state: &AppState,
        name: &str,
        mut progress: Progress,
    ) -> Result<Comparison, Failure> {
        let [before, after] = self.both(state)?;
        let half = half(self.half.as_deref())?;
        let suite = suite(state, (name, half))?;
        let as_of = day(self.as_of.as_deref())?;
        let mut ask = |at, version: &Version| {
            let seed = self.seed.unwrap_or(SEED);
            let asked = Asked { half, without_concepts: Vec::new(), as_of, seed };
            let work = |progress: Progress| measured(state, (&suite, version, asked), progress);
            part(&mut progress, (at, 2), work)
        };
        let (one, was) = ask(0, &before)?;
        let (two, is) = ask(1, &after)?;
        let mut comparison = compare((&[one], &[two]), self.bootstrap())?;
        comparison.explain(Side::Before, (&before, &was));
        comparison.explain(Side::After, (&after, &is));
        Ok(comparison)
    }

    /// Compares what jobs came to, and gives the name of it for the page.
    fn of_jobs(
        &self,
        state: &AppState,
        mut progress: Progress,
    ) -> Result<(Comparison, String), Failure> {
        let read = |field: &str, ids: &[String]| -> Result<Vec<(Job, Report)>, Failure> {
            ids.iter().map(|id| report(state, measured_by(state, (field, id))?)).collect()
        };
        let before = read("params.before", &self.before)?;
        let after = read("params.after", &self.after)?;
        let suite = asked_suite(state, &before);
        let parted = |side: Vec<(Job, Report)>| -> Vec<Report> {
            side.into_iter().map(|(_, report)| report).collect()
        };
        let (before, after) = (parted(before), parted(after));
        let mut comparison = compare((&before, &after), self.bootstrap())?;
        let Some((name, suite)) = suite else {
            let name = format!("{} \u{2192} {}", self.before.join(", "), self.after.join(", "));
            return Ok((comparison, name));
        };
        let sides = [(Side::Before, &before), (Side::After, &after)];
        for (at, (side, reports)) in sides.into_iter().enumerate() {
            let explained = |progress: Progress| {
                explain(state, (&mut comparison, side), (&suite, reports), progress)
            };
            part(&mut progress, (at, 2), explained)?;
        }
        Ok((comparison, name))
    }
}

/// A job that is done and has a report.
fn measured_by(state: &AppState, (field, id): (&str, &str)) -> Result<Job, ApiError> {
    let found = Handle::current().block_on(state.store.db.job(id))?;
    let job = found.ok_or_else(|| ApiError::about(field, "unknown_job", &[id]))?;
    let has_report = job.outputs.contains(&format!("\"{REPORT}\""));
    if job.stage == Stage::Done && has_report {
        return Ok(job);
    }
    Err(ApiError::about(field, "job_without_report", &[id]))
}

fn report(state: &AppState, job: Job) -> Result<(Job, Report), Failure> {
    let unread = |error: std::io::Error| Failure::Internal(error.to_string());
    let bytes = state.jobs.files.read(&job.id, REPORT).map_err(unread)?;
    let gone = || ApiError::new("job_without_report").with(&[&job.id]);
    let report = serde_json::from_slice(&bytes.ok_or_else(gone)?)?;
    Ok((job, report))
}

/// The suite that both sides were asked, where it is kept here as it was then.
fn asked_suite(state: &AppState, before: &[(Job, Report)]) -> Option<(String, Suite)> {
    let (job, report) = before.first()?;
    let asked: Evaluate = serde_json::from_str(&job.params).ok()?;
    let kept = suite(state, (&asked.suite, Option::default())).ok()?;
    (kept.hash == report.signature.suite).then_some((asked.suite, kept))
}

/// Asks what went otherwise again of the version of one side, where that can still be had.
fn explain(
    state: &AppState,
    (comparison, side): (&mut Comparison, Side),
    (suite, reports): (&Suite, &[Report]),
    progress: Progress,
) -> Result<(), Failure> {
    let Some(signature) = reports.first().map(|report| &report.signature) else {
        return Ok(());
    };
    let Ok(version) = version_of(state, ("params", Some(&signature.kb_version))) else {
        return Ok(());
    };
    let as_of = day(Some(&signature.as_of))?;
    let turned = comparison.turned(suite);
    let seen = run::run(&turned, (&state.engine, &version), as_of, progress)?;
    comparison.explain(side, (&version, &seen));
    Ok(())
}
