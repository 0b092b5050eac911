//! Suites that people keep on the server, for jobs to ask.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use wenshui_eval::error::Error as EvalError;
use wenshui_eval::suite::Suite;
use wenshui_knowledge::problem::Problem;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::error::{ApiError, FieldFault, ProblemBody};
use crate::extract::IdInPath;
use crate::identity::access::Action;
use crate::routes::attachments::{CONFINED, NOSNIFF, UNKEPT, saved_as};
use crate::state::AppState;
use crate::suites::{SUITES_MAX, SuiteName};
use crate::wire::suite::{SuiteKept, SuiteList, SuiteListed};

/// The largest suite, in bytes: some ten thousand cases.
const SUITE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How many faults are told at once.
const FAULTS_MAX: usize = 100;
const LINES: (HeaderName, HeaderValue) =
    (header::CONTENT_TYPE, HeaderValue::from_static("application/jsonl"));

/// Lists the suites that are kept here. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/suites",
    operation_id = "list_suites",
    tag = "maintenance",
    security(("bearer" = [])),
    responses((status = 200, description = "The suites, by name", body = SuiteList))
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<SuiteList>, ApiError> {
    caller.staff(Action::ReadSuites)?;
    let listed = tokio::task::block_in_place(|| state.suites.list());
    let listed = listed.map_err(|error| ApiError::internal(&error))?;
    Ok(Json(SuiteList { items: listed.into_iter().map(SuiteListed::from).collect() }))
}

/// Keeps a suite under a name: every line a case as JSON. One of that name is replaced; one with faults is
/// refused with line and field of each. Only for staff.
#[utoipa::path(
    put,
    path = "/v1/suites/{name}",
    operation_id = "keep_suite",
    tag = "maintenance",
    security(("bearer" = [])),
    params(("name" = String, Path, description = "The suite's name: small letters, digits, `-` and `_`")),
    request_body(content = String, content_type = "application/jsonl",
                 description = "A case in every line"),
    responses(
        (status = 200, description = "It is kept", body = SuiteKept),
        (status = 409, description = "As many are kept as may be", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 413, description = "The suite is too large", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "The name is none, or lines have faults", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn keep(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(name): IdInPath,
    body: Body,
) -> Result<Json<SuiteKept>, ApiError> {
    caller.staff(Action::KeepSuites)?;
    caller.limit(&state, None)?;
    let name =
        SuiteName::parse(&name).ok_or_else(|| ApiError::about("name", "suite_name", &[&name]))?;
    let most = (SUITE_BYTES_MAX >> 20).to_string();
    let bytes = to_bytes(body, SUITE_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| ApiError::new("suite_too_large").with(&[&most]))?;
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| ApiError::new("suite_not_text"))?;
    let work = move || write(&state, (&name, &text));
    tokio::task::spawn_blocking(work).await.map_err(|error| ApiError::internal(&error))?.map(Json)
}

fn write(state: &AppState, (name, text): (&SuiteName, &str)) -> Result<SuiteKept, ApiError> {
    let suite = Suite::parse(name.as_str(), text).map_err(|error| match error {
        EvalError::Suite(problems) => faulty(&problems),
        other => ApiError::internal(&other),
    })?;
    let failed = |error: std::io::Error| ApiError::internal(&error);
    let replaced = state.suites.look(name).map_err(failed)?.is_some();
    if !replaced && state.suites.list().map_err(failed)?.len() >= SUITES_MAX {
        return Err(ApiError::in_state("suites_full", "full").with(&[&SUITES_MAX.to_string()]));
    }
    state.suites.write(name, text).map_err(failed)?;
    let (cases, hash) = (suite.cases.len(), suite.hash);
    Ok(SuiteKept { name: name.as_str().to_owned(), cases, hash, replaced })
}

/// Everything that is wrong with a suite, the first hundred of it.
fn faulty(problems: &[Problem]) -> ApiError {
    let count = problems.len().to_string();
    let faults = problems.iter().take(FAULTS_MAX).map(FieldFault::from).collect();
    ApiError { faults, ..ApiError::new("suite_faulty").with(&[&count]) }
}

/// Gives a suite back as it was sent. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/suites/{name}",
    operation_id = "fetch_suite",
    tag = "maintenance",
    security(("bearer" = [])),
    params(("name" = String, Path, description = "The suite's name")),
    responses(
        (status = 200, description = "Its lines", body = String,
         content_type = "application/jsonl"),
        (status = 404, description = "No such suite", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn fetch(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(name): IdInPath,
) -> Result<Response, ApiError> {
    caller.staff(Action::ReadSuites)?;
    let unknown = || ApiError::new("unknown_suite").with(&[&name]);
    let parsed = SuiteName::parse(&name).ok_or_else(unknown)?;
    let read = tokio::task::block_in_place(|| state.suites.read(&parsed));
    let text = read.map_err(|error| ApiError::internal(&error))?.ok_or_else(unknown)?;
    let saved = saved_as(&format!("{name}.jsonl"));
    Ok(([LINES, NOSNIFF, CONFINED, UNKEPT, saved], text).into_response())
}

/// Removes a suite. Jobs that were asked for it and have not begun will find it gone. Only for staff.
#[utoipa::path(
    delete,
    path = "/v1/suites/{name}",
    operation_id = "remove_suite",
    tag = "maintenance",
    security(("bearer" = [])),
    params(("name" = String, Path, description = "The suite's name")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "No such suite", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(name): IdInPath,
) -> Result<StatusCode, ApiError> {
    caller.staff(Action::KeepSuites)?;
    let unknown = || ApiError::new("unknown_suite").with(&[&name]);
    let parsed = SuiteName::parse(&name).ok_or_else(unknown)?;
    let removed = tokio::task::block_in_place(|| state.suites.remove(&parsed));
    if removed.map_err(|error| ApiError::internal(&error))? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(unknown())
}
