//! Words of a folded text; the one home of jieba.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jieba_rs::Jieba;

/// The segmenters that somebody holds, each with the terms on top of jieba's dictionary.
static HELD: Mutex<Vec<(Vec<SegmentTerm>, Weak<Segmenter>)>> = Mutex::new(Vec::new());

/// The segmenter: jieba's dictionary with our tax terms on top.
pub struct Segmenter {
    jieba: Jieba,
}

/// A term that must stay whole, with its weight in jieba's counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentTerm {
    /// The term, folded.
    pub term: String,
    /// Its frequency in jieba's sense; larger holds together more strongly.
    pub weight: usize,
}

impl Segmenter {
    /// Builds the segmenter; jieba's own dictionary is compiled in.
    pub fn new(terms: &[SegmentTerm]) -> Self {
        let mut segmenter = Self { jieba: Jieba::new() };
        segmenter.add(terms);
        segmenter
    }

    /// The segmenter of these terms: the one that somebody holds already, else a new one. Reading jieba's
    /// dictionary was a tenth of what publishing an edit costs, and versions of one lexicon do not differ in it.
    pub fn shared(terms: Vec<SegmentTerm>) -> Arc<Self> {
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(_, segmenter)| segmenter.strong_count() > 0);
        let known = held.iter().find(|(known, _)| *known == terms);
        if let Some(segmenter) = known.and_then(|(_, segmenter)| segmenter.upgrade()) {
            return segmenter;
        }
        let segmenter = Arc::new(Self::new(&terms));
        held.push((terms, Arc::downgrade(&segmenter)));
        segmenter
    }

    /// Learns more terms.
    pub fn add(&mut self, terms: &[SegmentTerm]) {
        for term in terms {
            self.jieba.add_word(&term.term, Some(term.weight), None);
        }
    }

    /// The words of `text` in order, spaces left out.
    ///
    /// No hidden Markov model guesses unknown words: single characters and pairs of them are
    /// indexed anyway, and a guess may differ between two nearly equal wordings.
    pub fn words<'a>(&self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let tokens = self.jieba.cut(text, false);
        tokens.into_iter().map(|token| token.word).filter(|word| *word != " ")
    }

    /// The words of `text`, in characters of it; spaces are in none.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        let mut at = 0;
        for token in self.jieba.cut(text, false) {
            let end = at + token.word.chars().count();
            if token.word != " " {
                spans.push(at..end);
            }
            at = end;
        }
        spans
    }

    /// How common a word is, in jieba's counts; of what is no word as common as its parts together.
    pub fn commonness(&self, word: &str) -> usize {
        self.jieba.suggest_freq(word)
    }

    /// Whether this is a word by itself.
    pub fn knows(&self, word: &str) -> bool {
        self.jieba.has_word(word)
    }
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segmenter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{SegmentTerm, Segmenter};

    #[test]
    fn own_terms_stay_whole() {
        let term = |t: &str| SegmentTerm { term: t.into(), weight: 5000 };
        let segmenter = Segmenter::new(&[term("全年一次性奖金"), term("数电票")]);
        let words: Vec<_> = segmenter.words("全年一次性奖金 开数电票").collect();
        assert_eq!(words, ["全年一次性奖金", "开", "数电票"]);
    }
}
