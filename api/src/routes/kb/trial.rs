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
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::behind::OPENING;
use crate::caller::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::extract::JsonBody;
use crate::identity::access::Action;
use crate::routes::kb::{may, unusable};
use crate::state::AppState;
use crate::wire::answer::AnswerResponse;
use crate::wire::explain::explain;
use crate::wire::knowledge::entry::{
    KbPreviewRequest, KbWordingTried, KbWordingsRequest, KbWordingsTried,
};
use crate::wire::knowledge::revision::{KbCheckRequest, KbChecked};
use crate::wire::request::{AnswerRequest, Asked};

/// Tells what is wrong with an entry as it is being written, by itself and among the others. Only for those
/// who write, review or publish knowledge.
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
    may(&caller, Action::TryKnowledge)?;
    let change = change(&request.entry)?;
    let version = state.engine.version();
    let look = move || problems(&version, change);
    let found = OPENING.run(look).await;
    let found = found.map_err(|error| ApiError::internal(&error))?;
    Ok(Json(KbChecked { problems: found.into_iter().map(Into::into).collect() }))
}

/// Answers a question as if entries were published, with what every stage saw; nothing of it is counted or
/// kept. Only for those who write, review or publish knowledge. Where entries change a version is built for
/// it, one at a time.
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
        top_k: request.top_k,
        ..AnswerRequest::default()
    };
    let asked = asked.check(clock::today())?;
    let mut changes = request.entries.iter().map(change).collect::<Result<Vec<_>, _>>()?;
    let gone = |id| Change { subject: Subject::Entry(id), body: None };
    changes.extend(request.removed.into_iter().map(gone));
    let version = changed(&state, request.kb_version.as_deref(), &changes).await?;
    let body = on_a_thread(move || answer(&version, &asked)).await?;
    Ok(([("content-type", "application/json")], body).into_response())
}

/// Tells what each wording of an entry would find if it were published. Only for those who write, review or
/// publish knowledge, one at a time: a version is built for it.
#[utoipa::path(
    post,
    path = "/v1/kb/preview/wordings",
    operation_id = "try_kb_wordings",
    tag = "knowledge",
    security((), ("bearer" = [])),
    request_body = KbWordingsRequest,
    responses((status = 200, description = "What each finds", body = KbWordingsTried))
)]
pub async fn wordings(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<KbWordingsRequest>,
) -> Result<Json<KbWordingsTried>, ApiError> {
    may(&caller, Action::TryKnowledge)?;
    let change = change(&request.entry)?;
    let Subject::Entry(id) = change.subject.clone() else {
        return Err(ApiError::about("entry", "bad_entry_id", &[]));
    };
    let unasked: Option<&str> = Option::default();
    let version = changed(&state, unasked, &[change]).await?;
    on_a_thread(move || tried(&version, &id)).await.map(Json)
}

/// A version with entries changed; itself where none is.
async fn changed(
    state: &AppState,
    wanted: Option<&str>,
    changes: &[Change],
) -> Result<Arc<Version>, ApiError> {
    let current = state.engine.version();
    let version = match wanted {
        Some(wanted) => state.versions.find(wanted, &current).await?,
        None => current,
    };
    if changes.is_empty() {
        return Ok(version);
    }
    let contents = Contents { base: version.base.clone(), ..Contents::default() };
    let contents = contents.with(changes).map_err(|problems| unusable(&problems))?;
    let shelf = &state.versions.shelf;
    let source = match state.versions.number() {
        Some(number) => shelf.source(number).await?,
        None => shelf.source.clone(),
    };
    let _place = state.versions.place().await?;
    let lists = state.versions.lists();
    let work = move || {
        let parts = source.parts_under(&lists)?;
        let parts = Parts { base: contents.base, before: Some(version), ..parts };
        Ok(Arc::new(build(parts)?))
    };
    on_a_thread(work).await
}

/// Does what takes a while where nobody waits for it.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> Result<T, ApiError> {
    let worked = OPENING.run(work).await;
    let worked = worked.map_err(anyhow::Error::from).and_then(std::convert::identity);
    worked.map_err(|error| ApiError::internal(&format!("{error:#}")))
}

/// Every wording of an entry, asked from where, by whom and when it holds.
fn tried(version: &Arc<Version>, id: &str) -> anyhow::Result<KbWordingsTried> {
    let engine = Engine::new(Arc::clone(version), clock::nanoseconds);
    let today = clock::today();
    let Some(entry) = version.entry(id).map(|at| &version.base.entries[at as usize]) else {
        return Ok(KbWordingsTried { items: Vec::new() });
    };
    let as_of = entry.valid_from.or(entry.valid_to).filter(|_| !entry.holds_on(today));
    let found = entry.wordings().map(|wording| {
        let question = Question {
            region: entry.regions.first().and_then(|code| Region::parse(code)),
            taxpayer_type: entry.taxpayer_types.first().and_then(|name| TaxpayerType::parse(name)),
            ..Question::new(wording, as_of.unwrap_or(today))
        };
        let reply = engine.answer(version, &question)?;
        let first = reply.candidates.first().map(|first| version.shown(first.entry));
        Ok(KbWordingTried {
            wording: wording.to_owned(),
            decision: reply.decision.name().to_owned(),
            confidence: reply.confidence,
            found: first.map(|entry| entry.id.clone()),
            question: first.map(|entry| entry.question.clone()),
        })
    });
    Ok(KbWordingsTried { items: found.collect::<anyhow::Result<_>>()? })
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
    // Whoever comes last is told of what others have too, so the entry is looked at behind all others.
    let gone = Change { subject: change.subject.clone(), body: None };
    match contents.with(&[gone]).and_then(|others| others.with(&[change])) {
        Ok(contents) => {
            let all = check_base(&contents.base, ANY).into_iter();
            all.filter(|problem| problem.file == place).collect()
        }
        Err(problems) => problems,
    }
}
