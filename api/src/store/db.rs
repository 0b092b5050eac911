//! The connection to the database, whichever of the two it is.

use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyConnection, AnyPool, Executor as _, Row as _, Transaction};

use crate::span::current;
use crate::store::bus::Bus;
use crate::store::clear::is_in_the_clear;
use crate::store::error::StoreError;
use crate::store::meter::Meter;
use crate::store::migration::migrate;
use crate::store::sqlite;

/// How long a request waits for a free connection before it is refused.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections of one node to PostgreSQL.
const POSTGRES_CONNECTIONS_MAX: u32 = 16;

/// Said to every new PostgreSQL connection. A node whose network is cut in the middle of a transaction holds
/// its rows no longer than this, in milliseconds and seconds, so that the others go on; and a server that
/// hears nothing of a node for as long lets its connections go.
const POSTGRES_SETTINGS: &str = "SET idle_in_transaction_session_timeout = 5000; \
                                 SET tcp_user_timeout = 5000; SET tcp_keepalives_idle = 3; \
                                 SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;";

/// The first migrations of this database.
const BIRTH: &str =
    "SELECT execution_time FROM _sqlx_migrations WHERE version <= 3 ORDER BY version";

/// The database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(super) pool: AnyPool,
    /// Whether other nodes may write to it too.
    pub shared: bool,
    /// Wakes those who read events.
    pub bus: Bus,
    /// What is counted of it.
    pub meter: Meter,
}

/// A transaction on either database, with its time.
pub struct Work {
    transaction: Transaction<'static, Any>,
    begun: Instant,
    meter: Meter,
}

/// Connections to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// How many are open.
    pub open: u32,
    /// How many of these nobody uses.
    pub idle: usize,
    /// How many there may be.
    pub most: u32,
}

impl Deref for Work {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

impl Work {
    /// Commits it; what is dropped without is rolled back and not counted.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        let Self { transaction, begun, meter } = self;
        transaction.commit().await?;
        let took = begun.elapsed();
        meter.transaction.observe(took);
        current::took("database.transaction", took, Vec::new());
        Ok(())
    }
}

impl Db {
    /// Connects to `sqlite://FILE` (made where it is missing) or `postgres://…` and migrates.
    ///
    /// # Errors
    /// When the address is of another kind, or the database cannot be reached or migrated.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        install_default_drivers();
        let shared = url.starts_with("postgres://") || url.starts_with("postgresql://");
        if !shared && !url.starts_with("sqlite:") {
            let scheme = url.split(':').next().unwrap_or_default();
            let words = format!("`{scheme}` is neither sqlite nor postgres");
            return Err(StoreError::Refused(words));
        }
        if is_in_the_clear(url) {
            tracing::warn!(
                "what goes to the database can be read on its way; add `sslmode=verify-full` to its address"
            );
        }
        let options = AnyPoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT);
        let (pool, alone) = if shared {
            let options = options.max_connections(POSTGRES_CONNECTIONS_MAX);
            let options = options.after_connect(|connection, _| {
                Box::pin(async move { connection.execute(POSTGRES_SETTINGS).await.map(drop) })
            });
            (options.connect(url).await?, None)
        } else {
            sqlite::connect(options, url).await?
        };
        migrate(&pool).await?;
        drop(alone);
        Ok(Self { pool, shared, bus: Bus::default(), meter: Meter::default() })
    }

    /// Begins a transaction that writes. SQLite takes its one place for writers at once: a reader
    /// that becomes a writer later could only be refused.
    pub(super) async fn begin(&self) -> Result<Work, StoreError> {
        let statement = if self.shared { "BEGIN" } else { "BEGIN IMMEDIATE" };
        let asked = Instant::now();
        let transaction = self.pool.begin_with(statement).await?;
        let begun = Instant::now();
        self.meter.begin.observe(begun - asked);
        Ok(Work { transaction, begun, meter: self.meter.clone() })
    }

    /// How many connections there are.
    pub fn connections(&self) -> Connections {
        let most = self.pool.options().get_max_connections();
        Connections { open: self.pool.size(), idle: self.pool.num_idle(), most }
    }

    /// Whether the database can be asked now.
    ///
    /// # Errors
    /// Why not.
    pub async fn is_there(&self) -> Result<(), StoreError> {
        self.pool.execute("SELECT 1").await?;
        Ok(())
    }

    /// What tells this database from every other and stays with it through backups: how many nanoseconds its
    /// first migrations took.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn birth(&self) -> Result<String, StoreError> {
        let rows = sqlx::query(BIRTH).fetch_all(&self.pool).await?;
        let took = rows.iter().map(|row| row.try_get::<i64, _>("execution_time"));
        let took = took.collect::<Result<Vec<_>, _>>()?;
        Ok(took.iter().map(i64::to_string).collect::<Vec<_>>().join("-"))
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use sqlx::{AssertSqlSafe, Executor as _};

    use super::Db;
    use crate::config::place::sqlite;
    use crate::store::error::StoreError;
    use crate::store::sqlite::CONNECTIONS;

    #[tokio::test]
    async fn what_people_asked_is_for_its_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("asked.db");
        let db = Db::open(&format!("sqlite:{}", path.display())).await.unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{mode:o}");
        db.close().await;
        let nowhere = directory.path().join("nowhere/asked.db").display().to_string();
        let Err(StoreError::Refused(words)) = Db::open(&format!("sqlite:{nowhere}")).await else {
            panic!("a database in no directory");
        };
        assert!(words.contains(&nowhere), "{words}");
    }

    #[tokio::test]
    async fn a_directory_may_have_any_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a b 税%20/wenshui.db");
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        let db = Db::open(sqlite(&path).text()).await.unwrap();
        assert_eq!(db.kb_state().await.unwrap().in_service, 0);
        db.close().await;
        assert!(path.metadata().unwrap().len() > 0, "it lies where it was named");
    }

    /// SQLite ends a transaction by itself where there is no room; what comes after it begins anew.
    #[tokio::test]
    async fn a_full_disk_is_over_when_there_is_room_again() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("a.db").display());
        let db = Db::open(&url).await.unwrap();
        let all = async |said: &str| {
            let mut held = Vec::new();
            for _ in 0..CONNECTIONS {
                let mut connection = db.pool.acquire().await.unwrap();
                connection.execute(AssertSqlSafe(said.to_owned())).await.unwrap();
                held.push(connection);
            }
        };
        db.pool.execute("CREATE TABLE filler (bytes BLOB)").await.unwrap();
        // No page more than there are.
        all("PRAGMA max_page_count = 1").await;
        let mut work = db.begin().await.unwrap();
        let filled = work.execute("INSERT INTO filler VALUES (zeroblob(1000000))").await;
        assert!(filled.unwrap_err().to_string().contains("full"));
        drop(work);
        all("PRAGMA max_page_count = 1000000").await;
        for _ in 0..2 * CONNECTIONS {
            let mut work = db.begin().await.unwrap();
            work.execute("INSERT INTO filler VALUES (zeroblob(1000000))").await.unwrap();
            work.commit().await.unwrap();
        }
    }
}
