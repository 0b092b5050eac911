//! What somebody wrote, as guard, emotion and intents read it: without spaces, with the way back.

use std::ops::Range;

use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::patterns::Patterns;

use crate::phrase::PhraseId;

/// What stood between a character and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    Tight,
    /// A space or a symbol.
    Loose,
    /// The end of a sentence or of a part of one.
    Stop,
}

/// A phrase that stands in an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hit {
    /// The phrase.
    pub phrase: PhraseId,
    /// Its first character in the normal form.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
}

impl Hit {
    /// Whether another hit lies in this one.
    pub fn covers(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A text in its normal form: folded and without spaces, with the phrases in it.
#[derive(Debug, Clone, Default)]
pub struct Utterance {
    /// The characters as they were written.
    pub written: Vec<char>,
    /// The characters of the normal form.
    pub chars: Vec<char>,
    /// For each of them the character of the text it came from.
    origin: Vec<u32>,
    gaps: Vec<Gap>,
    /// The phrases, by where they begin and the longer first.
    pub hits: Vec<Hit>,
}

/// Marks that end a sentence or a part of one.
const STOPS: &str = "，。！？；：、,.!?;:…\n";

impl Utterance {
    /// Reads a text; `folded` is the same text folded.
    pub fn read(text: &str, folded: &Folded, patterns: &Patterns) -> Self {
        let mut utterance = Self { written: text.chars().collect(), ..Self::default() };
        let mut normal = String::with_capacity(folded.text().len());
        for (c, origin) in folded.text().chars().zip(folded.origin()) {
            if c != ' ' {
                utterance.push(c, *origin);
                normal.push(c);
            }
        }
        utterance.find(&normal, patterns);
        utterance
    }

    fn push(&mut self, c: char, origin: u32) {
        let since = self.origin.last().map_or(origin, |last| last + 1);
        let between = self.written.get(since as usize..origin as usize).unwrap_or_default();
        let gap = match between {
            [] => Gap::Tight,
            between if between.iter().any(|c| STOPS.contains(*c)) => Gap::Stop,
            _ => Gap::Loose,
        };
        self.chars.push(c);
        self.origin.push(origin);
        self.gaps.push(gap);
    }

    fn find(&mut self, normal: &str, patterns: &Patterns) {
        let mut char_at = vec![0_usize; normal.len() + 1];
        for (number, (byte, _)) in normal.char_indices().enumerate() {
            char_at[byte] = number;
        }
        char_at[normal.len()] = self.chars.len();
        for found in patterns.find(normal) {
            let (start, end) = (char_at[found.span.start], char_at[found.span.end]);
            let hit = Hit { phrase: found.pattern, start, end };
            if self.stands(&hit) {
                self.hits.push(hit);
            }
        }
        self.hits.sort_unstable_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.phrase));
    }

    /// Whether a phrase stands there as one: Latin letters are not cut out of a longer word, and a
    /// phrase over the end of a sentence counts only when every character of it was set apart.
    fn stands(&self, hit: &Hit) -> bool {
        let inner = &self.gaps[hit.start + 1..hit.end];
        let across = inner.contains(&Gap::Stop) && inner.contains(&Gap::Tight);
        !across && !self.joins(hit.start) && !self.joins(hit.end)
    }

    /// Whether Latin letters stand on both sides of a place without anything between.
    fn joins(&self, at: usize) -> bool {
        let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
        at > 0
            && self.gaps.get(at) == Some(&Gap::Tight)
            && letter(self.chars.get(at - 1))
            && letter(self.chars.get(at))
    }

    /// What stood before a character.
    pub fn gap(&self, at: usize) -> Gap {
        self.gaps.get(at).copied().unwrap_or(Gap::Stop)
    }

    /// Whether a sentence or a part of one ends between two characters.
    pub fn parted(&self, range: Range<usize>) -> bool {
        self.gaps.get(range).is_some_and(|gaps| gaps.contains(&Gap::Stop))
    }

    /// Where characters of the normal form stand in the text, in characters.
    pub fn written_span(&self, range: Range<usize>) -> Range<usize> {
        let first = self.origin.get(range.start).map_or(0, |at| *at as usize);
        let last = range.end.checked_sub(1).and_then(|last| self.origin.get(last));
        first..last.map_or(first, |last| *last as usize + 1)
    }

    /// How many characters the normal form has.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether nothing is left of the text after folding.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }
}
