//! The packet of a conversation, put together from rows when it is asked for.

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::conversation::Conversation;
use crate::store::turn::Page;
use crate::wire::packet::{PacketBody, QUESTIONS_MAX, Rows};

/// How many turns are looked at for what was found out by asking back.
const TURNS_MAX: i64 = 2 * QUESTIONS_MAX as i64;
/// How many answers of no use a packet shows.
const USELESS_MAX: i64 = 10;
/// How many attachments a packet shows; a conversation holds no more.
const ATTACHMENTS_MAX: i64 = 100;

/// What whoever takes a conversation over should know.
///
/// # Errors
/// When the database fails, or a stored reply is none.
pub async fn packet_of(
    state: &AppState,
    conversation: Conversation,
) -> Result<PacketBody, ApiError> {
    let (db, id) = (&state.store.db, conversation.id.as_str());
    let rows = Rows {
        turns: db.turns(id, Page { before: i64::MAX, limit: TURNS_MAX }).await?,
        useless: db.useless(id, USELESS_MAX).await?,
        attachments: db.attachments(id, ATTACHMENTS_MAX).await?,
        handover: db.handover(id).await?,
        conversation,
    };
    PacketBody::of(rows, &state.signals)
}
