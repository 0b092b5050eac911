//! Looking at matters without a list: what happened, what is due, and who waits.

use sqlx::Row as _;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::matter::{Matter, MatterEvent};

const EVENTS: &str = "SELECT * FROM matter_events WHERE kind = $1 AND matter_id = $2 AND number > $3 \
    ORDER BY number LIMIT $4";
const LAST: &str = "SELECT * FROM matter_events WHERE kind = $1 AND matter_id = $2 AND action = $3 \
    ORDER BY number DESC LIMIT $4";
const SENT: &str = "SELECT COUNT(*) AS sent FROM matter_events WHERE kind = $1 AND matter_id = $2 \
    AND actor = $3 AND client_id = $4";
const DUE: &str = "SELECT kind, id FROM matters WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2";
const IN_STATE: &str = "SELECT * FROM matters WHERE kind = $1 AND state = $2 \
    ORDER BY updated_at DESC, id DESC LIMIT $3";
const GROWN: &str = "SELECT * FROM matters WHERE kind = $1 AND origin = $2 \
    ORDER BY created_at DESC, id DESC LIMIT $3";
const WAITING: &str = "SELECT * FROM matters WHERE kind = $1 AND state = 'waiting' \
    ORDER BY created_at, id LIMIT $2";

impl Db {
    /// What happened to a matter after a number, at most `limit` events.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matter_events(
        &self,
        (kind, id): (&str, &str),
        (after, limit): (i64, i64),
    ) -> Result<Vec<MatterEvent>, StoreError> {
        let query = sqlx::query(EVENTS).bind(kind.to_owned()).bind(id.to_owned());
        let rows = query.bind(after).bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(MatterEvent::of).collect()
    }

    /// The last times that something was done to a matter, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_events(
        &self,
        (kind, id): (&str, &str),
        (action, limit): (&str, i64),
    ) -> Result<Vec<MatterEvent>, StoreError> {
        let query = sqlx::query(LAST).bind(kind.to_owned()).bind(id.to_owned());
        let rows = query.bind(action.to_owned()).bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(MatterEvent::of).collect()
    }

    /// Whether somebody has sent something before, by the sender's own id of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn was_sent(
        &self,
        (kind, id): (&str, &str),
        (actor, client_id): (&str, &str),
    ) -> Result<bool, StoreError> {
        let query = sqlx::query(SENT).bind(kind.to_owned()).bind(id.to_owned());
        let query = query.bind(actor.to_owned()).bind(client_id.to_owned());
        Ok(query.fetch_one(&self.pool).await?.try_get::<i64, _>("sent")? > 0)
    }

    /// Kind and id of what is due at a moment, the longest due first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_matters(
        &self,
        now: i64,
        limit: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sqlx::query(DUE).bind(now).bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("kind")?, row.try_get("id")?))).collect()
    }

    /// The matters of a kind in a state, the last changed first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matters_in(
        &self,
        (kind, state): (&str, &str),
        limit: i64,
    ) -> Result<Vec<Matter>, StoreError> {
        let query = sqlx::query(IN_STATE).bind(kind.to_owned()).bind(state.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(Matter::of).collect()
    }

    /// The matters of a kind that grew out of something, the newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matters_of(
        &self,
        (kind, origin): (&str, &str),
        limit: i64,
    ) -> Result<Vec<Matter>, StoreError> {
        let query = sqlx::query(GROWN).bind(kind.to_owned()).bind(origin.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(Matter::of).collect()
    }

    /// The matter of a kind that last grew out of something.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grown_out_of(
        &self,
        origin: &str,
        kind: &str,
    ) -> Result<Option<Matter>, StoreError> {
        let query = sqlx::query(GROWN).bind(kind.to_owned()).bind(origin.to_owned());
        let row = query.bind(1_i64).fetch_optional(&self.pool).await?;
        row.as_ref().map(Matter::of).transpose()
    }

    /// The matters of a kind that wait, the oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_matters(&self, kind: &str, limit: i64) -> Result<Vec<Matter>, StoreError> {
        let query = sqlx::query(WAITING).bind(kind.to_owned()).bind(limit);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(Matter::of).collect()
    }
}
