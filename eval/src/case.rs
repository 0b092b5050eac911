//! A case: a question with what is right for it.

use jiff::civil::Date;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

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
