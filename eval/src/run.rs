//! A run: every case of a suite asked of one version.

use jiff::civil::Date;
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::version::Version;

use crate::error::Error;
use crate::metrics::{Seen, target};
use crate::suite::{Case, Suite};

/// How many candidates are looked at: ranked metrics stand before any threshold.
const TOP_K: usize = 10;

/// Asks every case, one after the other; `today` serves cases without a day of their own, `step`
/// is called after each case.
///
/// # Errors
/// When the engine fails on a question.
pub fn run(
    suite: &Suite,
    (engine, version): (&Engine, &Version),
    today: Date,
    mut step: impl FnMut(usize),
) -> Result<Vec<Seen>, Error> {
    let mut seen = Vec::with_capacity(suite.cases.len());
    for (at, case) in suite.cases.iter().enumerate() {
        seen.push(ask(case, engine, version, today)?);
        step(at + 1);
    }
    Ok(seen)
}

fn ask(case: &Case, engine: &Engine, version: &Version, today: Date) -> Result<Seen, Error> {
    let question = Question {
        region: case.region,
        taxpayer_type: case.taxpayer_type,
        top_k: TOP_K,
        ..Question::new(&case.question, case.as_of.unwrap_or(today))
    };
    let reply = engine.answer(version, &question)?;
    let id = |entry: u32| version.base.entries[entry as usize].id.clone();
    Ok(Seen {
        id: case.id.clone(),
        decision: reply.decision.name(),
        confidence: f64::from(reply.confidence),
        candidates: reply.candidates.iter().map(|candidate| id(candidate.entry)).collect(),
        expect: case.expect.clone(),
        target: target(&case.expect),
        forbid: case.forbid.clone(),
        decision_expected: case.decision.clone(),
        latency_us: reply.trace.total() as f64 / 1000.0,
        weight: case.weight,
    })
}
