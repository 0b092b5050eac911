//! Terms that were heard as something that sounds like them.
//!
//! A term takes the place of a piece of text when the text with it is likelier by more than
//! mishearing costs. How likely a text is, the counts of its words say (a unigram model over the
//! segmenter's dictionary, as in the noisy channel of Kernighan, Church and Gale 1990). What is
//! made of known words is likely as it is, and so it stays.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::heard::clean::is_han;
use crate::heard::look::{Look, surprise};
use crate::heard::mishearing::{Mishearing, Term};
use crate::heard::sounds::Sounds;
use crate::heard::transcript::Edit;
use crate::heard::tree::{Match, TermTree};
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::segment::Segmenter;

/// Corrects terms by their sound.
#[derive(Debug)]
pub struct Corrector {
    terms: Vec<Term>,
    tree: TermTree,
    mishearing: Mishearing,
    never: FxHashSet<Vec<char>>,
    always: FxHashMap<char, Vec<(Vec<char>, String)>>,
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
        (sounds, words): (Sounds, &HeardWords),
    ) -> Self {
        let mut known: Vec<&String> = terms.iter().filter(|term| is_term(term)).collect();
        known.sort_unstable();
        known.dedup();
        let term = |term: &String| {
            let chars: Vec<char> = term.chars().collect();
            let syllables = sounds.syllables.read(&chars);
            Term { chars, syllables, surprise: surprise(term, segmenter) }
        };
        let terms: Vec<Term> = known.into_iter().map(term).collect();
        let syllables = terms.iter().map(|term| term.syllables.as_slice());
        let tree = TermTree::new(syllables, &sounds.likeness);
        let never = words.forms(HeardKind::Never).map(|form| form.chars().collect());
        let mut always: FxHashMap<char, Vec<(Vec<char>, String)>> = FxHashMap::default();
        for (from, to) in words.pairs(HeardKind::Always) {
            let from: Vec<char> = from.chars().collect();
            always.entry(from[0]).or_default().push((from, to.to_owned()));
        }
        let mishearing = Mishearing::new(sounds, words);
        Self { tree, terms, mishearing, never: never.collect(), always }
    }

    /// The corrections of a text, in order and without overlap; what is fixed stays.
    pub fn edits(&self, (chars, fixed): (&[char], &[bool]), segmenter: &Segmenter) -> Vec<Edit> {
        let sounds = &self.mishearing.sounds;
        let look = Look::new((chars, fixed), segmenter, sounds);
        let mut candidates: Vec<Candidate> = Vec::new();
        for at in (0..chars.len()).filter(|at| is_han(chars[*at])) {
            candidates.extend(self.always(&look, at));
            let found = self.tree.find(&look.readings[at..], &sounds.likeness);
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

    /// What the data says is always written otherwise, unless it is part of a longer word.
    fn always(&self, look: &Look<'_>, at: usize) -> Option<Candidate> {
        let forms = self.always.get(&look.chars[at])?;
        let (from, to) = forms.iter().find(|(from, _)| look.chars[at..].starts_with(from))?;
        let span = at..at + from.len();
        let cut = look.words.iter().any(|word| word.start < span.end && span.end < word.end);
        (!cut).then(|| Candidate { span, to: to.clone(), gain: f64::INFINITY })
    }

    /// A term in the place of a piece of text, if that makes the text likelier.
    fn candidate(&self, look: &Look<'_>, at: usize, found: &Match) -> Option<Candidate> {
        let term = &self.terms[found.term as usize];
        let span = at..at + found.len;
        let heard = &look.chars[span.clone()];
        if heard == term.chars || self.never.contains(heard) || !look.is_open(&span) {
            return None;
        }
        let words = look.words_of(&span)?;
        let whole = look.words[*words.start()].start..look.words[*words.end()].end;
        let known = look.words[words.clone()].iter().filter(|word| word.len() > 1).count();
        let singles = words.clone().count() - known;
        let is_word = singles == 0 && known == 1;
        if is_word || (known > 0 && term.chars.len() == 2) {
            return None;
        }
        let error = self.mishearing.cost(look, &span, term)?;
        let before = look.surprise_of(words);
        let rest = look.surprise(whole.start..span.start) + look.surprise(span.end..whole.end);
        let margin = if singles == 0 { MARGIN_KNOWN } else { margin(term.chars.len()) };
        let gain = before - rest - term.surprise - error - margin;
        (gain > 0.0).then(|| Candidate { span, to: term.chars.iter().collect(), gain })
    }
}

/// By how much a text of nothing but known words has to gain.
const MARGIN_KNOWN: f64 = 6.0;

/// By how much a text has to gain; the shorter a term, the easier it is met by chance.
fn margin(chars: usize) -> f64 {
    match chars {
        0..=2 => 5.0,
        3 => 3.0,
        _ => 1.0,
    }
}

/// Whether this is a term that can be heard: Chinese, neither a character nor a sentence.
pub fn is_term(term: &str) -> bool {
    (2..=TERM_MAX).contains(&term.chars().count()) && term.chars().all(is_han)
}

/// The longest term, in characters.
const TERM_MAX: usize = 14;
