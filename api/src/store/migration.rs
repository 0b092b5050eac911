//! The migrations, compiled in and run at every start.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlSafeStr as _};

use crate::store::error::StoreError;

/// Number, name and text of every migration, in order. A released one is never changed; its
/// checksum is compared at every start.
const MIGRATIONS: [(i64, &str, &str); 2] = [
    (1, "conversations", include_str!("../../migrations/0001_conversations.sql")),
    (2, "lean turns", include_str!("../../migrations/0002_lean_turns.sql")),
];

/// Brings the tables up to date.
///
/// # Errors
/// When a migration fails, or when the database has another text of one that it knows.
pub async fn migrate(pool: &AnyPool) -> Result<(), StoreError> {
    let migrations = MIGRATIONS.map(|(number, name, text)| {
        let kind = MigrationType::Simple;
        Migration::new(number, Cow::Borrowed(name), kind, text.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.to_vec()).run(pool).await?;
    Ok(())
}
