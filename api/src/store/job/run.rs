//! What those do with jobs who run them. Every step compares who has the job and where it is, and swaps:
//! of two nodes that want the same only one gets it.

use sqlx::Row as _;

use crate::jobs::stage::{Move, Stage};
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::job::Job;

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The move.
    pub step: Move,
    /// Why, where it is no good end, as JSON.
    pub error: Option<String>,
    /// What came of it, as JSON.
    pub outputs: String,
}

/// What is heard back by the one who says how far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It goes on.
    GoOn,
    /// Somebody has called it off.
    CalledOff,
    /// It is not this node's any more.
    Lost,
}

const FIRST: &str = "SELECT id FROM jobs WHERE state = $1 ORDER BY number LIMIT 1";
const CLAIM: &str = "UPDATE jobs SET state = $3, node = $4, started_at = $5, heartbeat_at = $5, \
    changes = changes + 1 WHERE id = $1 AND state = $2";
// Only what those who follow can see is a change.
const BEAT: &str = "UPDATE jobs SET heartbeat_at = $4, steps_done = $5, steps_all = $6, \
    changes = changes + CASE WHEN steps_done = $5 AND steps_all = $6 THEN 0 ELSE 1 END \
    WHERE id = $1 AND state = $2 AND node = $3 RETURNING cancel_by";
const END: &str = "UPDATE jobs SET state = $4, error = $5, outputs = $6, ended_at = $7, \
    steps_done = $8, steps_all = $9, changes = changes + 1 \
    WHERE id = $1 AND state = $2 AND node = $3";
const SILENT: &str = "UPDATE jobs SET state = $2, error = $3, ended_at = $4, changes = changes + 1 \
    WHERE state = $1 AND heartbeat_at < $5 RETURNING id";

impl Db {
    /// Takes up the job that has waited longest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_job(&self, node: &str, now: i64) -> Result<Option<Job>, StoreError> {
        let (from, to) = moved(Stage::Queued, Move::Begin);
        loop {
            let first = sqlx::query(FIRST).bind(from).fetch_optional(&self.pool).await?;
            let Some(first) = first else {
                return Ok(None);
            };
            let id: String = first.try_get("id")?;
            let query = sqlx::query(CLAIM).bind(id.clone()).bind(from).bind(to);
            let query = query.bind(node.to_owned()).bind(now);
            if query.execute(&self.pool).await?.rows_affected() > 0 {
                self.bus.wake(&Job::key(&id));
                return self.job(&id).await;
            }
        }
    }

    /// Says that a job's node is alive and how many steps are done of how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn beat_job(
        &self,
        (id, node): (&str, &str),
        (done, all): (i64, i64),
        now: i64,
    ) -> Result<Heard, StoreError> {
        let query = sqlx::query(BEAT)
            .bind(id.to_owned())
            .bind(Stage::Running.name())
            .bind(node.to_owned())
            .bind(now)
            .bind(done)
            .bind(all);
        let Some(row) = query.fetch_optional(&self.pool).await? else {
            return Ok(Heard::Lost);
        };
        self.bus.wake(&Job::key(id));
        let cancel_by: String = row.try_get("cancel_by")?;
        Ok(if cancel_by.is_empty() { Heard::GoOn } else { Heard::CalledOff })
    }

    /// Ends a job that a node runs, with the steps that were done; whether it was still that node's.
    ///
    /// # Errors
    /// When the database fails, or the move is none of a job that runs.
    pub async fn end_job(
        &self,
        (job, end): (&Job, &End),
        (done, all): (i64, i64),
        now: i64,
    ) -> Result<bool, StoreError> {
        let (from, to) = moved(Stage::Running, end.step);
        let query = sqlx::query(END)
            .bind(job.id.clone())
            .bind(from)
            .bind(job.node.clone())
            .bind(to)
            .bind(end.error.clone())
            .bind(end.outputs.clone())
            .bind(now)
            .bind(done)
            .bind(all);
        let ended = query.execute(&self.pool).await?.rows_affected() > 0;
        self.bus.wake(&Job::key(&job.id));
        Ok(ended)
    }

    /// Ends the jobs of nodes that were last heard of before a moment, in milliseconds since 1970; gives
    /// their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_silent_jobs(
        &self,
        (error, before): (&str, i64),
        now: i64,
    ) -> Result<Vec<String>, StoreError> {
        let (from, to) = moved(Stage::Running, Move::Fail);
        let query = sqlx::query(SILENT).bind(from).bind(to).bind(error.to_owned()).bind(now);
        let rows = query.bind(before).fetch_all(&self.pool).await?;
        let ids: Vec<String> =
            rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?;
        for id in &ids {
            self.bus.wake(&Job::key(id));
        }
        Ok(ids)
    }
}

/// The names of a state and of the one that a move leads to.
fn moved(from: Stage, step: Move) -> (&'static str, &'static str) {
    let to = from.after(step).expect("a worker makes the moves of a job that waits or runs");
    (from.name(), to.name())
}
