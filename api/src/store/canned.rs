//! Prepared replies: an agent's own, and those of a center, which have no subject.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use wenshui_desk::filter::Test;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// A prepared reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canned {
    /// Its id.
    pub id: String,
    /// Whose it is; a center's has no subject.
    pub owner: Owner,
    /// What it is found by.
    pub title: String,
    /// What is said.
    pub text: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at: i64,
}

const MINE: &str = "FROM canned_replies WHERE ((subject = $1) OR (subject = '' AND center = $2)) \
    AND (LOWER(title) LIKE $3 ESCAPE '\\' OR LOWER(text) LIKE $3 ESCAPE '\\')";
const FIND: &str = "SELECT * FROM canned_replies WHERE id = $1";
// How many there are is looked at by the same statement that adds one.
const ADD: &str = "INSERT INTO canned_replies (id, subject, authority, center, title, text, \
    created_at, updated_at) SELECT $1, $2, $3, $4, $5, $6, $7, $7 \
    WHERE (SELECT COUNT(*) FROM canned_replies WHERE subject = $2 AND center = $4) < $8";
const CHANGE: &str =
    "UPDATE canned_replies SET title = $2, text = $3, updated_at = $4 WHERE id = $1";
const REMOVE: &str = "DELETE FROM canned_replies WHERE id = $1";

impl Canned {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            owner: Owner::of(row)?,
            title: row.try_get("title")?,
            text: row.try_get("text")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
        })
    }
}

impl Db {
    /// A page of somebody's own and of their center's that hold a text, by title, and how many there
    /// are on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canned_for(
        &self,
        (me, holds): (&Owner, &str),
        (offset, limit): (i64, i64),
    ) -> Result<(i64, Vec<Canned>), StoreError> {
        let pattern = Test::Holds(holds.to_owned()).like().unwrap_or_default();
        let count = format!("SELECT COUNT(*) AS total {MINE}");
        let page = format!("SELECT * {MINE} ORDER BY title, id LIMIT $4 OFFSET $5");
        let bind = |sql: String| {
            let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(me.subject.clone());
            query.bind(me.center.clone()).bind(pattern.clone())
        };
        let total = bind(count).fetch_one(&self.pool).await?.try_get("total")?;
        let rows = bind(page).bind(limit).bind(offset).fetch_all(&self.pool).await?;
        let found: Result<_, _> = rows.iter().map(Canned::of).collect();
        Ok((total, found?))
    }

    /// One prepared reply.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canned(&self, id: &str) -> Result<Option<Canned>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(Canned::of).transpose()
    }

    /// Adds one, where its owner has fewer than `most`; whether it was added.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_canned(&self, new: &Canned, most: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(ADD)
            .bind(new.id.clone())
            .bind(new.owner.subject.clone())
            .bind(new.owner.authority.clone())
            .bind(new.owner.center.clone())
            .bind(new.title.clone())
            .bind(new.text.clone())
            .bind(new.created_at);
        Ok(query.bind(most).execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Changes one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_canned(&self, changed: &Canned) -> Result<(), StoreError> {
        let query = sqlx::query(CHANGE).bind(changed.id.clone()).bind(changed.title.clone());
        let query = query.bind(changed.text.clone()).bind(changed.updated_at);
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// Removes one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_canned(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query(REMOVE).bind(id.to_owned()).execute(&self.pool).await?;
        Ok(())
    }
}
