//! What figures of the desk are made of: sessions that came in a time, their first replies, and the
//! shifts of agents.

use std::collections::HashMap;

use sqlx::Row as _;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::matter::Matter;

/// A shift as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftRow {
    /// The agent.
    pub subject: String,
    /// The agent's center.
    pub center: String,
    /// How many at a time.
    pub seats: i64,
    /// From when, in milliseconds since 1970.
    pub from_at: i64,
    /// Until when; open where it goes on.
    pub until_at: Option<i64>,
}

/// A time, and whose part of it: from and until (exclusive) in milliseconds since 1970, and a center;
/// empty for all.
pub type Within<'a> = ((i64, i64), &'a str);

const CAME: &str = "SELECT * FROM matters WHERE kind = 'session' AND created_at >= $1 \
    AND created_at < $2 AND (center = $3 OR $3 = '') ORDER BY created_at, id LIMIT $4";
const REPLIES: &str = "SELECT e.matter_id, MIN(e.created_at) AS replied_at FROM matters m \
    CROSS JOIN matter_events e WHERE m.kind = 'session' AND e.kind = 'session' \
    AND e.matter_id = m.id AND e.action = 'reply' AND m.created_at >= $1 AND m.created_at < $2 \
    AND (m.center = $3 OR $3 = '') GROUP BY e.matter_id";
const SHIFTS: &str = "SELECT subject, center, seats, from_at, until_at FROM agent_shifts \
    WHERE from_at < $2 AND (until_at IS NULL OR until_at > $1) AND (center = $3 OR $3 = '') \
    ORDER BY from_at, subject LIMIT $4";

impl Db {
    /// Sessions that came in a time, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(
        &self,
        ((from, until), center): Within<'_>,
        limit: i64,
    ) -> Result<Vec<Matter>, StoreError> {
        let query = sqlx::query(CAME).bind(from).bind(until).bind(center.to_owned());
        query.bind(limit).fetch_all(&self.pool).await?.iter().map(Matter::of).collect()
    }

    /// When an agent first said something in each of those sessions, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_replies(
        &self,
        ((from, until), center): Within<'_>,
    ) -> Result<HashMap<String, i64>, StoreError> {
        let query = sqlx::query(REPLIES).bind(from).bind(until).bind(center.to_owned());
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("matter_id")?, row.try_get("replied_at")?))).collect()
    }

    /// Shifts that reach into a time, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shifts_of(
        &self,
        ((from, until), center): Within<'_>,
        limit: i64,
    ) -> Result<Vec<ShiftRow>, StoreError> {
        let query = sqlx::query(SHIFTS).bind(from).bind(until).bind(center.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        let shift = |row: &sqlx::any::AnyRow| {
            Ok(ShiftRow {
                subject: row.try_get("subject")?,
                center: row.try_get("center")?,
                seats: row.try_get("seats")?,
                from_at: row.try_get("from_at")?,
                until_at: row.try_get("until_at")?,
            })
        };
        rows.iter().map(shift).collect()
    }
}
