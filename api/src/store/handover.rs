//! Requests for a person, and how they came about.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::new_event::{EventKind, NewEvent, Placed, take, write};
use crate::store::owner::Owner;
use crate::store::turn::NewTurn;

/// A request to be stored, with its event.
#[derive(Debug, Clone)]
pub struct NewHandover {
    /// Its id.
    pub id: String,
    /// The conversation.
    pub conversation_id: String,
    /// Whose it is.
    pub owner: Owner,
    /// `direct`, `intent` or `signal`.
    pub mode: &'static str,
    /// The signal that offered it.
    pub signal: Option<&'static str>,
    /// The event's body: what those hear who listen, as JSON.
    pub told: String,
}

/// A request as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: String,
    /// `direct`, `intent` or `signal`.
    pub mode: String,
    /// The signal that offered it.
    pub signal: Option<String>,
    /// `requested`.
    pub status: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

impl Handover {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            mode: row.try_get("mode")?,
            signal: row.try_get("signal")?,
            status: row.try_get("status")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

const INSERT: &str = "INSERT INTO handovers (id, conversation_id, subject, authority, center, mode, \
    signal, status, number, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested', $8, $9) \
    ON CONFLICT (conversation_id) WHERE status = 'requested' DO NOTHING";
// A turn that asks for a person is its own event, so its number is the request's. One that was not
// stored, because its conversation had ended, asks for nobody.
const BY_TURN: &str = "INSERT INTO handovers (id, conversation_id, subject, authority, center, mode, \
    signal, status, number, created_at) SELECT answer_id, conversation_id, subject, authority, center, \
    'intent', NULL, 'requested', seq, created_at FROM turns WHERE answer_id = $1 \
    ON CONFLICT (conversation_id) WHERE status = 'requested' DO NOTHING";
const LAST: &str =
    "SELECT * FROM handovers WHERE conversation_id = $1 ORDER BY number DESC LIMIT 1";

impl Db {
    /// Stores a request with its event, unless one is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hand_over(
        &self,
        new: &NewHandover,
        now: i64,
    ) -> Result<Placed<Handover>, StoreError> {
        let mut work = self.begin().await?;
        // What is not committed is undone when the transaction is dropped, its number too.
        let number = match take(&mut work, &new.conversation_id, now).await? {
            None => return Ok(Placed::Gone),
            Some(place) if !place.active => return Ok(Placed::Ended),
            Some(place) => place.number,
        };
        let query = sqlx::query(INSERT)
            .bind(new.id.clone())
            .bind(new.conversation_id.clone())
            .bind(new.owner.subject.clone())
            .bind(new.owner.authority.clone())
            .bind(new.owner.center.clone())
            .bind(new.mode)
            .bind(new.signal)
            .bind(number);
        if query.bind(now).execute(&mut *work).await?.rows_affected() == 0 {
            let last = sqlx::query(LAST).bind(new.conversation_id.clone());
            let open = last.fetch_one(&mut *work).await?;
            return Ok(Placed::Earlier(Handover::of(&open)?));
        }
        let event = NewEvent {
            conversation_id: &new.conversation_id,
            owner: &new.owner,
            kind: EventKind::Handover,
            body: &new.told,
            now,
        };
        write(&mut work, &event, number).await?;
        work.commit().await?;
        self.bus.wake(&new.conversation_id);
        Ok(Placed::New)
    }

    /// The last request of a conversation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn handover(&self, conversation_id: &str) -> Result<Option<Handover>, StoreError> {
        let query = sqlx::query(LAST).bind(conversation_id.to_owned());
        let row = query.fetch_optional(&self.pool).await?;
        row.as_ref().map(Handover::of).transpose()
    }
}

/// Stores the request of a turn whose words ask for a person, unless one is open.
pub(super) async fn of_turn(work: &mut Work, turn: &NewTurn) -> Result<(), StoreError> {
    sqlx::query(BY_TURN).bind(turn.answer_id.clone()).execute(&mut **work).await?;
    Ok(())
}
