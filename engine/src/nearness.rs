//! How near the vectors are to a question: all of them looked at, or, where there are very many, those that a
//! sketch holds to be near.

use std::borrow::Cow;
use std::ops::Range;

use crate::index::dense::{Dense, DenseScratch, Quantised};
use crate::index::pick::{Heights, best};
use crate::index::sketch::{Sketch, SketchScratch};
use crate::index::top::{Hit, keep_best};

/// Of how many documents that a sketch holds to be near the cosine is taken, at least (docs/performance.md);
/// `wenshui bench retrieval` tells what it finds of the nearest.
const LOOKED_AT_MIN: usize = 2_000;
/// Of how many for each one that is wanted.
const LOOKED_AT: usize = 64;

/// A question's nearness to documents.
#[derive(Debug, Default)]
pub struct Nearness {
    query: Quantised,
    /// Whether every vector was looked at.
    is_whole: bool,
    whole: DenseScratch,
    sketched: SketchScratch,
    heights: (Heights<f32>, Heights<u16>),
    hits: (Vec<Hit<f32>>, Vec<Hit<u16>>),
}

impl Nearness {
    /// Looks at the vectors of an index, or at its sketch where it has one.
    pub fn ask(&mut self, (dense, sketch): (&Dense, &Sketch), query: Quantised) {
        self.query = query;
        self.is_whole = sketch.is_empty();
        if self.is_whole {
            dense.scan(&self.query, &mut self.whole);
        } else {
            sketch.scan(&self.query, &mut self.sketched);
        }
    }

    /// The `k` nearest of `docs` that `admit` lets pass, best first.
    pub fn best(
        &mut self,
        dense: &Dense,
        (docs, k): (Range<u32>, usize),
        admit: impl Fn(u32) -> bool,
    ) -> &[Hit<f32>] {
        let (hits, sketched) = (&mut self.hits.0, &mut self.hits.1);
        if self.is_whole {
            best(self.whole.cosines(), docs, k, (&mut self.heights.0, hits), admit);
            return hits;
        }
        let looked_at = if k == 0 { 0 } else { LOOKED_AT_MIN.max(k * LOOKED_AT) };
        let sums = self.sketched.sums();
        best(sums, docs, looked_at, (&mut self.heights.1, sketched), admit);
        hits.clear();
        hits.extend(sketched.iter().map(|hit| {
            let score = dense.cosine(&self.query, hit.doc as usize);
            Hit { doc: hit.doc, score }
        }));
        keep_best(hits, k);
        hits
    }

    /// The cosine of a document; nothing where the question has no vector.
    pub fn cosine(&self, dense: &Dense, doc: u32) -> f32 {
        if self.is_whole {
            return self.whole.cosines().get(doc as usize).copied().unwrap_or(0.0);
        }
        dense.cosine(&self.query, doc as usize)
    }

    /// The cosines of documents that stand together; empty where the question has no vector.
    pub fn cosines(&self, dense: &Dense, docs: Range<u32>) -> Cow<'_, [f32]> {
        if self.is_whole {
            let range = docs.start as usize..docs.end as usize;
            return Cow::Borrowed(self.whole.cosines().get(range).unwrap_or_default());
        }
        if self.query.components.is_empty() {
            return Cow::Borrowed(&[]);
        }
        Cow::Owned(docs.map(|doc| dense.cosine(&self.query, doc as usize)).collect())
    }
}
