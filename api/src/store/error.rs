//! What can go wrong in the store.

/// An error of the store. It is cheap to copy because one failed group refuses many turns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached now; another try may succeed.
    #[error("the database is not reachable: {0}")]
    Unavailable(String),
    /// The database refused a statement.
    #[error("the database refused: {0}")]
    Refused(String),
    /// A newer program has changed what this one relies on.
    #[error(
        "a newer program has brought this database to migration {newest} and changed in {since} what \
         programs rely on; this program knows migrations up to {known} and cannot serve it: start one of the \
         newer edition, or restore the backup from before the upgrade"
    )]
    Newer {
        /// The newest migration of the database.
        newest: i64,
        /// The last of them that changed something.
        since: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The queue of the writer is full.
    #[error("the queue of the writer is full")]
    Overloaded,
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// The conversation takes no more turns.
    #[error("the conversation has ended")]
    Ended,
    /// The conversation belongs to somebody else.
    #[error("the conversation belongs to somebody else")]
    Foreign,
    /// A stored value is none that this program writes.
    #[error("column `{column}` holds `{value}`, which is no value of it")]
    Corrupt {
        /// The column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let words = error.to_string();
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) => {
                Self::Unavailable(words)
            }
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::Database(told) if passes(told.code().as_deref()) => {
                Self::Unavailable(words)
            }
            _ => Self::Refused(words),
        }
    }
}

/// Whether a database's own error code names something that passes: a busy SQLite file (5, 6 and
/// their extended forms), or PostgreSQL starting, stopping, or undoing a deadlock (classes 40, 53, 57).
fn passes(code: Option<&str>) -> bool {
    match code {
        Some("5" | "6" | "261" | "262" | "517") => true,
        Some(code) => {
            code.len() == 5 && ["40", "53", "57"].iter().any(|head| code.starts_with(head))
        }
        None => false,
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Refused(error.to_string())
    }
}
