//! A question that is not settled: what was offered last, and what is remembered of the rounds.

use serde::{Deserialize, Serialize};

use crate::circumstances::Circumstances;
use crate::facet::{QUESTION, REGION};

/// The id of the option that nothing offered fits.
pub const NONE_ID: &str = "none=";

/// Something that was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offer {
    /// An entry by its id, with the words that it was offered by where they are not its question.
    Entry(String, Option<String>),
    /// A value of the facet.
    Value(String),
}

/// What is remembered of a question from turn to turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// The question.
    pub question: String,
    /// What was chosen, as facet and value; an empty value: none of those offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<(String, String)>,
    /// Entries that were offered or given and were not what was meant, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// What the last offers differ in.
    pub facet: String,
    /// What was offered last; the entry that was given, where nothing was asked back.
    pub offers: Vec<Offer>,
    /// How often it was asked back.
    pub round: u32,
    /// Under what it was said to be asked.
    #[serde(default, skip_serializing_if = "Circumstances::is_empty")]
    pub said: Circumstances,
    /// What the person said of themselves, for every question of the conversation.
    #[serde(default, skip_serializing_if = "Circumstances::is_empty")]
    pub me: Circumstances,
}

impl OpenQuestion {
    /// A question that is asked for the first time.
    pub fn new(question: &str) -> Self {
        Self { question: question.to_owned(), ..Self::default() }
    }

    /// For whom, where and when it is asked: by a chosen place, by what was said with it, and by what
    /// the person said of themselves.
    #[must_use]
    pub fn circumstances(&self) -> Circumstances {
        let chosen = self.chosen.iter().find(|(facet, value)| facet == REGION && !value.is_empty());
        let region = chosen.map(|(_, value)| value.clone());
        Circumstances { region, ..Circumstances::default() }.or(&self.said).or(&self.me)
    }

    /// Whether anything is known by now beside the question.
    pub fn is_narrowed(&self) -> bool {
        !self.chosen.is_empty() || !self.refused.is_empty()
    }

    /// Whether one answer was given and nothing was asked.
    pub fn is_answered(&self) -> bool {
        self.offers.len() < 2
    }

    /// The offered value that a click on `option` takes.
    pub fn value(&self, option: &str) -> Option<&str> {
        let (_, value) = option.split_once('=').filter(|(facet, _)| *facet == self.facet)?;
        self.offers.iter().find_map(|offer| match offer {
            Offer::Value(own) if own == value => Some(own.as_str()),
            Offer::Value(_) | Offer::Entry(..) => None,
        })
    }

    /// Whether a click on `option` takes something of the last offers.
    pub fn offers(&self, option: &str) -> bool {
        option == NONE_ID || self.value(option).is_some()
    }

    /// What is known when a value of the facet was taken.
    #[must_use]
    pub fn with(&self, value: &str) -> Self {
        let mut next = self.offering("", Vec::new());
        next.chosen.push((self.facet.clone(), value.to_owned()));
        next
    }

    /// What is known when nothing of what was offered fits.
    #[must_use]
    pub fn without(&self) -> Self {
        let mut next = self.offering("", Vec::new());
        next.refused.extend(self.offers.iter().filter_map(|offer| match offer {
            Offer::Entry(id, _) => Some(id.clone()),
            Offer::Value(_) => None,
        }));
        if self.facet != QUESTION {
            next.chosen.push((self.facet.clone(), String::new()));
        }
        next
    }

    /// The same with this on offer.
    #[must_use]
    pub fn offering(&self, facet: &str, offers: Vec<Offer>) -> Self {
        Self {
            question: self.question.clone(),
            chosen: self.chosen.clone(),
            refused: self.refused.clone(),
            facet: facet.to_owned(),
            offers,
            round: self.round,
            said: self.said.clone(),
            me: self.me.clone(),
        }
    }
}
