//! Whether agents are there: their connections, the loss of one, and how long they took people.
//!
//! `seen_at` is written by whichever node holds the connection and read by every node's clock, so that a
//! loss is found when that node itself is gone.

use crate::store::agent::AgentRow;
use crate::store::agent::shift::turn_shift;
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::matter::Matter;

// Who comes back in time has the presence that the loss took.
const LINK: &str = "UPDATE agents SET linked = 1, presence = CASE WHEN lost_from <> '' \
    AND seen_at >= $3 THEN lost_from ELSE presence END, lost_from = '', seen_at = $2 \
    WHERE subject = $1";
const SEEN: &str = "UPDATE agents SET seen_at = $2 WHERE subject = $1 AND linked = 1";
const LOST: &str =
    "SELECT * FROM agents WHERE linked = 1 AND seen_at < $1 ORDER BY seen_at, subject LIMIT $2";
const LOSE: &str = "UPDATE agents SET lost_from = CASE WHEN presence = 'offline' THEN lost_from \
    ELSE presence END, presence = 'offline' WHERE subject = $1 AND linked = 1 AND seen_at < $2";
const UNLINK: &str =
    "UPDATE agents SET linked = 0 WHERE subject = $1 AND linked = 1 AND seen_at < $2";
// The states of sessions, and those of calls that are not over.
const HANDLED: &str = "SELECT * FROM matters WHERE handler = $1 AND kind = $2 \
    AND state IN ('active', 'transferring', 'dropped', \
    'asked', 'invited', 'ringing', 'choosing', 'dialling', 'connected') \
    ORDER BY created_at, id LIMIT $3";

impl Db {
    /// Notes that an agent's connection is there; whether the agent is known. Who was last heard of
    /// before `in_time` has to say anew whether they are there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_agent(
        &self,
        subject: &str,
        (now, in_time): (i64, i64),
    ) -> Result<bool, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query(LINK).bind(subject.to_owned()).bind(now).bind(in_time);
        let known = query.execute(&mut *work).await?.rows_affected() > 0;
        turn_shift(&mut work, (subject, now)).await?;
        work.commit().await?;
        Ok(known)
    }

    /// Notes that something was heard over an agent's connection; whether it still counts as there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hear_agent(&self, subject: &str, now: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(SEEN).bind(subject.to_owned()).bind(now);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Agents whose connection was last heard of before a moment, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn silent_agents(
        &self,
        before: i64,
        limit: i64,
    ) -> Result<Vec<AgentRow>, StoreError> {
        let rows = sqlx::query(LOST).bind(before).bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(AgentRow::of).collect()
    }

    /// Takes the presence of an agent who was not heard of since a moment; whether it was still so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lose_agent(
        &self,
        subject: &str,
        (before, now): (i64, i64),
    ) -> Result<bool, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query(LOSE).bind(subject.to_owned()).bind(before);
        let lost = query.execute(&mut *work).await?.rows_affected() > 0;
        if lost {
            turn_shift(&mut work, (subject, now)).await?;
        }
        work.commit().await?;
        Ok(lost)
    }

    /// Notes that everything that follows from a loss is done; whether the agent was still lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlink_agent(&self, subject: &str, before: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(UNLINK).bind(subject.to_owned()).bind(before);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// What an agent has in hand of a kind, the oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn handled_matters(
        &self,
        (kind, subject): (&str, &str),
        limit: i64,
    ) -> Result<Vec<Matter>, StoreError> {
        let query = sqlx::query(HANDLED).bind(subject.to_owned()).bind(kind.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(Matter::of).collect()
    }
}
