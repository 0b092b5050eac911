//! Vectors apart from each other: the bytes of each stand together, so that one of very many is a cache line or
//! two and not one for every group of its components.

use pulp::{Arch, Simd, WithSimd};

use crate::index::dense::scan::{GROUP, LANES, LOWER, QUAD};
use crate::index::dense::{Dense, Quantised};
use crate::index::top::Hit;

/// The components of a dense index, vector after vector, two a byte as there.
#[derive(Debug, Clone, Default)]
pub struct Apart {
    bytes: Vec<u8>,
    /// Bytes a vector.
    width: usize,
}

/// A question as it meets them.
#[derive(Debug, Default)]
pub struct Asked {
    /// What meets the lower halves of the bytes, and the upper ones; empty for a question without a vector.
    halves: [Vec<i8>; 2],
    /// What is taken off every sum, because components stand above zero.
    bias: i32,
    /// What one step of the question's components is worth.
    scale: f32,
}

impl Asked {
    /// Takes the question's vector.
    pub fn refill(&mut self, query: &Quantised) {
        let [lower, upper] = &mut self.halves;
        lower.clear();
        upper.clear();
        for group in query.components.chunks(GROUP) {
            let mut whole = [0; GROUP];
            whole[..group.len()].copy_from_slice(group);
            lower.extend_from_slice(&whole[..QUAD]);
            upper.extend_from_slice(&whole[QUAD..]);
        }
        let sum: i32 = query.components.iter().map(|part| i32::from(*part)).sum();
        (self.bias, self.scale) = (sum * i32::from(Dense::RAISED), query.scale);
    }

    /// Whether the question has no vector.
    pub fn is_empty(&self) -> bool {
        self.halves[0].is_empty()
    }

    #[inline(always)]
    fn cosine(&self, vector: &[u8], scale: f32) -> f32 {
        let [lower, upper] = &self.halves;
        // Two products of at most 15 · 127 fit into sixteen bits.
        let products = vector.iter().zip(lower.iter().zip(upper)).map(|(byte, (one, two))| {
            let lower = i16::from(byte & LOWER) * i16::from(*one);
            i32::from(lower + i16::from(byte >> 4) * i16::from(*two))
        });
        (products.sum::<i32>() - self.bias) as f32 * (scale * self.scale)
    }
}

impl Apart {
    /// Takes the vectors of an index apart.
    pub fn of(dense: &Dense) -> Self {
        let width = dense.dims / 2;
        let mut bytes = vec![0; dense.count * width];
        for (doc, vector) in bytes.chunks_exact_mut(width.max(1)).enumerate() {
            let (block, lane) = (doc / LANES * LANES * width, doc % LANES);
            for (group, quad) in vector.chunks_exact_mut(QUAD).enumerate() {
                let place = block + (group * LANES + lane) * QUAD;
                quad.copy_from_slice(&dense.components[place..place + QUAD]);
            }
        }
        Self { bytes, width }
    }

    fn vector(&self, doc: u32) -> &[u8] {
        let place = doc as usize * self.width;
        &self.bytes[place..place + self.width]
    }

    /// The cosine of a question with one vector, to the bit as [`Dense::scan`] gives it; nothing for a question
    /// that has none.
    pub fn cosine(&self, asked: &Asked, (doc, scale): (u32, f32)) -> f32 {
        asked.cosine(self.vector(doc), scale)
    }

    /// The cosines of documents whose scales are among `scales`.
    pub fn look(
        &self,
        asked: &Asked,
        (docs, scales): (impl Iterator<Item = u32>, &[f32]),
        looked: &mut Looked,
    ) {
        let Looked { vectors, hits } = looked;
        vectors.clear();
        hits.clear();
        for doc in docs {
            vectors.extend_from_slice(self.vector(doc));
            hits.push(Hit { doc, score: scales[doc as usize] });
        }
        Arch::new().dispatch(Look { asked, vectors, width: self.width, hits });
    }
}

/// Memory that looks use again and again.
#[derive(Debug, Default)]
pub struct Looked {
    /// The vectors that were looked at, one behind the other: while they are copied many are fetched at once,
    /// which products in between would not let happen.
    vectors: Vec<u8>,
    /// What was looked at, with its cosine.
    pub hits: Vec<Hit<f32>>,
}

/// Products with vectors that were fetched, for the widest registers that there are. The score of a hit is its
/// scale before and its cosine after.
struct Look<'a> {
    asked: &'a Asked,
    vectors: &'a [u8],
    width: usize,
    hits: &'a mut [Hit<f32>],
}

impl WithSimd for Look<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let Self { asked, vectors, width, hits } = self;
        for (hit, vector) in hits.iter_mut().zip(vectors.chunks_exact(width.max(1))) {
            hit.score = asked.cosine(vector, hit.score);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Apart, Asked, Looked};
    use crate::index::dense::{Dense, DenseScratch, Quantised};
    use crate::index::made_up::made_up;

    /// One by one the cosines are those of a scan, to the bit.
    #[test]
    fn agrees_with_a_scan() {
        for dims in [1, 7, 96, 128] {
            let vector = |seed| made_up(seed, dims);
            let vectors: Vec<Quantised> =
                (0..75).map(|seed| Quantised::of_document(&vector(seed))).collect();
            let index = Dense::new(dims, vectors.iter());
            let (query, apart) = (Quantised::of_question(&vector(1000)), Apart::of(&index));
            let (mut scratch, mut asked, mut looked) =
                (DenseScratch::default(), Asked::default(), Looked::default());
            index.scan(&query, &mut scratch);
            asked.refill(&query);
            apart.look(&asked, ((0..75).rev(), &index.scales), &mut looked);
            let hits = &looked.hits;
            assert_eq!(hits.len(), 75);
            for hit in hits {
                let alone = apart.cosine(&asked, (hit.doc, index.scales[hit.doc as usize]));
                assert_eq!(hit.score.to_bits(), alone.to_bits());
                assert_eq!(hit.score.to_bits(), scratch.cosines()[hit.doc as usize].to_bits());
            }
        }
        let mut asked = Asked::default();
        asked.refill(&Quantised::default());
        assert!(asked.is_empty());
    }
}
