//! How many of the nearest documents a sketch of the dense index finds.

use serde::Serialize;
use wenshui_engine::index::dense::Quantised;
use wenshui_engine::index::sketch::Sketch;
use wenshui_engine::nearness::{Nearness, Vectors};
use wenshui_engine::version::Version;

use crate::error::Error;

/// How many of the nearest are looked for.
const NEAREST: usize = 10;
/// Of how many questions at most.
const QUESTIONS_MAX: usize = 300;

/// What a sketch finds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Sketched {
    /// Vectors in the index.
    pub vectors: usize,
    /// Questions that were asked.
    pub questions: usize,
    /// Of the ten nearest wordings, the share that is found, over all questions.
    pub recall: f64,
}

/// Asks the sketch of a version and every vector; nothing where it has none.
///
/// # Errors
/// When the encoder fails.
pub fn recall(version: &Version, questions: &[String]) -> Result<Option<Sketched>, Error> {
    if version.sketch.is_empty() {
        return Ok(None);
    }
    let (none, wordings) = (Sketch::default(), &version.all.wordings);
    let all = Vectors { sketch: &none, ..version.vectors() };
    let (mut whole, mut sketched) = (Nearness::default(), Nearness::default());
    let mut components = vec![0.0; version.encoder.dims()];
    let (mut wanted, mut found) = (0_u32, 0_u32);
    let asked = &questions[..questions.len().min(QUESTIONS_MAX)];
    for question in asked {
        let canonical = version.analyzer.analyze(question).reading.canonical;
        version.encoder.embed_into(&canonical, &mut components)?;
        let query = Quantised::of_question(&components);
        whole.ask(all, &query);
        sketched.ask(version.vectors(), &query);
        let nearest = whole.best(all, (wordings, NEAREST), |_| true);
        let seeming = sketched.best(version.vectors(), (wordings, NEAREST), |_| true);
        wanted += nearest.len() as u32;
        found += nearest.iter().filter(|hit| seeming.contains(hit)).count() as u32;
    }
    let recall = f64::from(found) / f64::from(wanted.max(1));
    Ok(Some(Sketched { vectors: version.dense.count, questions: asked.len(), recall }))
}
