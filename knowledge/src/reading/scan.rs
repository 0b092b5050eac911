//! Where in the glyphs of a text a finder looks, and what it sees there.

use crate::reading::draft::Found;
use crate::reading::markup::Glyph;
use crate::reading::tables::Tables;

/// A text while it is looked through.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scan<'a> {
    /// The text without markup.
    pub(crate) chars: &'a [char],
    /// What is known.
    pub(crate) tables: &'a Tables,
}

/// Something that recognises what begins at a place.
pub(crate) type Finder = fn(&Scan<'_>, usize) -> Option<Found>;

/// The characters of glyphs.
pub(crate) fn characters(glyphs: &[Glyph]) -> Vec<char> {
    glyphs.iter().map(|glyph| glyph.c).collect()
}

impl Scan<'_> {
    /// What stands from `at` on.
    pub(crate) fn rest(&self, at: usize) -> &[char] {
        self.chars.get(at..).unwrap_or_default()
    }

    /// The character at a place.
    pub(crate) fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before a place.
    pub(crate) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.at(at))
    }

    /// The last character before a place that is no blank.
    pub(crate) fn said_before(&self, at: usize) -> Option<char> {
        let blanks = self.chars[..at].iter().rev().take(BLANKS_MAX + 1);
        blanks.copied().find(|c| *c != ' ')
    }

    /// The place behind blanks.
    pub(crate) fn skip_blanks(&self, at: usize) -> usize {
        at + self.rest(at).iter().take(BLANKS_MAX).take_while(|c| **c == ' ').count()
    }

    /// Whether one of a set's forms stands here.
    pub(crate) fn heads(&self, set: &str, at: usize) -> bool {
        self.tables.heads(set, self.rest(at))
    }

    /// Whether one of a set's forms ends before a place.
    pub(crate) fn ends_with(&self, set: &str, at: usize) -> bool {
        self.tables.set(set).iter().any(|form| self.chars[..at].ends_with(form))
    }

    /// Whether one of a set's forms stands in the few characters before a place.
    pub(crate) fn near_before(&self, set: &str, at: usize) -> bool {
        let near = &self.chars[at.saturating_sub(NEAR)..at];
        let forms = self.tables.set(set).iter();
        forms
            .filter(|form| !form.is_empty())
            .any(|form| near.windows(form.len()).any(|w| w == form))
    }

    /// The digits from a place on, at most a hundred.
    pub(crate) fn digits(&self, at: usize) -> String {
        self.rest(at).iter().take(DIGITS_MAX).take_while(|c| c.is_ascii_digit()).collect()
    }

    /// A number of so many digits that is in a range: its value and its end.
    pub(crate) fn number(&self, at: usize, (len, range): (Len, Range)) -> Option<(u32, usize)> {
        let digits = self.digits(at);
        let value = digits.parse().ok().filter(|value| range.contains(value))?;
        len.contains(&digits.len()).then_some((value, at + digits.len()))
    }
}

/// How many digits.
pub(crate) type Len = std::ops::RangeInclusive<usize>;
/// Which values.
pub(crate) type Range = std::ops::RangeInclusive<u32>;

/// How many blanks are looked over.
const BLANKS_MAX: usize = 4;
/// How far back a word tells what a number is, in characters.
const NEAR: usize = 8;
/// Digits are taken in pieces of this length.
const DIGITS_MAX: usize = 100;

#[cfg(test)]
pub(super) mod tests {
    use super::{Finder, Scan};
    use crate::bundled;
    use crate::lexicon::Lexicons;
    use crate::reading::tables::Tables;

    /// What the finder says at the head of a text, and how many characters it takes.
    pub(in crate::reading) fn check(find: Finder, (text, expected): (&str, &str)) {
        let lexicons = Lexicons::read(&bundled::lexicons()).unwrap();
        let tables = Tables::new(&lexicons.reading);
        let chars: Vec<char> = text.chars().collect();
        let found = find(&Scan { chars: &chars, tables: &tables }, 0);
        let said = found.map_or_else(String::new, |found| {
            let said = found.syllables.iter().map(|s| s.spoken.to_string());
            format!("{} {}", found.end, said.collect::<Vec<_>>().join(" "))
        });
        assert_eq!(said, expected, "{text}");
    }
}
