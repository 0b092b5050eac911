//! A question that is not settled: what was offered last, and what is remembered of the rounds.

use serde::{Deserialize, Serialize};

use crate::facets::QUESTION;

/// The id of the option that nothing offered fits.
pub const NONE_ID: &str = "none=";

/// What is remembered of a question from turn to turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// The question.
    pub question: String,
    /// What was chosen, as facet and value; an empty value: none of those offered.
    pub chosen: Vec<(String, String)>,
    /// Entries that were offered or given and were not what was meant, by id.
    pub refused: Vec<String>,
    /// What the options of the last round differ in.
    pub facet: String,
    /// The options of the last round: ids of entries, or values of the facet. The entry that was
    /// given, where nothing was asked back.
    pub offers: Vec<String>,
    /// How often it was asked back.
    pub round: u32,
}

impl OpenQuestion {
    /// A question that is asked for the first time.
    pub fn new(question: &str) -> Self {
        Self { question: question.to_owned(), ..Self::default() }
    }

    /// Whether anything is known by now beside the question.
    pub fn is_narrowed(&self) -> bool {
        !self.chosen.is_empty() || !self.refused.is_empty()
    }

    /// Whether a click on `option` takes something of the last offers.
    pub fn offers(&self, option: &str) -> bool {
        let value = option.split_once('=');
        option == NONE_ID
            || value.is_some_and(|(facet, value)| {
                facet == self.facet && self.offers.iter().any(|own| own == value)
            })
    }

    /// What is known when a value of the facet was taken.
    #[must_use]
    pub fn with(&self, value: &str) -> Self {
        let mut next = self.settled();
        next.chosen.push((self.facet.clone(), value.to_owned()));
        next
    }

    /// What is known when nothing of what was offered fits.
    #[must_use]
    pub fn without(&self) -> Self {
        let mut next = self.settled();
        if self.facet == QUESTION {
            next.refused.extend(self.offers.iter().cloned());
        } else {
            next.chosen.push((self.facet.clone(), String::new()));
        }
        next
    }

    /// The same with this on offer.
    #[must_use]
    pub fn offering(&self, facet: &str, offers: Vec<String>) -> Self {
        Self { facet: facet.to_owned(), offers, ..self.clone() }
    }

    /// The same with nothing on offer.
    fn settled(&self) -> Self {
        self.offering("", Vec::new())
    }
}
