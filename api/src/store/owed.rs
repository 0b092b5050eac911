//! What moves of matters owe to others: written in the transaction of the move, deleted once it is done,
//! so that no crash in between loses it.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use wenshui_desk::effect::Effect;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;

/// How long whoever has made the move has for it before others look, in milliseconds.
const HEAD_START_MS: i64 = 10_000;

/// What wakes whoever hears recordings.
pub const WAKE: &str = "recordings";

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
// Recordings wait for whoever hears, and keep nothing else waiting.
const DUE: &str = "SELECT * FROM owed WHERE due_at <= $1 AND effect <> $3 \
    ORDER BY due_at, id LIMIT $2";
const UNHEARD: &str = "SELECT * FROM owed WHERE due_at <= $1 AND effect = $3 \
    ORDER BY due_at, id LIMIT $2";
// Of several nodes that look at once, one takes it: how often it was tried tells whose it is.
const TAKE: &str = "UPDATE owed SET tries = tries + 1, due_at = $3 WHERE id = $1 AND tries = $2";
const HOLD: &str = "UPDATE owed SET due_at = $3 WHERE id = $1 AND tries = $2";
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

/// The number of the event of the move that something follows from: it stands in the id of what is owed.
pub fn move_of(id: &str) -> Option<i64> {
    id.rsplit(':').nth(1)?.parse().ok()
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
        let query = sqlx::query(DUE).bind(now).bind(limit).bind(named(Effect::Transcribe));
        Ok(query.fetch_all(&self.pool).await?.iter().map(Owed::of).collect())
    }

    /// Takes recordings that nobody has heard yet, the longest due first, at most `limit`; nobody else
    /// takes them before `until`, in milliseconds since 1970. What is given counts this try.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_unheard(
        &self,
        (now, until): (i64, i64),
        limit: i64,
    ) -> Result<Vec<Owed>, StoreError> {
        let query = sqlx::query(UNHEARD).bind(now).bind(limit).bind(named(Effect::Transcribe));
        let mut taken = Vec::new();
        for row in query.fetch_all(&self.pool).await? {
            let one = Owed::of(&row)?;
            if self.set_due(TAKE, &one, until).await? {
                taken.push(Owed { tries: one.tries + 1, ..one });
            }
        }
        Ok(taken)
    }

    /// Keeps from others what was taken until a moment in milliseconds since 1970, when it is due again;
    /// whether it was ours still.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_unheard(&self, one: &Owed, until: i64) -> Result<bool, StoreError> {
        self.set_due(HOLD, one, until).await
    }

    async fn set_due(&self, sql: &'static str, one: &Owed, until: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(sql).bind(one.id.clone()).bind(one.tries).bind(until);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
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
        let head_start_ms = if one.effect == Effect::Transcribe { 0 } else { HEAD_START_MS };
        let query = sqlx::query(INSERT)
            .bind(one.id.clone())
            .bind(one.kind.clone())
            .bind(one.matter_id.clone())
            .bind(named(one.effect))
            .bind(one.before.clone())
            .bind(one.after.clone())
            .bind(one.tries)
            .bind(one.created_at + head_start_ms);
        query.bind(one.created_at).execute(&mut **work).await?;
    }
    Ok(())
}
