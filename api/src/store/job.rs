//! Jobs: long work that somebody asked for, as it is stored.

pub mod run;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::jobs::stage::{Move, NotAllowed, Stage};
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// What wakes workers who have nothing to do.
pub const QUEUE: &str = "jobs";

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// Its place in the order of asking.
    pub number: i64,
    /// What kind of work it is.
    pub kind: String,
    /// The parameters of that kind as JSON.
    pub params: String,
    /// Who asked for it.
    pub owner: Owner,
    /// Where it is.
    pub stage: Stage,
    /// How often it has changed.
    pub changes: i64,
    /// How many steps are done, and how many there are; none before the first is told.
    pub steps: (i64, i64),
    /// The process that runs it or has run it.
    pub node: String,
    /// Who has called it off; empty where nobody has.
    pub cancel_by: String,
    /// Why it came to no end, as JSON.
    pub error: Option<String>,
    /// What came of it, as JSON.
    pub outputs: String,
    /// When it was asked for, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was taken up.
    pub started_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
}

/// A job that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id.
    pub id: String,
    /// What kind of work it is.
    pub kind: &'static str,
    /// The parameters of that kind as JSON.
    pub params: String,
    /// Who asks for it.
    pub owner: Owner,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
}

/// Which jobs are wanted; empty text is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this kind.
    pub kind: String,
    /// Only in this state.
    pub stage: Option<Stage>,
    /// Only below this number, which are older; 0 for all.
    pub before: i64,
    /// At most so many.
    pub limit: i64,
}

const DOOR: &str = "UPDATE job_door SET passed = passed + 1 WHERE id = 1";
const PASSED: &str = "SELECT passed FROM job_door WHERE id = 1";
const WAITING: &str = "SELECT COUNT(*) AS waiting FROM jobs WHERE state = $1";
const INSERT: &str = "INSERT INTO jobs (id, number, kind, params, subject, authority, center, state, \
    changes, steps_done, steps_all, node, cancel_by, outputs, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 0, 0, '', '', '[]', $9)";
const FIND: &str = "SELECT * FROM jobs WHERE id = $1";
const LIST: &str = "SELECT * FROM jobs WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR state = $2) \
    AND ($3 = 0 OR number < $3) ORDER BY number DESC LIMIT $4";
const CALL_OFF: &str = "UPDATE jobs SET state = $3, cancel_by = $4, ended_at = $5, \
    changes = changes + 1 WHERE id = $1 AND state = $2";
const WISH: &str = "UPDATE jobs SET cancel_by = $3, changes = changes + 1 \
    WHERE id = $1 AND state = $2 AND cancel_by = ''";

impl Job {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let state: String = row.try_get("state")?;
        let stage = Stage::parse(&state);
        Ok(Self {
            id: row.try_get("id")?,
            number: row.try_get("number")?,
            kind: row.try_get("kind")?,
            params: row.try_get("params")?,
            owner: Owner::of(row)?,
            stage: stage.ok_or(StoreError::Corrupt { column: "state", value: state })?,
            changes: row.try_get("changes")?,
            steps: (row.try_get("steps_done")?, row.try_get("steps_all")?),
            node: row.try_get("node")?,
            cancel_by: row.try_get("cancel_by")?,
            error: row.try_get("error")?,
            outputs: row.try_get("outputs")?,
            created_at: row.try_get("created_at")?,
            started_at: row.try_get("started_at")?,
            ended_at: row.try_get("ended_at")?,
        })
    }

    /// By what those who follow a job are woken.
    pub fn key(id: &str) -> String {
        format!("job {id}")
    }
}

impl Db {
    /// Puts a job into the queue, unless as many as may wait there already; whether it is in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn submit_job(&self, new: &NewJob, waiting_max: i64) -> Result<bool, StoreError> {
        let mut work = self.begin().await?;
        // Whoever comes second waits here until the first has committed.
        sqlx::query(DOOR).execute(&mut *work).await?;
        let number: i64 = sqlx::query(PASSED).fetch_one(&mut *work).await?.try_get("passed")?;
        let waiting = sqlx::query(WAITING).bind(Stage::Queued.name());
        let waiting: i64 = waiting.fetch_one(&mut *work).await?.try_get("waiting")?;
        if waiting >= waiting_max {
            return Ok(false);
        }
        let query = sqlx::query(INSERT)
            .bind(new.id.clone())
            .bind(number)
            .bind(new.kind)
            .bind(new.params.clone())
            .bind(new.owner.subject.clone())
            .bind(new.owner.authority.clone())
            .bind(new.owner.center.clone())
            .bind(Stage::Queued.name());
        query.bind(new.created_at).execute(&mut *work).await?;
        work.commit().await?;
        self.bus.wake(QUEUE);
        Ok(true)
    }

    /// Finds a job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job(&self, id: &str) -> Result<Option<Job>, StoreError> {
        let row = sqlx::query(FIND).bind(id.to_owned()).fetch_optional(&self.pool).await?;
        row.as_ref().map(Job::of).transpose()
    }

    /// Jobs, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, wanted: &Wanted) -> Result<Vec<Job>, StoreError> {
        let query = sqlx::query(LIST)
            .bind(wanted.kind.clone())
            .bind(wanted.stage.map_or("", Stage::name))
            .bind(wanted.before)
            .bind(wanted.limit);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(Job::of).collect()
    }

    /// Calls a job off: one that waits ends here, one that runs hears of it from its worker. To do it
    /// again changes nothing. Gives what the job's state refuses, where it does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn call_off_job(
        &self,
        (id, by): (&str, &str),
        now: i64,
    ) -> Result<Result<(), NotAllowed>, StoreError> {
        // Between two looks a worker may take it up, or come to its end.
        loop {
            let Some(job) = self.job(id).await? else {
                return Ok(Ok(()));
            };
            let next = match job.stage.after(Move::Cancel) {
                Ok(next) => next,
                Err(refused) => return Ok(Err(refused)),
            };
            let is_wished = job.stage == Stage::Running && !job.cancel_by.is_empty();
            if is_wished || self.call_off(&job, (next, by), now).await? {
                return Ok(Ok(()));
            }
        }
    }

    async fn call_off(
        &self,
        job: &Job,
        (next, by): (Stage, &str),
        now: i64,
    ) -> Result<bool, StoreError> {
        let from = job.stage.name();
        let query = if job.stage == Stage::Running {
            sqlx::query(WISH).bind(job.id.clone()).bind(from).bind(by.to_owned())
        } else {
            let query = sqlx::query(CALL_OFF).bind(job.id.clone()).bind(from).bind(next.name());
            query.bind(by.to_owned()).bind(now)
        };
        let changed = query.execute(&self.pool).await?.rows_affected() > 0;
        self.bus.wake(&Job::key(&job.id));
        Ok(changed)
    }
}
