//! The dense index: an exact scan over unit vectors kept as bytes.

use pulp::Arch;

use crate::index::top::{Hit, Top};

/// Vectors scored together before the best are picked.
const BATCH: usize = 1024;

/// Unit vectors, each component a signed byte, each vector with its own scale.
#[derive(Debug, Clone, Default)]
pub struct Dense {
    /// Components a vector.
    pub dims: usize,
    /// The components, vector after vector.
    pub components: Vec<i8>,
    /// What one step of each vector's components is worth.
    pub scales: Vec<f32>,
}

/// A vector as bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quantised {
    /// The components.
    pub components: Vec<i8>,
    /// What one step is worth.
    pub scale: f32,
}

impl Quantised {
    /// Quantises by the largest component, so that it becomes 127.
    pub fn new(vector: &[f32]) -> Self {
        let highest = vector.iter().fold(0.0_f32, |highest, part| highest.max(part.abs()));
        let scale = if highest > 0.0 { highest / 127.0 } else { 1.0 };
        let components = vector.iter().map(|part| (part / scale).round() as i8).collect();
        Self { components, scale }
    }
}

impl Dense {
    /// An index of vectors with `dims` components.
    pub fn new(dims: usize) -> Self {
        Self { dims, ..Self::default() }
    }

    /// Adds a vector of `dims` components.
    pub fn push(&mut self, vector: &Quantised) {
        debug_assert_eq!(vector.components.len(), self.dims);
        self.components.extend_from_slice(&vector.components);
        self.scales.push(vector.scale);
    }

    /// How many vectors there are.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// The cosine of one vector with the question's.
    pub fn cosine(&self, doc: u32, query: &Quantised) -> f32 {
        let at = doc as usize * self.dims;
        let product = dot(&self.components[at..at + self.dims], &query.components);
        product as f32 * self.scales[doc as usize] * query.scale
    }

    /// The `k` vectors nearest to the question's among those that `admit` lets pass, best first.
    pub fn search(
        &self,
        query: &Quantised,
        k: usize,
        admit: impl Fn(u32) -> bool,
    ) -> Vec<Hit<f32>> {
        let mut top = Top::new(k);
        if self.dims == 0 || query.components.len() != self.dims {
            return top.into_hits();
        }
        let arch = Arch::new();
        let mut scores = [0.0_f32; BATCH];
        let batches = self.components.chunks(BATCH * self.dims).zip(self.scales.chunks(BATCH));
        for (number, (vectors, scales)) in batches.enumerate() {
            let scores = &mut scores[..scales.len()];
            arch.dispatch(|| score(vectors, scales, &query.components, scores));
            for (at, score) in scores.iter().enumerate() {
                let doc = (number * BATCH + at) as u32;
                if top.floor().is_none_or(|floor| *score > floor) && admit(doc) {
                    top.offer(doc, *score);
                }
            }
        }
        for hit in top.hits_mut() {
            hit.score *= query.scale;
        }
        top.into_hits()
    }
}

/// Scores a batch of vectors, but for the scale of the question, which all of them share.
#[inline(always)]
fn score(vectors: &[i8], scales: &[f32], query: &[i8], scores: &mut [f32]) {
    let rows = vectors.chunks_exact(query.len()).zip(scales);
    for (out, (row, scale)) in scores.iter_mut().zip(rows) {
        *out = dot(row, query) as f32 * scale;
    }
}

/// The product of two byte vectors; a shape that compilers turn into multiply-and-add of pairs.
#[inline(always)]
fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(x, y)| i32::from(i16::from(*x)) * i32::from(i16::from(*y))).sum()
}
