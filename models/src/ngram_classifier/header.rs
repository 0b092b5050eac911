//! The header of a weights file of runs of characters.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::fault::Fault;

/// The value of [`NgramsHeader::kind`].
pub const KIND: &str = "ngrams";

/// The layout that this program reads and writes.
pub const FORMAT: u32 = 1;

/// What stands in the file beside the tensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NgramsHeader {
    /// Always [`KIND`].
    pub kind: String,
    /// The layout, [`FORMAT`].
    pub format: u32,
    /// What is told; the first part of the classifier's id.
    pub name: String,
    /// The longest run of characters.
    pub length_max: usize,
    /// How many buckets there are.
    pub buckets: usize,
    /// What is added to every sum.
    pub bias: f32,
    /// Whose texts the weights come from.
    pub source: String,
    /// Under which licences.
    pub licence: String,
    /// How the weights were made, for people.
    pub recipe: String,
}

impl NgramsHeader {
    /// Reads the header of `file`.
    pub(crate) fn parse(file: &str, json: Option<&str>) -> Result<Self, Error> {
        let fault = |field: &str, reason: String| {
            Error::weights(file, Fault::Header { field: field.to_owned(), reason })
        };
        let json = json.ok_or_else(|| fault("wenshui", "is missing".to_owned()))?;
        let header: Self = serde_json::from_str(json)
            .map_err(|error| fault("wenshui", format!("is not ours: {error}")))?;
        if header.kind != KIND {
            return Err(fault("kind", format!("is `{}`, it must be `{KIND}`", header.kind)));
        }
        if header.format != FORMAT {
            return Err(fault("format", format!("is {}, this is {FORMAT}", header.format)));
        }
        if header.name.is_empty() {
            return Err(fault("name", "is empty".to_owned()));
        }
        if !(1..=8).contains(&header.length_max) {
            let reason = format!("is {}, it must be from 1 to 8", header.length_max);
            return Err(fault("length_max", reason));
        }
        if header.buckets == 0 || u32::try_from(header.buckets).is_err() || !header.bias.is_finite()
        {
            return Err(fault("buckets", "or `bias` is out of range".to_owned()));
        }
        Ok(header)
    }
}
