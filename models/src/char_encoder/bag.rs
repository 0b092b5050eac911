//! The weighted sum of table rows, as one operation of candle.
//!
//! Taken apart into the library's own operations the same sum costs 9 µs for twenty characters
//! (select, then sum) or 20 µs (select, then a product of matrices, which packs its operands for
//! sizes far beyond ours); as an operation of our own it costs 0.6 µs.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Storage, Tensor};

/// Rows of a table with what each counts.
pub(crate) struct Bag {
    rows: Vec<u32>,
    weights: Vec<f32>,
}

impl Bag {
    /// An empty bag.
    pub(crate) fn with_capacity(rows: usize) -> Self {
        Self { rows: Vec::with_capacity(rows), weights: Vec::with_capacity(rows) }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: u32, weight: f32) {
        self.rows.push(row);
        self.weights.push(weight);
    }

    /// Whether nothing was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the weighted sum of the rows of `table` (`[V, d]`) to `out` (d numbers).
    pub(crate) fn sum(self, table: &Tensor, out: &mut [f32]) -> Result<()> {
        let (len, device) = (self.rows.len(), table.device());
        let rows = Tensor::from_vec(self.rows, len, device)?;
        let weights = Tensor::from_vec(self.weights, len, device)?;
        let sum = table.apply_op3_no_bwd(&rows, &weights, &WeightedSum)?;
        let (storage, layout) = sum.storage_and_layout();
        let Storage::Cpu(storage) = &*storage else {
            candle_core::bail!("the table is not in main memory");
        };
        out.copy_from_slice(contiguous(storage.as_slice()?, layout)?);
        Ok(())
    }
}

/// `(table [V, d], rows [n], weights [n]) → [d]`.
struct WeightedSum;

impl CustomOp3 for WeightedSum {
    fn name(&self) -> &'static str {
        "weighted-sum"
    }

    fn cpu_fwd(
        &self,
        table: &CpuStorage,
        table_layout: &Layout,
        rows: &CpuStorage,
        rows_layout: &Layout,
        weights: &CpuStorage,
        weights_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (_, dims) = table_layout.shape().dims2()?;
        let table: &[f32] = contiguous(table.as_slice()?, table_layout)?;
        let rows: &[u32] = contiguous(rows.as_slice()?, rows_layout)?;
        let weights: &[f32] = contiguous(weights.as_slice()?, weights_layout)?;
        let mut sum = vec![0.0_f32; dims];
        for (row, weight) in rows.iter().zip(weights) {
            let start = *row as usize * dims;
            let Some(row) = table.get(start..start + dims) else {
                candle_core::bail!("the table has no row {row}");
            };
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x);
        }
        Ok((CpuStorage::F32(sum), Shape::from(dims)))
    }
}

/// The elements that a layout covers, which must lie side by side.
fn contiguous<'a, T>(elements: &'a [T], layout: &Layout) -> Result<&'a [T]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&elements[start..end]),
        None => candle_core::bail!("the elements do not lie side by side"),
    }
}
