//! A sketch of the dense index: one bit a component, whether it is below zero.
//!
//! It takes a quarter of the memory, and a scan is bound by memory, so among very many vectors the sketch is
//! looked at first, and the cosines of the best of it alone are taken, of vectors that stand apart (binary quantisation with a
//! query that keeps its numbers, as of Gao and Long 2024, without their rotation: the encoder's components are
//! whitened already).

mod scan;

use crate::index::apart::Apart;
use crate::index::dense::scan::{GROUP, LANES};
use crate::index::dense::{Dense, Quantised};
use crate::index::sketch::scan::{Row, Scan, Table};

/// Below so many vectors looking at all of them is quicker than deciding which (docs/performance.md).
pub const VECTORS_MIN: usize = 200_000;
/// Components that a half of a byte stands for.
const HALF: usize = GROUP / 2;
/// The largest value in a table. Sums of four of them have place in a byte.
const VALUE_MAX: f32 = 63.0;

/// Bits of unit vectors.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    /// Block after block, in each group after group of components, in each vector after vector: a bit for
    /// each component that is not below zero.
    rows: Vec<Row>,
    /// The vectors themselves, for looking at some.
    pub vectors: Apart,
}

/// Memory that searches use again and again.
#[derive(Debug, Default)]
pub struct SketchScratch {
    tables: Vec<Table>,
    sums: Vec<[u16; LANES]>,
}

impl SketchScratch {
    /// How near every vector seems, in steps of the question; behind the last vector are sums of nothing.
    pub fn sums(&self) -> &[u16] {
        self.sums.as_flattened()
    }
}

impl Sketch {
    /// The sketch of an index with at least `vectors_min` vectors; of a smaller one nothing.
    pub fn of(dense: &Dense, vectors_min: usize) -> Self {
        if dense.count < vectors_min {
            return Self::default();
        }
        let (quads, _) = dense.components.as_chunks::<HALF>();
        let rows = quads.chunks_exact(LANES).map(|quads| {
            let mut row = [0; LANES];
            for (byte, quad) in row.iter_mut().zip(quads) {
                *byte = bits(*quad);
            }
            row
        });
        Self { rows: rows.collect(), vectors: Apart::of(dense) }
    }

    /// Whether there is none, and every vector is looked at.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Fills `scratch` with how near every vector seems.
    pub fn scan(&self, query: &Quantised, scratch: &mut SketchScratch) {
        let SketchScratch { tables, sums } = scratch;
        sums.clear();
        if query.components.is_empty() || self.is_empty() {
            return;
        }
        fill(tables, &query.components);
        sums.resize(self.rows.len() / tables.len(), [0; LANES]);
        Scan { rows: &self.rows, tables, out: sums }.run();
    }
}

/// One bit for each component of a group: those of the lower halves of the bytes, then of the upper.
fn bits(quad: [u8; HALF]) -> u8 {
    let zero = Dense::RAISED.cast_unsigned();
    (0..HALF).fold(0, |bits, at| {
        let (lower, upper) = (quad[at] & 0xF, quad[at] >> 4);
        bits | u8::from(lower >= zero) << at | u8::from(upper >= zero) << (HALF + at)
    })
}

/// Fills `tables` with what every pattern of four bits brings of a question: its components, taken off where
/// the bit says that the vector's are below zero. All are raised alike, so that none is below zero, and have one
/// scale.
fn fill(tables: &mut Vec<Table>, components: &[i8]) {
    let (halves, rest) = components.as_chunks::<HALF>();
    let mut last = [0; HALF];
    last[..rest.len()].copy_from_slice(rest);
    let mut halves: Vec<[i8; HALF]> =
        halves.iter().copied().chain((!rest.is_empty()).then_some(last)).collect();
    halves.resize(halves.len().next_multiple_of(2), [0; HALF]);
    let size = |half: &[i8; HALF]| half.iter().map(|part| i32::from(part.unsigned_abs())).sum();
    let highest: i32 = halves.iter().map(size).max().unwrap_or_default();
    let step = VALUE_MAX / (2 * highest.max(1)) as f32;
    let (pairs, _) = halves.as_chunks::<2>();
    tables.clear();
    tables.extend(pairs.iter().map(|pair| {
        pair.map(|half| {
            let mut table = [0; 64];
            for (at, value) in table.iter_mut().enumerate() {
                let signed = |(bit, part): (usize, &i8)| {
                    if at >> bit & 1 == 1 { i32::from(*part) } else { -i32::from(*part) }
                };
                let sum: i32 = half.iter().enumerate().map(signed).sum();
                *value = ((sum + highest) as f32 * step).round() as u8;
            }
            table
        })
    }));
}

#[cfg(test)]
mod tests {
    use super::{Sketch, SketchScratch};
    use crate::index::dense::{Dense, Quantised};
    use crate::index::made_up::made_up;

    fn vector(seed: usize) -> Vec<f32> {
        made_up(seed, 20)
    }

    /// What a sketch says agrees with the signs of the components, as far as its tables are exact.
    #[test]
    fn sums_are_those_of_signs() {
        let vectors: Vec<Quantised> =
            (0..150).map(|seed| Quantised::of_document(&vector(seed))).collect();
        let dense = Dense::new(20, vectors.iter());
        assert!(Sketch::of(&dense, 151).is_empty());
        let sketch = Sketch::of(&dense, 150);
        let query = Quantised::of_question(&vector(1000));
        let mut scratch = SketchScratch::default();
        sketch.scan(&query, &mut scratch);
        let plain = |vector: &Quantised| -> i32 {
            let pairs = vector.components.iter().zip(&query.components);
            pairs.map(|(a, b)| if *a >= 0 { i32::from(*b) } else { -i32::from(*b) }).sum()
        };
        let plain: Vec<i32> = vectors.iter().map(plain).collect();
        let sums = &scratch.sums()[..150];
        // Twenty-four components are six halves, each rounded by at most half a step.
        let highest = query
            .components
            .chunks(4)
            .map(|half| half.iter().map(|part| i32::from(part.unsigned_abs())).sum::<i32>());
        let step = 2.0 * highest.max().unwrap() as f32 / 63.0;
        for (a, b) in (0..150).flat_map(|a| (0..150).map(move |b| (a, b))) {
            let (said, meant) = (f32::from(sums[a]) - f32::from(sums[b]), plain[a] - plain[b]);
            assert!((said * step - meant as f32).abs() <= 6.0 * step, "{a} and {b}");
        }
        sketch.scan(&Quantised::default(), &mut scratch);
        assert!(scratch.sums().is_empty());
    }
}
