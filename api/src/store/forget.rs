//! Forgetting: what is past its keeping time, and one person's data.

use sqlx::Row as _;

use sqlx::any::AnyQueryResult;
use wenshui_engine::interest::record::Span;

use crate::clock::day_of;
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::form_file::erase_form_files;
use crate::store::notice::forget_person;

/// How many rows one transaction deletes, so that nobody waits long for it.
const SLICE: i64 = 500;

/// What is kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Conversations with their turns, events, feedback and attachments, by their last event.
    Conversations,
    /// Interceptions, by their time.
    Interceptions,
    /// Counts, by their day.
    Counts,
    /// Notices, answers to surveys, and what went out of the house, by their time.
    Notices,
    /// What the desk is done with, by its last change.
    Matters,
    /// Files that were sent for forms and are named by no matter, by when that was seen last.
    UnnamedFiles,
    /// Jobs that have ended, by their end.
    Jobs,
}

/// Something whose time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: Kept,
    /// Everything before this moment, in milliseconds since 1970.
    pub before_ms: i64,
}

const OLD_CONVERSATIONS: &str = "DELETE FROM conversations WHERE id IN \
    (SELECT id FROM conversations WHERE updated_at < $1 ORDER BY updated_at LIMIT $2)";
const OLD_INTERCEPTIONS: &str = "DELETE FROM interceptions WHERE id IN \
    (SELECT id FROM interceptions WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
const OLD_COUNTS: &str = "DELETE FROM counts WHERE day < $1";
const OLD_NOTICES: [&str; 3] = [
    "DELETE FROM notices WHERE id IN \
    (SELECT id FROM notices WHERE pushed_at < $1 ORDER BY pushed_at LIMIT $2)",
    "DELETE FROM survey_responses WHERE (survey_id, subject) IN (SELECT survey_id, subject \
    FROM survey_responses WHERE answered_at < $1 ORDER BY answered_at LIMIT $2)",
    "DELETE FROM outgoing WHERE id IN (SELECT id FROM outgoing WHERE updated_at < $1 \
    AND state <> 'waiting' ORDER BY updated_at LIMIT $2)",
];
const OLD_MATTERS: &str = "DELETE FROM matters WHERE (kind, id) IN (SELECT kind, id FROM matters \
    WHERE is_over = 1 AND updated_at < $1 ORDER BY updated_at LIMIT $2)";
const UNNAMED_FILES: &str = "DELETE FROM form_files WHERE id IN (SELECT id FROM form_files \
    WHERE touched_at < $1 AND NOT EXISTS (SELECT 1 FROM form_file_uses \
    WHERE file_id = form_files.id) ORDER BY touched_at LIMIT $2) AND touched_at < $1";
const OLD_JOBS: &str = "DELETE FROM jobs WHERE id IN \
    (SELECT id FROM jobs WHERE ended_at < $1 ORDER BY ended_at LIMIT $2)";
// A month goes when all of it is past, a day before its month.
const OLD_ASKED: &str = "DELETE FROM asked WHERE span < $1";

// An interception stays as a number and a rule, but nobody's.
// What a conversation would take along uncounted goes before it.
const ERASURE: [(&str, &str); 17] = [
    // What was said in their talks by others is nobody's either, so it goes before the talks.
    (
        "interceptions",
        "UPDATE interceptions SET conversation_id = '' WHERE conversation_id IN \
        (SELECT id FROM conversations WHERE subject = $1 \
        UNION ALL SELECT id FROM matters WHERE subject = $1)",
    ),
    ("canned_replies", "DELETE FROM canned_replies WHERE subject = $1"),
    ("session_attachments", "DELETE FROM session_attachments WHERE subject = $1"),
    ("agent_shifts", "DELETE FROM agent_shifts WHERE subject = $1"),
    ("matters", "DELETE FROM matters WHERE subject = $1"),
    ("receipts", "DELETE FROM receipts WHERE subject = $1"),
    ("survey_responses", "DELETE FROM survey_responses WHERE subject = $1"),
    ("outgoing", "DELETE FROM outgoing WHERE subject = $1"),
    ("attachments", "DELETE FROM attachments WHERE subject = $1"),
    ("handovers", "DELETE FROM handovers WHERE subject = $1"),
    ("feedback", "DELETE FROM feedback WHERE subject = $1"),
    ("conversations", "DELETE FROM conversations WHERE subject = $1"),
    ("favorites", "DELETE FROM favorites WHERE subject = $1"),
    ("shortcuts", "DELETE FROM shortcuts WHERE subject = $1"),
    // What was measured is the office's; who asked for it is nobody any more.
    ("jobs", "UPDATE jobs SET cancel_by = '-' WHERE cancel_by = $1"),
    ("jobs", "UPDATE jobs SET subject = '' WHERE subject = $1"),
    (
        "interceptions",
        "UPDATE interceptions SET subject = '', conversation_id = '' WHERE subject = $1",
    ),
];
// Whoever ends a talk meanwhile gives its seat back first, and is waited for.
const HOLD: &str = "UPDATE matters SET version = version WHERE subject = $1 AND kind = 'session'";
// A talk that is erased while it goes on gives its agent the seat back; one is open at a time.
const FREE_SEATS: &str = "UPDATE agents SET load = load - 1 WHERE load > 0 AND subject IN \
    (SELECT handler FROM matters WHERE subject = $1 AND kind = 'session' \
    AND state IN ('active', 'transferring', 'dropped'))";
const OBJECTS: &str = "SELECT id FROM attachments WHERE subject = $1 \
    UNION ALL SELECT id FROM session_attachments WHERE subject = $1";
// What an agent did on a day goes with the counts of that day.
const OLD_SHIFTS: &str = "DELETE FROM agent_shifts WHERE until_at < $1";

/// What was erased of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// How many rows of each table.
    pub rows: Vec<(&'static str, u64)>,
    /// The keys of the objects that lost their rows.
    pub objects: Vec<String>,
}

impl Db {
    /// Deletes what is due, in slices; returns how many rows went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self, due: Due) -> Result<u64, StoreError> {
        let mut gone = 0;
        loop {
            let mut work = self.begin().await?;
            let slice = delete(&mut work, due).await?;
            work.commit().await?;
            gone += slice;
            if slice < SLICE as u64 || due.what == Kept::Counts {
                return Ok(gone);
            }
        }
    }

    /// Erases every row of one person; the objects are left to the caller.
    ///
    /// # Errors
    /// When the database fails; then nothing is erased.
    pub async fn erase(&self, subject: &str) -> Result<Erased, StoreError> {
        let mut work = self.begin().await?;
        let held = sqlx::query(OBJECTS).bind(subject.to_owned()).fetch_all(&mut *work).await?;
        let objects: Result<Vec<String>, _> = held.iter().map(|row| row.try_get("id")).collect();
        for sql in [HOLD, FREE_SEATS] {
            sqlx::query(sql).bind(subject.to_owned()).execute(&mut *work).await?;
        }
        // Which matters name a file is known while they are there.
        let files = erase_form_files(&mut work, subject).await?;
        let mut rows = vec![("notices", forget_person(&mut work, subject).await?)];
        rows.push(("form_files", files.len() as u64));
        for (table, sql) in ERASURE {
            let query = sqlx::query(sql).bind(subject.to_owned());
            rows.push((table, query.execute(&mut *work).await?.rows_affected()));
        }
        work.commit().await?;
        Ok(Erased { rows, objects: [objects?, files].concat() })
    }
}

async fn delete(work: &mut Work, due: Due) -> Result<u64, StoreError> {
    let query = match due.what {
        Kept::Conversations => sqlx::query(OLD_CONVERSATIONS).bind(due.before_ms).bind(SLICE),
        Kept::Interceptions => sqlx::query(OLD_INTERCEPTIONS).bind(due.before_ms).bind(SLICE),
        Kept::Notices => {
            let mut gone = 0;
            for sql in OLD_NOTICES {
                let query = sqlx::query(sql).bind(due.before_ms).bind(SLICE);
                gone += query.execute(&mut **work).await?.rows_affected();
            }
            return Ok(gone);
        }
        Kept::Matters => sqlx::query(OLD_MATTERS).bind(due.before_ms).bind(SLICE),
        Kept::UnnamedFiles => sqlx::query(UNNAMED_FILES).bind(due.before_ms).bind(SLICE),
        Kept::Jobs => sqlx::query(OLD_JOBS).bind(due.before_ms).bind(SLICE),
        Kept::Counts => {
            let month = Span::Month(day_of(due.before_ms)).to_string();
            let asked = sqlx::query(OLD_ASKED).bind(month).execute(&mut **work).await?;
            let shifts = sqlx::query(OLD_SHIFTS).bind(due.before_ms).execute(&mut **work).await?;
            let query = sqlx::query(OLD_COUNTS).bind(day_of(due.before_ms).to_string());
            let counts = query.execute(&mut **work).await?;
            return Ok([asked, shifts, counts].iter().map(AnyQueryResult::rows_affected).sum());
        }
    };
    Ok(query.execute(&mut **work).await?.rows_affected())
}
