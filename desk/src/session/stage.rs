//! Where a session stands, with the data of each stage and nothing else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a session stands (table 2.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 排队: nobody has called the taxpayer yet (K-01).
    Waiting {
        /// Since when in this wait; the place in the queue follows from when the taxpayer came first.
        since: Timestamp,
        /// Whether a note or a reservation was offered because it takes long (K-03).
        offered: bool,
    },
    /// It never came to a talk.
    Cancelled(CancelledBy),
    /// An agent serves.
    Active {
        /// The id of the agent.
        agent: String,
        /// Since when this agent serves.
        since: Timestamp,
        /// When something was last said.
        quiet_since: Timestamp,
    },
    /// 转接中: another agent or center is asked to go on.
    Transferring {
        /// The id of the agent who hands over and is still there for the taxpayer.
        from: String,
        /// When that agent's connection was lost, where it was.
        lost_at: Option<Timestamp>,
        /// Who is asked.
        to: Target,
        /// Since when.
        since: Timestamp,
    },
    /// 坐席掉线: the connection of the agent was lost.
    Dropped {
        /// The id of the agent, who may come back for a while.
        agent: String,
        /// Since when.
        since: Timestamp,
    },
    /// It is over.
    Ended {
        /// The id of the agent who served last (L-11).
        agent: String,
        /// What ended it.
        by: EndedBy,
        /// When.
        at: Timestamp,
        /// What became of the question how it was.
        rating: Rating,
    },
}

/// Somebody who can serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The id of the agent.
    pub agent: String,
    /// The id of the agent's center.
    pub center: String,
}

/// Who is asked to go on with a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// One agent, by id.
    Agent(String),
    /// Whoever of a center takes it, by the id of the center.
    Center(String),
}

/// Why it never came to a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelledBy {
    /// 取消排队: the taxpayer (K-02).
    Taxpayer,
    /// The tax office: nobody will be found.
    Office,
    /// Nobody was free for too long.
    Lapse,
}

/// What ended a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// 纳税人结束 (N-01).
    Taxpayer,
    /// 坐席结束 (N-02).
    Agent,
    /// A supervisor.
    Supervisor,
    /// 关窗: the taxpayer closed the window, which counts as the taxpayer's end (N-06).
    WindowClosed,
    /// Nobody said anything for too long.
    Lapse,
    /// The taxpayer closed the window during a transfer, which ended with it (N-07).
    TransferCancelled,
}

/// What became of the question how it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// It is not asked (N-05, X-12).
    Unasked,
    /// It is asked and not answered.
    Asked,
    /// It is answered, once and for all (N-09).
    Given(Verdict),
}

/// 服务评价: how it was (N-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 已解决
    Solved,
    /// 未解决
    Unsolved,
}

impl Target {
    /// Whether it means somebody.
    pub fn is(&self, seat: &Seat) -> bool {
        match self {
            Self::Agent(agent) => *agent == seat.agent,
            Self::Center(center) => *center == seat.center,
        }
    }
}

impl EndedBy {
    /// Whether the taxpayer ended it, in one way or another.
    pub fn is_taxpayer(self) -> bool {
        match self {
            Self::Taxpayer | Self::WindowClosed | Self::TransferCancelled => true,
            Self::Agent | Self::Supervisor | Self::Lapse => false,
        }
    }
}
