//! Notices: what is told to people, in which boxes it lies, and how many have read it.
//!
//! Whoever is named one by one has a box of their own; a group that is known by a rule has one box,
//! and nobody is looked for when a notice is sent.

pub mod boxes;
pub mod inbox;
pub mod receipt;
pub mod row;

use sqlx::Row as _;

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::notice::boxes::put_boxes;
use crate::store::notice::row::{NewNotice, NoticeRow};
use crate::store::outgoing::{Outgoing, queue};
use crate::store::writer::bulk::{Statement, query as statement};

/// What became of sending a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is there.
    New,
    /// Its sender has sent one under the same key before; nothing is written.
    Known(Box<NoticeRow>),
}

/// How many have done something with a notice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reads {
    /// Who have read it.
    pub read: i64,
    /// Who have done what it asks for.
    pub done: i64,
    /// Who are named one by one; 0 for a group, whose size nobody knows.
    pub named: i64,
}

/// Which notices staff wants to see; everything that is there has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// The category, by id; empty for all.
    pub category: String,
    /// The stage; empty for all.
    pub stage: String,
    /// The system; empty for all.
    pub system: String,
    /// The page, counted from 0, and how many a page has.
    pub page: (i64, i64),
}

const INSERT: &str = "INSERT INTO notices (id, sender, key, version, subject, authority, center, \
    audience, class, category, system, title, stage, pushed_at, valid_until, ended_by, body, about) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', $16, $17) \
    ON CONFLICT DO NOTHING";
const KNOWN: &str = "SELECT * FROM notices WHERE sender = $1 AND key = $2";
const FIND: &str = "SELECT * FROM notices WHERE id = $1";
const TODOS: &str = "SELECT id FROM notices WHERE about = $1 AND about <> '' AND class = 'todo' \
    AND stage = 'shown' ORDER BY pushed_at DESC LIMIT 20";
const SAVE: &str = "UPDATE notices SET version = version + 1, stage = $3, body = $4, ended_by = $5 \
    WHERE id = $1 AND version = $2";
const RUN_OUT: &str = "SELECT * FROM notices WHERE stage = 'shown' AND valid_until IS NOT NULL \
    AND valid_until <= $1 ORDER BY valid_until, id LIMIT $2";
const READS: &str = "SELECT COUNT(read_at) AS read, COUNT(done_at) AS done, (SELECT COUNT(*) \
    FROM notice_boxes b WHERE b.notice_id = $1 AND b.box LIKE 's:%') AS named \
    FROM receipts WHERE notice_id = $1";
const SOUGHT: &str = "FROM notices WHERE sender <> '' AND ($1 = '' OR category = $1) \
    AND ($2 = '' OR stage = $2) AND ($3 = '' OR system = $3)";

impl Db {
    /// Takes a notice in, with its boxes and what goes out with it. Where its sender has sent one under
    /// the same key, that one is given and nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_notice(&self, new: &NewNotice) -> Result<Put, StoreError> {
        let mut work = self.begin().await?;
        if bind(sqlx::query(INSERT), &new.row).execute(&mut *work).await?.rows_affected() == 0 {
            let known = sqlx::query(KNOWN).bind(new.row.sender.clone()).bind(new.row.key.clone());
            let known = NoticeRow::of(&known.fetch_one(&mut *work).await?)?;
            return Ok(Put::Known(Box::new(known)));
        }
        put_boxes(&mut work, self.places(), (&new.row, &new.to)).await?;
        queue(&mut work, &new.outgoing).await?;
        work.commit().await?;
        Ok(Put::New)
    }

    /// The notice that a sender calls by a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice_of_key(
        &self,
        (sender, key): (&str, &str),
    ) -> Result<Option<NoticeRow>, StoreError> {
        let query = sqlx::query(KNOWN).bind(sender.to_owned()).bind(key.to_owned());
        query.fetch_optional(&self.pool).await?.as_ref().map(NoticeRow::of).transpose()
    }

    /// The ids of what the desk tells people to do about a matter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn todos_about(&self, (kind, id): (&str, &str)) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query(TODOS).bind(format!("{kind}:{id}"));
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// One notice, whoever it is for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice(&self, id: &str) -> Result<Option<NoticeRow>, StoreError> {
        let query = sqlx::query(FIND).bind(id.to_owned());
        query.fetch_optional(&self.pool).await?.as_ref().map(NoticeRow::of).transpose()
    }

    /// Changes the stage of a notice, unless somebody else has changed it since it was read; what goes
    /// out with that is queued in the same transaction. Whether it was changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_notice(
        &self,
        row: &NoticeRow,
        outgoing: &[Outgoing],
    ) -> Result<bool, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query(SAVE).bind(row.id.clone()).bind(row.version);
        let query = query.bind(row.stage.clone()).bind(row.body.clone());
        let query = query.bind(row.ended_by.clone());
        if query.execute(&mut *work).await?.rows_affected() == 0 {
            return Ok(false);
        }
        queue(&mut work, outgoing).await?;
        work.commit().await?;
        Ok(true)
    }

    /// The notices whose time was over at a moment and that do not say so, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_run_out(
        &self,
        now: i64,
        limit: i64,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let rows = sqlx::query(RUN_OUT).bind(now).bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(NoticeRow::of).collect()
    }

    /// How many have done something with a notice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice_reads(&self, id: &str) -> Result<Reads, StoreError> {
        let row = sqlx::query(READS).bind(id.to_owned()).fetch_one(&self.pool).await?;
        Ok(Reads {
            read: row.try_get("read")?,
            done: row.try_get("done")?,
            named: row.try_get("named")?,
        })
    }

    /// A page of what senders have sent, the newest first, with how many there are. What the desk tells
    /// single people by itself is nobody's to look through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices(&self, sought: &Sought) -> Result<(i64, Vec<NoticeRow>), StoreError> {
        let filled = |query: Statement| {
            let query = query.bind(sought.category.clone()).bind(sought.stage.clone());
            query.bind(sought.system.clone())
        };
        let counted = filled(statement(format!("SELECT COUNT(*) AS total {SOUGHT}")));
        let total = counted.fetch_one(&self.pool).await?.try_get("total")?;
        let page = format!("SELECT * {SOUGHT} ORDER BY pushed_at DESC, id DESC LIMIT $4 OFFSET $5");
        let (page_number, size) = sought.page;
        let query = filled(statement(page)).bind(size).bind(page_number.saturating_mul(size));
        let rows = query.fetch_all(&self.pool).await?;
        let rows: Result<_, _> = rows.iter().map(NoticeRow::of).collect();
        Ok((total, rows?))
    }
}

fn bind(query: Statement, row: &NoticeRow) -> Statement {
    let query = query
        .bind(row.id.clone())
        .bind(row.sender.clone())
        .bind(row.key.clone())
        .bind(row.version)
        .bind(row.owner.subject.clone())
        .bind(row.owner.authority.clone())
        .bind(row.owner.center.clone())
        .bind(row.audience.clone())
        .bind(row.class.clone())
        .bind(row.category.clone());
    let query = query.bind(row.system.clone()).bind(row.title.clone()).bind(row.stage.clone());
    let query = query.bind(row.pushed_at).bind(row.valid_until).bind(row.body.clone());
    query.bind(row.about().unwrap_or_default().to_owned())
}

/// Erases what one person was told and what they did with it; a notice that was for nobody else goes
/// with them.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_person(work: &mut Work, subject: &str) -> Result<u64, StoreError> {
    const ALONE: &str = "DELETE FROM notices WHERE audience = '' AND id IN \
        (SELECT notice_id FROM notice_boxes WHERE box = $1) AND \
        (SELECT COUNT(*) FROM notice_boxes b WHERE b.notice_id = notices.id) = 1";
    const ABOUT: &str = "DELETE FROM notices WHERE subject = $1";
    const BOX: &str = "DELETE FROM notice_boxes WHERE box = $1";
    let own = boxes::own(subject);
    let mut gone = 0;
    for (sql, value) in [(ALONE, &own), (ABOUT, &subject.to_owned()), (BOX, &own)] {
        let query = sqlx::query(sql).bind(value.clone());
        gone += query.execute(&mut **work).await?.rows_affected();
    }
    Ok(gone)
}
