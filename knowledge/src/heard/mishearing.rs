//! What it costs to believe that something else was said than what was heard.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::heard::likeness::Likeness;
use crate::heard::look::Look;
use crate::heard::sounds::Sounds;
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::syllable::id::SyllableId;

/// A term that is listened for.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its characters.
    pub chars: Vec<char>,
    /// How they are read.
    pub syllables: Vec<SyllableId>,
    /// How surprising it is.
    pub surprise: f64,
}

/// Costs of mishearing a character, as logarithms: tuned so that the wordings of the bundled
/// knowledge stay and seeded homophones are found; the tests of hearing hold both.
const COST_SAME: f64 = 3.0;
const COST_ACCENT: f64 = 4.5;
const COST_ACCENT_SHORT: f64 = 6.5;
const COST_HALF: f64 = 15.0;
const COST_IN_WORD: f64 = 2.5;
const COST_GAP: f64 = 11.0;
/// How many characters have to stand by themselves where one is missing or too many.
const GAP_SINGLES_MIN: usize = 2;
/// Terms shorter than this are met by chance.
const LONG_MIN: usize = 4;

/// Knows what is misheard for what.
#[derive(Debug, Clone)]
pub struct Mishearing {
    /// How characters sound.
    pub sounds: Sounds,
    particles: FxHashSet<char>,
}

/// What differs between what was heard and a term.
#[derive(Default)]
struct Differences {
    cost: f64,
    count: usize,
    half: bool,
    particle: bool,
}

impl Mishearing {
    /// Takes the particles from the data.
    pub fn new(sounds: Sounds, words: &HeardWords) -> Self {
        let particles = words.forms(HeardKind::Particle).flat_map(str::chars).collect();
        Self { sounds, particles }
    }

    /// What it costs to believe that the term was said where a span was heard; `None` where it is
    /// not to be believed.
    pub fn cost(&self, look: &Look<'_>, span: &Range<usize>, term: &Term) -> Option<f64> {
        if span.len() != term.chars.len() {
            let singles = span.clone().filter(|place| look.is_single(*place)).count();
            return self.gap(look, span, term).filter(|_| singles >= GAP_SINGLES_MIN);
        }
        let differences = self.differences(look, span, term)?;
        let Differences { cost, count, half, particle } = differences;
        let chance = term.chars.len() == 2 || (term.chars.len() < LONG_MIN && count > 1);
        let doubtful = particle && (half || chance || self.stands_without(look, span, term));
        (count < span.len() && !doubtful).then_some(cost)
    }

    fn differences(
        &self,
        look: &Look<'_>,
        span: &Range<usize>,
        term: &Term,
    ) -> Option<Differences> {
        let short = term.chars.len() < LONG_MIN;
        let mut found = Differences::default();
        for (place, (c, syllable)) in span.clone().zip(term.chars.iter().zip(&term.syllables)) {
            if look.chars[place] == *c {
                continue;
            }
            let readings = look.readings[place].iter();
            let likeness = readings.map(|one| self.sounds.likeness.of(*one, *syllable)).min();
            let single = look.is_single(place);
            found.count += 1;
            found.half |= likeness == Some(Likeness::Half);
            found.particle |= self.particles.contains(&look.chars[place]);
            found.cost += match likeness? {
                Likeness::Same => COST_SAME,
                Likeness::Accent if short => COST_ACCENT_SHORT,
                Likeness::Accent => COST_ACCENT,
                // A part of a known word was heard well enough to be one.
                Likeness::Half if single => COST_HALF,
                Likeness::Half | Likeness::None => return None,
            };
            found.cost += if short && !single { COST_IN_WORD } else { 0.0 };
        }
        Some(found)
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
        let same = pairs.skip(rest.start).take(rest.len()).all(|(heard, meant)| heard == meant);
        same && look.makes_sense(span.start + rest.start..span.start + rest.end)
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
