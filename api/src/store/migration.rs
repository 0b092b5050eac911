//! The migrations, compiled in and run at every start.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlSafeStr as _};

use crate::store::error::StoreError;

/// Number, name and text of every migration, in order. A released one is never changed; its
/// checksum is compared at every start.
const MIGRATIONS: [(i64, &str, &str); 17] = [
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
];

/// Brings the tables up to date.
///
/// # Errors
/// When a migration fails, or when the database has another text of one that it knows.
pub async fn migrate(pool: &AnyPool) -> Result<(), StoreError> {
    run(pool, &MIGRATIONS).await
}

async fn run(
    pool: &AnyPool,
    migrations: &[(i64, &'static str, &'static str)],
) -> Result<(), StoreError> {
    let migrations = migrations.iter().map(|(number, name, text)| {
        let kind = MigrationType::Simple;
        Migration::new(*number, Cow::Borrowed(*name), kind, text.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect()).run(pool).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::Executor as _;
    use sqlx::any::{AnyPoolOptions, install_default_drivers};

    use super::{MIGRATIONS, run};
    use crate::store::db::Db;
    use crate::store::new_event::EventKind;

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
