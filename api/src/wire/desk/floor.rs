//! What agents have in hand, as it travels.

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_desk::call::Call;
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;

use crate::clock;
use crate::desk::step::Held;
use crate::wire::desk::matter::Label;
use crate::wire::desk::session::AgentBody;

/// Everything that concerns an agent now; the next one replaces it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentSign {
    /// `in_hand`.
    pub kind: &'static str,
    /// The agent.
    pub agent: AgentBody,
    /// Their sessions, and those that a transfer asks them to go on with.
    pub sessions: Vec<InHand>,
}

/// A session that concerns an agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct InHand {
    /// Its id.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// Its version; a larger one than before says that something happened.
    pub version: i64,
    /// Where it stands.
    pub state: Label,
    /// `handler`, or `receiver` where a transfer asks the agent.
    pub part: &'static str,
    /// The center that serves.
    pub center: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// The call that is open in it.
    pub call: Option<CallInHand>,
}

/// A call that is open in an agent's session.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallInHand {
    /// Its id.
    pub id: String,
    /// What kind of call it is.
    pub kind: Label,
    /// Where it stands.
    pub state: Label,
}

impl InHand {
    /// A session for an agent; nothing where it is none of theirs.
    pub fn of(
        held: &Held<Session>,
        (part, agent): (Option<Part>, &str),
        calls: &[Held<Call>],
    ) -> Option<Self> {
        let part = match part {
            Some(Part::Receiver) => Part::Receiver,
            _ if held.matter.handler == agent => Part::Handler,
            _ => return None,
        };
        Some(Self {
            id: held.matter.id.clone(),
            number: held.matter.number.clone(),
            version: held.matter.version,
            state: Label::of("session", held.state.state()),
            part: part.name(),
            center: held.state.center.clone(),
            updated_at: clock::rfc3339(held.matter.updated_at),
            call: calls
                .iter()
                .find(|call| call.matter.origin == held.matter.id)
                .map(CallInHand::of),
        })
    }
}

impl CallInHand {
    fn of(held: &Held<Call>) -> Self {
        Self {
            id: held.matter.id.clone(),
            kind: Label::of("call_kind", held.state.stage.kind().name()),
            state: Label::of("call", held.state.state()),
        }
    }
}
