//! Turns as those read them who look for what knowledge lacks: what was asked, what became of it, and what
//! the person did next.
//!
//! An answer's id begins with its time, so a stretch of time is a stretch of the primary keys of turns and
//! of judgements.

use std::collections::HashMap;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;

/// A turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedHere {
    /// The answer's id.
    pub answer_id: String,
    /// The conversation.
    pub conversation_id: String,
    /// The number of its event there.
    pub seq: i64,
    /// What was asked, without what is personal.
    pub question: String,
    /// How it came about.
    pub source: String,
    /// What was done with it.
    pub decision: String,
    /// What the guard did.
    pub guard_action: String,
    /// Where the person asks from.
    pub region: Option<String>,
    /// What the person is.
    pub taxpayer_type: Option<String>,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

const TURNS: &str = "SELECT t.answer_id AS answer_id, t.conversation_id AS conversation_id, \
    t.seq AS seq, t.question_masked AS question, t.source AS source, t.decision AS decision, \
    t.guard_action AS guard_action, t.created_at AS created_at, c.region AS region, \
    c.taxpayer_type AS taxpayer_type \
    FROM turns t JOIN conversations c ON c.id = t.conversation_id \
    WHERE t.answer_id > $1 AND t.answer_id < $2 ORDER BY t.answer_id LIMIT $3";
const USELESS: &str = "SELECT answer_id, reason FROM feedback \
    WHERE answer_id > $1 AND answer_id < $2 AND useful = 0";
const HANDED_OVER: &str = "SELECT conversation_id, number FROM handovers \
    WHERE created_at >= $1 AND created_at < $2";
const ENTRIES: &str = "SELECT item, CAST(SUM(total) AS BIGINT) AS total FROM counts \
    WHERE kind = 'entry' AND day >= $1 GROUP BY item";
const FIRST_DAY: &str = "SELECT MIN(day) AS day FROM counts WHERE kind = 'entry' AND day >= $1";

impl AskedHere {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            answer_id: row.try_get("answer_id")?,
            conversation_id: row.try_get("conversation_id")?,
            seq: row.try_get("seq")?,
            question: row.try_get("question")?,
            source: row.try_get("source")?,
            decision: row.try_get("decision")?,
            guard_action: row.try_get("guard_action")?,
            region: row.try_get("region")?,
            taxpayer_type: row.try_get("taxpayer_type")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Db {
    /// Turns of answers with ids between two, in order, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asked_here(
        &self,
        (after, before): (&str, &str),
        limit: i64,
    ) -> Result<Vec<AskedHere>, StoreError> {
        let query = sqlx::query(TURNS).bind(after.to_owned()).bind(before.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(AskedHere::of).collect()
    }

    /// The answers with ids between two that somebody judged useless, with what was wrong.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn judged_useless(
        &self,
        (after, before): (&str, &str),
    ) -> Result<HashMap<String, Option<String>>, StoreError> {
        let query = sqlx::query(USELESS).bind(after.to_owned()).bind(before.to_owned());
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("answer_id")?, row.try_get("reason")?))).collect()
    }

    /// The conversations that went on to a person between two moments, in milliseconds since 1970, each
    /// with the numbers of the events that did so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn handed_over(
        &self,
        (from_ms, to_ms): (i64, i64),
    ) -> Result<HashMap<String, Vec<i64>>, StoreError> {
        let rows = sqlx::query(HANDED_OVER).bind(from_ms).bind(to_ms).fetch_all(&self.pool).await?;
        let mut found: HashMap<String, Vec<i64>> = HashMap::new();
        for row in &rows {
            let numbers = found.entry(row.try_get("conversation_id")?).or_default();
            numbers.push(row.try_get("number")?);
        }
        Ok(found)
    }

    /// How often each entry answered since a day (`2026-01-31`), and the first day from then on of which
    /// that is known; nothing where none is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answered_since(
        &self,
        day: &str,
    ) -> Result<Option<(String, Vec<(String, i64)>)>, StoreError> {
        let first = sqlx::query(FIRST_DAY).bind(day.to_owned()).fetch_one(&self.pool).await?;
        let Some(first) = first.try_get::<Option<String>, _>("day")? else {
            return Ok(None);
        };
        let rows = sqlx::query(ENTRIES).bind(day.to_owned()).fetch_all(&self.pool).await?;
        let read = rows.iter().map(|row| Ok((row.try_get("item")?, row.try_get("total")?)));
        Ok(Some((first, read.collect::<Result<_, StoreError>>()?)))
    }
}
