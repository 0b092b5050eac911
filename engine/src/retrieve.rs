//! Both sides asked, lexical and dense, and the documents that may be meant.

use crate::error::Error;
use crate::index::dense::Quantised;
use crate::index::documents::Documents;
use crate::index::impacts::ImpactScratch;
use crate::index::pick::{Heights, best};
use crate::index::top::Hit;
use crate::nearness::Nearness;
use crate::settings::Pool;
use crate::spans::Spans;
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
    /// The wordings that may be meant, from both sides, rising. Where a whole was found, the standard question
    /// of its entry stands for it.
    pub pool: Vec<u32>,
    /// Whether every document that fits at all is among them.
    pub is_all: bool,
    picking: (Heights<u16>, Vec<Hit<u16>>),
}

/// Which entries may be meant.
#[derive(Debug, Clone, Copy)]
pub struct Among<'a, A> {
    /// Those that it lets pass
    pub admit: A,
    /// of those whose documents lie in these spans.
    pub spans: &'a Spans,
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
        let Spans { wordings, wholes } = among.spans;
        let documents = &version.documents;
        let admit = |doc: u32| (among.admit)(documents.entries[doc as usize]);
        let (heights, hits) = &mut self.picking;
        self.pool.clear();
        self.is_all = true;
        for (spans, k) in [(wordings, pool.lexical), (wholes, pool.wholes)] {
            best((self.impacts.sums(), Some(0)), (spans, k), (heights, hits), admit);
            self.is_all &= put((hits, k), &mut self.pool);
        }
        trace.lexical_hits = self.pool.len() as u32;
        for (spans, k) in [(wordings, pool.dense), (wholes, pool.answers)] {
            let hits = self.nearness.best(version.vectors(), (spans, k), admit);
            self.is_all &= put((hits, k), &mut self.pool);
        }
        trace.dense_hits = self.pool.len() as u32 - trace.lexical_hits;
        self.settle(documents);
    }

    /// Lets wordings alone stand in the pool, each once.
    fn settle(&mut self, documents: &Documents) {
        for doc in self.pool.iter_mut().filter(|doc| **doc >= documents.wordings) {
            *doc = documents.wordings_of(documents.entries[*doc as usize]).start;
        }
        self.pool.sort_unstable();
        self.pool.dedup();
    }

    /// The wordings that may be meant, entry by entry.
    pub fn by_entry<'a>(
        &'a self,
        documents: &'a Documents,
    ) -> impl Iterator<Item = (u32, &'a [u32])> {
        let entry = |wording: &u32| documents.entries[*wording as usize];
        let together = self.pool.chunk_by(move |a, b| entry(a) == entry(b));
        together.map(move |wordings| (entry(&wordings[0]), wordings))
    }
}

/// Puts documents into the pool; whether they are all that there were, and not only as many as were wanted.
fn put<S>((hits, wanted): (&[Hit<S>], usize), pool: &mut Vec<u32>) -> bool {
    pool.extend(hits.iter().map(|hit| hit.doc));
    hits.len() < wanted
}
