//! What the engine says by itself: refusals and introductions. Data, with its home here.

use std::collections::HashMap;

use serde::Deserialize;

use crate::error::Error;
use crate::facet::{QUESTION, TAXPAYER_TYPE};

/// The words that ship with the engine, as they stand in their file.
pub const BUNDLED: &str = include_str!("../data/words.toml");

/// The engine's own words, in Markdown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// When nothing fits.
    pub refuse: String,
    /// Above guesses.
    pub suggest: String,
    /// Above guesses, where the rule that is asked for does not hold on the day.
    pub lapsed: String,
    /// With an answer that names no source.
    pub no_basis: String,
    /// When the answer must not be shown.
    pub withheld: String,
    /// When asking back which question is meant.
    pub clarify_question: String,
    /// When asking back what the asker is.
    pub clarify_taxpayer_type: String,
    /// When asking back by a facet, by its name; `other` where it has no words of its own.
    pub clarify_facets: HashMap<String, String>,
    /// The option that nothing offered fits.
    pub none_of_these: String,
    /// When it was asked back often enough.
    pub no_more_rounds: String,
    /// When a person is asked for (J-06).
    pub handover: String,
    /// After that, what is there as long as no desk is in service.
    pub handover_none: String,
    /// How people answer a question back.
    pub answers: AnswerWords,
}

/// How people answer a question back without clicking, folded and without spaces.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerWords {
    /// That what was given or offered is not what was meant.
    pub wrong: Vec<String>,
    /// That nothing offered fits, where something was asked.
    pub none: Vec<String>,
    /// The first option, the second and so on, each in all its wordings.
    pub places: Vec<Vec<String>>,
}

impl Words {
    /// Why it is asked back by a facet.
    pub fn why(&self, facet: &str) -> &str {
        match facet {
            QUESTION => &self.clarify_question,
            TAXPAYER_TYPE => &self.clarify_taxpayer_type,
            _ => {
                let other = || self.clarify_facets.get("other").map_or("", String::as_str);
                self.clarify_facets.get(facet).map_or_else(other, String::as_str)
            }
        }
    }

    /// Everything that may be shown.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [
            &self.refuse,
            &self.suggest,
            &self.lapsed,
            &self.no_basis,
            &self.withheld,
            &self.clarify_question,
            &self.clarify_taxpayer_type,
            &self.none_of_these,
            &self.no_more_rounds,
        ];
        own.into_iter().chain(self.clarify_facets.values()).map(String::as_str)
    }

    /// The words that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        toml::from_str(BUNDLED).map_err(|error| Error::Settings {
            file: "words.toml".to_owned(),
            reason: error.to_string(),
        })
    }
}
