//! Interceptions: what the guard stopped, kept without its words, and whether a person released it.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// An interception to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInterception {
    /// Its id.
    pub id: String,
    /// The conversation.
    pub conversation_id: String,
    /// Who was stopped.
    pub owner: Owner,
    /// The rule that was met.
    pub rule: String,
    /// What the guard did.
    pub action: String,
    /// A hash of the text in hexadecimal.
    pub text_hash: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// An interception as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interception {
    /// What was recorded.
    pub what: NewInterception,
    /// When a person released it, in milliseconds since 1970.
    pub released_at: Option<i64>,
    /// Who released it.
    pub released_by: Option<String>,
}

/// Which interceptions are wanted; empty text is no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Only this rule.
    pub rule: String,
    /// Only this action.
    pub action: String,
    /// Only this conversation.
    pub conversation_id: String,
    /// Only of people of this center, also where it is empty.
    pub center: Option<String>,
    /// Only released ones, or only others.
    pub released: Option<bool>,
    /// Only ids below this one, which are older; ids are in order of time.
    pub before: String,
    /// At most so many.
    pub limit: i64,
}

const INSERT: &str = "INSERT INTO interceptions (id, conversation_id, subject, authority, center, \
    rule, action, text_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const FIND: &str = "SELECT * FROM interceptions WHERE id = $1";
const LIST: &str = "SELECT * FROM interceptions WHERE ($1 = '' OR rule = $1) \
    AND ($2 = '' OR action = $2) AND ($3 = '' OR conversation_id = $3) \
    AND ($8 = 0 OR center = $4) \
    AND ($5 = 0 OR ($5 = 1 AND released_at IS NOT NULL) OR ($5 = 2 AND released_at IS NULL)) \
    AND ($6 = '' OR id < $6) ORDER BY id DESC LIMIT $7";
const RELEASE: &str = "UPDATE interceptions SET released_at = $2, released_by = $3 \
    WHERE id = $1 AND released_at IS NULL";

impl Interception {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let what = NewInterception {
            id: row.try_get("id")?,
            conversation_id: row.try_get("conversation_id")?,
            owner: Owner::of(row)?,
            rule: row.try_get("rule")?,
            action: row.try_get("action")?,
            text_hash: row.try_get("text_hash")?,
            created_at: row.try_get("created_at")?,
        };
        let (at, by) = (row.try_get("released_at")?, row.try_get("released_by")?);
        Ok(Self { what, released_at: at, released_by: by })
    }
}

impl Db {
    /// Interceptions, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn interceptions(&self, wanted: &Wanted) -> Result<Vec<Interception>, StoreError> {
        let released = wanted.released.map_or(0_i64, |released| if released { 1 } else { 2 });
        let query = sqlx::query(LIST)
            .bind(wanted.rule.clone())
            .bind(wanted.action.clone())
            .bind(wanted.conversation_id.clone())
            .bind(wanted.center.clone().unwrap_or_default())
            .bind(released)
            .bind(wanted.before.clone());
        let query = query.bind(wanted.limit).bind(i64::from(wanted.center.is_some()));
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(Interception::of).collect()
    }

    /// One interception.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn interception(&self, id: &str) -> Result<Option<Interception>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(Interception::of).transpose()
    }

    /// Releases an interception; returns whether it was still held. Of two who release at once only
    /// one does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release(&self, id: &str, by: &str, now: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(RELEASE).bind(id.to_owned()).bind(now).bind(by.to_owned());
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }
}

/// Records an interception inside the caller's transaction.
pub(super) async fn insert(work: &mut Work, new: &NewInterception) -> Result<(), StoreError> {
    let query = sqlx::query(INSERT)
        .bind(new.id.clone())
        .bind(new.conversation_id.clone())
        .bind(new.owner.subject.clone())
        .bind(new.owner.authority.clone())
        .bind(new.owner.center.clone())
        .bind(new.rule.clone())
        .bind(new.action.clone())
        .bind(new.text_hash.clone());
    query.bind(new.created_at).execute(&mut **work).await?;
    Ok(())
}
