//! The header of a weights file of grams: how its numbers are to be read, and whence they are.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::weights::Weights;

/// The value of [`GramsHeader::kind`].
pub const KIND: &str = "grams";

/// The layout that this program reads and writes.
pub const FORMAT: u32 = 1;

/// What stands in the file beside the tensors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GramsHeader {
    /// Always [`KIND`].
    pub kind: String,
    /// The layout, [`FORMAT`].
    pub format: u32,
    /// The first part of the encoder's id.
    pub name: String,
    /// A run that occurs n times counts n to this power, from 0 to 1.
    pub repeat_power: f32,
    /// Whose texts and vectors the weights come from.
    pub source: String,
    /// Under which licences.
    pub licence: String,
    /// How the weights were made, for people.
    pub recipe: String,
}

impl GramsHeader {
    /// Reads the header of a file.
    pub(crate) fn read(weights: &Weights) -> Result<Self, Error> {
        let header: Self = weights.header((KIND, FORMAT))?;
        if !(0.0..=1.0).contains(&header.repeat_power) {
            let reason = format!("is {}, it must be from 0 to 1", header.repeat_power);
            return Err(weights.header_fault("repeat_power", reason));
        }
        Ok(header)
    }
}
