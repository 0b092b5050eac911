//! Wordings that are the question itself, whatever their width, case, script and punctuation.

use rustc_hash::FxHashMap;

/// From a folded wording without spaces to the entries that have it.
#[derive(Debug, Clone, Default)]
pub struct Exact {
    by_hash: FxHashMap<u64, Vec<u32>>,
}

impl Exact {
    /// Builds the table of (hash of the wording's key, entry) pairs.
    pub fn new(pairs: impl IntoIterator<Item = (u64, u32)>) -> Self {
        let mut by_hash: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (hash, entry) in pairs {
            let entries = by_hash.entry(hash).or_default();
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        Self { by_hash }
    }

    /// The hash of a wording's key: the first eight bytes of its BLAKE3.
    pub fn hash(key: &str) -> u64 {
        let digest = blake3::hash(key.as_bytes());
        let mut head = [0; 8];
        head.copy_from_slice(&digest.as_bytes()[..8]);
        u64::from_le_bytes(head)
    }

    /// The entries that may have the wording; a caller confirms by comparing the words.
    pub fn entries(&self, key: &str) -> &[u32] {
        self.by_hash.get(&Self::hash(key)).map_or(&[], Vec::as_slice)
    }
}
