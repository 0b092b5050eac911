//! How many questions were shown, by source: counted in memory, because lists of suggestions come by
//! the thousand a second, and handed to the store from time to time.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::clock::day_number;
use crate::wire::request::TurnSource;

/// The counts of today and of the other day that may not have been handed over yet. Days take turns,
/// so what was shown before midnight counts on its own day whenever it is handed over.
#[derive(Debug, Default)]
pub struct Shown {
    days: [[AtomicU64; TurnSource::ALL.len()]; 2],
}

impl Shown {
    /// Counts questions as shown, at so many milliseconds since 1970.
    pub fn add(&self, source: TurnSource, (how_many, at_ms): (usize, i64)) {
        let day = &self.days[day_number(at_ms).rem_euclid(2) as usize];
        day[source as usize].fetch_add(how_many as u64, Ordering::Relaxed);
    }

    /// Takes out what was counted, each with a moment of its day. To be called more than once a day.
    pub fn take(&self, now_ms: i64) -> Vec<(TurnSource, i64, usize)> {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        let mut taken = Vec::new();
        for at_ms in [now_ms - DAY_MS, now_ms] {
            let day = &self.days[day_number(at_ms).rem_euclid(2) as usize];
            for source in TurnSource::ALL {
                match day[source as usize].swap(0, Ordering::Relaxed) {
                    0 => {}
                    times => taken.push((source, at_ms, times as usize)),
                }
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::Shown;
    use crate::clock::day_of;
    use crate::wire::request::TurnSource;

    #[test]
    fn what_was_shown_before_midnight_counts_on_its_own_day() {
        let midnight = 1_798_732_800_000; // 2027-01-01 in Shanghai
        let shown = Shown::default();
        shown.add(TurnSource::Suggestion, (8, midnight - 1));
        shown.add(TurnSource::Suggestion, (3, midnight));
        shown.add(TurnSource::Hot, (1, midnight));
        shown.add(TurnSource::Suggestion, (2, midnight + 1));
        let taken: Vec<_> = shown
            .take(midnight + 59_000)
            .into_iter()
            .map(|(source, at, times)| (source.name(), day_of(at).to_string(), times))
            .collect();
        let expected = [
            ("suggestion", "2026-12-31".to_owned(), 8),
            ("suggestion", "2027-01-01".to_owned(), 5),
            ("hot", "2027-01-01".to_owned(), 1),
        ];
        assert_eq!(taken, expected);
        assert_eq!(shown.take(midnight + 60_000), []);
    }
}
