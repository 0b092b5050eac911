//! Numbered events of a conversation: what happened, in the order in which it was committed.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::new_event::EventKind;
use crate::store::turn::Turn;

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number in its conversation, counted from 1 without gaps.
    pub number: i64,
    /// What happened.
    pub kind: EventKind,
    /// More about it, as JSON.
    pub body: String,
    /// The turn, where it is about one.
    pub turn: Option<Turn>,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// How many events are read at once.
pub const PAGE: i64 = 100;

// A turn is an event by itself and has no row of `events`.
const AFTER: &str = "SELECT e.number, e.kind, e.body, e.happened_at, t.* FROM \
    (SELECT number, kind, body, created_at AS happened_at FROM events \
        WHERE conversation_id = $1 AND number > $2 \
    UNION ALL SELECT seq, 'turn', '{}', created_at FROM turns \
        WHERE conversation_id = $1 AND seq > $2 ORDER BY 1 LIMIT $3) e \
    LEFT JOIN turns t ON t.conversation_id = $1 AND t.seq = e.number ORDER BY e.number";

impl Event {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let kind = EventKind::parse(row.try_get("kind")?)?;
        Ok(Self {
            number: row.try_get("number")?,
            kind,
            body: row.try_get("body")?,
            turn: (kind == EventKind::Turn).then(|| Turn::of(row)).transpose()?,
            created_at: row.try_get("happened_at")?,
        })
    }
}

impl Db {
    /// The next events after a number, at most [`PAGE`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_after(
        &self,
        conversation_id: &str,
        number: i64,
    ) -> Result<Vec<Event>, StoreError> {
        let query = sqlx::query(AFTER).bind(conversation_id.to_owned()).bind(number).bind(PAGE);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(Event::of).collect()
    }
}
