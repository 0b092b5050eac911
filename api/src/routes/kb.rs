//! How knowledge changes: wishes, reviews, versions. For those who write, review, publish or audit it.

pub mod audit;
pub mod entries;
pub mod revisions;
pub mod trial;
pub mod versions;

use wenshui_knowledge::problem::Problem;

use crate::caller::Caller;
use crate::error::{ApiError, FieldFault};
use crate::extract::in_range;
use crate::identity::access::Action;

/// How many things a page has.
const PAGE: i64 = 50;
/// The last page that may be asked for.
const PAGE_MAX: i64 = 100_000;
/// The longest remark, in characters.
const NOTE_CHARS_MAX: usize = 1000;
/// The longest condition, in characters.
const CONDITION_CHARS_MAX: usize = 200;

/// The account of who asks, where it may do something with knowledge, which is nobody's own.
pub(super) fn may(caller: &Caller, action: Action) -> Result<String, ApiError> {
    Ok(caller.staff(action)?.subject.clone())
}

/// A page as offset and length.
fn page(given: Option<i64>) -> Result<(i64, (i64, i64)), ApiError> {
    let page = in_range("page", (given, 1), 1..=PAGE_MAX)?;
    Ok((page, ((page - 1) * PAGE, PAGE)))
}

/// A condition of a list; empty where there is none.
fn condition(field: &str, value: Option<String>) -> Result<String, ApiError> {
    limited(field, value, CONDITION_CHARS_MAX)
}

/// A remark; empty where there is none.
pub(super) fn remark(field: &str, value: Option<String>) -> Result<String, ApiError> {
    limited(field, value, NOTE_CHARS_MAX)
}

fn limited(field: &str, value: Option<String>, most: usize) -> Result<String, ApiError> {
    let value = value.unwrap_or_default();
    if value.chars().count() > most {
        let most = format!("0 - {most}");
        return Err(ApiError::about(field, "bad_value", &[field, "", &most]));
    }
    Ok(value)
}

/// Everything that is wrong with knowledge.
pub(super) fn unusable(problems: &[Problem]) -> ApiError {
    let fault = |problem: &Problem| FieldFault {
        field: match (problem.file.as_str(), problem.field.as_str()) {
            (file, "") => file.to_owned(),
            ("", field) => field.to_owned(),
            (file, field) => format!("{file}: {field}"),
        },
        line: None,
        rule: problem.code.to_owned(),
        detail: problem.words(),
    };
    let error = ApiError::new("knowledge_unusable").with(&[&problems.len().to_string()]);
    ApiError { faults: problems.iter().map(fault).collect(), ..error }
}
