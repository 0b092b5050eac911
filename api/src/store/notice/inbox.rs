//! What one person sees of notices: the boxes that are theirs, with what they have done with each.
//!
//! What a condition means is told by `wenshui_desk::inbox::Wanted`; a test compares the two.

use std::fmt::Write as _;

use sqlx::Row as _;
use sqlx::any::AnyRow;
use wenshui_desk::filter::Test;
use wenshui_desk::inbox::Wanted;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::notice::receipt::ReceiptRow;
use crate::store::notice::row::NoticeRow;
use crate::store::owner::Owner;
use crate::store::writer::bulk::{Statement, query as statement};

/// Somebody who reads their notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub owner: Owner,
    /// The boxes that are theirs.
    pub boxes: Vec<String>,
    /// When, in milliseconds since 1970: what has run out by then is not there.
    pub now: i64,
}

/// A notice as one person has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The notice.
    pub notice: NoticeRow,
    /// What the person has done with it.
    pub receipt: ReceiptRow,
}

/// How many of a class and category there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// `todo` or `notice`.
    pub class: String,
    /// The id of the category.
    pub category: String,
    /// How many nobody has read.
    pub unread: i64,
    /// How many are done.
    pub done: i64,
    /// How many there are.
    pub total: i64,
}

/// What fills a place of a statement.
#[derive(Debug, Clone)]
enum Given {
    Text(String),
    Number(i64),
}

/// Conditions of constant text with numbered places, and what fills them.
struct Terms {
    sql: String,
    given: Vec<Given>,
}

impl Terms {
    /// The rows of somebody's boxes that are shown to them; `$1` is the reader, `$2` the moment.
    fn of(reader: &Reader) -> Self {
        let subject = Given::Text(reader.owner.subject.clone());
        let mut terms = Self {
            sql: "FROM notice_boxes b JOIN notices n ON n.id = b.notice_id LEFT JOIN receipts r \
                  ON r.notice_id = n.id AND r.subject = $1 WHERE n.stage = 'shown' \
                  AND (n.valid_until IS NULL OR n.valid_until > $2) AND b.box IN ("
                .to_owned(),
            given: vec![subject, Given::Number(reader.now)],
        };
        for (number, name) in reader.boxes.iter().enumerate() {
            terms.given.push(Given::Text(name.clone()));
            let comma = if number == 0 { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(terms.sql, "{comma}${}", terms.given.len());
        }
        terms.sql.push(')');
        terms
    }

    fn and(&mut self, before: &str, value: Given, after: &str) {
        self.given.push(value);
        // Writing to a string cannot fail.
        let _ = write!(self.sql, " AND {before}${}{after}", self.given.len());
    }

    fn and_whether(&mut self, wanted: Option<bool>, (yes, no): (&str, &str)) {
        if let Some(wanted) = wanted {
            self.sql.push_str(if wanted { yes } else { no });
        }
    }

    /// Everything that a list may be asked for.
    fn wanted(mut self, wanted: &Wanted) -> Self {
        let exact = [
            ("n.class = ", &wanted.class),
            ("n.system = ", &wanted.system),
            ("n.category = ", &wanted.category),
        ];
        for (column, value) in exact {
            if let Some(value) = value {
                self.and(column, Given::Text(value.clone()), "");
            }
        }
        let part = wanted.name.clone().map(Test::Holds);
        if let Some(pattern) = part.as_ref().and_then(Test::like) {
            self.and("LOWER(n.title) LIKE ", Given::Text(pattern), " ESCAPE '\\'");
        }
        let read = (" AND r.read_at IS NOT NULL", " AND r.read_at IS NULL");
        self.and_whether(wanted.is_read, read);
        let done = (" AND r.done_at IS NOT NULL", " AND r.done_at IS NULL");
        self.and_whether(wanted.is_done, done);
        let kept = (" AND r.favorite = 1", " AND (r.favorite IS NULL OR r.favorite = 0)");
        self.and_whether(wanted.favorite, kept);
        // Both are inclusive, to the second.
        if let Some(from) = wanted.received_from {
            self.and("n.pushed_at >= ", Given::Number(second(from.as_second())), "");
        }
        if let Some(until) = wanted.received_until {
            let behind = second(until.as_second().saturating_add(1));
            self.and("n.pushed_at < ", Given::Number(behind), "");
        }
        self
    }

    fn statement(&self, before: &str, after: &str) -> Statement {
        let started = statement(format!("{before} {} {after}", self.sql));
        self.given.iter().fold(started, |query, given| match given {
            Given::Text(text) => query.bind(text.clone()),
            Given::Number(number) => query.bind(*number),
        })
    }
}

fn second(seconds: i64) -> i64 {
    seconds.saturating_mul(1000)
}

const MESSAGE: &str = "SELECT n.*, r.version AS receipt_version, r.read_at, r.done_at, r.favorite";
const READ_ALL: &str = "INSERT INTO receipts (notice_id, subject, authority, center, version, \
    read_at, favorite) SELECT n.id, ";
const READ_AGAIN: &str = "ON CONFLICT (subject, notice_id) DO UPDATE SET \
    version = receipts.version + 1, read_at = excluded.read_at WHERE receipts.read_at IS NULL";

impl Message {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self { notice: NoticeRow::of(row)?, receipt: ReceiptRow::of(row)? })
    }
}

impl Db {
    /// A page of somebody's notices, the newest first, with how many there are on all pages; the page
    /// is counted from 0.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages(
        &self,
        (reader, wanted): (&Reader, &Wanted),
        (page, size): (i64, i64),
    ) -> Result<(i64, Vec<Message>), StoreError> {
        let terms = Terms::of(reader).wanted(wanted);
        let counted = terms.statement("SELECT COUNT(*) AS total", "");
        let total = counted.fetch_one(&self.pool).await?.try_get("total")?;
        let places = terms.given.len();
        let after = format!(
            "ORDER BY b.pushed_at DESC, n.id DESC LIMIT ${} OFFSET ${}",
            places + 1,
            places + 2
        );
        let query = terms.statement(MESSAGE, &after).bind(size).bind(page.saturating_mul(size));
        let rows = query.fetch_all(&self.pool).await?;
        let messages: Result<_, _> = rows.iter().map(Message::of).collect();
        Ok((total, messages?))
    }

    /// One notice of somebody; nothing where it is none of theirs, or is shown no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message(&self, reader: &Reader, id: &str) -> Result<Option<Message>, StoreError> {
        let mut terms = Terms::of(reader);
        terms.and("n.id = ", Given::Text(id.to_owned()), "");
        let row = terms.statement(MESSAGE, "LIMIT 1").fetch_optional(&self.pool).await?;
        row.as_ref().map(Message::of).transpose()
    }

    /// How many of somebody's notices there are, by class and category.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_messages(&self, reader: &Reader) -> Result<Vec<Counted>, StoreError> {
        let counts = "SELECT n.class, n.category, COUNT(*) AS total, COUNT(r.done_at) AS done, \
            COUNT(*) - COUNT(r.read_at) AS unread";
        let groups = "GROUP BY n.class, n.category ORDER BY n.class, n.category";
        let query = Terms::of(reader).statement(counts, groups);
        let counted = |row: &AnyRow| {
            Ok(Counted {
                class: row.try_get("class")?,
                category: row.try_get("category")?,
                unread: row.try_get("unread")?,
                done: row.try_get("done")?,
                total: row.try_get("total")?,
            })
        };
        query.fetch_all(&self.pool).await?.iter().map(counted).collect()
    }

    /// Reads everything of somebody that they want and have not read; gives how many that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_messages(&self, reader: &Reader, wanted: &Wanted) -> Result<u64, StoreError> {
        let unread = Wanted { is_read: Some(false), ..wanted.clone() };
        let mut terms = Terms::of(reader).wanted(&unread);
        let first = terms.given.len();
        terms.given.push(Given::Text(reader.owner.authority.clone()));
        terms.given.push(Given::Text(reader.owner.center.clone()));
        terms.given.push(Given::Number(reader.now));
        // Types of places in a list of what is selected are not known to PostgreSQL by themselves.
        let before = format!(
            "{READ_ALL}CAST($1 AS TEXT), CAST(${} AS TEXT), CAST(${} AS TEXT), 1, \
             CAST(${} AS BIGINT), 0",
            first + 1,
            first + 2,
            first + 3
        );
        Ok(terms.statement(&before, READ_AGAIN).execute(&self.pool).await?.rows_affected())
    }
}
