//! Why something is not published, in the words of a command line.

use std::fmt::Write as _;

use wenshui_eval::error::Error as EvalError;
use wenshui_knowledge::problem::Problem;

use crate::store::error::StoreError;
use crate::versions::files::FilesError;
use crate::versions::gates::{Failing, SuiteReport};
use crate::versions::shelf::ShelfError;

/// Why nothing was published; what was in service is.
#[derive(Debug, thiserror::Error)]
pub enum NotPublished {
    /// Nothing is approved.
    #[error(
        "nothing is approved; revisions waiting for a reviewer who is not their author: {waiting}"
    )]
    Nothing {
        /// How many are submitted.
        waiting: usize,
    },
    /// A revision that was named is not there, or is not approved.
    #[error("revision `{0}` is not there or not approved")]
    NotApproved(String),
    /// What they change has changed since; they have to be taken back and changed.
    #[error("{}", conflicts(.0))]
    Conflicts(Vec<Conflict>),
    /// The knowledge would have errors.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
    /// Conditions are not kept.
    #[error("{}", broken(.0))]
    Gates(Vec<SuiteReport>),
    /// Somebody else published, rolled back or changed a revision meanwhile.
    #[error(
        "somebody else published or changed a revision meanwhile; look again and publish again"
    )]
    Lost,
    /// Whoever waited called it off.
    #[error("it was called off")]
    Cancelled,
    /// Settings, gates or suites cannot be used.
    #[error("{0:#}")]
    Unusable(anyhow::Error),
    /// Versions cannot be read or written.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// A revision whose subject is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The revision.
    pub revision_id: String,
    /// What it changes.
    pub subject: String,
    /// Its author.
    pub author: String,
}

impl From<StoreError> for NotPublished {
    fn from(error: StoreError) -> Self {
        Self::Shelf(error.into())
    }
}

impl From<FilesError> for NotPublished {
    fn from(error: FilesError) -> Self {
        Self::Shelf(error.into())
    }
}

impl From<EvalError> for NotPublished {
    fn from(error: EvalError) -> Self {
        match error {
            EvalError::Cancelled => Self::Cancelled,
            other => Self::Unusable(other.into()),
        }
    }
}

fn conflicts(conflicts: &[Conflict]) -> String {
    let line = |conflict: &Conflict| {
        let Conflict { revision_id, subject, author } = conflict;
        format!("{subject} has changed since {author} began revision {revision_id}")
    };
    conflicts.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The conditions that are not kept with their figures, and the first cases that fail.
fn broken(reports: &[SuiteReport]) -> String {
    let mut out = String::new();
    for report in reports {
        for told in report.conditions.iter().filter_map(|judged| judged.broken.as_ref()) {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}: gate not kept: {told}", report.suite);
        }
        for Failing { id, question, expected, got, was_right } in &report.failing {
            let wanted = if expected.is_empty() { "-".to_owned() } else { expected.join(", ") };
            let before = if *was_right == Some(true) { " (right in service)" } else { "" };
            let _ = writeln!(out, "  {id}: {question}{before}\n      {got}, expected {wanted}");
        }
        if !report.failing.is_empty() && report.wrong > report.failing.len() {
            let _ = writeln!(out, "  … and {} more", report.wrong - report.failing.len());
        }
    }
    out.trim_end().to_owned()
}
