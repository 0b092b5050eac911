//! Sums of a question's tables over the bits of every vector, for the registers that the machine has.
//!
//! Half a byte of a vector is looked up in a table of sixteen values by a shuffle of bytes (André, Kermarrec and
//! Le Scouarnec 2015), many vectors at once. Four values have place in a byte, then they are added up in sixteen
//! bits, those of even vectors and those of odd ones. Nothing overflows, so every machine comes to the same sums.

#[cfg(target_arch = "x86_64")]
use pulp::NullaryFnOnce;

use crate::index::dense::scan::{LANES, LOWER};

/// The bits of one group of components of the vectors of a block.
pub(super) type Row = [u8; LANES];
/// What each pattern of the lower halves brings, and of the upper ones; sixteen values, again and again.
pub(super) type Table = [[u8; LANES]; 2];

/// Rows whose values have place in a byte together.
#[cfg(target_arch = "x86_64")]
const SHORT: usize = 2;

/// A scan over blocks of rows.
pub(super) struct Scan<'a> {
    /// The rows, as many a block as there are tables.
    pub(super) rows: &'a [Row],
    /// The question's tables.
    pub(super) tables: &'a [Table],
    /// Receives the sums.
    pub(super) out: &'a mut [[u16; LANES]],
}

impl Scan<'_> {
    /// Fills `out`.
    pub(super) fn run(self) {
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
    fn each(self, sums: impl Fn(&[Row], &[Table]) -> [u16; LANES]) {
        for (block, out) in self.rows.chunks_exact(self.tables.len()).zip(self.out) {
            *out = sums(block, self.tables);
        }
    }
}

/// The sums of a block in the plainest way.
fn plain(block: &[Row], tables: &[Table]) -> [u16; LANES] {
    let mut sums = [0; LANES];
    for (row, [lower, upper]) in block.iter().zip(tables) {
        for (sum, byte) in sums.iter_mut().zip(row) {
            let (one, two) = (usize::from(byte & LOWER), usize::from(byte >> 4));
            *sum += u16::from(lower[one]) + u16::from(upper[two]);
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
        let (lower, even) = (f._mm512_set1_epi8(LOWER.cast_signed()), f._mm512_set1_epi16(0xff));
        self.scan.each(
            #[inline(always)]
            |block, tables| {
                let mut sums = [f._mm512_setzero_si512(); 2];
                for (rows, tables) in block.chunks(SHORT).zip(tables.chunks(SHORT)) {
                    let mut short = f._mm512_setzero_si512();
                    for (row, [first, second]) in rows.iter().zip(tables) {
                        let row = bytemuck::cast(*row);
                        let one = f._mm512_and_si512(row, lower);
                        let two = f._mm512_and_si512(bw._mm512_srli_epi16::<4>(row), lower);
                        let one = bw._mm512_shuffle_epi8(bytemuck::cast(*first), one);
                        let two = bw._mm512_shuffle_epi8(bytemuck::cast(*second), two);
                        short = bw._mm512_add_epi8(short, bw._mm512_add_epi8(one, two));
                    }
                    sums[0] = bw._mm512_add_epi16(sums[0], f._mm512_and_si512(short, even));
                    sums[1] = bw._mm512_add_epi16(sums[1], bw._mm512_srli_epi16::<8>(short));
                }
                let [even, odd]: [[u16; LANES / 2]; 2] = sums.map(bytemuck::cast);
                woven(&even, &odd)
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
        let lower = avx._mm256_set1_epi8(LOWER.cast_signed());
        let even = avx._mm256_set1_epi16(0xff);
        self.scan.each(
            #[inline(always)]
            |block, tables| {
                let mut sums = [[avx._mm256_setzero_si256(); 2]; 2];
                for (rows, tables) in block.chunks(SHORT).zip(tables.chunks(SHORT)) {
                    let mut short = [avx._mm256_setzero_si256(); 2];
                    for (row, table) in rows.iter().zip(tables) {
                        let row: [[u8; LANES / 2]; 2] = bytemuck::cast(*row);
                        let [first, second] = table.map(|half| {
                            let halves: [[u8; LANES / 2]; 2] = bytemuck::cast(half);
                            bytemuck::cast(halves[0])
                        });
                        for (short, row) in short.iter_mut().zip(row) {
                            let row = bytemuck::cast(row);
                            let one = avx2._mm256_and_si256(row, lower);
                            let two = avx2._mm256_srli_epi16::<4>(row);
                            let two = avx2._mm256_and_si256(two, lower);
                            let one = avx2._mm256_shuffle_epi8(first, one);
                            let two = avx2._mm256_shuffle_epi8(second, two);
                            let both = avx2._mm256_add_epi8(one, two);
                            *short = avx2._mm256_add_epi8(*short, both);
                        }
                    }
                    for (at, short) in short.into_iter().enumerate() {
                        let evens = avx2._mm256_and_si256(short, even);
                        sums[0][at] = avx2._mm256_add_epi16(sums[0][at], evens);
                        let odds = avx2._mm256_srli_epi16::<8>(short);
                        sums[1][at] = avx2._mm256_add_epi16(sums[1][at], odds);
                    }
                }
                let [even, odd]: [[u16; LANES / 2]; 2] = sums.map(bytemuck::cast);
                woven(&even, &odd)
            },
        );
    }
}

/// Sums of even and of odd vectors in the order of the vectors.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn woven(even: &[u16; LANES / 2], odd: &[u16; LANES / 2]) -> [u16; LANES] {
    let mut sums = [0; LANES];
    let (pairs, _) = sums.as_chunks_mut::<2>();
    for (pair, both) in pairs.iter_mut().zip(even.iter().zip(odd)) {
        *pair = [*both.0, *both.1];
    }
    sums
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn every_width_comes_to_the_same_sums() {
        use super::{LANES, Narrow, Row, Scan, Table, Wide, plain};

        let mut state = 7_u32;
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        // An odd number of rows, and the largest values in the first of them.
        let tables: Vec<Table> = (0..5)
            .map(|at| {
                [(); 2].map(|()| {
                    let values = [(); 16].map(|()| if at < 2 { 63 } else { byte() % 64 });
                    std::array::from_fn(|lane| values[lane % 16])
                })
            })
            .collect();
        let rows: Vec<Row> = (0..15).map(|_| [(); LANES].map(|()| byte())).collect();
        let run = |go: &dyn Fn(Scan)| {
            let mut out = vec![[0; LANES]; 3];
            go(Scan { rows: &rows, tables: &tables, out: &mut out });
            out
        };
        let expected = run(&|scan| scan.each(plain));
        assert!(expected.as_flattened().iter().all(|sum| (252..=630).contains(sum)));
        if let Some(simd) = pulp::x86::V4::try_new() {
            assert_eq!(run(&|scan| simd.vectorize(Wide { simd, scan })), expected);
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            assert_eq!(run(&|scan| simd.vectorize(Narrow { simd, scan })), expected);
        }
    }
}
