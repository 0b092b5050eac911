//! Where the words of entries come from: what was written as an answer stands before what only quotes.
//!
//! A base may quote whole laws. Their passages share words with every question about their matter and
//! would crowd out, or cast doubt on, entries that were written for it. So these are weighed first and by
//! themselves, and passages only where these do not settle a question.

use wenshui_knowledge::base::Base;
use wenshui_knowledge::document::is_quotation;
use wenshui_knowledge::text::patterns::Patterns;

use crate::error::Error;
use crate::phrase::{Marks, PhraseBook};

/// How much a question may say beside the place in a law that it names, in characters: what it says is
/// asked. More than that is a question of its own, which only rests on the place.
const BESIDE_CHARS_MAX: usize = 8;

/// Where the words of an entry come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody wrote them as an answer.
    Written,
    /// They quote a text.
    Quoted,
}

/// The entries that quote, and the names by which people call the places that they quote.
#[derive(Debug)]
pub struct Quotations {
    /// For each entry whether it quotes; empty where none does.
    quoted: Vec<bool>,
    names: Patterns,
    named: Marks<u32>,
}

impl Quotations {
    /// Finds the entries that quote.
    ///
    /// # Errors
    /// When there are too many names.
    pub fn new(base: &Base) -> Result<Self, Error> {
        let mut quoted: Vec<bool> = base.entries.iter().map(is_quotation).collect();
        if !quoted.contains(&true) {
            quoted.clear();
        }
        let (mut book, mut named) = (PhraseBook::default(), Marks::default());
        for (at, entry) in (0_u32..).zip(&base.entries).filter(|(_, entry)| is_quotation(entry)) {
            for name in &entry.similar {
                named.add(&mut book, name, at);
            }
        }
        Ok(Self { quoted, names: book.compile()?, named })
    }

    /// Where the words of an entry come from.
    pub fn origin(&self, entry: u32) -> Origin {
        match self.quoted.get(entry as usize) {
            Some(true) => Origin::Quoted,
            _ => Origin::Written,
        }
    }

    /// What is weighed first, and what where that settles nothing; `exact` are the entries that have the
    /// question as a wording.
    pub fn order(&self, exact: &[u32]) -> (Origin, Option<Origin>) {
        let named = |entry: &u32| self.origin(*entry) == Origin::Quoted;
        match exact {
            _ if self.quoted.is_empty() => (Origin::Written, None),
            [_, ..] if exact.iter().all(named) => (Origin::Quoted, None),
            _ => (Origin::Written, Some(Origin::Quoted)),
        }
    }

    /// The entries whose place a folded question without spaces names, asking little more. Of two names
    /// the longer one is meant.
    pub fn named(&self, key: &str) -> &[u32] {
        let Some(found) = self.names.find(key).max_by_key(|found| found.span.len()) else {
            return &[];
        };
        let beside = key.chars().count() - key[found.span].chars().count();
        if beside > BESIDE_CHARS_MAX { &[] } else { self.named.of(found.pattern) }
    }
}
