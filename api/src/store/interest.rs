//! Counts of what people want: written once a period, read as a whole.

use std::collections::BTreeMap;

use sqlx::Row as _;
use wenshui_engine::interest::facet::Facet;
use wenshui_engine::interest::hot_word::WordCount;
use wenshui_engine::interest::record::{AskRow, Span};

use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::writer::bulk::{Places, Statement, query, slices};

/// The most rows of counts that are read; the largest come first.
const ROWS_MAX: i64 = 500_000;

/// What was counted of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    /// When it began, in milliseconds since 1970.
    pub began: i64,
    /// People by word.
    pub words: BTreeMap<String, u32>,
    /// People by span, entry, facet and value, as the table has them. The order is total, so that
    /// nodes lock rows in the same order.
    pub asked: BTreeMap<(String, String, &'static str, String), u32>,
}

const UNTIL: &str = "SELECT until_ms FROM counted WHERE name = 'turns'";
const MOVE: &str = "UPDATE counted SET until_ms = $1 WHERE name = 'turns' AND until_ms = $2";
const CLEAR_WORDS: &str = "DELETE FROM hot_words WHERE period = $1";
const DROP_WORDS: &str = "DELETE FROM hot_words WHERE period < $1";
const SET_WORDS: &str = " ON CONFLICT (period, word) DO UPDATE SET people = excluded.people";
const ADD_ASKED: &str = " ON CONFLICT (span, entry_id, facet, value) \
    DO UPDATE SET people = asked.people + excluded.people";
const WORDS: &str = "SELECT period, word, people FROM hot_words WHERE period >= $1 \
    ORDER BY people DESC, period, word LIMIT $2";
const ASKED: &str = "SELECT span, entry_id, facet, value, people FROM asked WHERE span >= $1 \
    ORDER BY people DESC, span, entry_id, facet, value LIMIT $2";

impl Db {
    /// Up to which moment turns are counted for good; 0 when none is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counted_until(&self) -> Result<i64, StoreError> {
        let row = sqlx::query(UNTIL).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("until_ms")).transpose()?.unwrap_or_default())
    }

    /// Counts a period that is over, for good: all of it and the mark in one transaction. Returns
    /// whether it was still to be counted from `seen` on; another node may have done so.
    ///
    /// # Errors
    /// When the database fails; then nothing is counted.
    pub async fn count_period(
        &self,
        (period, until): (&Period, i64),
        seen: i64,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin().await?;
        let moved = sqlx::query(MOVE).bind(until).bind(seen).execute(&mut *work).await?;
        if moved.rows_affected() == 0 {
            return Ok(false);
        }
        let places = self.places();
        set_words(&mut work, places, period).await?;
        let rows: Vec<_> = period.asked.iter().collect();
        for group in slices(&rows) {
            let columns = &["span", "entry_id", "facet", "value", "people"];
            let sql = places.sql("asked", columns, group.len()) + ADD_ASKED;
            let bind = |query: Statement, row: &(&(String, String, &'static str, String), &u32)| {
                let ((span, entry, facet, value), people) = row;
                let query = query.bind(span.clone()).bind(entry.clone()).bind(*facet);
                query.bind(value.clone()).bind(i64::from(**people))
            };
            group.iter().fold(query(sql), bind).execute(&mut *work).await?;
        }
        work.commit().await?;
        Ok(true)
    }

    /// Sets the words of a period that may still grow.
    ///
    /// # Errors
    /// When the database fails; then they stay as they were.
    pub async fn estimate_words(&self, period: &Period) -> Result<(), StoreError> {
        let mut work = self.begin().await?;
        set_words(&mut work, self.places(), period).await?;
        Ok(work.commit().await?)
    }

    /// Drops words of periods before a moment, which count no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_words(&self, before_ms: i64) -> Result<(), StoreError> {
        sqlx::query(DROP_WORDS).bind(before_ms).execute(&self.pool).await?;
        Ok(())
    }

    /// Words of the periods since a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn words_since(&self, since_ms: i64) -> Result<Vec<WordCount>, StoreError> {
        let query = sqlx::query(WORDS).bind(since_ms).bind(ROWS_MAX);
        let rows = query.fetch_all(&self.pool).await?;
        let read = rows.iter().map(|row| {
            let people: i64 = row.try_get("people")?;
            Ok(WordCount {
                period: row.try_get("period")?,
                word: row.try_get("word")?,
                people: people.try_into().unwrap_or(u32::MAX),
            })
        });
        read.collect()
    }

    /// Entries by day and month since a span.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asked_since(&self, since: Span) -> Result<Vec<AskRow>, StoreError> {
        let query = sqlx::query(ASKED).bind(since.to_string()).bind(ROWS_MAX);
        let rows = query.fetch_all(&self.pool).await?;
        let mut asked = Vec::with_capacity(rows.len());
        for row in &rows {
            let span: String = row.try_get("span")?;
            let facet: String = row.try_get("facet")?;
            let people: i64 = row.try_get("people")?;
            let value: String = row.try_get("value")?;
            let corrupt = |column| StoreError::Corrupt { column, value: span.clone() };
            let given = match facet.as_str() {
                "" => None,
                name => Some((Facet::parse(name).ok_or_else(|| corrupt("facet"))?, value)),
            };
            asked.push(AskRow {
                entry_id: row.try_get("entry_id")?,
                span: Span::parse(&span).ok_or_else(|| corrupt("span"))?,
                given,
                people: people.try_into().unwrap_or(u32::MAX),
            });
        }
        Ok(asked)
    }

    pub(super) fn places(&self) -> Places {
        if self.shared { Places::Numbered } else { Places::Plain }
    }
}

/// Words of a period in the place of those that stand there: one may be gone, when its people turn
/// out to be none.
async fn set_words(work: &mut Work, places: Places, period: &Period) -> Result<(), StoreError> {
    sqlx::query(CLEAR_WORDS).bind(period.began).execute(&mut **work).await?;
    let rows: Vec<_> = period.words.iter().collect();
    for group in slices(&rows) {
        let columns = &["period", "word", "people"];
        let sql = places.sql("hot_words", columns, group.len()) + SET_WORDS;
        let bind = |query: Statement, (word, people): &(&String, &u32)| {
            query.bind(period.began).bind((*word).clone()).bind(i64::from(**people))
        };
        group.iter().fold(query(sql), bind).execute(&mut **work).await?;
    }
    Ok(())
}
