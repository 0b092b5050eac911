//! How people go on from what was just said. Data, with its home here.

use serde::Deserialize;

use crate::context::day::When;
use crate::error::Error;

/// The words that ship with the engine, as they stand in their file.
pub const BUNDLED: &str = include_str!("../../data/context.toml");

/// The words, folded and without spaces.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextWords {
    openers: Vec<String>,
    closers: Vec<String>,
    fillers: Vec<String>,
    corrections: Vec<String>,
    /// Before what was not meant.
    not: Vec<String>,
    /// Between what was not meant and what was.
    rather: Vec<String>,
    changes: Vec<String>,
    me: Vec<String>,
    /// What asks for the same answer again.
    pub again: Vec<String>,
    particles: Vec<String>,
    /// Times by words.
    pub when: When,
    /// What is said to it.
    pub say: Say,
}

/// What is said to those who go on, in Markdown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// By which day's rules it is answered.
    pub as_of: String,
    /// That it is not answered by the rules of a year that was named.
    pub other_year: String,
    /// When something else is to be talked about.
    pub changed: String,
    /// When something was learnt of the person.
    pub noted: String,
}

impl ContextWords {
    /// The words that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Error> {
        toml::from_str(BUNDLED).map_err(|error| Error::Settings {
            file: "context.toml".to_owned(),
            reason: error.to_string(),
        })
    }

    /// A text without the politeness before it.
    pub fn without_fillers<'a>(&self, text: &'a str) -> &'a str {
        let mut text = text;
        while let Some(rest) = after(&self.fillers, text).filter(|rest| !rest.is_empty()) {
            text = rest;
        }
        text
    }

    /// What stands behind the wish to talk about something else.
    pub fn after_change<'a>(&self, text: &'a str) -> Option<&'a str> {
        after(&self.changes, text)
    }

    /// What somebody says of themselves.
    pub fn after_me<'a>(&self, text: &'a str) -> Option<&'a str> {
        after(&self.me, text)
    }

    /// What was not meant and what was.
    pub fn rather<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let rest = after(&self.not, text)?;
        let parted = self.rather.iter().filter_map(|word| rest.split_once(word.as_str()));
        parted.into_iter().find(|(wrong, right)| !wrong.is_empty() && !right.is_empty())
    }

    /// What stands behind a correction, and whether there is one.
    pub fn after_correction<'a>(&self, text: &'a str) -> (&'a str, bool) {
        let mut rest = text;
        while let Some(next) = after(&self.corrections, rest) {
            rest = next;
        }
        (rest, rest.len() < text.len())
    }

    /// A text without the words around it that say that it goes on, and whether there were any.
    pub fn bare<'a>(&self, text: &'a str) -> (&'a str, bool) {
        let mut rest = text;
        while let Some(next) = after(&self.openers, rest) {
            rest = next;
        }
        while let Some(next) = before(&self.closers, rest) {
            rest = next;
        }
        (rest, rest.len() < text.len())
    }

    /// A text without particles: nothing is left of one that is made of them alone.
    pub fn without_particles(&self, text: &str) -> String {
        let mut rest = text;
        let mut kept = String::new();
        while let Some(first) = rest.chars().next() {
            if let Some(next) = after(&self.particles, rest) {
                rest = next;
            } else {
                kept.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        kept
    }
}

/// What stands behind the longest of these words that a text begins with.
fn after<'a>(words: &[String], text: &'a str) -> Option<&'a str> {
    let rests = words.iter().filter_map(|word| text.strip_prefix(word.as_str()));
    rests.min_by_key(|rest| rest.len())
}

/// What stands before the longest of these words that a text ends with.
fn before<'a>(words: &[String], text: &'a str) -> Option<&'a str> {
    let rests = words.iter().filter_map(|word| text.strip_suffix(word.as_str()));
    rests.min_by_key(|rest| rest.len())
}
