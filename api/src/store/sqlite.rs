//! Connections to SQLite: what each is told, which rank its thread has, and for whose eyes the files are.

use std::fs::File;
use std::path::Path;
use std::str::FromStr as _;

use sqlx::any::AnyPoolOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyPool, Connection as _, Executor as _};

use crate::behind;
use crate::store::error::StoreError;

/// How many there are: one writes at a time, the others read.
pub(super) const CONNECTIONS: u32 = 4;
/// How far below answers their threads are. Under load one of them writes the log back every few seconds, which
/// takes tens of milliseconds of a processor; of the same rank it would have half of one for that long, while
/// answers queue.
const RANKS_LOWER: i32 = 5;

/// Said to every new SQLite connection: readers do not wait for the writer, writers wait for each
/// other for five seconds, references hold, and what is committed is on the disk. The log may grow
/// to 16 MiB before it is written back and pages of 16 MiB stay in memory, so that a page that many
/// groups of turns change is written once.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; \
                       PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
                       PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;";

/// Opens all connections to the file of `url`, made where it is missing, and gives the lock of its directory.
///
/// A connection has a thread, which takes its rank from the one that opens it. So all are opened at once, on a
/// lower one, and none is closed for its age. One that breaks is replaced where it is wanted, by one that is as
/// high as answers.
pub(super) async fn connect(
    options: AnyPoolOptions,
    url: &str,
) -> Result<(AnyPool, Option<File>), StoreError> {
    let alone = make_private(url).await?;
    let mark = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{mark}mode=rwc");
    // What lies in memory is another database for each connection.
    let most = if alone.is_some() { CONNECTIONS } else { 1 };
    let options = options.max_connections(most).idle_timeout(None).max_lifetime(None);
    let options = options.after_connect(|connection, _| {
        Box::pin(async move { connection.execute(PRAGMAS).await.map(drop) })
    });
    // A full disk makes SQLite roll back by itself, which the library does not hear: it would refuse
    // the next transaction of that connection, and every one after it.
    let options = options.before_acquire(|connection, _| {
        Box::pin(async move { Ok(!connection.is_in_transaction()) })
    });
    let open = async move {
        let pool = options.connect(&url).await?;
        let mut held = Vec::new();
        for _ in 0..most {
            held.push(pool.acquire().await?);
        }
        Ok::<_, sqlx::Error>((pool, held))
    };
    let opened = behind::lower_down(RANKS_LOWER, open).await;
    let opened = opened.map_err(|error| StoreError::Refused(format!("{error:#}")))?;
    // They are given back here: over there the runtime ends that would do it.
    let (pool, _held) = opened?;
    Ok((pool, alone))
}

/// Makes the file of an SQLite database where it is missing, for its owner's eyes only: it holds what
/// people asked. Files beside it get the same rights from SQLite. Gives the lock of its directory, held until
/// it is dropped: SQLite's migrations do not wait for each other by themselves, so processes that start at once
/// would undo each other.
async fn make_private(url: &str) -> Result<Option<File>, StoreError> {
    if url.contains(":memory:") {
        return Ok(None);
    }
    // The address writes `%20` and its like for what a path has.
    let options = SqliteConnectOptions::from_str(url)?;
    let path = options.get_filename();
    let refused = |error| StoreError::Refused(format!("cannot open `{}`: {error}", path.display()));
    let mut file = std::fs::OpenOptions::new();
    file.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path).map_err(refused)?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = File::open(directory.unwrap_or(Path::new("."))).map_err(refused)?;
    let locked = tokio::task::spawn_blocking(move || directory.lock().map(|()| directory)).await;
    let locked = locked.map_err(|error| refused(std::io::Error::other(error)))?;
    locked.map(Some).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::CONNECTIONS;
    use crate::config::place::sqlite;
    use crate::store::db::Db;

    #[tokio::test]
    async fn all_connections_are_opened_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let db = Db::open(sqlite(&directory.path().join("a.db")).text()).await.unwrap();
        let seen = db.connections();
        assert_eq!((seen.open, seen.most), (CONNECTIONS, CONNECTIONS));
        db.close().await;
    }
}
