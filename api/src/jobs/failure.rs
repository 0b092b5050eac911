//! Why work came to no end.

use wenshui_eval::error::Error as EvalError;
use wenshui_knowledge::problem::Problem;

use crate::error::ApiError;
use crate::source::Unusable;
use crate::wire::job::{JobError, JobProblem};

/// Why work came to no end.
#[derive(Debug)]
pub enum Failure {
    /// It was called off.
    CalledOff,
    /// What people wrote has faults, each with file, line and field.
    Unusable(Vec<Problem>),
    /// It is refused, as a request would be.
    Refused(ApiError),
    /// A defect or a failing machine; the words are for the log alone.
    Internal(String),
}

impl From<EvalError> for Failure {
    fn from(error: EvalError) -> Self {
        match error {
            EvalError::Cancelled => Self::CalledOff,
            EvalError::Suite(problems) | EvalError::Lexicon(problems) => Self::Unusable(problems),
            EvalError::Apart(_) => Self::Refused(ApiError::new("reports_apart")),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Unusable>() {
            Ok(Unusable(problems)) => Self::Unusable(problems),
            Err(other) => Self::Internal(format!("{other:#}")),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Failure {
    /// What is told of it; nothing of what was called off.
    pub fn told(self) -> Option<JobError> {
        match self {
            Self::CalledOff => None,
            Self::Unusable(problems) => {
                let error = ApiError::new("job_unusable").with(&[&problems.len().to_string()]);
                let problems = problems.iter().map(JobProblem::from).collect();
                Some(JobError { problems, ..told(&error) })
            }
            Self::Refused(error) => Some(told(&error)),
            Self::Internal(_) => Some(told(&ApiError::new("job_failed"))),
        }
    }
}

/// The error of a job as its row holds it.
///
/// # Panics
/// Never: it is made of texts and numbers.
pub fn stored(error: &JobError) -> String {
    serde_json::to_string(error).expect("an error of a job is JSON")
}

/// An error of the one table as the error of a job.
pub fn told(error: &ApiError) -> JobError {
    let body = error.body();
    JobError { code: body.code, title: body.title, detail: body.detail, problems: Vec::new() }
}
