//! When it was last counted what waits and goes on in the database, so that whoever asks for the metrics
//! again and again has it counted no more often.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::clock;

/// How long what was counted is new enough, in nanoseconds.
const FRESH_NS: u64 = 5_000_000_000;

/// The moment of it.
#[derive(Debug, Default)]
pub struct Looked {
    is_looking: AtomicBool,
    /// From when on it is to be counted anew, by the clock of this process.
    old_from_ns: AtomicU64,
}

/// Somebody who counts; dropped, the next may count after a while.
pub struct Looking<'a>(&'a Looked);

impl Looked {
    /// Begins to count, unless somebody does so already or has just done it.
    pub fn begin(&self) -> Option<Looking<'_>> {
        let is_fresh = clock::nanoseconds() < self.old_from_ns.load(Ordering::Relaxed);
        if is_fresh || self.is_looking.swap(true, Ordering::Acquire) {
            return None;
        }
        Some(Looking(self))
    }
}

impl Drop for Looking<'_> {
    fn drop(&mut self) {
        self.0.old_from_ns.store(clock::nanoseconds() + FRESH_NS, Ordering::Relaxed);
        self.0.is_looking.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::Looked;

    #[test]
    fn of_those_who_ask_at_once_and_soon_after_only_one_counts() {
        let looked = Looked::default();
        let looking = looked.begin();
        assert!(looking.is_some() && looked.begin().is_none());
        drop(looking);
        assert!(looked.begin().is_none());
    }
}
