//! Vectors apart from each other: the bytes of each stand together, so that one of very many is a cache line or
//! two and not one for every group of its components.

use pulp::{Arch, Simd, WithSimd};

use crate::index::dense::scan::{GROUP, LANES};
use crate::index::dense::{Dense, Quantised};
use crate::index::top::Hit;

/// Bytes a group of components of one vector.
const QUAD: usize = GROUP / 2;
/// The lower half of every byte.
const LOWER: u8 = 0x0f;

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
        (lower.clear(), upper.clear());
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

    /// The cosine of a question with one vector, to the bit as [`Dense::scan`] gives it; nothing for a question
    /// that has none.
    #[inline(always)]
    pub fn cosine(&self, asked: &Asked, (doc, scale): (u32, f32)) -> f32 {
        let place = doc as usize * self.width;
        let (vector, [lower, upper]) = (&self.bytes[place..place + self.width], &asked.halves);
        // Two products of at most 15 · 127 fit into sixteen bits.
        let products = vector.iter().zip(lower.iter().zip(upper)).map(|(byte, (one, two))| {
            let lower = i16::from(byte & LOWER) * i16::from(*one);
            i32::from(lower + i16::from(byte >> 4) * i16::from(*two))
        });
        (products.sum::<i32>() - asked.bias) as f32 * (scale * asked.scale)
    }

    /// Fills `hits` with the cosines of documents whose scales are among `scales`.
    pub fn cosines(
        &self,
        asked: &Asked,
        (docs, scales): (impl Iterator<Item = u32>, &[f32]),
        hits: &mut Vec<Hit<f32>>,
    ) {
        hits.clear();
        Arch::new().dispatch(Look { apart: self, asked, docs, scales, hits });
    }
}

/// A look at some of the vectors, for the widest registers that there are.
struct Look<'a, D> {
    apart: &'a Apart,
    asked: &'a Asked,
    docs: D,
    scales: &'a [f32],
    hits: &'a mut Vec<Hit<f32>>,
}

impl<D: Iterator<Item = u32>> WithSimd for Look<'_, D> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let Self { apart, asked, docs, scales, hits } = self;
        hits.extend(docs.map(|doc| {
            let score = apart.cosine(asked, (doc, scales[doc as usize]));
            Hit { doc, score }
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::{Apart, Asked};
    use crate::index::dense::{Dense, DenseScratch, Quantised};

    /// One by one the cosines are those of a scan, to the bit.
    #[test]
    fn agrees_with_a_scan() {
        for dims in [1, 7, 96, 128] {
            let vector = |seed: usize| -> Vec<f32> {
                let part = |at: usize| (((seed * 31 + at * 17) % 101) as f32 - 50.0) / 50.0;
                (0..dims).map(part).collect()
            };
            let vectors: Vec<Quantised> =
                (0..75).map(|seed| Quantised::of_document(&vector(seed))).collect();
            let index = Dense::new(dims, vectors.iter());
            let (query, apart) = (Quantised::of_question(&vector(1000)), Apart::of(&index));
            let (mut scratch, mut asked, mut hits) =
                (DenseScratch::default(), Asked::default(), Vec::new());
            index.scan(&query, &mut scratch);
            asked.refill(&query);
            apart.cosines(&asked, ((0..75).rev(), &index.scales), &mut hits);
            assert_eq!(hits.len(), 75);
            for hit in hits {
                assert_eq!(hit.score.to_bits(), scratch.cosines()[hit.doc as usize].to_bits());
            }
        }
        let mut asked = Asked::default();
        asked.refill(&Quantised::default());
        assert!(asked.is_empty());
    }
}
