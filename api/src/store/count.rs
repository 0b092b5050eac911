//! Counts of what happens, by day: they make what is popular and the funnel of sources. They say of
//! nobody what they did, so they outlive the turns that were counted.

use std::collections::BTreeMap;

use sqlx::Row as _;

use crate::store::db::Db;
use crate::store::error::StoreError;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountKind {
    /// Answers, by entry.
    Entry,
    /// Offered questions that were shown, by source; the rest of the funnel is by source too.
    Impression,
    /// Turns: what was typed, spoken or taken up.
    Click,
    /// Turns that an entry answered.
    Answered,
    /// Turns that were asked back.
    AskedBack,
    /// Turns that got guesses.
    Suggested,
    /// Small talk.
    Replied,
    /// Turns that nothing answered.
    Refused,
    /// Turns that asked for a person.
    HandedOver,
    /// Judgements 有用 that stand.
    Useful,
    /// Judgements 无用 that stand.
    Useless,
    /// Turns after which the person said that this was not it, or asked for a person.
    Unsolved,
}

impl CountKind {
    /// What is counted by source, in the order of the funnel.
    pub const FUNNEL: [Self; 11] = [
        Self::Impression,
        Self::Click,
        Self::Answered,
        Self::AskedBack,
        Self::Suggested,
        Self::Replied,
        Self::Refused,
        Self::HandedOver,
        Self::Useful,
        Self::Useless,
        Self::Unsolved,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Impression => "impression",
            Self::Click => "click",
            Self::Answered => "answered",
            Self::AskedBack => "asked_back",
            Self::Suggested => "suggested",
            Self::Replied => "replied",
            Self::Refused => "refused",
            Self::HandedOver => "handed_over",
            Self::Useful => "useful",
            Self::Useless => "useless",
            Self::Unsolved => "unsolved",
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
