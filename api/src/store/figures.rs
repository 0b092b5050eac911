//! How much there is of what waits and goes on, in all nodes on one database, for those who watch it.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;

/// What waits and goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Jobs by kind and state.
    pub jobs: Vec<(String, String, i64)>,
    /// Sessions and calls that are not over, by kind and state.
    pub matters: Vec<(String, String, i64)>,
    /// Since when, in milliseconds since 1970, who has waited longest for a person has been there.
    pub waiting_since: Option<i64>,
    /// Agents by presence.
    pub agents: Vec<AgentFigures>,
    /// What waits to go out of the house, by its way.
    pub outgoing: Vec<(String, i64)>,
}

/// Agents with one presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentFigures {
    /// The presence.
    pub presence: String,
    /// How many they are.
    pub agents: i64,
    /// How many seats they have.
    pub seats: i64,
    /// How many of these are taken.
    pub taken: i64,
}

const JOBS: &str = "SELECT kind AS a, state AS b, COUNT(*) AS count FROM jobs GROUP BY kind, state";
// Only what is not over, by an index: what is over is kept for years.
const MATTERS: &str = "SELECT kind AS a, state AS b, COUNT(*) AS count FROM matters \
    WHERE (kind = 'session' AND state IN ('waiting', 'active', 'transferring', 'dropped')) \
    OR (kind = 'call' AND state IN \
    ('asked', 'invited', 'ringing', 'choosing', 'dialling', 'connected')) GROUP BY kind, state";
const SINCE: &str =
    "SELECT MIN(created_at) AS since FROM matters WHERE kind = 'session' AND state = 'waiting'";
const AGENTS: &str = "SELECT presence, COUNT(*) AS agents, CAST(SUM(capacity) AS BIGINT) AS seats, \
    CAST(SUM(load) AS BIGINT) AS taken FROM agents GROUP BY presence";
const OUTGOING: &str =
    "SELECT way, COUNT(*) AS count FROM outgoing WHERE state = 'waiting' GROUP BY way";

impl Db {
    /// Counts what waits and goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figures(&self) -> Result<Figures, StoreError> {
        let agents = sqlx::query(AGENTS).fetch_all(&self.pool).await?;
        let outgoing = sqlx::query(OUTGOING).fetch_all(&self.pool).await?;
        let since = sqlx::query(SINCE).fetch_one(&self.pool).await?;
        Ok(Figures {
            jobs: self.counted(JOBS).await?,
            matters: self.counted(MATTERS).await?,
            waiting_since: since.try_get("since")?,
            agents: agents.iter().map(AgentFigures::of).collect::<Result<_, _>>()?,
            outgoing: outgoing
                .iter()
                .map(|row| Ok((row.try_get("way")?, row.try_get("count")?)))
                .collect::<Result<_, StoreError>>()?,
        })
    }

    async fn counted(&self, sql: &'static str) -> Result<Vec<(String, String, i64)>, StoreError> {
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        let read = |row: &AnyRow| Ok((row.try_get("a")?, row.try_get("b")?, row.try_get("count")?));
        rows.iter().map(read).collect()
    }
}

impl AgentFigures {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            presence: row.try_get("presence")?,
            agents: row.try_get("agents")?,
            seats: row.try_get("seats")?,
            taken: row.try_get("taken")?,
        })
    }
}
