//! How characters sound, and how alike.

use crate::heard::likeness::{Likeness, LikenessTable};
use crate::lexicon::sounds::PinyinWords;
use crate::text::syllable::Syllables;
use crate::text::syllable::id::{OTHER, SyllableId};

/// The readings of characters and the likeness of syllables.
#[derive(Debug, Clone)]
pub struct Sounds {
    /// How characters are read.
    pub syllables: Syllables,
    /// How alike syllables are.
    pub likeness: LikenessTable,
}

impl Sounds {
    /// Builds the tables of the data.
    pub fn new(words: &PinyinWords) -> Self {
        let syllables = Syllables::new(words);
        let likeness = LikenessTable::new(&syllables, words);
        Self { syllables, likeness }
    }

    /// Whether two forms are written with other characters and sound the same, or nearly.
    pub fn confused(&self, one: &str, other: &str) -> bool {
        let chars = |text: &str| -> Vec<char> { text.chars().collect() };
        let (one, other) = (chars(one), chars(other));
        let read = (self.syllables.read(&one), self.syllables.read(&other));
        let mut pairs = read.0.iter().zip(&read.1);
        let alike = |(a, b): (&SyllableId, &SyllableId)| {
            *a != OTHER && self.likeness.of(*a, *b) <= Likeness::Accent
        };
        one != other && one.len() == other.len() && pairs.all(alike)
    }
}
