//! Turns as they are counted: who said what in a stretch of time, and what answered.
//!
//! An answer's id begins with its time (UUID, version 7), so a stretch of time is a stretch of the
//! primary key, and no further index is kept for it.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// A turn as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The answer's id.
    pub answer_id: String,
    /// Whose turn it is.
    pub owner: Owner,
    /// What was said, without what is personal.
    pub text: String,
    /// How it came about.
    pub source: String,
    /// What the guard did.
    pub guard_action: String,
    /// The entry that answered.
    pub entry_id: Option<String>,
    /// Where the person asks from.
    pub region: Option<String>,
    /// What the person is.
    pub taxpayer_type: Option<String>,
    /// The page that the conversation began on.
    pub entry_scene: Option<String>,
}

const SAID: &str = "SELECT t.answer_id AS answer_id, t.subject AS subject, t.authority AS authority, \
    t.center AS center, t.question_masked AS said, t.source AS source, \
    t.guard_action AS guard_action, t.entry_id AS entry_id, c.region AS region, \
    c.taxpayer_type AS taxpayer_type, c.entry_scene AS entry_scene \
    FROM turns t JOIN conversations c ON c.id = t.conversation_id \
    WHERE t.answer_id > $1 AND t.answer_id < $2 ORDER BY t.answer_id LIMIT $3";
const NEXT: &str = "SELECT answer_id FROM turns WHERE answer_id > $1 ORDER BY answer_id LIMIT 1";

impl Said {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            answer_id: row.try_get("answer_id")?,
            owner: Owner::of(row)?,
            text: row.try_get("said")?,
            source: row.try_get("source")?,
            guard_action: row.try_get("guard_action")?,
            entry_id: row.try_get("entry_id")?,
            region: row.try_get("region")?,
            taxpayer_type: row.try_get("taxpayer_type")?,
            entry_scene: row.try_get("entry_scene")?,
        })
    }
}

impl Db {
    /// Turns of answers with ids between two, in order, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn said_between(
        &self,
        (after, before): (&str, &str),
        limit: i64,
    ) -> Result<Vec<Said>, StoreError> {
        let query = sqlx::query(SAID).bind(after.to_owned()).bind(before.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(Said::of).collect()
    }

    /// The time of the first turn from a moment on, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_said(&self, from_ms: i64) -> Result<Option<i64>, StoreError> {
        let query = sqlx::query(NEXT).bind(id_at(from_ms));
        let row = query.fetch_optional(&self.pool).await?;
        let id: Option<String> = row.map(|row| row.try_get("answer_id")).transpose()?;
        Ok(id.map(|id| time_of(&id).unwrap_or(from_ms)))
    }
}

/// What stands before every answer's id of a moment or later, and behind every earlier one.
pub fn id_at(at_ms: i64) -> String {
    let at = at_ms.max(0);
    format!("{:08x}-{:04x}", at >> 16, at & 0xffff)
}

fn time_of(id: &str) -> Option<i64> {
    let digits = id.get(..8)?.to_owned() + id.get(9..13)?;
    i64::from_str_radix(&digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::{id_at, time_of};

    #[test]
    fn ids_are_in_the_order_of_time() {
        let id = uuid::Uuid::now_v7().to_string();
        let at = time_of(&id).unwrap();
        assert!(id_at(at) < id && id < id_at(at + 1));
        assert_eq!(time_of("short"), None);
    }
}
