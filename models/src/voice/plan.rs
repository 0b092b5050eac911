//! What is to be said: words with their syllables and rests, cut into phrases of a breath.

use std::ops::Range;

/// A phrase with more syllables is cut at the end of a word: the first sound comes sooner, and what a
/// listener who leaves has made in vain is short.
pub const SYLLABLES_MAX: usize = 25;

/// A word as it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in characters of the text.
    pub span: Range<usize>,
    /// Its syllables in pinyin with a number for the tone, such as `shui4`.
    pub syllables: Vec<String>,
    /// The rest after it, in milliseconds at the usual speed.
    pub rest_ms: u32,
}

/// A sentence as it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, in characters of the text.
    pub span: Range<usize>,
    /// Its words.
    pub words: Vec<Word>,
}

/// Words that are said in one breath.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    /// Where its sentence stands, in characters of the text.
    pub sentence: Range<usize>,
    /// Its words; at least one.
    pub words: Vec<Word>,
}

impl Phrase {
    /// Its syllables, parted by spaces.
    pub fn pinyin(&self) -> String {
        let syllables = self.words.iter().flat_map(|word| &word.syllables);
        syllables.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The rest after it, in milliseconds at the usual speed.
    pub fn rest_ms(&self) -> u32 {
        self.words.last().map_or(0, |word| word.rest_ms)
    }
}

/// Cuts sentences into phrases: at every rest, and where a phrase would be too long at the ends of
/// words, into parts of about the same length.
pub fn phrases(sentences: Vec<Sentence>) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for Sentence { span, words } in sentences {
        let mut breath = Vec::new();
        for word in words {
            let rests = word.rest_ms > 0;
            breath.push(word);
            if rests {
                cut(std::mem::take(&mut breath), &span, &mut phrases);
            }
        }
        cut(breath, &span, &mut phrases);
    }
    phrases
}

fn cut(words: Vec<Word>, sentence: &Range<usize>, phrases: &mut Vec<Phrase>) {
    let syllables: usize = words.iter().map(|word| word.syllables.len()).sum();
    let parts = syllables.div_ceil(SYLLABLES_MAX).max(1);
    let wanted = syllables.div_ceil(parts);
    let (mut part, mut count) = (Vec::new(), 0);
    let mut close = |part: &mut Vec<Word>| {
        if !part.is_empty() {
            phrases.push(Phrase { sentence: sentence.clone(), words: std::mem::take(part) });
        }
    };
    for word in words {
        if count > 0 && count + word.syllables.len() > wanted.max(1) {
            close(&mut part);
            count = 0;
        }
        count += word.syllables.len();
        part.push(word);
    }
    close(&mut part);
}

#[cfg(test)]
mod tests {
    use super::{Sentence, Word, phrases};

    /// Words as `syllables:rest`; the phrases by the number of their syllables.
    fn check(words: &[(usize, u32)], expected: &[usize]) {
        let word = |(count, rest_ms): &(usize, u32)| Word {
            syllables: vec!["shui4".to_owned(); *count],
            rest_ms: *rest_ms,
            ..Word::default()
        };
        let sentence = Sentence { span: 0..9, words: words.iter().map(word).collect() };
        let cut = phrases(vec![sentence]);
        let lengths: Vec<usize> =
            cut.iter().map(|phrase| phrase.pinyin().split(' ').count()).collect();
        assert_eq!(lengths, expected);
        assert!(cut.iter().all(|phrase| phrase.sentence == (0..9)));
    }

    #[test]
    fn a_phrase_ends_at_a_rest_and_is_never_much_longer_than_a_breath() {
        check(&[], &[]);
        check(&[(2, 0), (3, 250), (1, 0)], &[5, 1]);
        check(&[(2, 0); 12], &[24]);
        check(&[(2, 0); 13], &[12, 12, 2]);
        check(&[(3, 0); 20], &[18, 18, 18, 6]);
        // A number is one word, however long.
        check(&[(1, 0), (40, 0), (1, 0)], &[1, 40, 1]);
    }
}
