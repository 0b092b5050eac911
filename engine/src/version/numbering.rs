//! Counted documents into documents of numbered terms.

use rustc_hash::FxHashMap;

use crate::index::documents::{Documents, Role};
use crate::index::vocabulary::{TermId, Vocabulary};
use crate::settings::TermWeights;
use crate::version::counting::{Counted, CountedEntry, Terms};

/// The terms of a version, and what the numbers of the open version's terms are among them.
pub(crate) struct Numbering {
    pub(crate) vocabulary: Vocabulary,
    /// By the number in the open version; anything for a term that no entry has any more.
    moved: Vec<TermId>,
}

impl Numbering {
    /// Every term with the number of entries that have it: entries and not wordings, so that an entry
    /// with many wordings does not make its own words look common.
    pub(crate) fn new(
        counted: &[CountedEntry<'_>],
        weights: TermWeights,
        before: Option<&Vocabulary>,
    ) -> Self {
        let known_keys = before.map(Vocabulary::keys).unwrap_or_default();
        let mut known = vec![0_u32; known_keys.len()];
        let mut fresh: FxHashMap<u64, u32> = FxHashMap::default();
        for entry in counted {
            // The whole has every term of the entry once; without one the only wording has.
            match entry.whole.as_ref().or(entry.wordings.first()).map(|document| &document.terms) {
                Some(Terms::Known(ids, _)) => ids.iter().for_each(|id| known[*id as usize] += 1),
                Some(Terms::Read(terms)) => {
                    for (key, _) in terms {
                        match before.and_then(|before| before.id(*key)) {
                            Some(id) => known[id as usize] += 1,
                            None => *fresh.entry(key.bits()).or_insert(0) += 1,
                        }
                    }
                }
                None => {}
            }
        }
        let kept = known_keys.iter().copied().zip(known.iter().copied());
        let mut pairs: Vec<(u64, u32)> = kept.filter(|(_, entries)| *entries > 0).collect();
        pairs.extend(fresh);
        pairs.sort_unstable();
        let (keys, frequencies): (Vec<u64>, Vec<u32>) = pairs.into_iter().unzip();
        let mut at = 0;
        let moved = known_keys.iter().map(|key| {
            at += keys[at..].iter().take_while(|own| *own < key).count();
            at as TermId
        });
        let moved = moved.collect();
        let vocabulary = Vocabulary::new(keys, frequencies, counted.len() as u32, weights);
        Self { vocabulary, moved }
    }

    /// Lays out one document behind the others.
    pub(crate) fn lay(
        &self,
        documents: &mut Documents,
        (entry, role, counted): (u32, Role, &Counted<'_>),
    ) {
        documents.entries.push(entry);
        documents.roles.push(role as u8);
        documents.starts.push(documents.terms.len() as u32);
        match &counted.terms {
            // Numbers follow the order of the terms in both versions, so they rise in both.
            Terms::Known(ids, counts) => {
                documents.terms.extend(ids.iter().map(|id| self.moved[*id as usize]));
                documents.counts.extend_from_slice(counts);
            }
            Terms::Read(terms) => {
                for (key, count) in terms {
                    if let Some(id) = self.vocabulary.id(*key) {
                        documents.terms.push(id);
                        documents.counts.push(*count);
                    }
                }
            }
        }
        documents.lengths.push(counted.length);
    }
}
