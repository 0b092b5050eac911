//! What was typed, as units: letters that may be pinyin, and characters that were written.

use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::syllable::hanzi;

/// What was typed, folded and without spaces.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The characters.
    pub chars: Vec<char>,
    /// For every character its key, if it is a letter of pinyin, else `-`.
    keys: String,
    /// How many are letters.
    pub letters: usize,
}

impl Typed {
    /// Folds what was typed.
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = Folded::new(text).text().chars().filter(|c| *c != ' ').collect();
        let keys: String = chars.iter().map(|c| hanzi::key(*c).unwrap_or('-')).collect();
        let letters = keys.bytes().filter(|key| *key != b'-').count();
        Self { chars, keys, letters }
    }

    /// How many characters.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The letters that stand together from `at` on.
    pub fn letters_from(&self, at: usize) -> &str {
        let rest = &self.keys[at..];
        &rest[..rest.find('-').unwrap_or(rest.len())]
    }
}
