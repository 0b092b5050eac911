//! Terms that were heard as something that sounds like them.
//!
//! A term takes the place of a piece of text when the text with it is likelier by more than
//! mishearing costs. How likely a text is, the counts of its words say (a unigram model over the
//! segmenter's dictionary, as in the noisy channel of Kernighan, Church and Gale 1990). What is
//! made of known words is likely as it is, and so it stays.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::heard::clean::is_han;
use crate::heard::kept::word_spans;
use crate::heard::likeness::{Likeness, LikenessTable};
use crate::heard::transcript::Edit;
use crate::heard::tree::{Match, TermTree};
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::lexicon::sounds::PinyinWords;
use crate::text::segment::Segmenter;
use crate::text::syllable::Syllables;
use crate::text::syllable::id::SyllableId;

/// Corrects terms by their sound.
#[derive(Debug)]
pub struct Corrector {
    terms: Vec<Term>,
    tree: TermTree,
    syllables: Syllables,
    table: LikenessTable,
    never: FxHashSet<Vec<char>>,
    always: FxHashMap<char, Vec<(Vec<char>, String)>>,
}

#[derive(Debug)]
struct Term {
    chars: Vec<char>,
    syllables: Vec<SyllableId>,
    surprise: f64,
}

/// A text that is looked at, with what is known of it.
struct Look<'a> {
    chars: &'a [char],
    segmenter: &'a Segmenter,
    readings: Vec<Vec<SyllableId>>,
    words: Vec<Range<usize>>,
    /// How unlikely each word is.
    surprises: Vec<f64>,
    /// For each character the number of its word.
    word_of: Vec<usize>,
}

/// A correction that could be made, and how much likelier it makes the text.
struct Candidate {
    span: Range<usize>,
    to: String,
    gain: f64,
}

impl Corrector {
    /// The corrector of these terms, which are words of the segmenter.
    pub fn new(
        terms: &[String],
        segmenter: &Segmenter,
        (words, pinyin): (&HeardWords, &PinyinWords),
    ) -> Self {
        let syllables = Syllables::new(pinyin);
        let table = LikenessTable::new(&syllables, pinyin);
        let mut known: Vec<&String> = terms.iter().filter(|term| is_term(term)).collect();
        known.sort_unstable();
        known.dedup();
        let terms: Vec<Term> = known
            .into_iter()
            .map(|term| {
                let chars: Vec<char> = term.chars().collect();
                let syllables = syllables.read(&chars);
                Term { syllables, surprise: surprise(term, segmenter), chars }
            })
            .collect();
        let tree = TermTree::new(terms.iter().map(|term| term.syllables.as_slice()));
        let never = words.forms(HeardKind::Never).map(|form| form.chars().collect());
        let mut always: FxHashMap<char, Vec<(Vec<char>, String)>> = FxHashMap::default();
        for (from, to) in words.pairs(HeardKind::Always) {
            let from: Vec<char> = from.chars().collect();
            always.entry(from[0]).or_default().push((from, to.to_owned()));
        }
        Self { tree, terms, syllables, table, never: never.collect(), always }
    }

    /// The corrections of a text, in order and without overlap.
    pub fn edits(&self, chars: &[char], segmenter: &Segmenter) -> Vec<Edit> {
        let look = self.look(chars, segmenter);
        let mut candidates: Vec<Candidate> = Vec::new();
        for at in (0..chars.len()).filter(|at| is_han(chars[*at])) {
            candidates.extend(self.always(chars, at));
            let found = self.tree.find(&look.readings[at..], &self.table);
            candidates.extend(found.iter().filter_map(|found| self.candidate(&look, at, found)));
        }
        candidates.sort_by(|a, b| {
            b.gain.total_cmp(&a.gain).then(a.span.start.cmp(&b.span.start)).then(a.to.cmp(&b.to))
        });
        let mut edits: Vec<Edit> = Vec::new();
        for Candidate { span, to, .. } in candidates {
            let free = |edit: &Edit| edit.span.end <= span.start || span.end <= edit.span.start;
            if edits.iter().all(free) {
                edits.push(Edit { span, to });
            }
        }
        edits.sort_by_key(|edit| edit.span.start);
        edits
    }

    fn look<'a>(&self, chars: &'a [char], segmenter: &'a Segmenter) -> Look<'a> {
        let text: String = chars.iter().collect();
        let words = word_spans(&text, segmenter);
        let mut word_of = vec![usize::MAX; chars.len()];
        let mut surprises = Vec::with_capacity(words.len());
        for (number, span) in words.iter().enumerate() {
            word_of[span.clone()].fill(number);
            let word: String = chars[span.clone()].iter().collect();
            surprises.push(surprise(&word, segmenter));
        }
        let read = self.syllables.read(chars);
        let readings = chars.iter().zip(read).map(|(c, read)| {
            let mut readings = vec![read];
            readings.extend(self.syllables.several(*c).iter().filter(|other| **other != read));
            readings
        });
        Look { chars, segmenter, readings: readings.collect(), words, surprises, word_of }
    }

    /// What the data says is always written otherwise.
    fn always(&self, chars: &[char], at: usize) -> Option<Candidate> {
        let forms = self.always.get(&chars[at])?;
        let (from, to) = forms.iter().find(|(from, _)| chars[at..].starts_with(from))?;
        let span = at..at + from.len();
        Some(Candidate { span, to: to.clone(), gain: f64::INFINITY })
    }

    /// A term in the place of a piece of text, if that makes the text likelier.
    fn candidate(&self, look: &Look<'_>, at: usize, found: &Match) -> Option<Candidate> {
        let term = &self.terms[found.term as usize];
        let span = at..at + found.len;
        let heard = &look.chars[span.clone()];
        if heard == term.chars || !heard.iter().all(|c| is_han(*c)) || self.never.contains(heard) {
            return None;
        }
        let error = self.mishearing(look, &span, term)?;
        let words = look.word_of[at]..=look.word_of[span.end - 1];
        let whole = look.words.get(*words.start())?.start..look.words.get(*words.end())?.end;
        let known = look.words[words.clone()].iter().filter(|word| word.len() > 1).count();
        let singles = words.clone().count() - known;
        if known > 0 && (term.chars.len() == 2 || singles == 0 && known == 1) {
            return None;
        }
        let before: f64 = look.surprises[words].iter().sum();
        let rest = look.surprise(whole.start..span.start) + look.surprise(span.end..whole.end);
        let margin = if singles == 0 { MARGIN_KNOWN } else { margin(term.chars.len()) };
        let gain = before - rest - term.surprise - error - margin;
        (gain > 0.0).then(|| Candidate { span, to: term.chars.iter().collect(), gain })
    }

    /// What it costs to believe that the term was said where this was heard; `None` where too
    /// little of it is the same.
    fn mishearing(&self, look: &Look<'_>, span: &Range<usize>, term: &Term) -> Option<f64> {
        if span.len() != term.chars.len() {
            return gap_only(&look.chars[span.clone()], &term.chars).then_some(COST_GAP);
        }
        let mut cost = 0.0;
        let mut same = 0;
        for (place, (c, syllable)) in span.clone().zip(term.chars.iter().zip(&term.syllables)) {
            if look.chars[place] == *c {
                same += 1;
                continue;
            }
            let readings = look.readings[place].iter();
            let likeness = readings.map(|one| self.table.of(*one, *syllable)).min();
            cost += match likeness.unwrap_or(Likeness::None) {
                Likeness::Same => COST_SAME,
                Likeness::Accent => COST_ACCENT,
                Likeness::Half => COST_HALF,
                Likeness::None => COST_OTHER,
            };
        }
        (same > 0 || cost <= COST_SAME * span.len() as f64).then_some(cost)
    }
}

impl Look<'_> {
    /// How unlikely a part of the text is by itself.
    fn surprise(&self, span: Range<usize>) -> f64 {
        let text: String = self.chars[span].iter().collect();
        self.segmenter.words(&text).map(|word| surprise(word, self.segmenter)).sum()
    }
}

/// The logarithm of the sum of jieba's counts, about 60 million.
const LOG_TOTAL: f64 = 17.9;
/// Costs of mishearing a character, as logarithms: tuned so that the wordings of the bundled
/// knowledge stay and seeded homophones are found; `tests/it/heard.rs` holds both.
const COST_SAME: f64 = 3.0;
const COST_ACCENT: f64 = 4.5;
const COST_HALF: f64 = 7.0;
const COST_OTHER: f64 = 11.0;
const COST_GAP: f64 = 9.0;
/// By how much more a text of nothing but known words has to gain.
const MARGIN_KNOWN: f64 = 9.0;

/// By how much a text has to gain; the shorter a term, the easier it is met by chance.
fn margin(chars: usize) -> f64 {
    match chars {
        0..=2 => 4.0,
        3 => 2.5,
        _ => 1.0,
    }
}

/// The negative logarithm of how likely a word is.
fn surprise(word: &str, segmenter: &Segmenter) -> f64 {
    LOG_TOTAL - (segmenter.commonness(word).max(1) as f64).ln()
}

/// Whether this is a term that can be heard: Chinese, neither a character nor a sentence.
pub fn is_term(term: &str) -> bool {
    (2..=TERM_MAX).contains(&term.chars().count()) && term.chars().all(is_han)
}

/// The longest term, in characters.
const TERM_MAX: usize = 14;

/// Whether the two differ by nothing but one character that one of them lacks.
fn gap_only(heard: &[char], term: &[char]) -> bool {
    let (short, long) = if heard.len() < term.len() { (heard, term) } else { (term, heard) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    long.len() == short.len() + 1 && short[same..] == long[same + 1..]
}
