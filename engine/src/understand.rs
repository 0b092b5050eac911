//! A question's words into what the indexes look up.

use rustc_hash::FxHashMap;
use wenshui_knowledge::text::analyzer::{Analysis, Analyzer};
use wenshui_knowledge::text::term::{TermKey, TermKind};

use crate::index::impacts::QueryTerm;
use crate::index::vocabulary::{TermId, Vocabulary};

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
            self.terms.extend(id.map(|id| QueryTerm { id, times }));
        }
        self.known.fill(&self.terms, vocabulary);
    }
}

/// The known terms of a question in a small open table: a few hundred bytes that stay in the
/// nearest cache while the terms of every candidate are looked up.
#[derive(Debug, Default)]
pub struct TermSet {
    slots: Vec<(TermId, f32)>,
}

const EMPTY: TermId = TermId::MAX;

impl TermSet {
    fn fill(&mut self, terms: &[QueryTerm], vocabulary: &Vocabulary) {
        let size = (terms.len() * 4).next_power_of_two().max(64);
        self.slots.clear();
        self.slots.resize(size, (EMPTY, 0.0));
        for term in terms {
            let mut at = Self::slot(term.id, size);
            while self.slots[at].0 != EMPTY {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = (term.id, vocabulary.weight(term.id));
        }
    }

    /// The weight of a term if the question has it, else zero.
    #[inline]
    pub fn weight(&self, id: TermId) -> f32 {
        let size = self.slots.len();
        let mut at = Self::slot(id, size);
        loop {
            let (held, weight) = self.slots[at];
            if held == id {
                return weight;
            }
            if held == EMPTY {
                return 0.0;
            }
            at = (at + 1) & (size - 1);
        }
    }

    /// Fibonacci hashing: neighbouring numbers land far apart.
    fn slot(id: TermId, size: usize) -> usize {
        (id.wrapping_mul(0x9e37_79b9) >> 8) as usize & (size - 1)
    }
}
