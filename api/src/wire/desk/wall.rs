//! The supervisors' wall as it travels.

use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::desk::matter::Label;

/// What goes on at the desk now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wall {
    /// When it was so.
    #[schema(format = DateTime)]
    pub at: String,
    /// The centers, by id.
    pub centers: Vec<CenterNow>,
    /// The agents, by center and number.
    pub agents: Vec<AgentNow>,
    /// Sessions with a person under way, the newest first; at most two hundred.
    pub sessions: Vec<SessionNow>,
    /// How many of those there are.
    pub sessions_total: i64,
}

/// A center now.
#[derive(Debug, Serialize, ToSchema)]
pub struct CenterNow {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How many wait.
    pub waiting: usize,
    /// How long the one has waited who has waited longest, in seconds.
    pub longest_wait_s: Option<i64>,
    /// How many agents take people.
    pub online: usize,
    /// How many seats of theirs are free.
    pub free_seats: u32,
}

/// An agent now.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentNow {
    /// The account.
    pub agent: String,
    /// What taxpayers see.
    pub number: String,
    /// The center.
    pub center: String,
    /// `online`, `busy`, `away` or `offline`.
    pub presence: String,
    /// How many sessions at a time.
    pub capacity: i64,
    /// How many there are now.
    pub load: i64,
    /// When they were last heard of.
    #[schema(format = DateTime)]
    pub seen_at: String,
}

/// A session under way now.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionNow {
    /// Its id.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// The center that serves.
    pub center: String,
    /// The agent's account.
    pub agent: String,
    /// Where it stands.
    pub state: Label,
    /// When an agent was first connected.
    #[schema(format = DateTime)]
    pub called_at: Option<String>,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}
