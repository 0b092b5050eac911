//! How far each side of a session has read.

use sqlx::Row as _;
use wenshui_desk::line::marks::{Marks, Side};

use crate::store::db::Db;
use crate::store::error::StoreError;

const FIND: &str =
    "SELECT side, read_to FROM session_marks WHERE kind = 'session' AND session_id = $1";
// Of two at once the further one stays.
const PUT: &str = "INSERT INTO session_marks (kind, session_id, side, read_to) \
    VALUES ('session', $1, $2, $3) ON CONFLICT (kind, session_id, side) DO UPDATE SET read_to = $3 \
    WHERE session_marks.read_to < $3";

/// The name of a side in rows and on the wire.
pub fn name(side: Side) -> &'static str {
    match side {
        Side::Taxpayer => "taxpayer",
        Side::Agent => "agent",
    }
}

impl Db {
    /// How far each side of a session has read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn marks(&self, session: &str) -> Result<Marks, StoreError> {
        let query = sqlx::query(FIND).bind(session.to_owned());
        let mut marks = Marks::default();
        for row in query.fetch_all(&self.pool).await? {
            let read_to = row.try_get::<i64, _>("read_to")?.unsigned_abs();
            match row.try_get::<String, _>("side")?.as_str() {
                "taxpayer" => marks.taxpayer = read_to,
                _ => marks.agent = read_to,
            }
        }
        Ok(marks)
    }

    /// Stores how far a side has read, and wakes those who follow; a mark never goes back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&self, session: &str, (side, to): (Side, u64)) -> Result<(), StoreError> {
        let query = sqlx::query(PUT).bind(session.to_owned()).bind(name(side)).bind(to as i64);
        query.execute(&self.pool).await?;
        self.bus.wake(session);
        Ok(())
    }
}
