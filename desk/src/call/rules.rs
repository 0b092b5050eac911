//! The settings of calls.

use serde::Deserialize;

/// The settings of calls.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRules {
    /// How long a call waits for its answer, in seconds.
    pub ring_timeout_s: i64,
    /// After how long without a sign of anybody in it a call is over, in seconds.
    pub lost_after_s: i64,
    /// How many people meet in a room at most.
    pub room_members_max: usize,
}
