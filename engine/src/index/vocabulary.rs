//! The terms of a version: key → number, with the weight of each.

use rustc_hash::FxHashMap;
use wenshui_knowledge::text::term::{TermKey, TermKind};

use crate::settings::TermWeights;

/// The number of a term in one version. Numbers rise with keys, so that terms of one kind are
/// neighbours.
pub type TermId = u32;

/// Every term that occurs in a version.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    ids: FxHashMap<u64, TermId>,
    keys: Vec<u64>,
    /// In how many entries each term occurs.
    frequencies: Vec<u32>,
    /// Kind weight × inverse document frequency, by term.
    weights: Vec<f32>,
    entries: u32,
    kind_weights: TermWeights,
}

impl Vocabulary {
    /// Puts a vocabulary together from sorted keys and the entry frequency of each.
    pub fn new(
        keys: Vec<u64>,
        frequencies: Vec<u32>,
        entries: u32,
        kind_weights: TermWeights,
    ) -> Self {
        let ids = keys.iter().copied().zip(0..).collect();
        let mut vocabulary =
            Self { ids, keys, frequencies, weights: Vec::new(), entries, kind_weights };
        vocabulary.weights = vocabulary
            .keys
            .iter()
            .zip(&vocabulary.frequencies)
            .filter_map(|(key, frequency)| {
                Some(vocabulary.weight_of(TermKey::from_bits(*key)?, *frequency))
            })
            .collect();
        vocabulary
    }

    /// The number of a term, if any entry has it.
    pub fn id(&self, key: TermKey) -> Option<TermId> {
        self.ids.get(&key.bits()).copied()
    }

    /// The weight of a term.
    pub fn weight(&self, id: TermId) -> f32 {
        self.weights[id as usize]
    }

    /// The kind of a term.
    pub fn kind(&self, id: TermId) -> TermKind {
        TermKey::from_bits(self.keys[id as usize]).map_or(TermKind::Char, TermKey::kind)
    }

    /// The weight of a term that no entry has: as much as one that a single entry has.
    pub fn weight_unseen(&self, key: TermKey) -> f32 {
        self.weight_of(key, 1)
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no term at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys in their order.
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// In how many entries each term occurs, by term.
    pub fn frequencies(&self) -> &[u32] {
        &self.frequencies
    }

    /// Robertson and Spärck Jones' idf in the form that never turns negative (as in Lucene):
    /// ln(1 + (N − n + ½) / (n + ½)).
    fn weight_of(&self, key: TermKey, frequency: u32) -> f32 {
        let (all, with) = (self.entries as f32, frequency as f32);
        let idf = (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln();
        self.kind_weights.of(key.kind()) * idf
    }
}
