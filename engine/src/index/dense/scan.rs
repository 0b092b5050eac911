//! Products of a question with every vector, for the registers that the machine has.
//!
//! Four neighbouring components of one vector meet four of the question in one step: the products
//! of unsigned and signed bytes are added in pairs of sixteen bits and those in one of thirty-two
//! (`vpmaddubsw`, `vpmaddwd`). Vectors have seven bits, so that no pair overflows and every machine
//! comes to the same sums.

#[cfg(target_arch = "x86_64")]
use pulp::NullaryFnOnce;

/// Components that are taken together.
pub const GROUP: usize = 4;
/// Vectors a block.
pub const LANES: usize = 64;
/// Vectors a row of bytes.
const ROW_LANES: usize = ROW / GROUP;
/// Bytes a row: the widest register.
const ROW: usize = 64;
/// Rows a group of components.
const ROWS: usize = LANES / ROW_LANES;

/// One group of components of the vectors of a block: four bytes of each, vector after vector.
pub type Slab = [[u8; ROW]; ROWS];

/// A scan over blocks of slabs.
pub struct Scan<'a> {
    /// The slabs, as many a block as the question has groups.
    pub slabs: &'a [Slab],
    /// The question's components.
    pub query: &'a [[i8; GROUP]],
    /// What is taken off every sum, because components stand above zero.
    pub bias: i32,
    /// What one step of the question's components is worth.
    pub scale: f32,
    /// What one step of each vector's is worth.
    pub scales: &'a [[f32; LANES]],
    /// Receives the cosines.
    pub out: &'a mut [[f32; LANES]],
}

impl Scan<'_> {
    /// Fills `out`.
    pub fn run(self) {
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V4::try_new() {
            return simd.vectorize(Wide { simd, scan: self });
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            return simd.vectorize(Narrow { simd, scan: self });
        }
        self.each(plain);
    }

    /// Fills `out` by the sums that `sums` takes of a block.
    #[inline(always)]
    fn each(self, sums: impl Fn(&[Slab], &[[i8; GROUP]]) -> [i32; LANES]) {
        let blocks = self.slabs.chunks_exact(self.query.len());
        for ((block, scales), out) in blocks.zip(self.scales).zip(self.out) {
            let sums = sums(block, self.query);
            for ((out, sum), scale) in out.iter_mut().zip(sums).zip(scales) {
                *out = (sum - self.bias) as f32 * (scale * self.scale);
            }
        }
    }
}

/// The sums of a block in the plainest way.
fn plain(block: &[Slab], query: &[[i8; GROUP]]) -> [i32; LANES] {
    let mut sums = [0; LANES];
    for (slab, asked) in block.iter().zip(query) {
        let (lanes, _) = slab.as_flattened().as_chunks::<GROUP>();
        for (sum, lane) in sums.iter_mut().zip(lanes) {
            let products = lane.iter().zip(asked).map(|(a, b)| i32::from(*a) * i32::from(*b));
            *sum += products.sum::<i32>();
        }
    }
    sums
}

/// Registers of 512 bits.
#[cfg(target_arch = "x86_64")]
struct Wide<'a> {
    simd: pulp::x86::V4,
    scan: Scan<'a>,
}

#[cfg(target_arch = "x86_64")]
impl NullaryFnOnce for Wide<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (f, bw) = (self.simd.avx512f, self.simd.avx512bw);
        let ones = f._mm512_set1_epi16(1);
        self.scan.each(
            #[inline(always)]
            |block, query| {
                let mut sums = [f._mm512_setzero_si512(); ROWS];
                for (slab, asked) in block.iter().zip(query) {
                    let asked =
                        f._mm512_set1_epi32(i32::from_ne_bytes(asked.map(i8::cast_unsigned)));
                    for (sum, row) in sums.iter_mut().zip(slab) {
                        let pairs = bw._mm512_maddubs_epi16(bytemuck::cast(*row), asked);
                        *sum = f._mm512_add_epi32(*sum, bw._mm512_madd_epi16(pairs, ones));
                    }
                }
                bytemuck::cast(sums)
            },
        );
    }
}

/// Registers of 256 bits.
#[cfg(target_arch = "x86_64")]
struct Narrow<'a> {
    simd: pulp::x86::V3,
    scan: Scan<'a>,
}

#[cfg(target_arch = "x86_64")]
impl NullaryFnOnce for Narrow<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (avx, avx2) = (self.simd.avx, self.simd.avx2);
        let ones = avx._mm256_set1_epi16(1);
        self.scan.each(
            #[inline(always)]
            |block, query| {
                let mut sums = [[avx._mm256_setzero_si256(); 2]; ROWS];
                for (slab, asked) in block.iter().zip(query) {
                    let asked =
                        avx._mm256_set1_epi32(i32::from_ne_bytes(asked.map(i8::cast_unsigned)));
                    for (sums, row) in sums.iter_mut().zip(slab) {
                        let halves: [std::arch::x86_64::__m256i; 2] = bytemuck::cast(*row);
                        for (sum, half) in sums.iter_mut().zip(halves) {
                            let pairs = avx2._mm256_maddubs_epi16(half, asked);
                            *sum = avx2._mm256_add_epi32(*sum, avx2._mm256_madd_epi16(pairs, ones));
                        }
                    }
                }
                bytemuck::cast(sums)
            },
        );
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn every_width_comes_to_the_same_sums() {
        use super::{GROUP, LANES, Narrow, ROW, ROWS, Scan, Slab, Wide, plain};

        let mut state = 7_u32;
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        // The largest products too, which must not overflow in pairs.
        let query: Vec<[i8; GROUP]> = (0..5)
            .map(|group| [(); GROUP].map(|()| if group == 0 { 127 } else { byte() as i8 | 1 }))
            .collect();
        let slabs: Vec<Slab> = (0..15)
            .map(|at| {
                [[0; ROW]; ROWS]
                    .map(|row: [u8; ROW]| row.map(|_| if at == 0 { 127 } else { byte() & 127 }))
            })
            .collect();
        let scales = [[0.5; LANES]; 3];
        let run = |go: &dyn Fn(Scan)| {
            let mut out = vec![[0.0_f32; LANES]; 3];
            let (query, bias, scale) = (query.as_slice(), 9, 0.25);
            go(Scan { slabs: &slabs, query, bias, scale, scales: &scales, out: &mut out });
            out
        };
        let expected = run(&|scan| scan.each(plain));
        assert!(expected.as_flattened().iter().any(|cosine| cosine.abs() > 1.0));
        if let Some(simd) = pulp::x86::V4::try_new() {
            assert_eq!(run(&|scan| simd.vectorize(Wide { simd, scan })), expected);
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            assert_eq!(run(&|scan| simd.vectorize(Narrow { simd, scan })), expected);
        }
    }
}
