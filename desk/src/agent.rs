//! 坐席: who serves.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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

/// 坐席编号: eleven digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgentNumber(String);

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

/// A number that is not eleven digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an agent's number has eleven digits: {0}")]
pub struct NotANumber(String);

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

impl AgentNumber {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AgentNumber {
    type Error = NotANumber;

    fn try_from(text: String) -> Result<Self, NotANumber> {
        let fits = text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(text)) } else { Err(NotANumber(text)) }
    }
}

impl From<AgentNumber> for String {
    fn from(number: AgentNumber) -> Self {
        number.0
    }
}
