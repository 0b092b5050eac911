//! Shortcuts: which quick entries somebody wants to see, in which order.

use sqlx::Row as _;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

const LIST: &str = "SELECT shortcut FROM shortcuts WHERE subject = $1 ORDER BY place";
const CLEAR: &str = "DELETE FROM shortcuts WHERE subject = $1";
const ADD: &str = "INSERT INTO shortcuts (subject, shortcut, place, authority, center) \
    VALUES ($1, $2, $3, $4, $5)";
/// A row that says that the selection was made and is empty.
const NONE: &str = "";

impl Db {
    /// The keys that somebody chose, in order; `None` when nothing was ever chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shortcuts(&self, subject: &str) -> Result<Option<Vec<String>>, StoreError> {
        let rows = sqlx::query(LIST).bind(subject.to_owned()).fetch_all(&self.pool).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let keys = rows.iter().map(|row| row.try_get("shortcut"));
        let mut keys = keys.collect::<Result<Vec<String>, _>>()?;
        keys.retain(|key| key != NONE);
        Ok(Some(keys))
    }

    /// Replaces what somebody chose.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose_shortcuts(&self, owner: &Owner, keys: &[String]) -> Result<(), StoreError> {
        let mut work = self.begin().await?;
        sqlx::query(CLEAR).bind(owner.subject.clone()).execute(&mut *work).await?;
        let none = [NONE.to_owned()];
        let rows = if keys.is_empty() { &none[..] } else { keys };
        for (place, key) in rows.iter().enumerate() {
            let query = sqlx::query(ADD)
                .bind(owner.subject.clone())
                .bind(key.clone())
                .bind(place as i64)
                .bind(owner.authority.clone());
            query.bind(owner.center.clone()).execute(&mut *work).await?;
        }
        Ok(work.commit().await?)
    }
}
