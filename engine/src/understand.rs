//! A question's words into what the indexes look up.

use rustc_hash::FxHashMap;
use wenshui_knowledge::text::analyzer::{Analysis, Analyzer};
use wenshui_knowledge::text::term::{TermKey, TermKind};

use crate::facet::TAX;
use crate::facets::ValueId;
use crate::index::impacts::QueryTerm;
use crate::index::vocabulary::{TermId, Vocabulary};
use crate::version::Version;

/// How often a repeated term counts at most.
const TIMES_MAX: u8 = 3;

/// A question as the indexes see it; reusable memory.
#[derive(Debug, Default)]
pub struct Understanding {
    /// The text part.
    pub analysis: Analysis,
    /// The terms that the version knows, rising.
    pub terms: Vec<QueryTerm>,
    /// The summed weight of all terms, known and unknown, quantities left out.
    pub mass: f32,
    /// The summed weight of the known terms, quantities left out.
    pub known_mass: f32,
    /// The known terms for quick look-up.
    pub known: TermSet,
    /// The taxes that the question names.
    pub taxes: Vec<ValueId>,
    /// How much it looks as if it were not about taxes, in logits.
    pub outside: f32,
    chars: Vec<char>,
    seen: FxHashMap<TermKey, u8>,
}

impl Understanding {
    /// The share of the question's weight that the version knows at all, 0 to 1.
    pub fn known_share(&self) -> f32 {
        if self.mass > 0.0 { self.known_mass / self.mass } else { 0.0 }
    }

    /// Reads `text` against a version's vocabulary.
    pub fn read(&mut self, text: &str, analyzer: &Analyzer, vocabulary: &Vocabulary) {
        analyzer.analyze_into(text, &mut self.analysis);
        self.seen.clear();
        for key in &self.analysis.terms {
            let times = self.seen.entry(*key).or_insert(0);
            *times = times.saturating_add(1).min(TIMES_MAX);
        }
        self.terms.clear();
        self.mass = 0.0;
        self.known_mass = 0.0;
        // Hash maps have no order of their own: sums and terms follow the sorted keys.
        let mut keys: Vec<(TermKey, u8)> =
            self.seen.iter().map(|(k, times)| (*k, *times)).collect();
        keys.sort_unstable();
        for (key, times) in keys {
            let id = vocabulary.id(key);
            let weight =
                id.map_or_else(|| vocabulary.weight_unseen(key), |id| vocabulary.weight(id));
            if key.kind() != TermKind::Quantity {
                self.mass += weight;
                self.known_mass += if id.is_some() { weight } else { 0.0 };
            }
            self.terms.extend(id.map(|id| QueryTerm { id, times, weight }));
        }
        self.known.fill(&self.terms, vocabulary);
    }

    /// Reads what a version knows of the question besides its terms: which taxes it names, and how
    /// much it looks as if it were not about taxes.
    pub fn look_closer(&mut self, version: &Version) {
        self.taxes.clear();
        let key = self.analysis.folded.key();
        version.context.phrases.values(&key, TAX, |tax| {
            self.taxes.push(version.facets.id((TAX, tax)));
        });
        self.chars.clear();
        self.chars.extend(self.analysis.folded.text().chars());
        self.outside = version.outside.logit(&self.chars);
    }
}

/// The weights of a question's known terms, looked up by the number of the term: every other term
/// of the vocabulary weighs nothing. A look-up is one load without a branch, and thousands of terms
/// of candidates are looked up for a question.
#[derive(Debug, Default)]
pub struct TermSet {
    weights: Vec<f32>,
    filled: Vec<TermId>,
}

impl TermSet {
    fn fill(&mut self, terms: &[QueryTerm], vocabulary: &Vocabulary) {
        for id in self.filled.drain(..) {
            self.weights[id as usize] = 0.0;
        }
        self.weights.resize(vocabulary.len(), 0.0);
        for term in terms {
            self.weights[term.id as usize] = vocabulary.weight(term.id);
            self.filled.push(term.id);
        }
    }

    /// The summed weight of those of `terms` that the question has.
    pub fn weight(&self, terms: &[TermId]) -> f32 {
        let weight = |term: &TermId| self.weights[*term as usize];
        let (fours, rest) = terms.as_chunks::<4>();
        // Four sums side by side, so that no addition waits for the one before it.
        let mut sums = [0.0; 4];
        for four in fours {
            for (sum, term) in sums.iter_mut().zip(four) {
                *sum += weight(term);
            }
        }
        sums.iter().sum::<f32>() + rest.iter().map(weight).sum::<f32>()
    }
}
