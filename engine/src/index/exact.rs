//! Wordings that are the question itself, whatever their width, case, script and punctuation.

use crate::index::documents::Documents;

/// From a folded wording without spaces to the entries that have it.
#[derive(Debug, Clone, Default)]
pub struct Exact {
    /// The wordings by their hashes; what has one hash stands in the order of the base.
    order: Vec<u32>,
}

impl Exact {
    /// Sorts the wordings.
    pub fn new(documents: &Documents) -> Self {
        let mut order: Vec<u32> = (0..documents.wordings).collect();
        order.sort_unstable_by_key(|doc| (documents.hashes[*doc as usize], *doc));
        Self { order }
    }

    /// The hash of a wording's key: the first eight bytes of its BLAKE3.
    pub fn hash(key: &str) -> u64 {
        let digest = blake3::hash(key.as_bytes());
        let mut head = [0; 8];
        head.copy_from_slice(&digest.as_bytes()[..8]);
        u64::from_le_bytes(head)
    }

    /// The entries that may have the wording, in the order of the base; a caller confirms by comparing the
    /// words.
    pub fn entries(&self, key: &str, documents: &Documents) -> Vec<u32> {
        let hash = Self::hash(key);
        let hash_of = |doc: &u32| documents.hashes[*doc as usize];
        let first = self.order.partition_point(|doc| hash_of(doc) < hash);
        let same = self.order[first..].iter().take_while(|doc| hash_of(doc) == hash);
        let mut entries: Vec<u32> = same.map(|doc| documents.entries[*doc as usize]).collect();
        entries.dedup();
        entries
    }
}
