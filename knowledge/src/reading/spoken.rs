//! What reading a text gives: sentences of words of syllables, with the pauses between them.

use std::fmt;
use std::ops::Range;

/// A text as it is read aloud.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The sentences in their order; none without a word.
    pub sentences: Vec<Sentence>,
}

/// A sentence, or a line that ends without a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, in characters of the text that was given, its last mark included.
    pub span: Range<usize>,
    /// Its words in their order; at least one.
    pub words: Vec<SpokenWord>,
}

/// A word, a number or a sign, as it is spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenWord {
    /// Where it stands, in characters of the text that was given.
    pub span: Range<usize>,
    /// Its syllables; at least one.
    pub spoken: Vec<Spoken>,
    /// The pause after it.
    pub pause: Pause,
}

/// How long the voice rests, the shortest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pause {
    /// Not at all.
    #[default]
    None,
    /// Between the parts of a list, and at brackets.
    Short,
    /// At a comma, a dash and the edge of a cell.
    Comma,
    /// At a semicolon and a colon.
    Clause,
    /// At the end of a sentence or of a line.
    Sentence,
    /// At an empty line and at the end of the text.
    Paragraph,
}

/// One syllable of Mandarin.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spoken {
    /// Its letters in pinyin, `v` for ü; the suffix 儿 is a syllable `er` by itself.
    pub letters: String,
    /// Its tone as it is spoken, 1 to 4, and 5 for none.
    pub tone: u8,
}

impl Spoken {
    /// A syllable that is written as letters and a tone: `shui4`.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, last) = text.char_indices().last()?;
        let tone = last.to_digit(10).filter(|tone| (1..=5).contains(tone))?;
        let letters = &text[..at];
        let plain = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_lowercase());
        plain.then(|| Self { letters: letters.to_owned(), tone: tone as u8 })
    }
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.letters, self.tone)
    }
}

impl Reading {
    /// All words in their order.
    pub fn words(&self) -> impl Iterator<Item = &SpokenWord> {
        self.sentences.iter().flat_map(|sentence| &sentence.words)
    }

    /// All syllables with their tones, apart by blanks: `zeng1 zhi2 shui4`.
    pub fn pinyin(&self) -> String {
        let syllables = self.words().flat_map(|word| &word.spoken);
        syllables.map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::Spoken;

    #[test]
    fn a_syllable_is_letters_and_a_tone() {
        assert_eq!(Spoken::parse("lv4").unwrap().to_string(), "lv4");
        for wrong in ["", "4", "lv", "lv0", "lv6", "lü4", "Lv4", "税4"] {
            assert_eq!(Spoken::parse(wrong), None, "{wrong}");
        }
    }
}
