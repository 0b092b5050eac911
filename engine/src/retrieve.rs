//! Both sides asked, lexical and dense, and the documents that may be meant.

use crate::error::Error;
use crate::index::dense::Quantised;
use crate::index::impacts::ImpactScratch;
use crate::index::pick::{Heights, best, best_of};
use crate::index::top::Hit;
use crate::nearness::Nearness;
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
    components: Vec<f32>,
}

/// How well every document fits, and those that may be meant.
#[derive(Debug, Default)]
pub struct Retrieved {
    /// By words.
    pub impacts: ImpactScratch,
    /// By vectors.
    pub nearness: Nearness,
    /// The documents that may be meant, from both sides; one may stand there more than once.
    pub pool: Vec<u32>,
    /// Whether every document that fits at all is among them.
    pub is_all: bool,
    picking: (Heights<u16>, Vec<Hit<u16>>),
    few: Vec<u32>,
}

/// Which entries may be meant.
#[derive(Debug, Clone, Copy)]
pub struct Among<'a, A> {
    /// Those that it lets pass,
    pub admit: A,
    /// and they are among these, rising, where these are few.
    pub few: Option<&'a [u32]>,
}

/// Asks both sides how well every document fits.
///
/// # Errors
/// When the encoder fails or its queue is full.
pub fn retrieve(version: &Version, scratch: &mut Scratch, trace: &mut Trace) -> Result<(), Error> {
    let (asked, found) = (&scratch.understanding, &mut scratch.found);
    version.impacts.sum(&asked.terms, version.documents.wordings, &mut found.impacts);
    trace.finish(Stage::Lexical);
    scratch.components.resize(version.encoder.dims(), 0.0);
    version.encoder.embed_into(&asked.analysis.reading.canonical, &mut scratch.components)?;
    let known = scratch.components.iter().any(|part| *part != 0.0);
    let vector =
        if known { Quantised::of_question(&scratch.components) } else { Quantised::default() };
    trace.finish(Stage::Encode);
    found.nearness.ask(version.vectors(), &vector);
    trace.finish(Stage::Dense);
    Ok(())
}

impl Retrieved {
    /// Gathers the best documents of entries that may be meant, as many as `pool` says.
    pub fn gather(
        &mut self,
        version: &Version,
        (pool, trace): (Pool, &mut Trace),
        among: Among<'_, impl Fn(u32) -> bool>,
    ) {
        self.pool.clear();
        self.is_all = true;
        match among.few {
            Some(few) => {
                let admitted = few.iter().copied().filter(|entry| (among.admit)(*entry));
                self.few.clear();
                self.few.extend(admitted);
                self.gather_few(version, (pool, trace));
            }
            None => self.gather_all(version, (pool, trace), among.admit),
        }
        trace.dense_hits = self.pool.len() as u32 - trace.lexical_hits;
    }

    /// Gathers from among all documents.
    fn gather_all(
        &mut self,
        version: &Version,
        (pool, trace): (Pool, &mut Trace),
        admit: impl Fn(u32) -> bool,
    ) {
        let documents = &version.documents;
        let admit = |doc: u32| admit(documents.entries[doc as usize]);
        let wordings = 0..documents.wordings;
        let wholes = documents.wordings..documents.len() as u32;
        let sums = self.impacts.sums();
        let (heights, hits) = &mut self.picking;
        let fits = |doc: u32| sums[doc as usize] > 0 && admit(doc);
        for (docs, k) in [(wordings.clone(), pool.lexical), (wholes.clone(), pool.wholes)] {
            best(sums, docs, k, (heights, hits), fits);
            self.is_all &= put((hits.as_slice(), k), &mut self.pool);
        }
        trace.lexical_hits = self.pool.len() as u32;
        for (docs, k) in [(wordings, pool.dense), (wholes, pool.answers)] {
            let hits = self.nearness.best(version.vectors(), (docs, k), admit);
            self.is_all &= put((hits, k), &mut self.pool);
        }
    }

    /// Gathers from the documents of the entries in `few`, each of which is looked at.
    fn gather_few(&mut self, version: &Version, (pool, trace): (Pool, &mut Trace)) {
        let documents = &version.documents;
        let wordings = || self.few.iter().flat_map(|entry| documents.wordings_of(*entry));
        let wholes = || self.few.iter().filter_map(|entry| documents.whole_of(*entry));
        let sums = self.impacts.sums();
        let score = |doc: u32| Some(sums[doc as usize]).filter(|sum| *sum > 0);
        let hits = &mut self.picking.1;
        best_of((wordings(), pool.lexical), hits, score);
        self.is_all &= put((hits.as_slice(), pool.lexical), &mut self.pool);
        best_of((wholes(), pool.wholes), hits, score);
        self.is_all &= put((hits.as_slice(), pool.wholes), &mut self.pool);
        trace.lexical_hits = self.pool.len() as u32;
        let near = self.nearness.best_of(version.vectors(), (wordings(), pool.dense));
        self.is_all &= put((near, pool.dense), &mut self.pool);
        let near = self.nearness.best_of(version.vectors(), (wholes(), pool.answers));
        self.is_all &= put((near, pool.answers), &mut self.pool);
    }
}

/// Puts documents into the pool; whether they are all that there were, and not only as many as were wanted.
fn put<S>((hits, wanted): (&[Hit<S>], usize), pool: &mut Vec<u32>) -> bool {
    pool.extend(hits.iter().map(|hit| hit.doc));
    hits.len() < wanted
}
