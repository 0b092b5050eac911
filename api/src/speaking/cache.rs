//! What was spoken lately, kept by its content within so many bytes; the one home of lru.

use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use crate::speaking::piece::SoundPiece;

/// No text takes more than this part of all that is kept.
const PART: u64 = 4;

/// What names a text as it was spoken: a hash over everything that shapes the sound.
pub type Key = [u8; 16];

/// A text as it was spoken.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its media type.
    pub media_type: Arc<str>,
    /// Its pieces in order.
    pub pieces: Arc<[SoundPiece]>,
}

/// What was spoken lately. The least recently wanted goes first.
pub struct Cache {
    bytes_max: u64,
    held: Mutex<Held>,
}

struct Held {
    kept: LruCache<Key, Kept>,
    bytes: u64,
}

impl Cache {
    /// Keeps so many bytes.
    pub fn new(bytes_max: u64) -> Self {
        let held = Held { kept: LruCache::unbounded(), bytes: 0 };
        Self { bytes_max, held: Mutex::new(held) }
    }

    /// What is kept of a text.
    pub fn get(&self, key: &Key) -> Option<Kept> {
        self.held().kept.get(key).cloned()
    }

    /// Keeps a text, unless it is too large for what there is.
    pub fn put(&self, key: Key, kept: Kept) {
        let bytes = size(&kept);
        if bytes > self.bytes_max / PART {
            return;
        }
        let mut held = self.held();
        let before = held.kept.put(key, kept);
        held.bytes += bytes - before.as_ref().map_or(0, size);
        while held.bytes > self.bytes_max
            && let Some((_, oldest)) = held.kept.pop_lru()
        {
            held.bytes -= size(&oldest);
        }
    }

    /// How many bytes a text may have to be kept.
    pub fn bytes_of_one_max(&self) -> u64 {
        self.bytes_max / PART
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        // Nothing that is done under this lock leaves it half done.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size(kept: &Kept) -> u64 {
    kept.pieces.iter().map(SoundPiece::size).sum()
}

#[cfg(test)]
mod tests {
    use super::{Cache, Kept};
    use crate::speaking::piece::SoundPiece;

    fn kept(bytes: usize) -> Kept {
        let piece = SoundPiece { bytes: vec![0; bytes].into(), marks: None };
        Kept { media_type: "audio/wav".into(), pieces: [piece].into() }
    }

    #[test]
    fn what_was_wanted_longest_ago_goes_and_what_is_too_large_never_comes() {
        let size = |kept: &Kept| super::size(kept);
        let one = size(&kept(100));
        let cache = Cache::new(4 * one);
        for key in 0..4 {
            cache.put([key; 16], kept(100));
        }
        assert!(cache.get(&[0; 16]).is_some());
        cache.put([4; 16], kept(100));
        assert!(cache.get(&[1; 16]).is_none());
        assert!([0, 2, 3, 4].iter().all(|key| cache.get(&[*key; 16]).is_some()));
        // The same again takes no more room.
        cache.put([4; 16], kept(100));
        assert!(cache.get(&[0; 16]).is_some());
        cache.put([9; 16], kept(101));
        assert!(cache.get(&[9; 16]).is_none());
    }
}
