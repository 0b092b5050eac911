//! What is searched: every wording of every entry, and everything an entry says, as lists of terms.

use wenshui_knowledge::text::term::TermKind;

use crate::index::vocabulary::{TermId, Vocabulary};

/// What a document is to its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// The standard question.
    Question = 0,
    /// A similar question.
    Similar = 1,
    /// Everything the entry says: its wordings and its answer together.
    Whole = 2,
}

impl Role {
    /// The role with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Question, Self::Similar, Self::Whole].get(usize::from(number)).copied()
    }
}

/// Stands for a whole that is not there.
const NO_WHOLE: u32 = u32::MAX;

/// The documents of a version. Wordings come first in the order of their entries, then the wholes
/// of those entries that say more than their one wording.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// The entry of each document.
    pub entries: Vec<u32>,
    /// The role of each, by number.
    pub roles: Vec<u8>,
    /// Where the terms of each document begin; one more than there are documents.
    pub starts: Vec<u32>,
    /// The terms of all documents, in each rising and without repetition.
    pub terms: Vec<TermId>,
    /// How often each of `terms` occurs in its document, at most 255 times.
    pub counts: Vec<u8>,
    /// How many terms each document has, with repetition.
    pub lengths: Vec<u32>,
    /// The hash of each wording, for exact matches.
    pub hashes: Vec<u64>,
    /// The sum of the weights of each document's terms.
    pub masses: Vec<f32>,
    /// The first document of each entry; one more than there are entries.
    pub firsts: Vec<u32>,
    /// How many documents are wordings.
    pub wordings: u32,
    /// The whole of each entry; [`NO_WHOLE`] where its one wording is all that it says.
    pub wholes: Vec<u32>,
}

impl Documents {
    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The terms of a document, rising.
    pub fn terms(&self, doc: u32) -> &[TermId] {
        &self.terms[self.places(doc)]
    }

    /// Where the terms of a document stand among all, and their counts.
    pub fn places(&self, doc: u32) -> std::ops::Range<usize> {
        let doc = doc as usize;
        self.starts[doc] as usize..self.starts[doc + 1] as usize
    }

    /// The wordings of an entry, the standard question first.
    pub fn wordings_of(&self, entry: u32) -> std::ops::Range<u32> {
        self.firsts[entry as usize]..self.firsts[entry as usize + 1]
    }

    /// The document that has everything an entry says; `None` where that is its one wording.
    pub fn whole_of(&self, entry: u32) -> Option<u32> {
        Some(self.wholes[entry as usize]).filter(|doc| *doc != NO_WHOLE)
    }

    /// Fills in what follows from the other arrays: the masses, and where the wholes are.
    pub fn finish(&mut self, vocabulary: &Vocabulary) {
        self.wholes = vec![NO_WHOLE; self.firsts.len().saturating_sub(1)];
        for doc in self.wordings..self.len() as u32 {
            self.wholes[self.entries[doc as usize] as usize] = doc;
        }
        self.masses = (0..self.len() as u32)
            .map(|doc| {
                let terms = self.terms(doc).iter();
                terms
                    .filter(|term| vocabulary.kind(**term) != TermKind::Quantity)
                    .map(|term| vocabulary.weight(*term))
                    .sum()
            })
            .collect();
    }
}
