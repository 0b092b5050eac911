//! Knowledge of any size: distinct questions in the language of a given base.
//!
//! A chain over words (Shannon 1948) is learnt from every wording of the base and walked at
//! random. What comes out has the base's words as often as the base has them, in an order that is
//! locally right; the fit is computed and printed. Two questions are never equal after folding.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::bundled;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::Lexicons;
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::segment::Segmenter;

use crate::error::Error;

/// Questions have 4 to 40 characters, as nearly all that people type do.
const CHARS: std::ops::RangeInclusive<usize> = 4..=40;
/// Walks in a row that bring nothing new before the chain counts as run out.
const VAIN_MAX: usize = 100_000;

/// A chain over words, ready to be walked.
pub struct Generator {
    /// For each word, the words that follow it in the base, as often as they do. The first word is
    /// the beginning and `END` is the end.
    followers: Vec<Vec<u32>>,
    words: Vec<String>,
    random: Pcg64Mcg,
    made: FxHashSet<u64>,
    counts: FxHashMap<char, [u64; 2]>,
}

const BEGIN: usize = 0;
const END: u32 = u32::MAX;

/// How well what was made fits the base.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// How many questions were made.
    pub questions: usize,
    /// Their mean length in characters.
    pub chars_mean: f64,
    /// Total variation distance between the frequencies of characters, 0 (equal) to 1.
    pub variation: f64,
    /// Correlation of the logarithms of the frequencies of characters that both have.
    pub log_correlation: f64,
}

impl Generator {
    /// A generator in the language of the bundled knowledge.
    ///
    /// # Errors
    /// Never in a released build: tests read the lexicons.
    pub fn bundled(seed: u64) -> Result<Self, Vec<Problem>> {
        let lexicons = Lexicons::read(&bundled::lexicons())?;
        let segmenter = Segmenter::new(&lexicons.terms);
        Ok(Self::new(&bundled::knowledge().base, &segmenter, seed))
    }

    /// Learns the chain from every wording of `base`.
    pub fn new(base: &Base, segmenter: &Segmenter, seed: u64) -> Self {
        let mut generator = Self {
            followers: vec![Vec::new()],
            words: vec![String::new()],
            random: Pcg64Mcg::seed_from_u64(seed),
            made: FxHashSet::default(),
            counts: FxHashMap::default(),
        };
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        for wording in base.entries.iter().flat_map(Entry::wordings) {
            let folded = Folded::new(wording);
            let mut before = BEGIN;
            for word in segmenter.words(folded.text()) {
                for c in word.chars() {
                    generator.counts.entry(c).or_default()[0] += 1;
                }
                let number = *numbers.entry(word.to_owned()).or_insert_with(|| {
                    generator.words.push(word.to_owned());
                    generator.followers.push(Vec::new());
                    generator.words.len() as u32 - 1
                });
                generator.followers[before].push(number);
                before = number as usize;
            }
            generator.followers[before].push(END);
        }
        generator
    }

    /// Makes the next question that is equal to none before and to none in `taken`.
    ///
    /// # Errors
    /// When the chain brings nothing new any more.
    pub fn question(&mut self) -> Result<String, Error> {
        for _ in 0..VAIN_MAX {
            let question = self.walk();
            let fresh =
                CHARS.contains(&question.chars().count()) && self.made.insert(key(&question));
            if fresh {
                for c in question.chars() {
                    self.counts.entry(c).or_default()[1] += 1;
                }
                return Ok(question);
            }
        }
        Err(Error::Exhausted { made: self.made.len(), wanted: self.made.len() + 1 })
    }

    /// From now on no question is made that equals `question`.
    pub fn exclude(&mut self, question: &str) {
        self.made.insert(key(question));
    }

    /// How well the questions made so far fit the base.
    pub fn fit(&self, questions: usize) -> Fit {
        let [base, made] = [0, 1].map(|side| self.counts.values().map(|c| c[side]).sum::<u64>());
        let share = |counts: &[u64; 2]| {
            [counts[0] as f64 / base.max(1) as f64, counts[1] as f64 / made.max(1) as f64]
        };
        let shares: Vec<[f64; 2]> = self.counts.values().map(share).collect();
        let variation = shares.iter().map(|[a, b]| (a - b).abs()).sum::<f64>() / 2.0;
        let logs: Vec<[f64; 2]> = shares
            .iter()
            .filter(|[a, b]| *a > 0.0 && *b > 0.0)
            .map(|[a, b]| [a.ln(), b.ln()])
            .collect();
        Fit {
            questions,
            chars_mean: made as f64 / questions.max(1) as f64,
            variation,
            log_correlation: correlation(&logs),
        }
    }

    fn walk(&mut self) -> String {
        let mut question = String::new();
        let mut at = BEGIN;
        loop {
            let followers = &self.followers[at];
            let next = followers[self.random.random_range(0..followers.len())];
            if next == END || question.len() > CHARS.end() * 4 {
                return question;
            }
            at = next as usize;
            question.push_str(&self.words[at]);
        }
    }
}

/// The hash of a folded question without spaces.
fn key(question: &str) -> u64 {
    wenshui_engine::index::exact::Exact::hash(&Folded::new(question).key())
}

/// Pearson's correlation.
fn correlation(pairs: &[[f64; 2]]) -> f64 {
    let count = pairs.len().max(1) as f64;
    let mean = |side: usize| pairs.iter().map(|pair| pair[side]).sum::<f64>() / count;
    let means = [mean(0), mean(1)];
    let moment = |x: usize, y: usize| {
        pairs.iter().map(|pair| (pair[x] - means[x]) * (pair[y] - means[y])).sum::<f64>()
    };
    moment(0, 1) / (moment(0, 0) * moment(1, 1)).sqrt().max(f64::MIN_POSITIVE)
}
