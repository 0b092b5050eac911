//! Long work as it travels.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use wenshui_knowledge::problem::Problem;

use crate::clock;
use crate::error::ApiError;
use crate::jobs::output::Output;
use crate::jobs::stage::Stage;
use crate::store::job::Job;

/// Work that somebody asks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JobRequest {
    /// What kind of work: `evaluate`, `own_wordings`, `check`, `compare`, `health`, `cluster`, `replay` or
    /// `impact`.
    #[schema(max_length = 100)]
    pub kind: String,
    /// What it is asked with; every kind has parameters of its own.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub params: Option<Value>,
}

/// Which jobs are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only in this state: `queued`, `running`, `done`, `failed` or `cancelled`.
    pub state: Option<String>,
    /// `next` of the page before.
    #[param(minimum = 1)]
    pub before: Option<i64>,
    /// How many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// Jobs, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobList {
    /// The jobs.
    pub items: Vec<JobBody>,
    /// Pass it as `before` for the next page; null when there is none.
    pub next: Option<i64>,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobBody {
    /// Its id.
    pub id: String,
    /// Its place in the order of asking.
    pub number: i64,
    /// What kind of work it is.
    pub kind: String,
    /// What it is asked with.
    #[schema(value_type = Object)]
    pub params: Value,
    /// Who asked for it.
    pub asked_by: String,
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    pub state: &'static str,
    /// How far it is.
    pub progress: JobProgress,
    /// Who has called it off; one that runs stops at its next step.
    pub cancelled_by: Option<String>,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was taken up.
    #[schema(format = DateTime)]
    pub started_at: Option<String>,
    /// When it ended.
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
    /// Why it came to no end.
    pub error: Option<JobError>,
    /// What came of it; each is had by its name.
    pub outputs: Vec<JobOutput>,
}

/// How far a job is.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobProgress {
    /// How many steps are done.
    pub done: i64,
    /// How many there are; 0 before that is known.
    pub all: i64,
}

/// Why a job came to no end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobError {
    /// A stable name, such as `job_unusable`.
    pub code: String,
    /// The kind of error in words.
    pub title: String,
    /// The error in words.
    pub detail: String,
    /// Everything that is wrong with what people wrote.
    pub problems: Vec<JobProblem>,
}

/// A fault in what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobProblem {
    /// `error` or `warning`.
    pub severity: String,
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The field, as a path; empty for the whole entry or line.
    pub field: String,
    /// A stable name of the kind of fault.
    pub code: String,
    /// The fault in words.
    pub detail: String,
}

/// A file that came of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobOutput {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: usize,
}

/// A change of a job, as those hear of it who follow it.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobSign {
    /// Its number; what happens later has a larger one, and some are left out.
    pub number: i64,
    /// `job`.
    pub kind: &'static str,
    /// The job after it.
    pub job: JobBody,
}

/// The problems of a base, as the job `check` finds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// How many entries there are.
    pub entries: usize,
    /// How many wordings they have.
    pub wordings: usize,
    /// How many of the problems are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// The problems, errors first.
    pub problems: Vec<JobProblem>,
}

impl From<&Problem> for JobProblem {
    fn from(problem: &Problem) -> Self {
        Self {
            severity: problem.severity.name().to_owned(),
            file: problem.file.clone(),
            line: problem.line,
            field: problem.field.clone(),
            code: problem.code.to_owned(),
            detail: problem.words(),
        }
    }
}

impl From<&Output> for JobOutput {
    fn from(output: &Output) -> Self {
        Self {
            name: output.name.to_owned(),
            media_type: output.media_type.to_owned(),
            bytes: output.content.len(),
        }
    }
}

impl JobBody {
    /// A job as it is shown.
    ///
    /// # Errors
    /// When its row holds what this program does not write.
    pub fn of(job: Job) -> Result<Self, ApiError> {
        let error = job.error.as_deref().map(read).transpose()?;
        let of_nobody = job.cancel_by.is_empty();
        Ok(Self {
            params: read(&job.params)?,
            outputs: read(&job.outputs)?,
            error,
            id: job.id,
            number: job.number,
            kind: job.kind,
            asked_by: job.owner.subject,
            state: job.stage.name(),
            progress: JobProgress { done: job.steps.0, all: job.steps.1 },
            cancelled_by: Some(job.cancel_by).filter(|_| !of_nobody),
            created_at: clock::rfc3339(job.created_at),
            started_at: job.started_at.map(clock::rfc3339),
            ended_at: job.ended_at.map(clock::rfc3339),
        })
    }
}

/// The state of a name.
///
/// # Errors
/// `bad_value` with all of them.
pub fn stage(name: &str) -> Result<Stage, ApiError> {
    Stage::parse(name).ok_or_else(|| {
        let all = Stage::ALL.map(Stage::name).join(", ");
        ApiError::about("state", "bad_value", &["state", name, &all])
    })
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, ApiError> {
    serde_json::from_str(json).map_err(|error| ApiError::internal(&error))
}
