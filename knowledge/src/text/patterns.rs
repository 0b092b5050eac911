//! Many phrases looked for at once in one pass; the one home of daachorse.

use std::ops::Range;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use crate::error::Error;

/// Phrases compiled to an automaton (Aho and Corasick 1975 as a double array).
pub struct Patterns {
    /// None without phrases: the automaton refuses to be empty.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

/// A phrase that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// The phrase's number: its place among those the automaton was built from.
    pub pattern: u32,
}

impl Patterns {
    /// Compiles phrases, numbered in their order.
    ///
    /// # Errors
    /// When a phrase is empty or the automaton grows too large.
    pub fn new<'a>(phrases: impl Iterator<Item = &'a str>) -> Result<Self, Error> {
        let numbered: Vec<(&str, u32)> = phrases.zip(0..).collect();
        if numbered.is_empty() {
            return Ok(Self { automaton: None });
        }
        // The library takes an empty phrase and finds it everywhere.
        if let Some((_, number)) = numbered.iter().find(|(phrase, _)| phrase.is_empty()) {
            return Err(Error::Patterns { reason: format!("phrase {number} is empty") });
        }
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(numbered)
            .map_err(|error| Error::Patterns { reason: error.to_string() })?;
        Ok(Self { automaton: Some(automaton) })
    }

    /// Every phrase in `text`, overlapping ones too, by where they end and the longer first.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found> + 'a {
        let found = self.automaton.iter().flat_map(move |a| a.find_overlapping_iter(text));
        found.map(|found| Found { span: found.start()..found.end(), pattern: found.value() })
    }
}

impl std::fmt::Debug for Patterns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Patterns").field("any", &self.automaton.is_some()).finish()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Patterns;

    fn check(phrases: &[&str], text: &str, expected: &Expect) {
        let patterns = Patterns::new(phrases.iter().copied()).unwrap();
        let found: Vec<String> = patterns
            .find(text)
            .map(|f| format!("{:?} {}", f.span, phrases[f.pattern as usize]))
            .collect();
        expected.assert_eq(&found.join(", "));
    }

    #[test]
    fn overlapping_phrases_are_all_found() {
        check(
            &["发票", "专用发票", "票"],
            "开专用发票",
            &expect!["3..15 专用发票, 9..15 发票, 12..15 票"],
        );
        check(&[], "开专用发票", &expect![""]);
        check(&["税"], "", &expect![""]);
    }

    #[test]
    fn an_empty_phrase_is_refused() {
        assert!(Patterns::new([""].into_iter()).is_err());
    }
}
