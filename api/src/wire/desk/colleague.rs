//! Colleagues as they travel.

use serde::Serialize;
use utoipa::ToSchema;

use crate::store::agent::AgentRow;
use crate::wire::desk::session::AgentBody;

/// The agents of a center.
#[derive(Debug, Serialize, ToSchema)]
pub struct Colleagues {
    /// The center.
    pub center: String,
    /// Its name.
    pub center_name: String,
    /// How many there are, whoever asks not counted.
    pub total: i64,
    /// Those who take people first, among them those with most room; at most two hundred.
    pub items: Vec<Colleague>,
}

/// An agent for their colleagues.
#[derive(Debug, Serialize, ToSchema)]
pub struct Colleague {
    /// The account, as `to_agent` and `handler` take it.
    pub agent: String,
    /// What colleagues call them, where it is known: tokens of a host have no names.
    pub name: Option<String>,
    /// What is known of every agent.
    #[serde(flatten)]
    pub now: AgentBody,
}

impl Colleague {
    /// An agent by a name.
    pub fn of(agent: AgentRow, name: Option<String>) -> Self {
        Self { agent: agent.owner.subject.clone(), name, now: agent.into() }
    }
}
