//! 坐席: who serves.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::number::AgentNumber;

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The id.
    pub id: String,
    /// What taxpayers see (section 4).
    pub number: AgentNumber,
    /// The center the agent belongs to.
    pub center: String,
    /// What the agent knows.
    pub skills: BTreeSet<String>,
    /// How many sessions at a time.
    pub capacity: u32,
    /// Whether the agent is there.
    pub presence: Presence,
    /// How many sessions there are now.
    pub load: u32,
    /// Since when no session began or ended.
    pub idle_since: Timestamp,
}

/// Whether an agent takes somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Takes somebody whenever a seat is free.
    Online,
    /// Goes on with the sessions there are and takes nobody else.
    Busy,
    /// Is out for a while; sessions wait.
    Away,
    /// Is not connected.
    Offline,
}

impl Agent {
    /// How many more sessions the agent takes now.
    pub fn free_seats(&self) -> u32 {
        match self.presence {
            Presence::Online => self.capacity.saturating_sub(self.load),
            Presence::Busy | Presence::Away | Presence::Offline => 0,
        }
    }

    /// Whether the agent knows what is asked for.
    pub fn knows(&self, skill: Option<&str>) -> bool {
        skill.is_none_or(|skill| self.skills.contains(skill))
    }
}
