//! A text that is looked at for misheard terms, with what is known of it.

use std::ops::{Range, RangeInclusive};

use crate::heard::clean::is_han;
use crate::heard::sounds::Sounds;
use crate::text::segment::Segmenter;
use crate::text::syllable::id::SyllableId;

/// A text with its words and readings.
#[derive(Debug)]
pub struct Look<'a> {
    /// The characters.
    pub chars: &'a [char],
    /// For each character whether an earlier pass wrote it.
    fixed: &'a [bool],
    /// All readings of each character, the one that fits the words first.
    pub readings: Vec<Vec<SyllableId>>,
    /// The words, in characters.
    pub words: Vec<Range<usize>>,
    /// For each character the number of its word.
    word_of: Vec<usize>,
    segmenter: &'a Segmenter,
}

impl<'a> Look<'a> {
    /// Looks at a text; what is fixed was written by an earlier pass.
    pub fn new(
        (chars, fixed): (&'a [char], &'a [bool]),
        segmenter: &'a Segmenter,
        sounds: &Sounds,
    ) -> Self {
        let text: String = chars.iter().collect();
        let words = segmenter.spans(&text);
        let mut word_of = vec![usize::MAX; chars.len()];
        for (number, span) in words.iter().enumerate() {
            word_of[span.clone()].fill(number);
        }
        let read = sounds.syllables.read(chars);
        let readings = chars.iter().zip(read).map(|(c, read)| {
            let others = sounds.syllables.several(*c).iter().copied();
            std::iter::once(read).chain(others.filter(|other| *other != read)).collect()
        });
        Self { chars, fixed, readings: readings.collect(), words, word_of, segmenter }
    }

    /// The numbers of the words that a span touches; `None` where the segmenter left something out.
    pub fn words_of(&self, span: &Range<usize>) -> Option<RangeInclusive<usize>> {
        let words = self.word_of[span.start]..=self.word_of[span.end - 1];
        (*words.end() < self.words.len() && *words.start() < self.words.len()).then_some(words)
    }

    /// Whether a span is Chinese, untouched so far and not the unit of a number before it.
    pub fn is_open(&self, span: &Range<usize>) -> bool {
        let before = span.start.checked_sub(1).map(|at| self.chars[at]);
        let counted = before.is_some_and(|c| c.is_ascii_digit());
        let open = |at: usize| is_han(self.chars[at]) && !self.fixed[at];
        !counted && span.clone().all(open)
    }

    /// Whether a character is a word by itself.
    pub fn is_single(&self, place: usize) -> bool {
        let word = self.word_of.get(place).and_then(|number| self.words.get(*number));
        word.is_some_and(|word| word.len() == 1)
    }

    /// How surprising a span is by itself.
    pub fn surprise(&self, span: Range<usize>) -> f64 {
        let text: String = self.chars[span].iter().collect();
        self.segmenter.words(&text).map(|word| surprise(word, self.segmenter)).sum()
    }

    /// How surprising words of the text are together.
    pub fn surprise_of(&self, words: RangeInclusive<usize>) -> f64 {
        let words = self.words[words].iter();
        words
            .map(|span| {
                let word: String = self.chars[span.clone()].iter().collect();
                surprise(&word, self.segmenter)
            })
            .sum()
    }

    /// Whether a span makes sense by itself: known words, and characters that are common ones.
    pub fn makes_sense(&self, span: Range<usize>) -> bool {
        let text: String = self.chars[span].iter().collect();
        let mut words = self.segmenter.words(&text);
        words.all(|word| word.chars().count() > 1 || surprise(word, self.segmenter) < COMMON)
    }
}

/// The logarithm of the sum of jieba's counts, about 60 million.
const LOG_TOTAL: f64 = 17.9;
/// A character that is less surprising than this is a common word by itself.
const COMMON: f64 = 8.5;

/// How surprising a word is: the negative logarithm of its share of all words.
pub fn surprise(word: &str, segmenter: &Segmenter) -> f64 {
    LOG_TOTAL - (segmenter.commonness(word).max(1) as f64).ln()
}
