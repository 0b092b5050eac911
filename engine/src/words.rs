//! What the engine says by itself: refusals, introductions, small talk. Data, with its home here.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use wenshui_knowledge::text::fold::Folded;

use crate::error::Error;

/// The engine's own words, in Markdown.
#[derive(Debug, Clone)]
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
    smalltalk: FxHashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    refuse: String,
    suggest: String,
    no_basis: String,
    clarify_question: String,
    clarify_taxpayer_type: String,
    smalltalk: Vec<Smalltalk>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Smalltalk {
    asked: Vec<String>,
    say: String,
}

impl Words {
    /// The words that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        let file: File = toml::from_str(include_str!("../data/words.toml")).map_err(|error| {
            Error::Settings { file: "words.toml".to_owned(), reason: error.to_string() }
        })?;
        let mut smalltalk = FxHashMap::default();
        for talk in file.smalltalk {
            for asked in talk.asked {
                smalltalk.insert(Folded::new(&asked).key(), talk.say.clone());
            }
        }
        Ok(Self {
            refuse: file.refuse,
            suggest: file.suggest,
            no_basis: file.no_basis,
            clarify_question: file.clarify_question,
            clarify_taxpayer_type: file.clarify_taxpayer_type,
            smalltalk,
        })
    }

    /// What to reply to small talk; `key` is the folded question without spaces.
    pub fn smalltalk(&self, key: &str) -> Option<&str> {
        self.smalltalk.get(key).map(String::as_str)
    }
}
