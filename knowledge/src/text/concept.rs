//! Concepts: how people say it, read as how the law says it.

use std::ops::Range;

use crate::error::Error;
use crate::text::patterns::Patterns;
use crate::text::segment::Segmenter;
use crate::text::term::{TermKey, TermKind};

/// A pair of the concept lexicon; both forms folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConceptPair {
    /// How people say it.
    pub said: String,
    /// How the law says it; empty for fillers that mean nothing.
    pub law: String,
    /// The part of the lexicon it belongs to, such as `dialect`.
    pub category: String,
    /// Whether the saying is met as if the law form had been said: that of a pair of maintainers, who
    /// speak of their own knowledge (docs/decisions/0026).
    pub exact: bool,
}

/// The concept lexicon, ready to read texts.
pub struct Concepts {
    patterns: Patterns,
    /// By the pattern's number: what a form stands for.
    forms: Vec<Form>,
}

/// What a form found in a text stands for.
struct Form {
    chars: usize,
    law: String,
    /// The words of the law form, so that a rewritten text need not be segmented again.
    law_words: Vec<String>,
    key: Option<TermKey>,
    exact: bool,
}

impl Form {
    fn is_filler(&self) -> bool {
        self.law.is_empty()
    }
}

/// A text read with its concepts; reusable memory.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The text with every saying in its law form and fillers left out.
    pub canonical: String,
    /// The words of the canonical text, as byte ranges in it.
    pub words: Vec<Range<u32>>,
    /// The concepts met, in order.
    pub concepts: Vec<TermKey>,
    /// The text as it was said, fillers left out and exact sayings in their law form.
    pub said: String,
    /// The words of the text as it was said, as byte ranges in it.
    pub said_words: Vec<Range<u32>>,
}

impl Reading {
    /// The words of the canonical text in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        parts(&self.canonical, &self.words)
    }

    /// The words of the text as it was said, in order.
    pub fn said_words(&self) -> impl Iterator<Item = &str> {
        parts(&self.said, &self.said_words)
    }

    fn clear(&mut self) {
        self.canonical.clear();
        self.words.clear();
        self.concepts.clear();
        self.said.clear();
        self.said_words.clear();
    }

    fn push_word(&mut self, word: &str) {
        push(word, &mut self.canonical, &mut self.words);
    }

    fn push_said(&mut self, word: &str) {
        push(word, &mut self.said, &mut self.said_words);
    }

    fn push_form(&mut self, form: &Form) {
        for word in &form.law_words {
            self.push_word(word);
            if form.exact {
                self.push_said(word);
            }
        }
        self.concepts.extend(form.key);
    }
}

impl Concepts {
    /// Builds the lexicon. The segmenter must already know the sayings, so that 这个税 is not read
    /// as 这 + 个税.
    ///
    /// # Errors
    /// When two pairs share a saying; the lexicon's reader has refused that before.
    pub fn new(pairs: &[ConceptPair], segmenter: &Segmenter) -> Result<Self, Error> {
        let mut patterns: Vec<(&str, &str, bool)> =
            pairs.iter().map(|pair| (pair.said.as_str(), pair.law.as_str(), pair.exact)).collect();
        let laws = pairs.iter().map(|pair| pair.law.as_str()).filter(|law| !law.is_empty());
        patterns.extend(laws.map(|law| (law, law, false)));
        patterns.sort_unstable();
        patterns.dedup();
        let forms = patterns
            .iter()
            .map(|(form, law, exact)| Form {
                chars: form.chars().count(),
                law: (*law).to_owned(),
                law_words: segmenter.words(law).map(str::to_owned).collect(),
                key: (!law.is_empty()).then(|| TermKey::text(TermKind::Concept, law)),
                exact: *exact,
            })
            .collect();
        let patterns = Patterns::new(patterns.iter().map(|(form, ..)| *form))?;
        Ok(Self { patterns, forms })
    }

    /// Reads `text`, which is folded: rewrites sayings, keeps words, notes concepts.
    pub fn read(&self, text: &str, segmenter: &Segmenter, reading: &mut Reading) {
        reading.clear();
        let words: Vec<&str> = segmenter.words(text).collect();
        let matches = self.matches(text, &words);
        let mut next = matches.iter().peekable();
        let (mut rewritten_to, mut left_out_to) = (0, 0);
        for word in words {
            let at = offset(text, word);
            let follows_space = at > 0 && text.as_bytes()[at - 1] == b' ';
            if let Some((span, form)) = next.next_if(|(span, _)| span.start == at) {
                let form = &self.forms[*form as usize];
                rewritten_to = span.end;
                // What means nothing was as good as not said.
                left_out_to = if form.is_filler() || form.exact { span.end } else { left_out_to };
                reading.push_form(form);
            } else if at >= rewritten_to {
                if follows_space && !reading.canonical.is_empty() {
                    reading.canonical.push(' ');
                }
                reading.push_word(word);
            }
            if at >= left_out_to {
                if follows_space && !reading.said.is_empty() {
                    reading.said.push(' ');
                }
                reading.push_said(word);
            }
        }
    }

    /// The forms in `text` whose ends are ends of words, leftmost and then longest first.
    fn matches(&self, text: &str, words: &[&str]) -> Vec<(Range<usize>, u32)> {
        let found = self.patterns.find(text);
        let mut found: Vec<(Range<usize>, u32)> = found
            .map(|found| (found.span, found.pattern))
            .filter(|(span, _)| is_aligned(text, words, span))
            .collect();
        found.sort_unstable_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        found.retain(|(span, _)| {
            let free = span.start >= end;
            if free {
                end = span.end;
            }
            free
        });
        found
    }

    /// The law form of `text` if the whole of it is one saying or one law form.
    pub fn law_of(&self, text: &str) -> Option<&str> {
        let chars = text.chars().count();
        let whole = self.patterns.find(text).find(|found| {
            found.span.len() == text.len() && self.forms[found.pattern as usize].chars == chars
        })?;
        Some(&self.forms[whole.pattern as usize].law)
    }
}

impl std::fmt::Debug for Concepts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Concepts").field("forms", &self.forms.len()).finish_non_exhaustive()
    }
}

/// Whether a span begins where a word begins and ends where a word ends.
fn is_aligned(text: &str, words: &[&str], span: &Range<usize>) -> bool {
    let begins = words.binary_search_by_key(&span.start, |word| offset(text, word));
    let ends = words.binary_search_by_key(&span.end, |word| offset(text, word) + word.len());
    begins.is_ok() && ends.is_ok()
}

/// The parts of a text in these ranges.
fn parts<'a>(text: &'a str, ranges: &'a [Range<u32>]) -> impl Iterator<Item = &'a str> {
    ranges.iter().map(|range| &text[range.start as usize..range.end as usize])
}

/// Puts a word behind a text.
fn push(word: &str, text: &mut String, words: &mut Vec<Range<u32>>) {
    let start = text.len() as u32;
    text.push_str(word);
    words.push(start..text.len() as u32);
}

/// Where `part`, a slice of `text`, begins in it, in bytes.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}
