//! What the store counts of itself; the metrics show it.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;

use crate::metric::times::Times;

/// Counters of a store; a clone counts into the same numbers.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    /// How long transactions waited until they could write: for a connection, and in SQLite for the one
    /// place for writers.
    pub begin: Times,
    /// What transactions took from then until they were committed.
    pub transaction: Times,
    /// What committing a group of the writer took, from its first try on.
    pub group: Times,
    /// What the writer was given and committed.
    pub written: Counter,
    /// What it was given and could not commit.
    pub lost: Counter,
}

impl Meter {
    /// Counts a group of the writer: how much of it was committed and how much lost.
    pub fn group(&self, took: Duration, (written, lost): (usize, usize)) {
        self.group.observe(took);
        self.written.inc_by(written as u64);
        self.lost.inc_by(lost as u64);
    }
}
