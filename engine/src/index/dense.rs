//! The dense index: an exact scan over unit vectors kept as bytes.
//!
//! Vectors stand in blocks of [`LANES`], and in a block component by component, so that one
//! component of the question meets those of many vectors at once and no sum is ever taken across
//! a register. Two products of bytes fit into sixteen bits, which is what makes the loop short.

use pulp::{Arch, Simd, WithSimd};

use crate::index::pick::Pick;
use crate::index::top::{Hit, Top};

/// Vectors a block.
const LANES: usize = 32;

/// Unit vectors, each component a signed byte, each vector with its own scale.
#[derive(Debug, Clone, Default)]
pub struct Dense {
    /// Components a vector, rounded up to an even number by a zero.
    pub dims: usize,
    /// Block after block, in each component after component, in each vector after vector; the last
    /// block is filled up with zeros.
    pub components: Vec<i8>,
    /// What one step of each vector's components is worth.
    pub scales: Vec<f32>,
}

/// A vector as bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quantised {
    /// The components, −127 to 127.
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
    /// Lays out vectors of `dims` components.
    pub fn new<'a>(dims: usize, vectors: impl Iterator<Item = &'a Quantised>) -> Self {
        let even = dims.next_multiple_of(2);
        let mut index = Self { dims: even, ..Self::default() };
        for (doc, vector) in vectors.enumerate() {
            if doc % LANES == 0 {
                index.components.resize(index.components.len() + LANES * even, 0);
            }
            let block = doc / LANES * LANES * even;
            for (at, component) in vector.components.iter().enumerate() {
                index.components[block + at * LANES + doc % LANES] = *component;
            }
            index.scales.push(vector.scale);
        }
        index
    }

    /// How many vectors there are.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// The `k` vectors nearest to the question's among those that `admit` lets pass, best first.
    /// `cosines` receives the cosine of every vector; it stays empty where the question has none.
    pub fn search(
        &self,
        query: &Quantised,
        k: usize,
        cosines: &mut Vec<f32>,
        admit: impl Fn(u32) -> bool,
    ) -> Vec<Hit<f32>> {
        cosines.clear();
        if query.components.is_empty() || self.is_empty() {
            return Vec::new();
        }
        let mut pairs: Vec<[i16; 2]> = Vec::with_capacity(self.dims / 2);
        pairs.extend(
            query
                .components
                .chunks(2)
                .map(|pair| [i16::from(pair[0]), pair.get(1).copied().map_or(0, i16::from)]),
        );
        cosines.resize(self.components.len() / self.dims, 0.0);
        let arch = Arch::new();
        arch.dispatch(Scan { index: self, query: &pairs, scale: query.scale, out: cosines });
        cosines.truncate(self.len());
        let mut top = Top::new(k);
        arch.dispatch(Pick { scores: cosines, base: 0, top: &mut top, admit: &admit });
        top.into_hits()
    }
}

/// The cosines of the question with every vector, for the widest registers that there are.
struct Scan<'a> {
    index: &'a Dense,
    query: &'a [[i16; 2]],
    scale: f32,
    out: &'a mut [f32],
}

impl WithSimd for Scan<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let (lanes, _) = self.index.components.as_chunks::<LANES>();
        let (out, _) = self.out.as_chunks_mut::<LANES>();
        for (block, out) in lanes.chunks_exact(self.query.len() * 2).zip(out) {
            let mut sums = [0_i32; LANES];
            let (rows, _) = block.as_chunks::<2>();
            for ([first, second], [x, y]) in rows.iter().zip(self.query) {
                for lane in 0..LANES {
                    // Two products of at most 127 × 127 stay below 2¹⁵.
                    let one = i16::from(first[lane]).wrapping_mul(*x);
                    let two = i16::from(second[lane]).wrapping_mul(*y);
                    sums[lane] += i32::from(one.wrapping_add(two));
                }
            }
            for (out, sum) in out.iter_mut().zip(sums) {
                *out = sum as f32;
            }
        }
        for (cosine, scale) in self.out.iter_mut().zip(&self.index.scales) {
            *cosine *= scale * self.scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dense, Quantised};

    /// Every vector by itself, in the plainest way.
    #[test]
    fn agrees_with_one_product_after_the_other() {
        for dims in [1, 7, 96] {
            let vector = |seed: usize| -> Quantised {
                let part = |at: usize| (((seed * 31 + at * 17) % 101) as f32 - 50.0) / 50.0;
                Quantised::new(&(0..dims).map(part).collect::<Vec<_>>())
            };
            let vectors: Vec<Quantised> = (0..75).map(vector).collect();
            let index = Dense::new(dims, vectors.iter());
            let query = vector(1000);
            let mut cosines = Vec::new();
            let hits = index.search(&query, 5, &mut cosines, |doc| doc != 3);
            let plain = |other: &Quantised| -> f32 {
                let pairs = other.components.iter().zip(&query.components);
                let product: i32 = pairs.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
                product as f32 * (other.scale * query.scale)
            };
            let expected: Vec<f32> = vectors.iter().map(plain).collect();
            assert_eq!(cosines, expected);
            let mut order: Vec<usize> = (0..75).filter(|doc| *doc != 3).collect();
            order.sort_by(|a, b| expected[*b].total_cmp(&expected[*a]).then(a.cmp(b)));
            let docs: Vec<usize> = hits.iter().map(|hit| hit.doc as usize).collect();
            assert_eq!(docs, order[..5]);
        }
    }
}
