//! The settings of sessions.

use serde::Deserialize;

/// The settings of sessions; times are in seconds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRules {
    /// How long somebody waits before a note or a reservation is offered (K-03).
    pub queue_timeout_s: i64,
    /// How long somebody waits at most.
    pub queue_max_s: i64,
    /// How long the other one has to answer a transfer.
    pub transfer_timeout_s: i64,
    /// How long an agent whose connection was lost may come back.
    pub drop_grace_s: i64,
    /// How long nothing is heard over an agent's connection before it is lost.
    pub agent_lost_s: i64,
    /// How long a session may be silent.
    pub idle_timeout_s: i64,
    /// After whose end the taxpayer is asked how it was (N-10, X-12).
    pub rating_after: RatingAfter,
}

/// After whose end the taxpayer is asked how it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatingAfter {
    /// After everybody's, as 001 has it.
    EitherEnd,
    /// After the tax office's only, as 003 has it.
    AgentEnd,
}
