//! Both sides asked, lexical and dense, and what they brought.

use crate::error::Error;
use crate::index::dense::Quantised;
use crate::index::impacts::ImpactScratch;
use crate::index::top::Hit;
use crate::trace::{Stage, Trace};
use crate::understand::Understanding;
use crate::version::Version;

/// Memory that answers use again and again, one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The question.
    pub understanding: Understanding,
    impacts: ImpactScratch,
    components: Vec<f32>,
    /// The cosine of every wording with the question; empty where the question has no vector.
    pub cosines: Vec<f32>,
}

/// The documents that may be meant.
#[derive(Debug, Default)]
pub struct Retrieved {
    /// From the lexical index, by summed impacts.
    pub lexical: Vec<Hit<u16>>,
    /// From the dense index, by cosine.
    pub dense: Vec<Hit<f32>>,
}

/// Asks both sides for the documents of entries that `admit` lets pass.
///
/// # Errors
/// When the encoder fails or its queue is full.
pub fn retrieve(
    version: &Version,
    scratch: &mut Scratch,
    trace: &mut Trace,
    admit: impl Fn(u32) -> bool,
) -> Result<Retrieved, Error> {
    let entry_of = |doc: u32| version.documents.entries[doc as usize];
    let pool = version.settings.pool;
    let asked = &scratch.understanding;
    let lexical = version
        .impacts
        .search(&asked.terms, pool.lexical, &mut scratch.impacts, |doc| admit(entry_of(doc)));
    trace.finish(Stage::Lexical);
    scratch.components.resize(version.encoder.dims(), 0.0);
    version.encoder.embed_into(&asked.analysis.reading.canonical, &mut scratch.components)?;
    let known = scratch.components.iter().any(|part| *part != 0.0);
    let vector = if known { Quantised::new(&scratch.components) } else { Quantised::default() };
    trace.finish(Stage::Encode);
    let cosines = &mut scratch.cosines;
    let dense = version.dense.search(&vector, pool.dense, cosines, |doc| admit(entry_of(doc)));
    trace.finish(Stage::Dense);
    trace.lexical_hits = lexical.len() as u32;
    trace.dense_hits = dense.len() as u32;
    Ok(Retrieved { lexical, dense })
}
