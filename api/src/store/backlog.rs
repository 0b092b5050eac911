//! How far a backend outside has heard of each session. Events are rows and have numbers; this keeps the
//! number up to which they were told, so that an outage is made up for in order and nothing is lost.

use sqlx::Row as _;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::matter::Matter;

/// What wakes whoever tells the backend.
pub const WAKE: &str = "backlog";

/// A session of which the backend has not heard everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The number of the last event that was told.
    pub told: i64,
    /// How often there was something to tell.
    wanted: i64,
    /// How often telling failed in a row.
    pub tries: i64,
    /// Since when it is due, in milliseconds since 1970.
    due_at: i64,
}

const WANT: &str = "INSERT INTO backlog (kind, matter_id, told, wanted, tries, due_at) \
    VALUES ($1, $2, 0, 1, 0, $3) ON CONFLICT (kind, matter_id) DO UPDATE SET \
    wanted = backlog.wanted + 1, due_at = COALESCE(backlog.due_at, excluded.due_at)";
const DUE: &str = "SELECT * FROM backlog WHERE due_at <= $1 ORDER BY due_at, matter_id LIMIT $2";
// Of several nodes that look at once, one takes it.
const LEASE: &str =
    "UPDATE backlog SET due_at = $4 WHERE kind = $1 AND matter_id = $2 AND due_at = $3";
const TOLD: &str = "UPDATE backlog SET told = $3, tries = 0 WHERE kind = $1 AND matter_id = $2";
const REST: &str = "UPDATE backlog SET due_at = CASE WHEN wanted = $3 THEN NULL ELSE $4 END \
    WHERE kind = $1 AND matter_id = $2";
const AGAIN: &str = "UPDATE backlog SET told = $3, wanted = wanted + 1, due_at = $4 \
    WHERE kind = $1 AND matter_id = $2";
const LATER: &str = "UPDATE backlog SET tries = tries + 1, due_at = $3 \
    WHERE kind = $1 AND matter_id = $2";

impl Db {
    /// Takes sessions of which something is to be told, the longest due first, at most `limit`; nobody
    /// else takes them until `until`, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_backlog(
        &self,
        (now, until): (i64, i64),
        limit: i64,
    ) -> Result<Vec<Behind>, StoreError> {
        let rows = sqlx::query(DUE).bind(now).bind(limit).fetch_all(&self.pool).await?;
        let mut taken = Vec::with_capacity(rows.len());
        for row in rows {
            let behind = Behind {
                kind: row.try_get("kind")?,
                id: row.try_get("matter_id")?,
                told: row.try_get("told")?,
                wanted: row.try_get("wanted")?,
                tries: row.try_get("tries")?,
                due_at: row.try_get("due_at")?,
            };
            let lease = sqlx::query(LEASE).bind(behind.kind.clone()).bind(behind.id.clone());
            let lease = lease.bind(behind.due_at).bind(until).execute(&self.pool).await?;
            if lease.rows_affected() > 0 {
                taken.push(behind);
            }
        }
        Ok(taken)
    }

    /// Notes the last event that was told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_told(&self, behind: &Behind, number: i64) -> Result<(), StoreError> {
        let query = sqlx::query(TOLD).bind(behind.kind.clone()).bind(behind.id.clone());
        query.bind(number).execute(&self.pool).await?;
        Ok(())
    }

    /// Puts a session to rest of which all was told; where something happened meanwhile it is due again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rest_backlog(&self, behind: &Behind, now: i64) -> Result<(), StoreError> {
        let query = sqlx::query(REST).bind(behind.kind.clone()).bind(behind.id.clone());
        let query = query.bind(behind.wanted).bind(now);
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// Makes everything behind a number be told again, from a moment on, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_again(
        &self,
        (kind, id): (&str, &str),
        (after, now): (i64, i64),
    ) -> Result<(), StoreError> {
        let query = sqlx::query(AGAIN).bind(kind.to_owned()).bind(id.to_owned());
        query.bind(after).bind(now).execute(&self.pool).await?;
        self.bus.wake(WAKE);
        Ok(())
    }

    /// Puts off a session of which telling failed, until a moment in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_off_backlog(&self, behind: &Behind, until: i64) -> Result<(), StoreError> {
        let query = sqlx::query(LATER).bind(behind.kind.clone()).bind(behind.id.clone());
        query.bind(until).execute(&self.pool).await?;
        Ok(())
    }
}

/// Notes that there is something to tell of a matter, in the transaction of what happened.
pub(super) async fn want(work: &mut Work, matter: &Matter) -> Result<(), StoreError> {
    let query = sqlx::query(WANT).bind(matter.kind.clone()).bind(matter.id.clone());
    query.bind(matter.updated_at).execute(&mut **work).await?;
    Ok(())
}
