//! Products of a question with every vector, for the registers that the machine has.
//!
//! A byte holds two components of a vector, four bits each. Four bytes of one vector meet four
//! components of the question in one step and four more in the next: the products of unsigned and
//! signed bytes are added in pairs of sixteen bits (`vpmaddubsw`), and now and then those in pairs
//! of thirty-two (`vpmaddwd`). Nothing overflows, so every machine comes to the same sums.

#[cfg(target_arch = "x86_64")]
use pulp::NullaryFnOnce;

/// Components of a vector that stand together: the lower halves of four bytes, then the upper.
pub const GROUP: usize = 2 * QUAD;
/// Vectors a block.
pub const LANES: usize = 64;
/// Bytes of a vector that stand together.
pub const QUAD: usize = 4;
/// Vectors a row of bytes.
const ROW_LANES: usize = ROW / QUAD;
/// Bytes a row: the widest register.
const ROW: usize = 64;
/// Rows a group of components.
const ROWS: usize = LANES / ROW_LANES;
/// Groups whose sums fit into sixteen bits: two pairs of products of at most 15 · 127 each.
#[cfg(target_arch = "x86_64")]
const SHORT: usize = 4;
/// The lower half of every byte.
pub const LOWER: u8 = 0x0f;

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
        let (lanes, _) = slab.as_flattened().as_chunks::<QUAD>();
        for (sum, lane) in sums.iter_mut().zip(lanes) {
            let halves =
                lane.iter().map(|byte| byte & LOWER).chain(lane.iter().map(|byte| byte >> 4));
            let products = halves.zip(asked).map(|(a, b)| i32::from(a) * i32::from(*b));
            *sum += products.sum::<i32>();
        }
    }
    sums
}

/// The two halves of a question's group, each as one number for a register full of it.
#[cfg(target_arch = "x86_64")]
fn halves(asked: [i8; GROUP]) -> [i32; 2] {
    bytemuck::cast(asked)
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
        let (ones, lower) = (f._mm512_set1_epi16(1), f._mm512_set1_epi8(LOWER.cast_signed()));
        self.scan.each(
            #[inline(always)]
            |block, query| {
                let mut sums = [f._mm512_setzero_si512(); ROWS];
                for (slabs, asked) in block.chunks(SHORT).zip(query.chunks(SHORT)) {
                    let mut short = [f._mm512_setzero_si512(); ROWS];
                    for (slab, asked) in slabs.iter().zip(asked) {
                        let [first, second] = halves(*asked).map(|half| f._mm512_set1_epi32(half));
                        for (short, row) in short.iter_mut().zip(slab) {
                            let row = bytemuck::cast(*row);
                            let upper = bw._mm512_srli_epi16::<4>(row);
                            let one = f._mm512_and_si512(row, lower);
                            let two = f._mm512_and_si512(upper, lower);
                            let pairs = bw._mm512_maddubs_epi16(one, first);
                            *short = bw._mm512_add_epi16(*short, pairs);
                            let pairs = bw._mm512_maddubs_epi16(two, second);
                            *short = bw._mm512_add_epi16(*short, pairs);
                        }
                    }
                    for (sum, short) in sums.iter_mut().zip(short) {
                        *sum = f._mm512_add_epi32(*sum, bw._mm512_madd_epi16(short, ones));
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
        let (ones, lower) = (avx._mm256_set1_epi16(1), avx._mm256_set1_epi8(LOWER.cast_signed()));
        self.scan.each(
            #[inline(always)]
            |block, query| {
                let mut sums = [[avx._mm256_setzero_si256(); 2]; ROWS];
                for (slabs, asked) in block.chunks(SHORT).zip(query.chunks(SHORT)) {
                    let mut short = [[avx._mm256_setzero_si256(); 2]; ROWS];
                    for (slab, asked) in slabs.iter().zip(asked) {
                        let [first, second] =
                            halves(*asked).map(|half| avx._mm256_set1_epi32(half));
                        let rows: &[[[u8; ROW / 2]; 2]; ROWS] = bytemuck::cast_ref(slab);
                        for (short, row) in
                            short.as_flattened_mut().iter_mut().zip(rows.as_flattened())
                        {
                            let row = bytemuck::cast(*row);
                            let upper = avx2._mm256_srli_epi16::<4>(row);
                            let one = avx2._mm256_and_si256(row, lower);
                            let two = avx2._mm256_and_si256(upper, lower);
                            let pairs = avx2._mm256_maddubs_epi16(one, first);
                            *short = avx2._mm256_add_epi16(*short, pairs);
                            let pairs = avx2._mm256_maddubs_epi16(two, second);
                            *short = avx2._mm256_add_epi16(*short, pairs);
                        }
                    }
                    let shorts = short.as_flattened();
                    for (sum, short) in sums.as_flattened_mut().iter_mut().zip(shorts) {
                        *sum = avx2._mm256_add_epi32(*sum, avx2._mm256_madd_epi16(*short, ones));
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
        // The largest products too, as many as are added up in sixteen bits.
        let query: Vec<[i8; GROUP]> = (0..5)
            .map(|group| [(); GROUP].map(|()| if group < 4 { 127 } else { byte() as i8 | 1 }))
            .collect();
        let slabs: Vec<Slab> = (0..15)
            .map(|at| {
                [[0; ROW]; ROWS]
                    .map(|row: [u8; ROW]| row.map(|_| if at < 4 { 255 } else { byte() }))
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
