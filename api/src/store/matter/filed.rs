//! What lists find a matter by, in the columns of its row.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::error::StoreError;
use crate::store::writer::bulk::Statement;

/// What lists find a matter by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FiledAs {
    /// The first column of its state.
    pub state: String,
    /// The second one; empty where it has none.
    pub progress: String,
    /// Its kind in the taxpayer's words.
    pub class: String,
    /// A second kind.
    pub category: String,
    /// How people meet.
    pub way: String,
    /// The text that is searched.
    pub words: String,
    /// The time that it is about, in milliseconds since 1970.
    pub starts_at: Option<i64>,
    /// When somebody took it on, in milliseconds since 1970.
    pub accepted_at: Option<i64>,
    /// The ids of the centers that have it in hand besides its own, each between bars.
    pub beside: String,
    /// Whether the desk is done with it.
    pub is_over: bool,
}

impl FiledAs {
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            state: row.try_get("state")?,
            progress: row.try_get("progress")?,
            class: row.try_get("class")?,
            category: row.try_get("category")?,
            way: row.try_get("way")?,
            words: row.try_get("words")?,
            starts_at: row.try_get("starts_at")?,
            accepted_at: row.try_get("accepted_at")?,
            beside: row.try_get("beside")?,
            is_over: row.try_get::<i64, _>("is_over")? == 1,
        })
    }

    /// Fills the places of the columns from the state on.
    pub(super) fn bind(&self, query: Statement) -> Statement {
        query
            .bind(self.state.clone())
            .bind(self.progress.clone())
            .bind(self.class.clone())
            .bind(self.category.clone())
            .bind(self.way.clone())
            .bind(self.words.clone())
            .bind(self.starts_at)
            .bind(self.accepted_at)
    }

    /// Fills the places of the columns that stand behind all others.
    pub(super) fn bind_further(&self, query: Statement) -> Statement {
        query.bind(self.beside.clone()).bind(i64::from(self.is_over))
    }
}
