//! Keys of programs: who they act for, until when, and a hash of each.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;

/// A key of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id, which is part of the key and no secret.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The hash of the secret part in hexadecimal.
    pub hash: String,
    /// Names of roles, as a JSON list; none for a frontend.
    pub roles: String,
    /// The tax authority; may be empty.
    pub authority: String,
    /// The operating center; may be empty.
    pub center: String,
    /// Who made it: a subject, or empty where it was made by the command.
    pub made_by: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
    /// When it ends; never where nothing stands here.
    pub expires_at: Option<i64>,
    /// When it was last used, to the hour.
    pub used_at: Option<i64>,
}

const ADD: &str = "INSERT INTO api_keys (id, name, hash, roles, authority, center, made_by, \
    created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING";
const LIST: &str = "SELECT * FROM api_keys ORDER BY name";
const BY_ID: &str = "SELECT * FROM api_keys WHERE id = $1";
const USED: &str =
    "UPDATE api_keys SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)";
const REMOVE: &str = "DELETE FROM api_keys WHERE id = $1";

impl ApiKey {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            hash: row.try_get("hash")?,
            roles: row.try_get("roles")?,
            authority: row.try_get("authority")?,
            center: row.try_get("center")?,
            made_by: row.try_get("made_by")?,
            created_at: row.try_get("created_at")?,
            expires_at: row.try_get("expires_at")?,
            used_at: row.try_get("used_at")?,
        })
    }
}

impl Db {
    /// Adds a key; returns whether its name was free.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_api_key(&self, key: &ApiKey) -> Result<bool, StoreError> {
        let query = sqlx::query(ADD)
            .bind(key.id.clone())
            .bind(key.name.clone())
            .bind(key.hash.clone())
            .bind(key.roles.clone())
            .bind(key.authority.clone())
            .bind(key.center.clone())
            .bind(key.made_by.clone())
            .bind(key.created_at);
        let added = query.bind(key.expires_at).execute(&self.pool).await?;
        Ok(added.rows_affected() > 0)
    }

    /// Every key, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(&self.pool).await?;
        rows.iter().map(ApiKey::of).collect()
    }

    /// The key of an id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        let row = sqlx::query(BY_ID).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(ApiKey::of).transpose()
    }

    /// Notes that a key was used at a moment, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_key_used(&self, id: &str, at_ms: i64) -> Result<(), StoreError> {
        sqlx::query(USED).bind(id.to_owned()).bind(at_ms).execute(&self.pool).await?;
        Ok(())
    }

    /// Removes a key; returns whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_api_key(&self, id: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(REMOVE).bind(id.to_owned());
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }
}
