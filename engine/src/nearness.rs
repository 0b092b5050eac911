//! How near the vectors are to a question: all of them looked at, or, where there are very many, those that a
//! sketch holds to be near.

use std::borrow::Cow;
use std::mem;
use std::ops::Range;

use crate::index::apart::Asked;
use crate::index::dense::{Dense, DenseScratch, Quantised};
use crate::index::pick::{Heights, best, best_of};
use crate::index::sketch::{Sketch, SketchScratch};
use crate::index::top::{Hit, keep_best};

/// Of how many documents that a sketch holds to be near the cosine is taken, at least (docs/performance.md);
/// `wenshui bench retrieval` tells what it finds of the nearest.
const LOOKED_AT_MIN: usize = 2_000;
/// Of how many for each one that is wanted.
const LOOKED_AT: usize = 64;

/// The vectors of documents, and their sketch where they are very many.
#[derive(Debug, Clone, Copy)]
pub struct Vectors<'a> {
    /// The vectors.
    pub dense: &'a Dense,
    /// Their sketch.
    pub sketch: &'a Sketch,
}

/// A question's nearness to documents.
#[derive(Debug, Default)]
pub struct Nearness {
    asked: Asked,
    /// Whether every vector was looked at.
    is_whole: bool,
    whole: DenseScratch,
    sketched: SketchScratch,
    heights: (Heights<f32>, Heights<u16>),
    hits: (Vec<Hit<f32>>, Vec<Hit<u16>>),
}

impl Nearness {
    /// Looks at all vectors, or at their sketch where there is one.
    pub fn ask(&mut self, Vectors { dense, sketch }: Vectors<'_>, query: &Quantised) {
        self.is_whole = sketch.is_empty();
        if self.is_whole {
            dense.scan(query, &mut self.whole);
        } else {
            self.asked.refill(query);
            sketch.scan(query, &mut self.sketched);
        }
    }

    /// The `k` nearest of `docs` that `admit` lets pass, best first.
    pub fn best(
        &mut self,
        vectors: Vectors<'_>,
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
        let docs = sketched.iter().map(|hit| hit.doc);
        vectors.sketch.vectors.cosines(&self.asked, (docs, &vectors.dense.scales), hits);
        keep_best(hits, k);
        hits
    }

    /// The `k` nearest of these documents that `admit` lets pass, best first, by a look at each of them.
    pub fn best_of(
        &mut self,
        vectors: Vectors<'_>,
        (docs, k): (&[u32], usize),
        admit: impl Fn(u32) -> bool,
    ) -> &[Hit<f32>] {
        let mut hits = mem::take(&mut self.hits.0);
        let docs = if self.has_vector() { docs } else { &[] };
        best_of((docs, k), &mut hits, |doc| admit(doc).then(|| self.cosine(vectors, doc)));
        self.hits.0 = hits;
        &self.hits.0
    }

    /// The cosine of a document; nothing where the question has no vector.
    pub fn cosine(&self, vectors: Vectors<'_>, doc: u32) -> f32 {
        if self.is_whole {
            return self.whole.cosines().get(doc as usize).copied().unwrap_or(0.0);
        }
        if self.asked.is_empty() {
            return 0.0;
        }
        let scale = vectors.dense.scales[doc as usize];
        vectors.sketch.vectors.cosine(&self.asked, (doc, scale))
    }

    /// The cosines of documents that stand together; empty where the question has no vector.
    pub fn cosines(&self, vectors: Vectors<'_>, docs: Range<u32>) -> Cow<'_, [f32]> {
        if self.is_whole {
            let range = docs.start as usize..docs.end as usize;
            return Cow::Borrowed(self.whole.cosines().get(range).unwrap_or_default());
        }
        if self.asked.is_empty() {
            return Cow::Borrowed(&[]);
        }
        Cow::Owned(docs.map(|doc| self.cosine(vectors, doc)).collect())
    }

    fn has_vector(&self) -> bool {
        if self.is_whole { !self.whole.cosines().is_empty() } else { !self.asked.is_empty() }
    }
}
