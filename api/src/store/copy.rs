//! A copy of an SQLite database at one moment, while others write to it, without bringing its tables up to
//! date.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::any::install_default_drivers;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use crate::config::place::sqlite;
use crate::store::error::StoreError;

/// How long is waited for a writer, in milliseconds.
const PATIENCE: &str = "PRAGMA busy_timeout = 10000";
const COPY: &str = "VACUUM INTO $1";
const INTEGRITY: &str = "PRAGMA integrity_check";
const REFERENCES: &str = "PRAGMA foreign_key_check";
const MIGRATED: &str = "SELECT MAX(version) AS version FROM _sqlx_migrations";

/// The file of an SQLite database; nothing where an address is of another kind.
pub fn file(url: &str) -> Option<PathBuf> {
    let is_file = url.starts_with("sqlite:") && !url.contains(":memory:");
    let options = is_file.then(|| SqliteConnectOptions::from_str(url).ok())??;
    Some(options.get_filename().to_owned())
}

/// Copies the database behind `url` into a new file, and looks whether the copy is whole; gives the number of
/// its last migration.
///
/// # Errors
/// When the database is not there or busy, the file is there already, or the copy is not whole.
pub async fn copy(url: &str, to: &Path) -> Result<i64, StoreError> {
    install_default_drivers();
    let mark = if url.contains('?') { '&' } else { '?' };
    let mut source = AnyConnection::connect(&format!("{url}{mark}mode=rw")).await?;
    source.execute(PATIENCE).await?;
    sqlx::query(COPY).bind(to.display().to_string()).execute(&mut source).await?;
    source.close().await?;
    check(to).await
}

/// Looks whether the SQLite database in a file is whole; gives the number of its last migration.
///
/// # Errors
/// When it is not.
pub async fn check(path: &Path) -> Result<i64, StoreError> {
    install_default_drivers();
    let url = format!("{}?mode=ro", sqlite(path).text());
    let mut copy = AnyConnection::connect(&url).await?;
    let told: String = copy.fetch_one(INTEGRITY).await?.try_get(0)?;
    let broken = copy.fetch_all(REFERENCES).await?.len();
    let version = copy.fetch_one(MIGRATED).await?.try_get("version")?;
    copy.close().await?;
    if told != "ok" || broken > 0 {
        let path = path.display();
        let words = format!("`{path}` is not whole: {told}; {broken} references lead nowhere");
        return Err(StoreError::Refused(words));
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn the_file_of_an_address_is_known() {
        let told = |url: &str| file(url).map(|path| path.display().to_string());
        assert_eq!(told("sqlite:data/wenshui.db").unwrap(), "data/wenshui.db");
        assert_eq!(told("sqlite:///a%20b/c.db?mode=rwc").unwrap(), "/a b/c.db");
        for none in ["sqlite::memory:", "postgres://a/b"] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
