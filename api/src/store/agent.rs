//! Agents: who serves, and how many seats they have taken.

pub mod colleague;
pub mod presence;
pub mod shift;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::agent::shift::turn_shift;
use crate::store::db::{Db, Work};
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// An agent as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    /// Who, and where they belong.
    pub owner: Owner,
    /// What taxpayers see, eleven digits.
    pub number: String,
    /// What they know, as a JSON list.
    pub skills: String,
    /// How many sessions at a time.
    pub capacity: i64,
    /// `online`, `busy`, `away` or `offline`.
    pub presence: String,
    /// How many sessions there are now.
    pub load: i64,
    /// Since when none began or ended, in milliseconds since 1970.
    pub idle_since: i64,
    /// When they were last heard of, in milliseconds since 1970.
    pub seen_at: i64,
}

/// A seat that is taken or given back with a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatChange {
    /// The agent.
    pub agent: String,
    /// Whether it is taken.
    pub how: SeatMove,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// What happens to a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatMove {
    /// Taken, if the agent is online and has one.
    Take,
    /// Taken, whatever the agent has: a person has decided so.
    Insist,
    /// Given back.
    Free,
}

const PUT: &str = "INSERT INTO agents (subject, authority, center, number, skills, capacity, \
    presence, load, idle_since, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8) \
    ON CONFLICT (subject) DO UPDATE SET authority = $2, center = $3, skills = $5, capacity = $6, \
    presence = $7, seen_at = $8, lost_from = ''";
const NEXT_NUMBER: &str = "INSERT INTO tallies (name, last) VALUES ('agents', 1) \
    ON CONFLICT (name) DO UPDATE SET last = tallies.last + 1 RETURNING last";
const FIND: &str = "SELECT * FROM agents WHERE subject = $1";
const ALL: &str = "SELECT * FROM agents ORDER BY subject LIMIT 10000";
const TAKE: &str = "UPDATE agents SET load = load + 1, idle_since = $2 \
    WHERE subject = $1 AND presence = 'online' AND load < capacity";
const INSIST: &str = "UPDATE agents SET load = load + 1, idle_since = $2 WHERE subject = $1";
const FREE: &str = "UPDATE agents SET load = load - 1, idle_since = $2 \
    WHERE subject = $1 AND load > 0";

/// By what the bus wakes those who follow what an agent has in hand.
pub fn agent_key(subject: &str) -> String {
    format!("agent {subject}")
}

impl AgentRow {
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            owner: Owner::of(row)?,
            number: row.try_get("number")?,
            skills: row.try_get("skills")?,
            capacity: row.try_get("capacity")?,
            presence: row.try_get("presence")?,
            load: row.try_get("load")?,
            idle_since: row.try_get("idle_since")?,
            seen_at: row.try_get("seen_at")?,
        })
    }
}

impl Db {
    /// Stores what an agent says of themselves; who is new gets the number that `number` writes of
    /// how many there are. The seats that are taken stay as they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_agent(
        &self,
        agent: &AgentRow,
        number: impl Fn(i64) -> String,
    ) -> Result<AgentRow, StoreError> {
        let mut work = self.begin().await?;
        let known = sqlx::query(FIND).bind(agent.owner.subject.clone());
        let known = known.fetch_optional(&mut *work).await?;
        let number = match known.as_ref().map(AgentRow::of).transpose()? {
            Some(known) => known.number,
            None => {
                let row = sqlx::query(NEXT_NUMBER).fetch_one(&mut *work).await?;
                number(row.try_get("last")?)
            }
        };
        let query = sqlx::query(PUT)
            .bind(agent.owner.subject.clone())
            .bind(agent.owner.authority.clone())
            .bind(agent.owner.center.clone())
            .bind(number)
            .bind(agent.skills.clone())
            .bind(agent.capacity);
        let query = query.bind(agent.presence.clone()).bind(agent.seen_at);
        query.execute(&mut *work).await?;
        let found = sqlx::query(FIND).bind(agent.owner.subject.clone());
        let stored = AgentRow::of(&found.fetch_one(&mut *work).await?)?;
        turn_shift(&mut work, (&agent.owner.subject, agent.seen_at)).await?;
        work.commit().await?;
        Ok(stored)
    }

    /// One agent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agent(&self, subject: &str) -> Result<Option<AgentRow>, StoreError> {
        let query = sqlx::query(FIND).bind(subject.to_owned());
        let row = query.fetch_optional(&self.pool).await?;
        row.as_ref().map(AgentRow::of).transpose()
    }

    /// All agents, at most 10,000.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agents(&self) -> Result<Vec<AgentRow>, StoreError> {
        let rows = sqlx::query(ALL).fetch_all(&self.pool).await?;
        rows.iter().map(AgentRow::of).collect()
    }
}

/// Takes and gives back seats in the transaction of a change; whether all of it was possible.
pub(super) async fn move_seats(
    work: &mut Work,
    changes: &[SeatChange],
) -> Result<bool, StoreError> {
    for change in changes {
        let statement = match change.how {
            SeatMove::Take => TAKE,
            SeatMove::Insist => INSIST,
            SeatMove::Free => FREE,
        };
        let query = sqlx::query(statement).bind(change.agent.clone()).bind(change.at);
        let moved = query.execute(&mut **work).await?.rows_affected();
        if moved == 0 && change.how == SeatMove::Take {
            return Ok(false);
        }
    }
    Ok(true)
}
