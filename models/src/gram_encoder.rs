//! The bundled encoder: a text is the sum of the vectors of its runs of one and two characters.
//!
//! The vectors are learnt from questions that ask the same
//! ([`train::grams`](crate::train::grams)); what a run counts is part of its vector. A run that
//! occurs n times in a text counts `n^repeat_power`.

pub mod gram;
pub mod header;
pub mod table;

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::embed::{self, Embed, check_length, scale_to_unit};
use crate::error::Error;
use crate::gram_encoder::gram::{Gram, grams};
use crate::gram_encoder::header::GramsHeader;
use crate::gram_encoder::table::{Sum, Weighed};
use crate::weights::Weights;

/// Static vectors of grams. Encoding a question takes some microseconds, starts no thread and shares
/// no state, so it needs no queue.
pub struct GramEncoder {
    id: String,
    header: GramsHeader,
    dims: usize,
    rows: FxHashMap<u64, u32>,
    /// By row: what one step of its bytes is worth.
    scales: Vec<f32>,
    /// `[grams, dims]`, raised by [`table::ZERO`].
    table: Vec<u8>,
}

thread_local! {
    /// The rows of the text at hand; kept, so that no text needs memory of its own.
    static ROWS: RefCell<(Vec<u32>, Vec<Weighed>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

impl GramEncoder {
    /// Reads weights from memory; `file` is what errors call them.
    ///
    /// The file holds `grams` (i64, `[V]`, rising: one or two code points of 21 bits each), `table`
    /// (u8, `[V, d]`, 128 stands for zero) and `scale` (f32, `[V]`).
    ///
    /// # Errors
    /// When the bytes are no safetensors, a tensor is missing or of another shape or type, a number
    /// is not finite, or the grams are not in order.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        let parsed = Weights::parse(file, bytes)?;
        let header = GramsHeader::read(&parsed)?;
        let keys = parsed.longs("grams")?;
        let [_, dims] = parsed.matrix_shape("table")?;
        let table = parsed.bytes("table", &[keys.len(), dims])?;
        let scales = parsed.floats("scale", &[keys.len()])?;
        if let Some(position) = scales.iter().position(|scale| *scale < 0.0) {
            return Err(parsed.value_fault("scale", "is negative", position));
        }
        let mut rows = FxHashMap::default();
        rows.reserve(keys.len());
        for (row, key) in keys.iter().enumerate() {
            let gram = u64::try_from(*key).ok().and_then(Gram::from_bits);
            let gram = gram.ok_or_else(|| parsed.value_fault("grams", "is no gram", row))?;
            if row > 0 && keys[row - 1] >= *key {
                return Err(parsed.value_fault("grams", "is not rising", row));
            }
            rows.insert(gram.bits(), row as u32);
        }
        let id = embed::id(&header.name, blake3::hash(bytes));
        Ok(Self { id, header, dims, rows, scales, table })
    }

    /// What the file says about itself.
    pub fn header(&self) -> &GramsHeader {
        &self.header
    }

    /// How many grams it knows.
    pub fn grams(&self) -> usize {
        self.scales.len()
    }

    /// The known grams of a text, each once, with what they count.
    fn weigh(&self, text: &str, found: &mut Vec<u32>, weighed: &mut Vec<Weighed>) {
        found.clear();
        grams(text, |gram| found.extend(self.rows.get(&gram.bits())));
        found.sort_unstable();
        weighed.clear();
        weighed.extend(found.chunk_by(|a, b| a == b).map(|run| {
            let repeated = match run.len() {
                1 => 1.0,
                times => (times as f32).powf(self.header.repeat_power),
            };
            Weighed { row: run[0], weight: self.scales[run[0] as usize] * repeated }
        }));
    }
}

impl Embed for GramEncoder {
    fn id(&self) -> &str {
        &self.id
    }

    fn dims(&self) -> usize {
        self.dims
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let vector = |text: &&str| {
            let mut vector = vec![0.0; self.dims];
            self.embed_into(text, &mut vector)?;
            Ok(vector)
        };
        texts.iter().map(vector).collect()
    }

    fn embed_into(&self, text: &str, out: &mut [f32]) -> Result<(), Error> {
        check_length(out, self.dims)?;
        ROWS.with_borrow_mut(|(found, weighed)| {
            self.weigh(text, found, weighed);
            Sum { table: &self.table, rows: weighed, out }.run();
        });
        scale_to_unit(out);
        Ok(())
    }
}
