//! Accounts of staff.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: String,
    /// The name to log in with.
    pub name: String,
    /// The hash of the password, with its parameters and salt.
    pub password_hash: String,
    /// Names of roles, as a JSON list.
    pub roles: String,
    /// The tax authority; may be empty.
    pub authority: String,
    /// The operating center; may be empty.
    pub center: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// Since when it is out of use, in milliseconds since 1970.
    pub disabled_at: Option<i64>,
}

/// Characters of the mark of a password, four bits each.
const MARK_CHARS: usize = 32;

const ADD: &str = "INSERT INTO users (id, name, password_hash, roles, authority, center, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING";
const LIST: &str = "SELECT * FROM users ORDER BY name";
const BY_NAME: &str = "SELECT * FROM users WHERE name = $1";
const BY_ID: &str = "SELECT * FROM users WHERE id = $1";
const PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE name = $1";
const REMOVE: &str = "DELETE FROM users WHERE name = $1";

impl User {
    /// By what a token knows its account's password again: a digest of the salted hash, which says
    /// nothing of either and is another one after every change.
    pub fn password_mark(&self) -> String {
        blake3::hash(self.password_hash.as_bytes()).to_hex()[..MARK_CHARS].to_owned()
    }

    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            password_hash: row.try_get("password_hash")?,
            roles: row.try_get("roles")?,
            authority: row.try_get("authority")?,
            center: row.try_get("center")?,
            created_at: row.try_get("created_at")?,
            disabled_at: row.try_get("disabled_at")?,
        })
    }
}

impl Db {
    /// Adds an account; returns whether its name was free.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_user(&self, user: &User) -> Result<bool, StoreError> {
        let query = sqlx::query(ADD)
            .bind(user.id.clone())
            .bind(user.name.clone())
            .bind(user.password_hash.clone())
            .bind(user.roles.clone())
            .bind(user.authority.clone())
            .bind(user.center.clone());
        Ok(query.bind(user.created_at).execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(&self.pool).await?;
        rows.iter().map(User::of).collect()
    }

    /// The account with a name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_name(&self, name: &str) -> Result<Option<User>, StoreError> {
        self.user(BY_NAME, name).await
    }

    /// The account with an id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_id(&self, id: &str) -> Result<Option<User>, StoreError> {
        self.user(BY_ID, id).await
    }

    /// Changes a password; returns whether there is such an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(&self, name: &str, hash: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(PASSWORD).bind(name.to_owned()).bind(hash.to_owned());
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Removes an account; returns whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_user(&self, name: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(REMOVE).bind(name.to_owned());
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    async fn user(&self, sql: &'static str, by: &str) -> Result<Option<User>, StoreError> {
        let row = sqlx::query(sql).bind(by.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(User::of).transpose()
    }
}
