//! A copy of an SQLite database at one moment, while others write to it, without bringing its tables up to
//! date.

use std::path::{Path, PathBuf};

use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use crate::store::error::StoreError;

/// How long is waited for a writer, and that references are not held to while nothing is written.
const PATIENCE: &str = "PRAGMA busy_timeout = 10000";
const COPY: &str = "VACUUM INTO $1";
const INTEGRITY: &str = "PRAGMA integrity_check";
const REFERENCES: &str = "PRAGMA foreign_key_check";
const MIGRATED: &str = "SELECT MAX(version) AS version FROM _sqlx_migrations";

/// The file of an SQLite database; nothing where an address is of another kind.
pub fn file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    let path = path.split('?').next().unwrap_or_default();
    let is_file = !path.is_empty() && !path.starts_with(':');
    is_file.then(|| PathBuf::from(decoded(path)))
}

/// A path without its percent-encoding.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let two = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = two.and_then(|two| u8::from_str_radix(two, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
    let path = to.display().to_string();
    sqlx::query(COPY).bind(path.clone()).execute(&mut source).await?;
    source.close().await?;
    check(&path).await
}

/// Looks whether the SQLite database in a file is whole; gives the number of its last migration.
///
/// # Errors
/// When it is not.
pub async fn check(path: &str) -> Result<i64, StoreError> {
    install_default_drivers();
    let encoded = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let mut copy = AnyConnection::connect(&format!("sqlite:{encoded}?mode=ro")).await?;
    let told: String = copy.fetch_one(INTEGRITY).await?.try_get(0)?;
    let broken = copy.fetch_all(REFERENCES).await?.len();
    let version = copy.fetch_one(MIGRATED).await?.try_get("version")?;
    copy.close().await?;
    if told != "ok" || broken > 0 {
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
        assert_eq!(told("sqlite:a%2").unwrap(), "a%2");
        for none in ["sqlite::memory:", "sqlite:", "postgres://a/b"] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
