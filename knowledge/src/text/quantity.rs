//! Numbers, money, rates, dates and document numbers, recognised and brought to one spelling.

pub mod find;
pub mod numeral;
pub mod rules;

use std::ops::Range;

/// A quantity found in a folded text.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Where it stands, in characters of the folded text.
    pub span: Range<usize>,
    /// What it is.
    pub value: QuantityValue,
}

/// What a quantity says.
#[derive(Debug, Clone, PartialEq)]
pub enum QuantityValue {
    /// A number of at least ten, or one with a multiplier; money or anything else that is counted.
    Amount(f64),
    /// A share of one: 3 % is 0.03.
    Rate(f64),
    /// A calendar date, as far as it is given.
    Date {
        /// The year.
        year: u32,
        /// The month, 1 to 12.
        month: Option<u32>,
        /// The day, 1 to 31.
        day: Option<u32>,
    },
    /// The number of a document.
    Document {
        /// Who issued it, as the rules spell it; empty where only the number is named.
        issuer: String,
        /// The year, where one is named.
        year: Option<u32>,
        /// The running number.
        number: u32,
    },
}

impl QuantityValue {
    /// The spellings under which the quantity is looked up, the fullest first.
    pub fn spellings(&self) -> Vec<String> {
        match self {
            Self::Amount(value) => vec![plain(*value)],
            Self::Rate(share) => vec![format!("{}%", plain(share * 100.0))],
            Self::Date { year, month: None, .. } => vec![format!("{year:04}")],
            Self::Date { year, month: Some(month), day: None } => {
                vec![format!("{year:04}-{month:02}")]
            }
            Self::Date { year, month: Some(month), day: Some(day) } => {
                vec![format!("{year:04}-{month:02}-{day:02}"), format!("{year:04}-{month:02}")]
            }
            Self::Document { issuer, year, number } => {
                let mut spellings = Vec::with_capacity(3);
                if let Some(year) = year {
                    if !issuer.is_empty() {
                        spellings.push(format!("{issuer}{year}#{number}"));
                    }
                    spellings.push(format!("{year}#{number}"));
                }
                spellings.push(format!("#{number}"));
                spellings
            }
        }
    }
}

/// A number without needless zeros, to at most six decimals.
fn plain(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
