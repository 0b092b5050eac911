//! Knowledge that is only tried: an entry as it is being written, and a question to what is not published.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::{Parts, build};
use wenshui_knowledge::check::{ANY, check as check_base};
use wenshui_knowledge::contents::{Change, Contents, Subject, read_entry};
use wenshui_knowledge::problem::Problem;

use crate::caller::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::extract::JsonBody;
use crate::identity::access::Action;
use crate::routes::kb::{may, unusable};
use crate::state::AppState;
use crate::wire::answer::AnswerResponse;
use crate::wire::explain::explain;
use crate::wire::knowledge::entry::KbPreviewRequest;
use crate::wire::knowledge::revision::{KbCheckRequest, KbChecked};
use crate::wire::request::{AnswerRequest, Asked};

/// Tells what is wrong with an entry as it is being written, by itself and among the others. Only for those
/// who write knowledge.
#[utoipa::path(
    post,
    path = "/v1/kb/check",
    operation_id = "check_kb_entry",
    tag = "knowledge",
    security((), ("bearer" = [])),
    request_body = KbCheckRequest,
    responses((status = 200, description = "What is wrong", body = KbChecked))
)]
pub async fn check(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<KbCheckRequest>,
) -> Result<Json<KbChecked>, ApiError> {
    may(&caller, Action::WriteKnowledge)?;
    let change = change(&request.entry)?;
    let version = state.engine.version();
    let look = move || problems(&version, change);
    let found = tokio::task::spawn_blocking(look).await;
    let found = found.map_err(|error| ApiError::internal(&error))?;
    Ok(Json(KbChecked { problems: found.into_iter().map(Into::into).collect() }))
}

/// Answers a question as if entries were published, with what every stage saw. Only for those who write,
/// review or publish knowledge, one at a time: a version is built for it.
#[utoipa::path(
    post,
    path = "/v1/kb/preview",
    operation_id = "preview_kb",
    tag = "knowledge",
    security((), ("bearer" = [])),
    request_body = KbPreviewRequest,
    responses((status = 200, description = "The answer", body = AnswerResponse))
)]
pub async fn preview(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<KbPreviewRequest>,
) -> Result<Response, ApiError> {
    may(&caller, Action::TryKnowledge)?;
    let asked = AnswerRequest {
        question: Some(request.question),
        region: request.region,
        taxpayer_type: request.taxpayer_type,
        as_of: request.as_of,
        ..AnswerRequest::default()
    };
    let asked = asked.check(clock::today())?;
    let mut changes = request.entries.iter().map(change).collect::<Result<Vec<_>, _>>()?;
    let gone = |id| Change { subject: Subject::Entry(id), body: None };
    changes.extend(request.removed.into_iter().map(gone));
    let version = state.engine.version();
    let contents = Contents { base: version.base.clone(), ..Contents::default() };
    let contents = contents.with(&changes).map_err(|problems| unusable(&problems))?;
    let shelf = &state.versions.shelf;
    let source = match state.versions.number() {
        Some(number) => shelf.source(number).await?,
        None => shelf.source.clone(),
    };
    let _place = state.versions.place().await?;
    let lists = state.versions.lists();
    let work = move || {
        let parts = Parts { base: contents.base, ..source.parts_under(&lists)? };
        answer(&Arc::new(build(parts)?), &asked)
    };
    let worked = tokio::task::spawn_blocking(work).await;
    let worked = worked.map_err(anyhow::Error::from).and_then(std::convert::identity);
    let body = worked.map_err(|error| ApiError::internal(&format!("{error:#}")))?;
    Ok(([("content-type", "application/json")], body).into_response())
}

fn answer(version: &Arc<Version>, asked: &Asked) -> anyhow::Result<String> {
    let question = Question {
        region: asked.region,
        taxpayer_type: asked.taxpayer_type,
        top_k: asked.top_k,
        ..Question::new(&asked.text, asked.as_of)
    };
    let engine = Engine::new(Arc::clone(version), clock::nanoseconds);
    let reply = engine.answer(version, &question)?;
    let mut response = AnswerResponse::new(version, &reply, "");
    response.explain = Some(explain(version, &reply, &asked.text));
    Ok(serde_json::to_string(&response)?)
}

/// An entry as a change of the one with its id.
fn change(entry: &serde_json::Value) -> Result<Change, ApiError> {
    let id = entry["id"].as_str().and_then(|id| Subject::parse(&format!("entry/{id}")));
    let subject = id.ok_or_else(|| ApiError::about("entry", "bad_entry_id", &[]))?;
    Ok(Change { subject, body: Some(entry.to_string()) })
}

fn problems(version: &Version, change: Change) -> Vec<Problem> {
    let (Subject::Entry(id), Some(body)) = (&change.subject, &change.body) else {
        return Vec::new();
    };
    let (_, own) = read_entry(id, body);
    if !own.is_empty() {
        return own;
    }
    let place = change.subject.to_string();
    let contents = Contents { base: version.base.clone(), ..Contents::default() };
    match contents.with(&[change]) {
        Ok(contents) => {
            let all = check_base(&contents.base, ANY).into_iter();
            all.filter(|problem| problem.file == place).collect()
        }
        Err(problems) => problems,
    }
}
