//! Problems of knowledge, as commands tell them.

use std::collections::HashMap;

use serde::Serialize;
use wenshui_knowledge::problem::{Problem, letters};

use crate::commands::terminal::tell;
use crate::source::Unusable;

/// How many warnings of one kind are told one by one: a whole column may be lost on every row.
const TOLD_MAX: usize = 20;

/// A problem as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Told<'a> {
    file: &'a str,
    /// The line, or the row of a table.
    line: usize,
    /// The letters of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    field: &'a str,
    severity: &'static str,
    code: &'static str,
    words: String,
}

impl<'a> Told<'a> {
    /// The problem in the form of the output.
    pub(super) fn new(problem: &'a Problem) -> Self {
        Self {
            file: &problem.file,
            line: problem.line,
            column: problem.column.map(letters),
            field: &problem.field,
            severity: problem.severity.name(),
            code: problem.code,
            words: problem.words(),
        }
    }
}

/// Those that nothing can be done with.
pub(super) fn errors(problems: &[Problem]) -> Vec<&Problem> {
    problems.iter().filter(|problem| problem.is_error()).collect()
}

/// Refuses what has errors, with all of them.
///
/// # Errors
/// [`Unusable`] with every error.
pub(super) fn refuse_errors(problems: &[Problem]) -> anyhow::Result<()> {
    let errors: Vec<Problem> = errors(problems).into_iter().cloned().collect();
    if errors.is_empty() { Ok(()) } else { Err(Unusable(errors).into()) }
}

/// Tells warnings to a person; of many of one kind the first ones, and how many there are.
pub(super) fn tell_warnings(warnings: &[Problem]) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut kinds = Vec::new();
    for warning in warnings {
        let count = counts.entry(warning.code).or_default();
        *count += 1;
        if *count == 1 {
            kinds.push(warning.code);
        }
        if *count <= TOLD_MAX {
            tell(&format!("{warning:#}"));
        }
    }
    for kind in kinds {
        let more = counts[kind].saturating_sub(TOLD_MAX);
        if more > 0 {
            tell(&format!("{more} more warnings [{kind}]; --json lists all"));
        }
    }
}
