//! The dense index: an exact scan over unit vectors of four bits a component.
//!
//! Four bits rank as well as eight (docs/decisions/0009) and a scan is bound by memory, so half
//! the bytes are half the time. Vectors stand in blocks, and in a block some components after the
//! other, so that those of the question meet those of many vectors at once and no sum is ever taken
//! across a register.

pub mod scan;

use crate::index::dense::scan::{GROUP, LANES, QUAD, Scan, Slab};

/// The largest component of a vector in the index.
const STEPS: i8 = 7;

/// Unit vectors, each component four bits, each vector with its own scale.
#[derive(Debug, Clone, Default)]
pub struct Dense {
    /// Components a vector, rounded up to whole groups by zeros.
    pub dims: usize,
    /// How many vectors there are.
    pub count: usize,
    /// Block after block, in each group after group of components, in each vector after vector; the
    /// last block is filled up.
    pub components: Vec<u8>,
    /// What one step of each vector's components is worth, for whole blocks.
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
    /// Quantises a question's vector by the largest component, so that it becomes 127.
    pub fn of_question(vector: &[f32]) -> Self {
        Self::new(vector, i8::MAX)
    }

    /// Quantises a vector for the index by the largest component, so that it becomes 7.
    pub fn of_document(vector: &[f32]) -> Self {
        Self::new(vector, STEPS)
    }

    fn new(vector: &[f32], steps: i8) -> Self {
        let highest = vector.iter().fold(0.0_f32, |highest, part| highest.max(part.abs()));
        let scale = if highest > 0.0 { highest / f32::from(steps) } else { 1.0 };
        let components = vector.iter().map(|part| (part / scale).round() as i8).collect();
        Self { components, scale }
    }
}

/// Memory that searches use again and again.
#[derive(Debug, Default)]
pub struct DenseScratch {
    cosines: Vec<[f32; LANES]>,
    query: Vec<[i8; GROUP]>,
}

impl DenseScratch {
    /// The cosine of the question with every vector, and with nothing behind the last; empty where
    /// the question had none.
    pub fn cosines(&self) -> &[f32] {
        self.cosines.as_flattened()
    }
}

impl Dense {
    /// What is added to the components in the index, so that none is below zero.
    pub const RAISED: i8 = 7;

    /// Lays out vectors of `dims` components.
    pub fn new<'a>(dims: usize, vectors: impl Iterator<Item = &'a Quantised>) -> Self {
        let mut index = Self { dims: dims.next_multiple_of(GROUP), ..Self::default() };
        for (doc, vector) in vectors.enumerate() {
            let (block, lane) = (doc / LANES * LANES * index.dims / 2, doc % LANES);
            if lane == 0 {
                index.components.resize(block + LANES * index.dims / 2, 0);
                index.scales.resize(doc + LANES, 0.0);
            }
            let raised = vector.components.iter().map(|part| (part + Self::RAISED).cast_unsigned());
            for (at, raised) in raised.enumerate() {
                let place = block + (at / GROUP * LANES + lane) * QUAD + at % QUAD;
                index.components[place] |= raised << (at % GROUP / QUAD * 4);
            }
            index.scales[doc] = vector.scale;
            index.count += 1;
        }
        index
    }

    /// A vector of `dims` components as it was laid out; nothing where there was none.
    pub fn vector(&self, doc: usize, dims: usize) -> Quantised {
        let (block, lane) = (doc / LANES * LANES * self.dims / 2, doc % LANES);
        if self.scales[doc] == 0.0 {
            return Quantised::default();
        }
        let component = |at: usize| {
            let place = block + (at / GROUP * LANES + lane) * QUAD + at % QUAD;
            (self.components[place] >> (at % GROUP / QUAD * 4) & 0xF).cast_signed() - Self::RAISED
        };
        Quantised { components: (0..dims).map(component).collect(), scale: self.scales[doc] }
    }

    /// Fills `scratch` with the cosine of every vector.
    pub fn scan(&self, query: &Quantised, scratch: &mut DenseScratch) {
        scratch.cosines.clear();
        if query.components.is_empty() || self.count == 0 {
            return;
        }
        let (groups, rest) = query.components.as_chunks::<GROUP>();
        let mut last = [0; GROUP];
        last[..rest.len()].copy_from_slice(rest);
        scratch.query.clear();
        scratch.query.extend(groups.iter().copied().chain((!rest.is_empty()).then_some(last)));
        let (scales, _) = self.scales.as_chunks::<LANES>();
        scratch.cosines.resize(scales.len(), [0.0; LANES]);
        let asked: i32 = query.components.iter().map(|part| i32::from(*part)).sum();
        let scan = Scan {
            slabs: bytemuck::cast_slice::<u8, Slab>(&self.components),
            query: &scratch.query,
            bias: asked * i32::from(Self::RAISED),
            scale: query.scale,
            scales,
            out: &mut scratch.cosines,
        };
        scan.run();
    }
}

#[cfg(test)]
mod tests {
    use super::{Dense, DenseScratch, Quantised};
    use crate::index::made_up::made_up;

    /// Every vector by itself, in the plainest way.
    #[test]
    fn agrees_with_one_product_after_the_other() {
        for dims in [1, 7, 96] {
            let vector = |seed| made_up(seed, dims);
            let vectors: Vec<Quantised> =
                (0..75).map(|seed| Quantised::of_document(&vector(seed))).collect();
            let index = Dense::new(dims, vectors.iter());
            let query = Quantised::of_question(&vector(1000));
            let mut scratch = DenseScratch::default();
            index.scan(&query, &mut scratch);
            let cosines = &scratch.cosines()[..75];
            let plain = |other: &Quantised| -> f32 {
                let pairs = other.components.iter().zip(&query.components);
                let product: i32 = pairs.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
                product as f32 * (other.scale * query.scale)
            };
            let expected: Vec<f32> = vectors.iter().map(plain).collect();
            assert_eq!(cosines, expected);
        }
    }
}
