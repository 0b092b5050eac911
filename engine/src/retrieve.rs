//! Both sides asked, lexical and dense, and what they brought.

use crate::error::Error;
use crate::index::dense::{DenseScratch, Quantised};
use crate::index::impacts::ImpactScratch;
use crate::index::top::Hit;
use crate::settings::Pool;
use crate::trace::{Stage, Trace};
use crate::understand::Understanding;
use crate::version::Version;

/// Memory that answers use again and again, one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The question.
    pub understanding: Understanding,
    /// What the search brought.
    pub found: Retrieved,
    impacts: ImpactScratch,
    components: Vec<f32>,
}

/// The documents that may be meant.
#[derive(Debug, Default)]
pub struct Retrieved {
    /// From the lexical index, by summed impacts.
    pub lexical: Vec<Hit<u16>>,
    /// From the dense index, by cosine.
    pub dense: Vec<Hit<f32>>,
    /// How near every wording is.
    pub nearness: DenseScratch,
}

/// Asks both sides for documents of entries that `admit` lets pass, as many as `pool` says.
///
/// # Errors
/// When the encoder fails or its queue is full.
pub fn retrieve(
    version: &Version,
    scratch: &mut Scratch,
    (trace, pool): (&mut Trace, Pool),
    admit: impl Fn(u32) -> bool,
) -> Result<(), Error> {
    let entry_of = |doc: u32| version.documents.entries[doc as usize];
    let (asked, found) = (&scratch.understanding, &mut scratch.found);
    let memory = (&mut scratch.impacts, &mut found.lexical);
    version.impacts.search(&asked.terms, pool.lexical, memory, |doc| admit(entry_of(doc)));
    trace.finish(Stage::Lexical);
    scratch.components.resize(version.encoder.dims(), 0.0);
    version.encoder.embed_into(&asked.analysis.reading.canonical, &mut scratch.components)?;
    let known = scratch.components.iter().any(|part| *part != 0.0);
    let vector =
        if known { Quantised::of_question(&scratch.components) } else { Quantised::default() };
    trace.finish(Stage::Encode);
    let memory = (&mut found.nearness, &mut found.dense);
    version.dense.search(&vector, pool.dense, memory, |doc| admit(entry_of(doc)));
    trace.finish(Stage::Dense);
    trace.lexical_hits = found.lexical.len() as u32;
    trace.dense_hits = found.dense.len() as u32;
    Ok(())
}
