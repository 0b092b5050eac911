//! Counts of what happens, by day: they make what is popular and the funnel of sources.

use std::collections::BTreeMap;

use sqlx::Row as _;

use crate::store::db::Db;
use crate::store::error::StoreError;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountKind {
    /// Answers, by entry.
    Entry,
    /// Turns, by source.
    Source,
    /// Offered questions that were shown, by source.
    Impression,
    /// Offered questions that were taken up, by source.
    Click,
}

impl CountKind {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Source => "source",
            Self::Impression => "impression",
            Self::Click => "click",
        }
    }
}

/// What is counted, of what, on which day in Shanghai.
pub type CountKey = (CountKind, String, String);

/// Counts to be added. Their order is total, so that nodes lock rows in the same order.
pub type Counts = BTreeMap<CountKey, i64>;

const TOTALS: &str = "SELECT item, CAST(SUM(total) AS BIGINT) AS total FROM counts \
    WHERE kind = $1 AND day >= $2 GROUP BY item ORDER BY 2 DESC, item LIMIT $3";

impl Db {
    /// The totals of a kind since a day (`2026-01-31`), largest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn totals(
        &self,
        kind: CountKind,
        since: &str,
        limit: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let query = sqlx::query(TOTALS).bind(kind.name()).bind(since.to_owned()).bind(limit);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("item")?, row.try_get("total")?))).collect()
    }
}
