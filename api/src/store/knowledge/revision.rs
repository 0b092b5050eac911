//! Rows of revisions. One changes by comparing and swapping its version.

use std::fmt::Write as _;

use sqlx::Row as _;
use sqlx::any::AnyRow;
use wenshui_knowledge::revision::{Revision, Stage};

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::knowledge::deed::{KbDeed, note};
use crate::store::knowledge::tick;
use crate::store::writer::bulk::{Statement, query as statement};

/// A revision as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KbRevision {
    /// Its id.
    pub id: String,
    /// What it changes, such as `entry/vat-1`.
    pub subject: String,
    /// Itself.
    pub revision: Revision,
    /// A remark of its author for reviewers.
    pub note: String,
    /// How often it has changed, its making counted.
    pub version: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at: i64,
}

/// Which revisions are wanted; an empty text is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtRevisions {
    /// Only in these states; in all where none is named.
    pub states: Vec<String>,
    /// Only of this author.
    pub author: String,
    /// Only of this subject.
    pub subject: String,
    /// Only what this version brought; 0 is no condition.
    pub published_in: i64,
    /// How many are left out, and how many are given at most.
    pub page: (i64, i64),
}

/// What became of revisions that were to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// All are there.
    Done,
    /// Somebody has this subject in hand; nothing was written.
    Held(Box<KbRevision>),
    /// One of them has changed meanwhile; nothing was written.
    Lost,
}

const INSERT: &str = "INSERT INTO kb_revisions (id, subject, body, base, author, state, reviewer, \
    reason, published_in, note, version, touched, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const CHANGE: &str = "UPDATE kb_revisions SET body = $3, base = $4, state = $5, reviewer = $6, \
    reason = $7, published_in = $8, note = $9, version = $2 + 1, touched = $10, updated_at = $11 \
    WHERE id = $1 AND version = $2";
const FIND: &str = "SELECT * FROM kb_revisions WHERE id = $1";
const HOLDER: &str = "SELECT * FROM kb_revisions WHERE subject = $1 AND \
    state IN ('draft', 'submitted', 'approved', 'rejected')";
const OPEN: &str = "SELECT * FROM kb_revisions WHERE \
    state IN ('draft', 'submitted', 'approved', 'rejected') AND touched <= $1 ORDER BY touched, id";

impl KbRevision {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let reviewer: String = row.try_get("reviewer")?;
        let state: String = row.try_get("state")?;
        let stage = match state.as_str() {
            "draft" => Stage::Draft,
            "submitted" => Stage::Submitted,
            "approved" => Stage::Approved(reviewer),
            "rejected" => Stage::Rejected { by: reviewer, reason: row.try_get("reason")? },
            "published" => Stage::Published { reviewer, version: row.try_get("published_in")? },
            "withdrawn" => Stage::Withdrawn,
            _ => return Err(StoreError::Refused(format!("`{state}` is no state of a revision"))),
        };
        Ok(Self {
            id: row.try_get("id")?,
            subject: row.try_get("subject")?,
            revision: Revision {
                body: row.try_get("body")?,
                base: row.try_get("base")?,
                author: row.try_get("author")?,
                stage,
            },
            note: row.try_get("note")?,
            version: row.try_get("version")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
        })
    }

    /// Reviewer, reason and version of its stage, as columns.
    fn judged(&self) -> (String, String, i64) {
        let stage = &self.revision.stage;
        let reviewer = stage.reviewer().unwrap_or_default().to_owned();
        match stage {
            Stage::Rejected { reason, .. } => (reviewer, reason.clone(), 0),
            Stage::Published { version, .. } => (reviewer, String::new(), *version),
            _ => (reviewer, String::new(), 0),
        }
    }
}

impl Db {
    /// One revision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_revision(&self, id: &str) -> Result<Option<KbRevision>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(KbRevision::of).transpose()
    }

    /// A page of revisions, the last changed first, and how many there are on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kb_revisions(
        &self,
        sought: &SoughtRevisions,
    ) -> Result<(i64, Vec<KbRevision>), StoreError> {
        let (conditions, given) = conditions(sought);
        let bind =
            |query: Statement| given.iter().fold(query, |query, text| query.bind(text.clone()));
        let count = statement(format!("SELECT COUNT(*) AS total {conditions}"));
        let total = bind(count).fetch_one(&self.pool).await?.try_get("total")?;
        let (limit, offset) = (given.len() + 1, given.len() + 2);
        let page = format!(
            "SELECT * {conditions} ORDER BY updated_at DESC, id DESC LIMIT ${limit} OFFSET ${offset}"
        );
        let query = bind(statement(page)).bind(sought.page.1).bind(sought.page.0);
        let rows = query.fetch_all(&self.pool).await?;
        let revisions: Result<_, _> = rows.iter().map(KbRevision::of).collect();
        Ok((total, revisions?))
    }

    /// Every open revision that was last changed before or at a time of the clock, in the order in which
    /// they were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_kb_revisions(&self, clock: i64) -> Result<Vec<KbRevision>, StoreError> {
        let rows = sqlx::query(OPEN).bind(clock).fetch_all(&self.pool).await?;
        rows.iter().map(KbRevision::of).collect()
    }

    /// Writes revisions and what was done, all or none: new ones where their version is 1, and others in
    /// the place of what they were one version ago.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_kb_revisions(
        &self,
        revisions: &[KbRevision],
        deed: &KbDeed,
    ) -> Result<Written, StoreError> {
        let mut work = self.begin().await?;
        let clock = tick(&mut work).await?;
        for revision in revisions {
            if revision.version > 1 {
                if !change(&mut work, revision, clock).await? {
                    return Ok(Written::Lost);
                }
                continue;
            }
            let holder = sqlx::query(HOLDER).bind(revision.subject.clone());
            if let Some(row) = holder.fetch_optional(&mut *work).await? {
                return Ok(Written::Held(Box::new(KbRevision::of(&row)?)));
            }
            insert(&mut work, revision, clock).await?;
        }
        note(&mut work, deed).await?;
        work.commit().await?;
        Ok(Written::Done)
    }
}

async fn insert(work: &mut Work, revision: &KbRevision, clock: i64) -> Result<(), StoreError> {
    let (reviewer, reason, published_in) = revision.judged();
    let query = sqlx::query(INSERT)
        .bind(revision.id.clone())
        .bind(revision.subject.clone())
        .bind(revision.revision.body.clone())
        .bind(revision.revision.base.clone())
        .bind(revision.revision.author.clone())
        .bind(revision.revision.stage.name())
        .bind(reviewer)
        .bind(reason)
        .bind(published_in)
        .bind(revision.note.clone())
        .bind(revision.version)
        .bind(clock)
        .bind(revision.created_at)
        .bind(revision.updated_at);
    query.execute(&mut **work).await?;
    Ok(())
}

async fn change(work: &mut Work, revision: &KbRevision, clock: i64) -> Result<bool, StoreError> {
    let (reviewer, reason, published_in) = revision.judged();
    let query = sqlx::query(CHANGE)
        .bind(revision.id.clone())
        .bind(revision.version - 1)
        .bind(revision.revision.body.clone())
        .bind(revision.revision.base.clone())
        .bind(revision.revision.stage.name())
        .bind(reviewer)
        .bind(reason)
        .bind(published_in)
        .bind(revision.note.clone())
        .bind(clock)
        .bind(revision.updated_at);
    Ok(query.execute(&mut **work).await?.rows_affected() == 1)
}

/// The conditions, of constant text with numbered places, and what fills them.
fn conditions(sought: &SoughtRevisions) -> (String, Vec<String>) {
    let (mut sql, mut given) = ("FROM kb_revisions WHERE 1 = 1".to_owned(), Vec::new());
    for (column, value) in [("author", &sought.author), ("subject", &sought.subject)] {
        if !value.is_empty() {
            given.push(value.clone());
            // Writing to a string cannot fail.
            let _ = write!(sql, " AND {column} = ${}", given.len());
        }
    }
    if !sought.states.is_empty() {
        let from = given.len() + 1;
        given.extend(sought.states.iter().cloned());
        let places: Vec<String> = (from..=given.len()).map(|place| format!("${place}")).collect();
        let _ = write!(sql, " AND state IN ({})", places.join(", "));
    }
    if sought.published_in > 0 {
        // A number is no text that could hold anything else.
        let _ = write!(sql, " AND published_in = {}", sought.published_in);
    }
    (sql, given)
}
