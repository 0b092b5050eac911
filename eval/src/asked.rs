//! A question with the circumstances it was asked in, by itself.

use jiff::civil::Date;
use wenshui_engine::question::Question;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::case::Case;

/// A question with the circumstances it was asked in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// The words.
    pub text: String,
    /// Where it was asked from.
    pub region: Option<Region>,
    /// Who asked.
    pub taxpayer_type: Option<TaxpayerType>,
    /// The day whose rules were asked for; none: the day of the run.
    pub as_of: Option<Date>,
}

impl Asked {
    /// A case of a suite; none where it is a turn of a dialogue, which says nothing by itself.
    pub fn of_case(case: &Case) -> Option<Self> {
        let Case { question, region, taxpayer_type, as_of, .. } = case;
        case.turn.is_none().then(|| Self {
            text: question.clone(),
            region: *region,
            taxpayer_type: *taxpayer_type,
            as_of: *as_of,
        })
    }

    /// As it is put to the engine.
    pub fn question(&self, today: Date) -> Question<'_> {
        Question {
            region: self.region,
            taxpayer_type: self.taxpayer_type,
            ..Question::new(&self.text, self.as_of.unwrap_or(today))
        }
    }
}
