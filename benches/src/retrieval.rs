//! Answering measured in this process: each question once, stage by stage.

use std::time::Instant;

use jiff::civil::Date;
use serde::Serialize;
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::trace::Stage;

use crate::error::Error;
use crate::latency::{Latencies, Quantiles};

/// What answering took.
#[derive(Debug, Clone, Serialize)]
pub struct Retrieval {
    /// The whole answer.
    pub total: Quantiles,
    /// The whole call as a watch beside it sees it, with what no stage counts.
    pub call: Quantiles,
    /// Each stage by name, in order.
    pub stages: Vec<(&'static str, Quantiles)>,
    /// How many questions were answered, suggested for, refused and so on.
    pub decisions: Vec<(&'static str, usize)>,
}

/// Answers every question once on this thread. The first `warm_up` of them are not counted.
///
/// # Errors
/// When the engine fails on a question.
pub fn measure(
    engine: &Engine,
    (questions, warm_up): (&[String], usize),
    today: Date,
) -> Result<Retrieval, Error> {
    let version = engine.version();
    let (mut total, mut call) = (Latencies::default(), Latencies::default());
    let mut stages: Vec<Latencies> = Stage::ALL.iter().map(|_| Latencies::default()).collect();
    let mut decisions: Vec<(&'static str, usize)> = Vec::new();
    for (at, text) in questions.iter().enumerate() {
        let began = Instant::now();
        let reply = engine.answer(&version, &Question::new(text, today))?;
        let took = began.elapsed().as_nanos() as u64;
        if at < warm_up {
            continue;
        }
        total.add(reply.trace.total());
        call.add(took);
        for ((_, nanoseconds), latencies) in reply.trace.stages().zip(&mut stages) {
            latencies.add(nanoseconds);
        }
        let name = reply.decision.name();
        match decisions.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => decisions.push((name, 1)),
        }
    }
    let named = Stage::ALL.iter().map(|stage| stage.name()).zip(stages);
    Ok(Retrieval {
        total: total.quantiles(),
        call: call.quantiles(),
        stages: named.map(|(name, latencies)| (name, latencies.quantiles())).collect(),
        decisions,
    })
}
