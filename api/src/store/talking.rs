//! Whom a conversation talks with: the machine, or a person once an agent has called. It changes in the
//! transaction of the session, with an event of the conversation that tells it.

use crate::store::conversation::Status;
use crate::store::db::Work;
use crate::store::error::StoreError;
use crate::store::new_event::{EventKind, NewEvent, tell};
use crate::store::owner::Owner;

/// A change of whom a conversation talks with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talking {
    /// The conversation.
    pub conversation_id: String,
    /// Whom it talks with now.
    pub status: Status,
    /// What those hear who follow it, as JSON.
    pub told: String,
}

const SET: &str = "UPDATE conversations SET status = $2 WHERE id = $1 AND status <> 'ended'";

/// Changes whom a conversation talks with; one that is gone or has ended stays as it is.
pub(super) async fn turn_to(
    work: &mut Work,
    talking: &Talking,
    (owner, now): (&Owner, i64),
) -> Result<(), StoreError> {
    let id = talking.conversation_id.as_str();
    let query = sqlx::query(SET).bind(id.to_owned()).bind(talking.status.name());
    if query.execute(&mut **work).await?.rows_affected() == 0 {
        return Ok(());
    }
    let (kind, body) = (EventKind::Session, talking.told.as_str());
    tell(work, &NewEvent { conversation_id: id, owner, kind, body, now }).await?;
    Ok(())
}
