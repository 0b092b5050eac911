//! A case: a question with what is right for it.

use std::str::FromStr;

use jiff::civil::Date;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::error::Error;

/// A question with what is right for it: asked alone, or a turn of a scripted dialogue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// Its name in reports; a turn has that of its dialogue, a dot and its number, counted from 1.
    pub id: String,
    /// Its place in a dialogue; `None`: it is asked alone.
    pub turn: Option<Turn>,
    /// The words.
    pub question: String,
    /// The id of the option that is clicked instead of words.
    pub option: Option<String>,
    /// Entries any of which is right; empty: the right thing is not to answer.
    pub expect: Vec<String>,
    /// Entries that must not come first.
    pub forbid: Vec<String>,
    /// The decision that is right, where it matters.
    pub decision: Option<String>,
    /// Where it is asked from.
    pub region: Option<Region>,
    /// Who asks.
    pub taxpayer_type: Option<TaxpayerType>,
    /// The day whose rules are asked for; `None`: the day of the run.
    pub as_of: Option<Date>,
    /// The half that it belongs to, by what is right for it, else by its id; a dialogue is not parted.
    pub half: Half,
    /// Marks to group by.
    pub tags: Vec<String>,
    /// How much it counts.
    pub weight: f64,
}

/// A place in a scripted dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Whether the dialogue begins with it.
    pub first: bool,
    /// Whether the dialogue ends with it.
    pub last: bool,
}

/// One of two halves of a suite, fixed by target: what is tuned on one is measured on the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Half {
    /// For choosing settings and weights.
    #[default]
    Tune,
    /// For measuring; nothing is chosen by it.
    Measure,
}

impl Half {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tune => "tune",
            Self::Measure => "measure",
        }
    }

    /// The half of a target or a text: the lowest bit of the first byte of its BLAKE3 hash decides, so
    /// that nobody chooses and what is added later falls without a look at it.
    pub fn of(target: &str) -> Self {
        let bit = blake3::hash(target.as_bytes()).as_bytes()[0] & 1;
        if bit == 0 { Self::Tune } else { Self::Measure }
    }
}

impl FromStr for Half {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let named = [Self::Tune, Self::Measure].into_iter().find(|half| half.name() == name);
        named.ok_or_else(|| Error::Half(name.to_owned()))
    }
}
