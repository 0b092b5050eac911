//! How long things are kept.

use crate::store::forget::{Due, Kept};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Keeping times in days; 0 keeps for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// `keep_conversations_days`: conversations with their turns, events and feedback, counted from
    /// the last event (file only; default 365).
    pub conversations_days: u32,
    /// `keep_interceptions_days`: what the guard stopped (file only; default 180).
    pub interceptions_days: u32,
    /// `keep_counts_days`: counts of what is popular (file only; default 730).
    pub counts_days: u32,
    /// `keep_notices_days`: notices with what people did with them, counted from their sending; answers
    /// to surveys, from their giving; what went out of the house, from its end (file only; default 730).
    pub notices_days: u32,
    /// `keep_matters_days`: what the desk is done with, counted from the last change (file only;
    /// default 1095).
    pub matters_days: u32,
    /// `keep_jobs_days`: jobs with what came of them, counted from their end (file only; default 30).
    pub jobs_days: u32,
}

impl Keeping {
    /// What is due to be forgotten at a moment, in milliseconds since 1970.
    pub fn due(self, now_ms: i64) -> Vec<Due> {
        let rows = [
            (Kept::Conversations, self.conversations_days),
            (Kept::Interceptions, self.interceptions_days),
            (Kept::Counts, self.counts_days),
            (Kept::Notices, self.notices_days),
            (Kept::Matters, self.matters_days),
            (Kept::Jobs, self.jobs_days),
        ];
        let due =
            |(what, days): (Kept, u32)| Due { what, before_ms: now_ms - i64::from(days) * DAY_MS };
        rows.into_iter().filter(|(_, days)| *days > 0).map(due).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY_MS, Keeping};
    use crate::store::forget::{Due, Kept};

    #[test]
    fn what_is_kept_for_ever_is_never_due() {
        let keeping = Keeping {
            conversations_days: 2,
            interceptions_days: 0,
            counts_days: 1,
            notices_days: 0,
            matters_days: 3,
            jobs_days: 4,
        };
        let expected = [
            Due { what: Kept::Conversations, before_ms: 8 * DAY_MS },
            Due { what: Kept::Counts, before_ms: 9 * DAY_MS },
            Due { what: Kept::Matters, before_ms: 7 * DAY_MS },
            Due { what: Kept::Jobs, before_ms: 6 * DAY_MS },
        ];
        assert_eq!(keeping.due(10 * DAY_MS), expected);
    }
}
