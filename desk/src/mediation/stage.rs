//! Where mediations stand that were handed in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a mediation stands that was handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 待分派, with the agent it was assigned to, who has not accepted.
    Waiting(Option<String>),
    /// 办理中
    Underway(Talk),
    /// 已撤销, for this reason.
    Withdrawn(String),
    /// The tax office does not take it, for this reason.
    Rejected(String),
    /// It ended in agreement, with what was agreed.
    Settled(Talk, String),
    /// It ended without one, with why.
    Unsettled(Talk, String),
}

/// A mediation that was accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Talk {
    /// 受理人
    pub handler: String,
    /// 受理时间
    pub accepted_at: Timestamp,
    /// Whether somebody has entered the room.
    pub opened: bool,
    /// The meeting notes.
    pub minutes: Vec<Minute>,
}

/// An entry of the meeting notes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Minute {
    /// When it was written.
    pub at: Timestamp,
    /// What was written.
    pub text: String,
}

impl Stage {
    /// What was accepted, for the columns 受理时间 and 受理人.
    pub fn talk(&self) -> Option<&Talk> {
        match self {
            Self::Underway(talk) | Self::Settled(talk, _) | Self::Unsettled(talk, _) => Some(talk),
            Self::Waiting(_) | Self::Withdrawn(_) | Self::Rejected(_) => None,
        }
    }

    /// The agent it is assigned to.
    pub fn handler(&self) -> Option<&str> {
        match self {
            Self::Waiting(handler) => handler.as_deref(),
            Self::Underway(talk) | Self::Settled(talk, _) | Self::Unsettled(talk, _) => {
                Some(&talk.handler)
            }
            Self::Withdrawn(_) | Self::Rejected(_) => None,
        }
    }

    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting(_) => "waiting",
            Self::Underway(_) => "underway",
            Self::Withdrawn(_) => "withdrawn",
            Self::Rejected(_) => "rejected",
            Self::Settled(..) => "settled",
            Self::Unsettled(..) => "unsettled",
        }
    }
}
