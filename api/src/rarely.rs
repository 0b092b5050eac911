//! Telling the log of what comes in thousands: a line at once, then how many there were, once in a while.

use std::sync::atomic::{AtomicU64, Ordering};

/// The least time between two lines, in milliseconds.
const BETWEEN_MS: u64 = 10_000;

/// Things of one kind since the last line.
#[derive(Debug, Default)]
pub struct Rarely {
    /// When the last line was, in milliseconds of the clock; 0 before the first.
    told_ms: AtomicU64,
    untold: AtomicU64,
}

impl Rarely {
    /// Counts one more; gives how many to tell of, where it is time for a line.
    pub fn count(&self, now_ms: u64) -> Option<u64> {
        self.untold.fetch_add(1, Ordering::Relaxed);
        let told = self.told_ms.load(Ordering::Relaxed);
        if told != 0 && now_ms.saturating_sub(told) < BETWEEN_MS {
            return None;
        }
        // Of many at once one tells.
        let relaxed = Ordering::Relaxed;
        self.told_ms.compare_exchange(told, now_ms.max(1), relaxed, relaxed).ok()?;
        Some(self.untold.swap(0, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::Rarely;

    #[test]
    fn the_first_is_told_at_once_and_the_others_together() {
        let rarely = Rarely::default();
        let told: Vec<(u64, u64)> = (0..30_000)
            .step_by(10)
            .filter_map(|now| rarely.count(now).map(|count| (now, count)))
            .collect();
        assert_eq!(told, [(0, 1), (10_010, 1_001), (20_010, 1_000)]);
    }
}
