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
use crate::heard::likeness::Likeness;
use crate::heard::sounds::Sounds;
use crate::heard::transcript::Edit;
use crate::heard::tree::{Match, TermTree};
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::segment::Segmenter;
use crate::text::syllable::id::SyllableId;

/// Corrects terms by their sound.
#[derive(Debug)]
pub struct Corrector {
    terms: Vec<Term>,
    tree: TermTree,
    sounds: Sounds,
    never: FxHashSet<Vec<char>>,
    particles: FxHashSet<char>,
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
    /// What was written by an earlier pass.
    fixed: &'a [bool],
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
        (sounds, words): (Sounds, &HeardWords),
    ) -> Self {
        let mut known: Vec<&String> = terms.iter().filter(|term| is_term(term)).collect();
        known.sort_unstable();
        known.dedup();
        let terms: Vec<Term> = known
            .into_iter()
            .map(|term| {
                let chars: Vec<char> = term.chars().collect();
                let syllables = sounds.syllables.read(&chars);
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
        let particles = words.forms(HeardKind::Particle).flat_map(str::chars).collect();
        Self { tree, terms, sounds, never: never.collect(), particles, always }
    }

    /// The corrections of a text, in order and without overlap; what is `fixed` stays.
    pub fn edits(&self, (chars, fixed): (&[char], &[bool]), segmenter: &Segmenter) -> Vec<Edit> {
        let look = self.look((chars, fixed), segmenter);
        let mut candidates: Vec<Candidate> = Vec::new();
        for at in (0..chars.len()).filter(|at| is_han(chars[*at])) {
            candidates.extend(self.always(&look, at));
            let found = self.tree.find(&look.readings[at..], &self.sounds.likeness);
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

    fn look<'a>(
        &self,
        (chars, fixed): (&'a [char], &'a [bool]),
        segmenter: &'a Segmenter,
    ) -> Look<'a> {
        let text: String = chars.iter().collect();
        let words = word_spans(&text, segmenter);
        let mut word_of = vec![usize::MAX; chars.len()];
        let mut surprises = Vec::with_capacity(words.len());
        for (number, span) in words.iter().enumerate() {
            word_of[span.clone()].fill(number);
            let word: String = chars[span.clone()].iter().collect();
            surprises.push(surprise(&word, segmenter));
        }
        let read = self.sounds.syllables.read(chars);
        let readings = chars.iter().zip(read).map(|(c, read)| {
            let mut readings = vec![read];
            readings
                .extend(self.sounds.syllables.several(*c).iter().filter(|other| **other != read));
            readings
        });
        Look { chars, fixed, segmenter, readings: readings.collect(), words, surprises, word_of }
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
        let words = look.word_of[at]..=look.word_of[span.end - 1];
        let whole = look.words.get(*words.start())?.start..look.words.get(*words.end())?.end;
        let known = look.words[words.clone()].iter().filter(|word| word.len() > 1).count();
        let singles = words.clone().count() - known;
        let is_word = singles == 0 && known == 1;
        if is_word || (known > 0 && term.chars.len() == 2) {
            return None;
        }
        let error = if span.len() == term.chars.len() {
            self.mishearing(look, &span, term)?
        } else {
            self.gap(look, &span, term).filter(|_| singles >= GAP_SINGLES_MIN)?
        };
        let before: f64 = look.surprises[words].iter().sum();
        let rest = look.surprise(whole.start..span.start) + look.surprise(span.end..whole.end);
        let margin = if singles == 0 { MARGIN_KNOWN } else { margin(term.chars.len()) };
        let gain = before - rest - term.surprise - error - margin;
        (gain > 0.0).then(|| Candidate { span, to: term.chars.iter().collect(), gain })
    }

    /// What it costs to believe that the term was said where this was heard; `None` where it is
    /// not to be believed.
    fn mishearing(&self, look: &Look<'_>, span: &Range<usize>, term: &Term) -> Option<f64> {
        let short = term.chars.len() < 4;
        let mut cost = 0.0;
        let (mut half, mut particle, mut others) = (false, false, 0);
        for (place, (c, syllable)) in span.clone().zip(term.chars.iter().zip(&term.syllables)) {
            if look.chars[place] == *c {
                continue;
            }
            others += 1;
            let readings = look.readings[place].iter();
            let likeness = readings.map(|one| self.sounds.likeness.of(*one, *syllable)).min();
            let single = look.is_single(place);
            half |= likeness == Some(Likeness::Half);
            particle |= self.particles.contains(&look.chars[place]);
            cost += match likeness? {
                Likeness::Same => COST_SAME,
                Likeness::Accent if short => COST_ACCENT_SHORT,
                Likeness::Accent => COST_ACCENT,
                // A part of a known word was heard well enough to be one.
                Likeness::Half if single => COST_HALF,
                Likeness::Half | Likeness::None => return None,
            };
            cost += if short && !single { COST_IN_WORD } else { 0.0 };
        }
        let weak = half || term.chars.len() == 2 || (short && others > 1);
        let doubtful = particle && (weak || self.stands_without(look, span, term));
        (others < span.len() && !doubtful).then_some(cost)
    }

    /// Whether nothing but particles at the edges was heard for other characters, and what they
    /// stand beside makes sense without them.
    fn stands_without(&self, look: &Look<'_>, span: &Range<usize>, term: &Term) -> bool {
        let differs =
            |(heard, meant): &(&char, &char)| heard != meant && self.particles.contains(*heard);
        let pairs = look.chars[span.clone()].iter().zip(&term.chars);
        let before = pairs.clone().take_while(differs).count();
        let behind = pairs.clone().rev().take_while(differs).count();
        let rest = before..span.len().saturating_sub(behind).max(before);
        let text: String =
            look.chars[span.start + rest.start..span.start + rest.end].iter().collect();
        let same = pairs.skip(rest.start).take(rest.len()).all(|(heard, meant)| heard == meant);
        let mut words = look.segmenter.words(&text);
        let known =
            |word: &str| word.chars().count() > 1 || surprise(word, look.segmenter) < COMMON;
        same && words.all(known)
    }

    /// What it costs to believe that one character was not heard, or heard twice. The first and
    /// the last are heard best, known words behind the place were heard well, and a particle is
    /// not heard where there is none.
    fn gap(&self, look: &Look<'_>, span: &Range<usize>, term: &Term) -> Option<f64> {
        let heard = &look.chars[span.clone()];
        let missing = heard.len() < term.chars.len();
        let (short, long) =
            if missing { (heard, &term.chars[..]) } else { (&term.chars[..], heard) };
        let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
        let inside = same > 0 && same < short.len();
        let only = inside && long.len() == short.len() + 1 && short[same..] == long[same + 1..];
        let believed = if missing {
            look.is_single(span.start + same)
        } else {
            !self.particles.contains(&long[same])
        };
        (only && believed).then_some(COST_GAP)
    }
}

impl Look<'_> {
    /// Whether a span is Chinese, untouched so far and not the unit of a number before it.
    fn is_open(&self, span: &Range<usize>) -> bool {
        let before = span.start.checked_sub(1).map(|at| self.chars[at]);
        let counted = before.is_some_and(|c| c.is_ascii_digit());
        let open = |at: usize| is_han(self.chars[at]) && !self.fixed[at];
        !counted && span.clone().all(open)
    }

    /// Whether a character is a word by itself.
    fn is_single(&self, place: usize) -> bool {
        let word = self.word_of.get(place).and_then(|number| self.words.get(*number));
        word.is_some_and(|word| word.len() == 1)
    }

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
const COST_ACCENT_SHORT: f64 = 6.5;
const COST_HALF: f64 = 15.0;
const COST_IN_WORD: f64 = 2.5;
const COST_GAP: f64 = 11.0;
/// By how much more a text of nothing but known words has to gain.
const MARGIN_KNOWN: f64 = 6.0;
/// How many characters have to stand by themselves where one is missing or too many.
const GAP_SINGLES_MIN: usize = 2;
/// A character that is less surprising than this is a common word by itself.
const COMMON: f64 = 8.5;

/// By how much a text has to gain; the shorter a term, the easier it is met by chance.
fn margin(chars: usize) -> f64 {
    match chars {
        0..=2 => 5.0,
        3 => 3.0,
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
