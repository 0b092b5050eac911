//! The agents of a center, as their colleagues look for somebody to go on with a session.

use sqlx::Row as _;

use crate::store::agent::AgentRow;
use crate::store::db::Db;
use crate::store::error::StoreError;

/// An agent with what the account is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColleagueRow {
    /// The agent.
    pub agent: AgentRow,
    /// The name of the account, where it is one of this server.
    pub account: Option<String>,
}

/// Whose colleagues are looked for, and where.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// The center.
    pub center: &'a str,
    /// Who looks, and is none of them.
    pub subject: &'a str,
    /// What the subjects of accounts of this server begin with, before the account's id.
    pub accounts: &'a str,
}

const COUNT: &str = "SELECT COUNT(*) AS total FROM agents WHERE center = $1 AND subject <> $2";
// Whoever takes people stands first, among them whoever has most room.
const LIST: &str = "SELECT a.*, u.name AS account FROM agents a \
    LEFT JOIN users u ON a.subject = $3 || u.id WHERE a.center = $1 AND a.subject <> $2 \
    ORDER BY CASE a.presence WHEN 'online' THEN 0 WHEN 'busy' THEN 1 WHEN 'away' THEN 2 ELSE 3 END, \
    a.load - a.capacity, a.number LIMIT $4";

impl Db {
    /// The agents of a center but for whoever looks, at most `limit`, those who take people first; and how
    /// many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn colleagues(
        &self,
        looked: Looked<'_>,
        limit: i64,
    ) -> Result<(i64, Vec<ColleagueRow>), StoreError> {
        let (center, subject) = (looked.center.to_owned(), looked.subject.to_owned());
        let count = sqlx::query(COUNT).bind(center.clone()).bind(subject.clone());
        let total = count.fetch_one(&self.pool).await?.try_get("total")?;
        let query = sqlx::query(LIST).bind(center).bind(subject);
        let query = query.bind(looked.accounts.to_owned()).bind(limit);
        let rows = query.fetch_all(&self.pool).await?;
        let of =
            |row| Ok(ColleagueRow { agent: AgentRow::of(row)?, account: row.try_get("account")? });
        let found: Result<_, StoreError> = rows.iter().map(of).collect();
        Ok((total, found?))
    }
}
