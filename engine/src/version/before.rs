//! What a version takes over of one that is open already: whatever was read of entries that are the same in
//! both. An edit touches a few entries, and reading the others again is most of what building costs.

use std::ops::Range;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::held_back::Known;
use crate::index::prefix::Prefix;
use crate::index::sounds::Sounds;
use crate::index::vocabulary::Vocabulary;
use crate::version::Version;
use crate::version::counting::{Counted, CountedEntry, Terms};
use crate::version::frame::Frame;

/// An open version beside the frame of one that is being built.
pub(crate) struct Before<'a> {
    version: &'a Version,
    /// For each entry of the frame the number of the same one in the open version.
    same: Vec<Option<u32>>,
    /// Components of a vector.
    dims: usize,
    /// Whether both read texts alike.
    reads_alike: bool,
    /// Whether the same lists guard both.
    guards_alike: bool,
}

impl<'a> Before<'a> {
    /// Looks for the entries that are the same.
    pub(crate) fn new(version: &'a Version, frame: &Frame) -> Self {
        let entries = frame.base.entries.par_iter();
        let same = entries.map(|entry| {
            let at = version.entry(&entry.id)?;
            (version.base.entries[at as usize] == *entry).then_some(at)
        });
        Self {
            version,
            same: same.collect(),
            dims: frame.encoder.dims(),
            reads_alike: version.reading_id == frame.reading_id,
            guards_alike: version.screen.signature() == frame.screen.signature(),
        }
    }

    /// The documents of an entry, where they are the same.
    pub(crate) fn counted(&self, entry: usize) -> Option<CountedEntry<'a>> {
        let wordings = self.wordings(entry)?.map(|doc| self.document(doc)).collect();
        let whole = self.version.documents.whole_of(self.same[entry]?);
        Some(CountedEntry { wordings, whole: whole.map(|doc| self.document(doc)) })
    }

    /// The wordings of an entry in the open version, where they are the same and read alike.
    pub(crate) fn wordings(&self, entry: usize) -> Option<Range<u32>> {
        let entry = self.same[entry].filter(|_| self.reads_alike)?;
        Some(self.version.documents.wordings_of(entry))
    }

    /// What serves typing in the open version.
    pub(crate) fn typing(&self) -> (&'a Prefix, &'a Sounds) {
        (&self.version.prefix, &self.version.sounds)
    }

    /// How an entry is held back, where it is the same.
    pub(crate) fn held(&self, entry: usize) -> Known<'a> {
        match self.same[entry].filter(|_| self.guards_alike) {
            Some(entry) => Known::Read(self.version.held_back.held(entry)),
            None => Known::Nothing,
        }
    }

    /// The terms of the open version, which known documents are counted by.
    pub(crate) fn vocabulary(&self) -> &'a Vocabulary {
        &self.version.vocabulary
    }

    fn document(&self, doc: u32) -> Counted<'a> {
        let documents = &self.version.documents;
        let counts = &documents.counts[documents.places(doc)];
        Counted {
            terms: Terms::Known(documents.terms(doc), counts),
            length: documents.lengths[doc as usize],
            exact: documents.hashes.get(doc as usize).copied().unwrap_or_default(),
            vector: self.version.dense.vector(doc as usize, self.dims),
        }
    }
}
