//! Many rows in one statement: what a conversation's first turn writes conflicts with nothing.

use std::fmt::Write as _;

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};

use crate::store::count::Counts;
use crate::store::db::Work;
use crate::store::error::StoreError;
use crate::store::redact::redact;
use crate::store::turn::NewTurn;

/// Columns of `turns` in the order in which [`bind_turn`] fills them.
pub const TURN_COLUMNS: &[&str] = &[
    "answer_id",
    "conversation_id",
    "seq",
    "client_id",
    "subject",
    "authority",
    "center",
    "source",
    "question_masked",
    "option_id",
    "decision",
    "entry_id",
    "confidence",
    "kb_version",
    "reply",
    "guard_action",
    "guard_rule",
    "emotion",
    "created_at",
];
const CONVERSATION_COLUMNS: &[&str] = &[
    "id",
    "subject",
    "authority",
    "center",
    "entry_scene",
    "region",
    "taxpayer_type",
    "state",
    "status",
    "next_event",
    "created_at",
    "updated_at",
];

const COUNT_COLUMNS: &[&str] = &["kind", "item", "day", "total"];
const ADD: &str =
    " ON CONFLICT (kind, item, day) DO UPDATE SET total = counts.total + excluded.total";

/// How many rows a statement takes. Few sizes keep the number of prepared statements small.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// A statement on its way.
pub type Statement = Query<'static, Any, AnyArguments>;

/// Writes the first turns of conversations that nobody has written to yet.
///
/// # Errors
/// When the database fails.
pub async fn insert(work: &mut Work, places: Places, turns: &[&NewTurn]) -> Result<(), StoreError> {
    for group in slices(turns) {
        let started = query(places.sql("conversations", CONVERSATION_COLUMNS, group.len()));
        let conversations = group.iter().fold(started, |query, turn| bind_first(query, turn));
        conversations.execute(&mut **work).await?;
        let started = query(places.sql("turns", TURN_COLUMNS, group.len()));
        let rows = group.iter().fold(started, |query, turn| bind_turn(query, turn, 1));
        rows.execute(&mut **work).await?;
    }
    Ok(())
}

/// Adds counts to those that are there.
///
/// # Errors
/// When the database fails.
pub async fn add(work: &mut Work, places: Places, counts: &Counts) -> Result<(), StoreError> {
    let rows: Vec<_> = counts.iter().collect();
    for group in slices(&rows) {
        let sql = places.sql("counts", COUNT_COLUMNS, group.len()) + ADD;
        let adding = group.iter().fold(query(sql), |query, ((kind, item, day), times)| {
            query.bind(kind.name()).bind(item.clone()).bind(day.clone()).bind(**times)
        });
        adding.execute(&mut **work).await?;
    }
    Ok(())
}

/// Cuts rows into slices of [`SIZES`], the largest first.
pub fn slices<T>(mut rest: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rest.len())?;
        let (slice, later) = rest.split_at(size);
        rest = later;
        Some(slice)
    })
}

/// How the places of a statement's values are written. SQLite looks a numbered place up by going
/// through all before it, so that hundreds of them cost more than the rows; plain ones cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// `?`: SQLite.
    Plain,
    /// `$1`: PostgreSQL.
    Numbered,
}

impl Places {
    /// `INSERT INTO table (columns) VALUES …` with places for `rows` rows.
    pub fn sql(self, table: &str, columns: &[&str], rows: usize) -> String {
        let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..columns.len() {
                let comma = if column == 0 { "" } else { ", " };
                // Writing to a string cannot fail.
                let _ = match self {
                    Self::Plain => write!(sql, "{comma}?"),
                    Self::Numbered => {
                        write!(sql, "{comma}${}", row * columns.len() + column + 1)
                    }
                };
            }
            sql.push(')');
        }
        sql
    }
}

/// A statement of text that is made of this file's constants only.
pub fn query(sql: String) -> Statement {
    sqlx::query(AssertSqlSafe(sql))
}

/// Fills one row of `turns`.
pub fn bind_turn(query: Statement, turn: &NewTurn, seq: i64) -> Statement {
    let owner = &turn.conversation.owner;
    query
        .bind(turn.answer_id.clone())
        .bind(turn.conversation.id.clone())
        .bind(seq)
        .bind(turn.client_id.clone())
        .bind(owner.subject.clone())
        .bind(owner.authority.clone())
        .bind(owner.center.clone())
        .bind(turn.source)
        .bind(redact(&turn.question).into_owned())
        .bind(turn.option_id.clone())
        .bind(turn.decision)
        .bind(turn.entry_id.clone())
        .bind(f64::from(turn.confidence))
        .bind(turn.kb_version.clone())
        .bind(turn.reply.clone())
        .bind(turn.guard_action)
        .bind(turn.guard_rule.clone())
        .bind(turn.emotion)
        .bind(turn.created_at)
}

fn bind_first(query: Statement, turn: &NewTurn) -> Statement {
    let begun = &turn.conversation;
    query
        .bind(begun.id.clone())
        .bind(begun.owner.subject.clone())
        .bind(begun.owner.authority.clone())
        .bind(begun.owner.center.clone())
        .bind(begun.entry_scene.as_deref().map(|scene| redact(scene).into_owned()))
        .bind(begun.region.clone())
        .bind(begun.taxpayer_type.clone())
        .bind("{}")
        .bind("active")
        .bind(2_i64)
        .bind(turn.created_at)
        .bind(turn.created_at)
}

#[cfg(test)]
mod tests {
    use super::{Places, slices};

    #[test]
    fn slices_hold_every_row_once() {
        let rows: Vec<u32> = (0..151).collect();
        let sizes: Vec<usize> = slices(&rows).map(<[u32]>::len).collect();
        assert_eq!(sizes, [64, 64, 16, 4, 1, 1, 1]);
        assert_eq!(slices(&rows).flatten().copied().collect::<Vec<_>>(), rows);
    }

    #[test]
    fn places_are_written_for_all_rows() {
        let expected = "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)";
        assert_eq!(Places::Numbered.sql("t", &["a", "b"], 2), expected);
        let expected = "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)";
        assert_eq!(Places::Plain.sql("t", &["a", "b"], 2), expected);
    }
}
