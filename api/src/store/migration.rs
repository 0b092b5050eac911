//! The migrations, compiled in and run at every start.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, Row as _, SqlSafeStr as _};

use crate::store::error::StoreError;

/// Number, name and text of every migration, in order. A released one is never changed; its
/// checksum is compared at every start.
const MIGRATIONS: [(i64, &str, &str); 18] = [
    (1, "conversations", include_str!("../../migrations/0001_conversations.sql")),
    (2, "lean turns", include_str!("../../migrations/0002_lean_turns.sql")),
    (3, "interest", include_str!("../../migrations/0003_interest.sql")),
    (5, "outgoing", include_str!("../../migrations/0005_outgoing.sql")),
    (6, "attachments", include_str!("../../migrations/0006_attachments.sql")),
    (7, "desk", include_str!("../../migrations/0007_desk.sql")),
    (8, "owed", include_str!("../../migrations/0008_owed.sql")),
    (9, "matters further", include_str!("../../migrations/0009_matters_further.sql")),
    (10, "notices", include_str!("../../migrations/0010_notices.sql")),
    (11, "calls", include_str!("../../migrations/0011_calls.sql")),
    (12, "sessions", include_str!("../../migrations/0012_sessions.sql")),
    (13, "backends", include_str!("../../migrations/0013_backends.sql")),
    (14, "matters looked at", include_str!("../../migrations/0014_matters_looked_at.sql")),
    (15, "form files", include_str!("../../migrations/0015_form_files.sql")),
    (16, "knowledge", include_str!("../../migrations/0016_knowledge.sql")),
    (17, "jobs", include_str!("../../migrations/0017_jobs.sql")),
    (18, "keys", include_str!("../../migrations/0018_keys.sql")),
    (19, "nodes", include_str!("../../migrations/0019_nodes.sql")),
];

/// The newest migration of a database.
const NEWEST: &str = "SELECT MAX(version) AS newest FROM _sqlx_migrations";
/// The last migration that changed what programs before it rely on.
const SINCE: &str = "SELECT since FROM compatible WHERE id = 1";

/// Brings the tables up to date. A newer program may have done so and gone further: where everything that it
/// did was added, so that what this program relies on is as it was, this program serves beside it.
///
/// # Errors
/// When a migration fails, when the database has another text of one that it knows, or when a newer program
/// has changed what this one relies on.
pub async fn migrate(pool: &AnyPool) -> Result<(), StoreError> {
    run(pool, &MIGRATIONS).await
}

/// Whether a newer program has migrated this database, in a way that leaves this one what it relies on.
///
/// # Errors
/// `Newer` where it does not.
async fn is_ahead(pool: &AnyPool, known: i64) -> Result<bool, StoreError> {
    // Before the first migration there is no table to ask.
    let Ok(row) = sqlx::query(NEWEST).fetch_one(pool).await else { return Ok(false) };
    let newest = row.try_get::<Option<i64>, _>("newest")?.unwrap_or_default();
    if newest <= known {
        return Ok(false);
    }
    let since: i64 = sqlx::query(SINCE).fetch_one(pool).await?.try_get("since")?;
    if since > known {
        return Err(StoreError::Newer { newest, since, known });
    }
    tracing::warn!(
        newest,
        known,
        "a newer program has migrated the database; this one serves beside it"
    );
    Ok(true)
}

async fn run(
    pool: &AnyPool,
    migrations: &[(i64, &'static str, &'static str)],
) -> Result<(), StoreError> {
    let known = migrations.last().map_or(0, |(number, ..)| *number);
    let is_ahead = is_ahead(pool, known).await?;
    let migrations = migrations.iter().map(|(number, name, text)| {
        let kind = MigrationType::Simple;
        Migration::new(*number, Cow::Borrowed(*name), kind, text.into_sql_str(), false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.set_ignore_missing(is_ahead).run(pool).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::Executor as _;
    use sqlx::any::{AnyPoolOptions, install_default_drivers};

    use tempfile::TempDir;

    use super::{MIGRATIONS, run};
    use crate::store::db::Db;
    use crate::store::error::StoreError;
    use crate::store::new_event::EventKind;

    /// Whether a migration only adds: then programs that do not know it go on as before.
    fn only_adds(text: &str) -> bool {
        let text: String = text
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default().to_uppercase() + " ")
            .collect();
        let changes = |statement: &str| {
            let words: Vec<&str> = statement.split_whitespace().collect();
            match words.as_slice() {
                [] | ["CREATE", "TABLE" | "INDEX", ..] | ["INSERT", ..] => false,
                // What an older program does not fill in has to have a value.
                ["ALTER", "TABLE", _, "ADD", "COLUMN", rest @ ..] => {
                    let says = |word| rest.contains(&word);
                    says("NOT") && !says("DEFAULT")
                }
                _ => true,
            }
        };
        !text.split(';').any(changes)
    }

    #[test]
    fn a_migration_that_changes_what_is_there_says_so_to_older_programs() {
        for adds in [
            "-- DROP\nCREATE TABLE a (b TEXT); CREATE INDEX c ON a (b);",
            "ALTER TABLE a ADD COLUMN b TEXT;",
            "ALTER TABLE a ADD COLUMN b TEXT NOT NULL DEFAULT '';",
        ] {
            assert!(only_adds(adds), "{adds}");
        }
        for changes in [
            "DROP TABLE a;",
            "ALTER TABLE a ADD COLUMN b TEXT NOT NULL;",
            "ALTER TABLE a RENAME TO b;",
            "ALTER TABLE a DROP COLUMN b;",
            "CREATE UNIQUE INDEX a ON b (c);",
            "UPDATE a SET b = 1;",
            "DELETE FROM a;",
        ] {
            assert!(!only_adds(changes), "{changes}");
        }
        // From 19 on programs go by this.
        for (number, name, text) in MIGRATIONS.into_iter().filter(|(number, ..)| *number >= 19) {
            let says = text.contains(&format!("UPDATE compatible SET since = {number}"));
            assert!(only_adds(text) || says, "{name} has to set `since`");
        }
    }

    /// A database that a program of the future has migrated further.
    async fn of_the_future(directory: &TempDir, next: &'static str) -> String {
        install_default_drivers();
        let url = format!("sqlite:{}/new.db", directory.path().display());
        let pool = AnyPoolOptions::new().connect(&format!("{url}?mode=rwc")).await.unwrap();
        let known = MIGRATIONS.last().unwrap().0;
        let future = [MIGRATIONS.as_slice(), &[(known + 1, "future", next)]].concat();
        run(&pool, &future).await.unwrap();
        pool.close().await;
        url
    }

    #[tokio::test]
    async fn a_program_serves_beside_a_newer_one_that_only_added() {
        let directory = tempfile::tempdir().unwrap();
        let url = of_the_future(&directory, "CREATE TABLE more (a BIGINT)").await;
        for _ in 0..2 {
            let db = Db::open(&url).await.unwrap();
            assert_eq!(db.kb_state().await.unwrap().in_service, 0);
            db.close().await;
        }
    }

    #[tokio::test]
    async fn a_program_refuses_what_a_newer_one_changed_and_says_what_to_do() {
        let directory = tempfile::tempdir().unwrap();
        let next = "ALTER TABLE kb_state RENAME COLUMN in_service TO served; \
                    UPDATE compatible SET since = 20";
        let url = of_the_future(&directory, next).await;
        let Err(error) = Db::open(&url).await else { panic!("it serves") };
        assert_eq!(error, StoreError::Newer { newest: 20, since: 20, known: 19 });
        let words = error.to_string();
        assert!(words.contains("start one of the newer edition"), "{words}");
    }

    const BEFORE: &str = "\
        INSERT INTO conversations VALUES ('talk', 's', '', '', NULL, NULL, NULL, '{}', 'active', 4, 1, 3);\
        INSERT INTO turns VALUES ('a1', 'talk', 1, 'mine', 's', '', '', 'typed', '问一', NULL, 'answer', \
            'e', 0.5, 'v', '{\"n\":1}', 'pass', NULL, NULL, 1);\
        INSERT INTO turns VALUES ('a2', 'talk', 3, NULL, 's', '', '', 'typed', '问二', NULL, 'refuse', \
            NULL, 0.1, 'v', '{\"n\":2}', 'pass', NULL, NULL, 3);\
        INSERT INTO events VALUES ('talk', 1, 'turn', '{}', 's', '', '', 1);\
        INSERT INTO events VALUES ('talk', 2, 'feedback', '{\"useful\":true}', 's', '', '', 2);\
        INSERT INTO events VALUES ('talk', 3, 'turn', '{}', 's', '', '', 3);";

    /// A database of before turns were their own events loses nothing and tells the same.
    #[tokio::test]
    async fn turns_and_events_outlive_the_second_migration() {
        install_default_drivers();
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/old.db", directory.path().display());
        let pool = AnyPoolOptions::new().connect(&format!("{url}?mode=rwc")).await.unwrap();
        run(&pool, &MIGRATIONS[..1]).await.unwrap();
        pool.execute(BEFORE).await.unwrap();
        pool.close().await;

        let db = Db::open(&url).await.unwrap();
        let events = db.events_after("talk", 0).await.unwrap();
        let told: Vec<_> =
            events.iter().map(|event| (event.number, event.kind, event.created_at)).collect();
        let (turn, feedback) = (EventKind::Turn, EventKind::Feedback);
        assert_eq!(told, [(1, turn, 1), (2, feedback, 2), (3, turn, 3)]);
        let replies: Vec<_> =
            events.iter().filter_map(|event| Some(event.turn.as_ref()?.reply.as_str())).collect();
        assert_eq!(replies, ["{\"n\":1}", "{\"n\":2}"]);
        let mine = db.turn_of_client("talk", "mine").await.unwrap().unwrap();
        assert_eq!((mine.answer_id.as_str(), mine.seq), ("a1", 1));
    }
}
