//! Who has read how far, and who is typing.

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::line::LineRules;

/// The two who see what they say to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The taxpayer.
    Taxpayer,
    /// The agent.
    Agent,
}

/// Up to which number of the session's lines each side has read; 0 is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// How far the taxpayer has read.
    pub taxpayer: u64,
    /// How far the agent has read.
    pub agent: u64,
}

/// A sign that somebody types. It is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// Who.
    pub side: Side,
    /// Until when it is shown.
    pub until: Timestamp,
}

impl Marks {
    /// The marks after a side has read up to a number. A mark never goes back, and never beyond the
    /// `last` line there is.
    #[must_use]
    pub fn read(self, (side, to): (Side, u64), last: u64) -> Self {
        let mark = |old: u64| old.max(to.min(last));
        match side {
            Side::Taxpayer => Self { taxpayer: mark(self.taxpayer), ..self },
            Side::Agent => Self { agent: mark(self.agent), ..self },
        }
    }
}

impl Typing {
    /// A sign of now.
    pub fn begun(side: Side, now: Timestamp, rules: &LineRules) -> Self {
        Self { side, until: now + rules.typing_s.seconds() }
    }

    /// Whether it is still shown.
    pub fn is_shown(self, now: Timestamp) -> bool {
        now < self.until
    }
}
