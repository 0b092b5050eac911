//! What the engine says by itself: refusals and introductions. Data, with its home here.

use serde::Deserialize;

use crate::error::Error;

/// The engine's own words, in Markdown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// When nothing fits.
    pub refuse: String,
    /// Above guesses.
    pub suggest: String,
    /// With an answer that names no source.
    pub no_basis: String,
    /// When asking back which question is meant.
    pub clarify_question: String,
    /// When asking back what the asker is.
    pub clarify_taxpayer_type: String,
}

impl Words {
    /// The words that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        toml::from_str(include_str!("../data/words.toml")).map_err(|error| Error::Settings {
            file: "words.toml".to_owned(),
            reason: error.to_string(),
        })
    }
}
