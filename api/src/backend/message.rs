//! What an outside desk is told: an event of a session with the session as it is by now, and with the
//! first one everything that whoever takes over should know.

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::session::Session;

use crate::desk::origin::conversation;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::packet::packet_of;
use crate::routes::desk::seen::told;
use crate::state::AppState;
use crate::store::matter::MatterEvent;
use crate::wire::desk::session::SessionEvent;
use crate::wire::packet::PacketBody;

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    /// Its id, the same however often it is sent: the session's and the number of the event.
    pub id: String,
    /// The session.
    pub session: MessageSession,
    /// What happened.
    pub event: SessionEvent,
    /// What whoever takes over should know; only with the first event, and null where the talk grew
    /// out of no conversation.
    pub packet: Option<PacketBody>,
}

/// A session as an outside desk sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageSession {
    /// Its id; commands name it.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// Where it stands now, which may be behind a later event.
    pub state: String,
    /// The number of its last event.
    pub version: i64,
    /// The conversation that it grew out of; empty where there is none.
    pub conversation_id: String,
    /// The center that serves; `outside` where none of the tree does.
    pub center: String,
    /// What the agent has to know, where it is known.
    pub skill: Option<String>,
    /// Who has the higher one is first.
    pub priority: u8,
    /// Whose it is, by the host's own id; `anon:` and the conversation's id without a token.
    pub subject: String,
}

impl Message {
    /// The message of an event.
    ///
    /// # Errors
    /// When the database fails or the session is gone.
    pub async fn of(state: &AppState, (id, event): (&str, MatterEvent)) -> Result<Self, ApiError> {
        let found = state.store.db.matter(Session::KIND, id).await?;
        let matter = found.ok_or_else(|| ApiError::new("unknown_matter").with(&[id]))?;
        let held = Held::<Session>::of(matter)?;
        let talk = match event.number {
            1 => state.store.db.conversation(conversation(&held.matter.origin)).await?,
            _ => None,
        };
        let packet = match talk {
            Some(talk) => Some(packet_of(state, talk).await?),
            None => None,
        };
        let session = MessageSession {
            id: held.matter.id,
            number: held.matter.number,
            state: held.state.state().to_owned(),
            version: held.matter.version,
            conversation_id: conversation(&held.matter.origin).to_owned(),
            center: held.state.center,
            skill: held.state.skill,
            priority: held.state.priority,
            subject: held.matter.owner.subject,
        };
        let id = format!("{id}:{}", event.number);
        let mut told = told(state, (&session.id, std::iter::once(event))).await?;
        let event = told.pop().ok_or_else(|| ApiError::new("internal"))?;
        Ok(Self { id, session, event, packet })
    }
}
