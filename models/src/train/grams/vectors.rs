//! The vectors that training starts from; the one home of the pickle library.

use std::collections::BTreeMap;

use serde_pickle::DeOptions;

use crate::train::grams::corpus::comparable;
use crate::train::grams::npz::Matrix;

/// The array of the archive that holds the vectors.
pub(crate) const ARRAY: &str = "embeddings";

/// Vectors of characters, by rising character.
#[derive(Debug)]
pub(crate) struct CharVectors {
    /// The characters.
    pub(crate) chars: Vec<char>,
    /// Their vectors, one after the other.
    pub(crate) numbers: Vec<f64>,
    /// The numbers of one vector.
    pub(crate) width: usize,
}

/// Reads a pickled dictionary from character to row.
pub(crate) fn rows_of(pickle: &[u8]) -> Result<BTreeMap<String, usize>, String> {
    serde_pickle::from_slice(pickle, DeOptions::new())
        .map_err(|error| format!("it is no pickled dictionary: {error}"))
}

impl CharVectors {
    /// Picks the rows of characters that the analyzer may hand on.
    ///
    /// Keys of more than one character are marks for padding and the unknown; capitals, full-width
    /// forms and punctuation would be dead weight. All of these are left out.
    pub(crate) fn pick(matrix: &Matrix, rows: &BTreeMap<String, usize>) -> Result<Self, String> {
        let width = matrix.width;
        let mut picked = Self { chars: Vec::new(), numbers: Vec::new(), width };
        // A map by text gives single characters in the order of their code points.
        for (key, row) in rows {
            if *row >= matrix.rows {
                let rows = matrix.rows;
                return Err(format!("`{key}` has the row {row}, the array has {rows}"));
            }
            let mut key = key.chars();
            if let (Some(c), None) = (key.next(), key.next())
                && comparable(c) == Some(c)
            {
                picked.chars.push(c);
                let row = row * width..(row + 1) * width;
                picked.numbers.extend(&matrix.numbers[row]);
            }
        }
        if picked.chars.is_empty() {
            return Err("no key is a letter, a digit or an ideograph".to_owned());
        }
        Ok(picked)
    }

    /// The vector of the character at `index`.
    pub(crate) fn row(&self, index: usize) -> &[f64] {
        &self.numbers[index * self.width..(index + 1) * self.width]
    }
}
