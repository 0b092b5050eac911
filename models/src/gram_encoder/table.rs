//! Rows of bytes and their weighted sums.

use pulp::{Arch, Simd, WithSimd};

/// What stands for zero in a byte of a row.
pub const ZERO: u8 = 128;

/// A row of the table with what it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The number of the row.
    pub row: u32,
    /// What one step of its bytes is worth in the sum.
    pub weight: f32,
}

/// The sum of `rows` of a table of `out.len()` bytes a row, for the widest registers that there are.
pub struct Sum<'a> {
    /// The table, row after row.
    pub table: &'a [u8],
    /// The rows.
    pub rows: &'a [Weighed],
    /// Receives the sum.
    pub out: &'a mut [f32],
}

impl Sum<'_> {
    /// Fills `out`.
    pub fn run(self) {
        Arch::new().dispatch(self);
    }
}

impl WithSimd for Sum<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let dims = self.out.len();
        self.out.fill(0.0);
        for Weighed { row, weight } in self.rows {
            let bytes = &self.table[*row as usize * dims..][..dims];
            for (sum, byte) in self.out.iter_mut().zip(bytes) {
                *sum += *weight * (i32::from(*byte) - i32::from(ZERO)) as f32;
            }
        }
    }
}
