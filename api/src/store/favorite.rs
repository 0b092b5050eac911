//! Favorites: entries that somebody keeps.

use sqlx::Row as _;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// A kept entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Favorite {
    /// The entry.
    pub entry_id: String,
    /// Since when, in milliseconds since 1970.
    pub created_at: i64,
}

const KEEP: &str = "INSERT INTO favorites (subject, entry_id, authority, center, created_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, entry_id) DO NOTHING";
const DROP: &str = "DELETE FROM favorites WHERE subject = $1 AND entry_id = $2";
// Newest first; what was kept in the same millisecond is ordered by its id.
const PAGE: &str = "SELECT entry_id, created_at FROM favorites WHERE subject = $1 \
    AND (created_at < $2 OR (created_at = $2 AND entry_id > $3)) \
    ORDER BY created_at DESC, entry_id LIMIT $4";

impl Db {
    /// Keeps an entry; keeping it again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_favorite(
        &self,
        owner: &Owner,
        entry_id: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let query = sqlx::query(KEEP)
            .bind(owner.subject.clone())
            .bind(entry_id.to_owned())
            .bind(owner.authority.clone())
            .bind(owner.center.clone());
        query.bind(now).execute(&self.pool).await?;
        Ok(())
    }

    /// Keeps an entry no longer; returns whether it was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_favorite(&self, subject: &str, entry_id: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(DROP).bind(subject.to_owned()).bind(entry_id.to_owned());
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Kept entries after the given one in the list, newest first; `after` is the last row of the
    /// page before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn favorites(
        &self,
        subject: &str,
        after: Option<&Favorite>,
        limit: i64,
    ) -> Result<Vec<Favorite>, StoreError> {
        let (at, entry) = after.map_or((i64::MAX, ""), |row| (row.created_at, &row.entry_id));
        let query = sqlx::query(PAGE).bind(subject.to_owned()).bind(at).bind(entry.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        let read = rows.iter().map(|row| {
            let (entry_id, created_at) = (row.try_get("entry_id")?, row.try_get("created_at")?);
            Ok(Favorite { entry_id, created_at })
        });
        read.collect()
    }
}
