//! What goes in.

use jiff::Timestamp;
use jiff::civil::Date;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::circumstances::Circumstances;
use crate::guard::flood::Turn;
use crate::open_question::OpenQuestion;
use crate::screen::TalkState;

/// A question with the circumstances it is asked in.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The words.
    pub text: &'a str,
    /// The id of an option that was clicked; it stands above the words.
    pub option: Option<&'a str>,
    /// Where it is asked from; `None`: only what holds nationwide is answered.
    pub region: Option<Region>,
    /// What the asker is; `None`: unknown.
    pub taxpayer_type: Option<TaxpayerType>,
    /// The day the rules of which are asked for.
    pub as_of: Date,
    /// How many candidates are wanted, 1 to 50.
    pub top_k: usize,
    /// The least confidence of a candidate that is shown.
    pub confidence_min: Option<f32>,
    /// Whether the reply is to keep what it was decided by.
    pub weighs: bool,
    /// What the same person said before.
    pub before: Before<'a>,
}

/// What came before a question in its conversation; nothing by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before<'a> {
    /// Now.
    pub now: Timestamp,
    /// The person's turns before this one, in any order.
    pub recent: &'a [Turn],
    /// What is remembered of the person.
    pub state: TalkState,
    /// The question that is not settled yet.
    pub asked: Option<&'a OpenQuestion>,
}

impl<'a> Question<'a> {
    /// A question without circumstances, with ten candidates.
    pub fn new(text: &'a str, as_of: Date) -> Self {
        Self {
            text,
            option: None,
            region: None,
            taxpayer_type: None,
            as_of,
            top_k: 10,
            confidence_min: None,
            weighs: false,
            before: Before::default(),
        }
    }

    /// The question as it is asked under what was said; it stands above what the request says.
    #[must_use]
    pub fn under(&self, said: &Circumstances) -> Self {
        let region = said.region.as_deref().and_then(Region::named);
        let taxpayer_type = said.taxpayer_type.as_deref().and_then(TaxpayerType::parse);
        // Whoever asks from a city of the province is asked about the city.
        let within = |own: &Region| region.is_none_or(|region| own.is_within(region));
        Self {
            as_of: said.as_of.unwrap_or(self.as_of),
            region: self.region.filter(within).or(region),
            taxpayer_type: taxpayer_type.or(self.taxpayer_type),
            ..self.clone()
        }
    }
}
