//! Interceptions: what the guard stopped, kept without its words, and whether a person released it.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// Which way a text went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Somebody asked it.
    In,
    /// It was to be answered.
    Out,
}

impl Direction {
    /// Its name in tables and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// The direction of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::In, Self::Out].into_iter().find(|direction| direction.name() == name)
    }
}

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
    /// Which way the text went.
    pub direction: Direction,
    /// The entry whose answer it was, of what went out.
    pub entry_id: Option<String>,
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
    /// Only this direction.
    pub direction: Option<Direction>,
    /// Only from this moment on, and only before that one, in milliseconds since 1970.
    pub period: (i64, i64),
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
    rule, action, text_hash, created_at, direction, entry_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const FIND: &str = "SELECT * FROM interceptions WHERE id = $1";
const LIST: &str = "SELECT * FROM interceptions WHERE ($1 = '' OR rule = $1) \
    AND ($2 = '' OR action = $2) AND ($3 = '' OR conversation_id = $3) \
    AND ($8 = 0 OR center = $4) AND ($9 = '' OR direction = $9) \
    AND created_at >= $10 AND created_at < $11 \
    AND ($5 = 0 OR ($5 = 1 AND released_at IS NOT NULL) OR ($5 = 2 AND released_at IS NULL)) \
    AND ($6 = '' OR id < $6) ORDER BY id DESC LIMIT $7";
const RELEASE: &str = "UPDATE interceptions SET released_at = $2, released_by = $3 \
    WHERE id = $1 AND released_at IS NULL";
const LAST_RELEASE: &str = "SELECT MAX(released_at) AS at FROM interceptions \
    WHERE subject = $1 AND conversation_id = $2";

impl Interception {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let what = NewInterception {
            id: row.try_get("id")?,
            conversation_id: row.try_get("conversation_id")?,
            owner: Owner::of(row)?,
            rule: row.try_get("rule")?,
            action: row.try_get("action")?,
            text_hash: row.try_get("text_hash")?,
            direction: direction(row)?,
            entry_id: row.try_get("entry_id")?,
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
        let query = query.bind(wanted.direction.map_or("", Direction::name));
        let query = query.bind(wanted.period.0).bind(wanted.period.1);
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

    /// When something that somebody was stopped for in a conversation was last released, in
    /// milliseconds since 1970, whichever node did it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_release(
        &self,
        (subject, conversation_id): (&str, &str),
    ) -> Result<Option<i64>, StoreError> {
        let query = sqlx::query(LAST_RELEASE).bind(subject.to_owned());
        let row = query.bind(conversation_id.to_owned()).fetch_one(&self.pool).await?;
        Ok(row.try_get("at")?)
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
    let query = query.bind(new.created_at).bind(new.direction.name()).bind(new.entry_id.clone());
    query.execute(&mut **work).await?;
    Ok(())
}

fn direction(row: &AnyRow) -> Result<Direction, StoreError> {
    let name: String = row.try_get("direction")?;
    let direction = Direction::parse(&name);
    direction.ok_or(StoreError::Corrupt { column: "direction", value: name })
}
