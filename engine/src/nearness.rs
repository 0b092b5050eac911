//! How near the vectors are to a question: all of them looked at, or, where there are very many, those that a
//! sketch holds to be near.

use std::borrow::Cow;
use std::ops::Range;

use crate::index::apart::{Asked, Looked};
use crate::index::dense::{Dense, DenseScratch, Quantised};
use crate::index::pick::{Heights, best, some_best};
use crate::index::sketch::{Sketch, SketchScratch};
use crate::index::top::{Hit, keep_best, keep_best_of};

/// Of how many documents that a sketch holds to be near the cosine is taken, at least (docs/performance.md);
/// `wenshui bench retrieval` tells what it finds of the nearest.
const LOOKED_AT_MIN: usize = 2_000;
/// Of how many for each one that is wanted, and of how many of those that may be meant it is enough.
const LOOKED_AT: usize = 64;
const LOOKED_AT_LEAST: usize = 32;

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
    hits: Vec<Hit<f32>>,
    /// What the sketch holds to be near, and what a look at it brought.
    seeming: Vec<Hit<u16>>,
    looked: Looked,
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

    /// The `k` nearest in rising spans of documents that `admit` lets pass, best first.
    pub fn best(
        &mut self,
        vectors: Vectors<'_>,
        (spans, k): (&[Range<u32>], usize),
        admit: impl Fn(u32) -> bool,
    ) -> &[Hit<f32>] {
        if self.is_whole {
            let into = (&mut self.heights.0, &mut self.hits);
            best((self.whole.cosines(), None), (spans, k), into, admit);
            return &self.hits;
        }
        // Most may be meant, as a rule, and to ask for each is dear: the nearest are asked for.
        self.look_at((vectors, spans), k, |_| true);
        let looked = self.looked.hits.len();
        let asked = keep_best_of(&mut self.looked.hits, k, &admit);
        // Where few pass, too few were looked at for each that is kept, unless these were all.
        if asked > looked / LOOKED_AT_LEAST && looked < spans.iter().map(Range::len).sum() {
            self.look_at((vectors, spans), k, admit);
            keep_best(&mut self.looked.hits, k);
        }
        &self.looked.hits
    }

    /// Takes the cosines of the documents that the sketch holds to be near.
    fn look_at(
        &mut self,
        (vectors, spans): (Vectors<'_>, &[Range<u32>]),
        k: usize,
        admit: impl Fn(u32) -> bool,
    ) {
        let wanted = if k == 0 { 0 } else { LOOKED_AT_MIN.max(k * LOOKED_AT) };
        let into = (&mut self.heights.1, &mut self.seeming);
        some_best((self.sketched.sums(), None), (spans, wanted), into, admit);
        let seeming = self.seeming.iter().map(|hit| hit.doc);
        let scales = &vectors.dense.scales;
        vectors.sketch.vectors.look(&self.asked, (seeming, scales), &mut self.looked);
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
}
