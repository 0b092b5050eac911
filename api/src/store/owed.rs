//! What moves of matters owe to others: written in the transaction of the move, deleted once it is done,
//! so that no crash in between loses it.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use wenshui_desk::effect::Effect;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;

/// How long whoever has made the move has for it before others look, in milliseconds.
const HEAD_START_MS: i64 = 10_000;

/// Something that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its id, the same however often it is tried: what it makes is made once by that.
    pub id: String,
    /// What it follows from.
    pub kind: String,
    /// The id of that.
    pub matter_id: String,
    /// What is to be done.
    pub effect: Effect,
    /// The agent to whom the matter was assigned before the move; empty for any.
    pub before: String,
    /// The agent to whom it is assigned after it; empty for any.
    pub after: String,
    /// How often it was tried in vain.
    pub tries: i64,
    /// When the move was, in milliseconds since 1970.
    pub created_at: i64,
}

const INSERT: &str = "INSERT INTO owed (id, kind, matter_id, effect, handler_before, handler_after, \
    tries, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const DUE: &str = "SELECT * FROM owed WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2";
const PAID: &str = "DELETE FROM owed WHERE id = $1";
const PUT_OFF: &str = "UPDATE owed SET tries = tries + 1, due_at = $2 WHERE id = $1";

impl Owed {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let effect: String = row.try_get("effect")?;
        Ok(Self {
            id: row.try_get("id")?,
            kind: row.try_get("kind")?,
            matter_id: row.try_get("matter_id")?,
            effect: serde_json::from_str(&effect)
                .map_err(|_| StoreError::Corrupt { column: "effect", value: effect })?,
            before: row.try_get("handler_before")?,
            after: row.try_get("handler_after")?,
            tries: row.try_get("tries")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// What nobody has done yet, the longest due first, at most `limit`. A row that cannot be read keeps
    /// none of the others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owed(
        &self,
        now: i64,
        limit: i64,
    ) -> Result<Vec<Result<Owed, StoreError>>, StoreError> {
        let rows = sqlx::query(DUE).bind(now).bind(limit).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Owed::of).collect())
    }

    /// Strikes out what is done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn paid(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query(PAID).bind(id.to_owned()).execute(&self.pool).await?;
        Ok(())
    }

    /// Puts off what could not be done, until a moment in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_off(&self, id: &str, until: i64) -> Result<(), StoreError> {
        sqlx::query(PUT_OFF).bind(id.to_owned()).bind(until).execute(&self.pool).await?;
        Ok(())
    }
}

fn named(effect: Effect) -> String {
    serde_json::to_string(&effect).expect("an effect is a tree of names")
}

/// Writes what a move owes.
pub(super) async fn owe(work: &mut Work, owed: &[Owed]) -> Result<(), StoreError> {
    for one in owed {
        let query = sqlx::query(INSERT)
            .bind(one.id.clone())
            .bind(one.kind.clone())
            .bind(one.matter_id.clone())
            .bind(named(one.effect))
            .bind(one.before.clone())
            .bind(one.after.clone())
            .bind(one.tries)
            .bind(one.created_at + HEAD_START_MS);
        query.bind(one.created_at).execute(&mut **work).await?;
    }
    Ok(())
}
