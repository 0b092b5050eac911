//! The vectors that training starts from; the one home of the pickle library.

use std::collections::BTreeMap;
use std::path::Path;

use candle_core::{DType, Tensor};
use serde_pickle::DeOptions;

use crate::error::Error;
use crate::hub::disk;
use crate::train::chars::corpus::comparable;

/// The array that holds the vectors.
const ARRAY: &str = "embeddings";

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

impl CharVectors {
    /// Reads the array `embeddings` of an `.npz` file and the pickled dictionary that says which
    /// row is whose.
    ///
    /// Keys of more than one character are marks for padding and the unknown; a character that the
    /// analyzer never hands on (capitals, full width, punctuation) would be dead weight. Both are
    /// left out.
    pub(crate) fn read(npz: &Path, vocab: &Path, pickle: &[u8]) -> Result<Self, Error> {
        let (all, [rows, width]) = read_array(npz)
            .map_err(|reason| Error::Training { file: disk::name(npz), reason })?;
        let fault = |reason: String| Error::Training { file: disk::name(vocab), reason };
        let row_of: BTreeMap<String, usize> = serde_pickle::from_slice(pickle, DeOptions::new())
            .map_err(|error| fault(format!("it is no pickled dictionary: {error}")))?;
        let mut taken = Self { chars: Vec::new(), numbers: Vec::new(), width };
        // A map of strings yields single characters in the order of their code points.
        for (key, row) in &row_of {
            if *row >= rows {
                return Err(fault(format!("`{key}` has the row {row}, the array has {rows}")));
            }
            let mut key = key.chars();
            if let (Some(c), None) = (key.next(), key.next())
                && comparable(c) == Some(c)
            {
                taken.chars.push(c);
                taken.numbers.extend(&all[row * width..(row + 1) * width]);
            }
        }
        match taken.chars.is_empty() {
            true => Err(fault("no key is a letter, a digit or an ideograph".to_owned())),
            false => Ok(taken),
        }
    }

    /// The vector of the character at `index`.
    pub(crate) fn row(&self, index: usize) -> &[f64] {
        &self.numbers[index * self.width..(index + 1) * self.width]
    }
}

/// The numbers of the array and its shape.
fn read_array(npz: &Path) -> Result<(Vec<f64>, [usize; 2]), String> {
    let arrays = Tensor::read_npz_by_name(npz, &[ARRAY]).map_err(|error| error.to_string())?;
    let array = arrays.first().ok_or_else(|| format!("it has no array `{ARRAY}`"))?;
    let shape = <[usize; 2]>::try_from(array.dims())
        .map_err(|_| format!("`{ARRAY}` has the shape {:?}, it must have two", array.dims()))?;
    let numbers: Vec<f64> = array
        .to_dtype(DType::F64)
        .and_then(|array| array.flatten_all()?.to_vec1())
        .map_err(|error| error.to_string())?;
    match numbers.iter().position(|x| !x.is_finite()) {
        None => Ok((numbers, shape)),
        Some(at) => Err(format!("`{ARRAY}` is not finite in row {}", at / shape[1].max(1))),
    }
}
