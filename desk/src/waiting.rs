//! Somebody who waits for an agent, and the settings of waiting.

use std::cmp::{Ordering, Reverse};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The id of the request.
    pub id: String,
    /// The center that serves the taxpayer (J-07).
    pub center: String,
    /// What the agent must know, where it is known.
    pub skill: Option<String>,
    /// Who has the higher one is first.
    pub priority: u8,
    /// When the taxpayer came.
    pub entered_at: Timestamp,
}

/// The settings of routing and of the estimate.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingRules {
    /// How long somebody waits for the own center alone, and then for each center above it before the
    /// next one may serve, too; in seconds.
    pub parent_after_s: i64,
    /// The estimate's interval: the share of the replicas below its low end, from 0 to 0.5; as many lie
    /// above its high end.
    pub eta_tail: f64,
    /// In how many replicas the queue is played forward.
    pub eta_replicas: u32,
    /// Fewer handling times than these say little: the interval is twice as wide.
    pub eta_few: usize,
}

impl Waiting {
    /// Who goes first: the higher priority, then who came first, then the smaller id. The order is
    /// total, so every node sees the same one.
    pub fn order(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }

    fn rank(&self) -> (Reverse<u8>, Timestamp, &str) {
        (Reverse(self.priority), self.entered_at, &self.id)
    }
}

impl WaitingRules {
    /// How long somebody waits before the center so many steps up may serve.
    pub fn reach_after(&self, steps: usize) -> SignedDuration {
        SignedDuration::from_secs(self.parent_after_s.saturating_mul(steps as i64))
    }
}
