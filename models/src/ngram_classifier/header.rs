//! The header of a weights file of runs of characters.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::ngram_classifier::runs::Runs;
use crate::weights::Weights;

/// The value of [`NgramsHeader::kind`].
pub const KIND: &str = "ngrams";

/// The layout that this program reads and writes.
pub const FORMAT: u32 = 2;

/// What stands in the file beside the tensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NgramsHeader {
    /// Always [`KIND`].
    pub kind: String,
    /// The layout, [`FORMAT`].
    pub format: u32,
    /// What is told; the first part of the classifier's id.
    pub name: String,
    /// What is told apart, in the order of the rows; empty for a classifier that only tells how
    /// likely a text is of one kind.
    pub labels: Vec<String>,
    /// Which runs of characters count.
    #[serde(flatten)]
    pub runs: Runs,
    /// What is added to every sum, by row.
    pub bias: Vec<f32>,
    /// Whose texts the weights come from.
    pub source: String,
    /// Under which licences.
    pub licence: String,
    /// How the weights were made, for people.
    pub recipe: String,
}

impl NgramsHeader {
    /// Reads the header of a file.
    pub(crate) fn read(weights: &Weights) -> Result<Self, Error> {
        let fault = |field: &str, reason: String| Err(weights.header_fault(field, reason));
        let header: Self = weights.header((KIND, FORMAT))?;
        let Runs { length_max, buckets, .. } = header.runs;
        if !(1..=8).contains(&length_max) {
            return fault("length_max", format!("is {length_max}, it must be from 1 to 8"));
        }
        if buckets == 0 || u32::try_from(buckets).is_err() {
            return fault("buckets", format!("is {buckets}, it must be from 1 to 2³² − 1"));
        }
        if header.labels.len() == 1 {
            return fault("labels", "names one label, there must be none or several".to_owned());
        }
        if header.bias.len() != header.rows() || header.bias.iter().any(|bias| !bias.is_finite()) {
            let rows = header.rows();
            return fault("bias", format!("must be {rows} finite numbers"));
        }
        Ok(header)
    }

    /// How many rows of weights there are.
    pub fn rows(&self) -> usize {
        self.labels.len().max(1)
    }
}
