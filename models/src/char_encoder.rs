//! The bundled encoder: a text is the weighted mean of the vectors of its characters.
//!
//! After Arora, Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings" (ICLR
//! 2017): each character weighs `a / (a + p)`, where `p` is how often it occurs, and what all texts
//! have in common is taken away. A character that occurs n times in a text counts `n^repeat_power`.

mod bag;
pub mod header;

use candle_core::{Device, Tensor};

use crate::char_encoder::bag::Bag;
use crate::char_encoder::header::CharsHeader;
use crate::embed::{self, Embed, check_length, scale_to_unit};
use crate::error::Error;
use crate::weights::Weights;

/// Marks a code point that the table has no row for.
const NO_ROW: u32 = u32::MAX;

/// Static character vectors. Encoding a question takes about a microsecond, starts no thread and
/// shares no state, so it needs no queue.
pub struct CharEncoder {
    id: String,
    header: CharsHeader,
    dims: usize,
    /// By code point: the row of the table, or [`NO_ROW`].
    row_of: Vec<u32>,
    /// By row: the character's weight.
    weights: Vec<f32>,
    /// `[characters, dims]`, with the common component already taken from every row.
    table: Tensor,
}

impl CharEncoder {
    /// Reads weights from memory; `file` is what errors call them.
    ///
    /// The file holds `chars` (u32 code points, rising, `[V]`), `table` (f16 or f32, `[V, d]`),
    /// `weight` (f32, `[V]`) and `mean` (f32, `[d]`).
    ///
    /// # Errors
    /// When the bytes are no safetensors, a tensor is missing or of another shape or type, a number
    /// is not finite, or the characters are not in order.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        let parsed = Weights::parse(file, bytes)?;
        let header = CharsHeader::parse(file, parsed.header())?;
        let chars = parsed.codes("chars")?;
        let [_, dims] = parsed.matrix_shape("table")?;
        let mut table = parsed.floats("table", &[chars.len(), dims])?;
        let weights = parsed.floats("weight", &[chars.len()])?;
        if let Some(position) = weights.iter().position(|weight| *weight < 0.0) {
            return Err(parsed.value_fault("weight", "is negative", position));
        }
        let mean = parsed.floats("mean", &[dims])?;
        // A weighted mean of rows less the common component is the weighted mean of rows that have
        // lost it already: done once here, it costs nothing per question.
        for row in table.chunks_exact_mut(dims.max(1)) {
            row.iter_mut().zip(&mean).for_each(|(x, common)| *x -= common);
        }
        let id = embed::id(&header.name, blake3::hash(bytes));
        let row_of = row_of(&parsed, &chars)?;
        let table = Tensor::from_vec(table, (chars.len(), dims), &Device::Cpu)
            .map_err(|error| compute_fault(&id, &error))?;
        Ok(Self { id, header, dims, row_of, weights, table })
    }

    /// What the file says about itself.
    pub fn header(&self) -> &CharsHeader {
        &self.header
    }

    /// How many characters it knows.
    pub fn chars(&self) -> usize {
        self.weights.len()
    }

    /// The rows of the known characters of a text, each once, with what they count.
    fn bag(&self, text: &str) -> Bag {
        let known = |c: char| self.row_of.get(c as usize).copied().filter(|row| *row != NO_ROW);
        let mut rows: Vec<u32> = text.chars().filter_map(known).collect();
        rows.sort_unstable();
        let mut bag = Bag::with_capacity(rows.len());
        for run in rows.chunk_by(|a, b| a == b) {
            let repeated = match run.len() {
                1 => 1.0,
                times => (times as f32).powf(self.header.repeat_power),
            };
            bag.push(run[0], self.weights[run[0] as usize] * repeated);
        }
        bag
    }
}

impl Embed for CharEncoder {
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
        let bag = self.bag(text);
        if bag.is_empty() {
            out.fill(0.0);
            return Ok(());
        }
        bag.sum(&self.table, out).map_err(|error| compute_fault(&self.id, &error))?;
        scale_to_unit(out);
        Ok(())
    }
}

fn compute_fault(id: &str, error: &candle_core::Error) -> Error {
    Error::Compute { encoder: id.to_owned(), reason: error.to_string() }
}

/// A list from code point to row. It is as long as the largest code point, a few hundred kilobytes,
/// and a look-up is one read.
fn row_of(parsed: &Weights<'_>, chars: &[u32]) -> Result<Vec<u32>, Error> {
    let mut row_of = Vec::new();
    for (row, code) in chars.iter().enumerate() {
        let slot = *code as usize;
        if char::from_u32(*code).is_none() {
            return Err(parsed.value_fault("chars", "is no code point", row));
        }
        // The list has grown to just behind the character before.
        if slot < row_of.len() {
            return Err(parsed.value_fault("chars", "is not rising", row));
        }
        row_of.resize(slot, NO_ROW);
        row_of.push(row as u32);
    }
    Ok(row_of)
}
