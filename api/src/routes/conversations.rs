//! Conversations: begun, looked at, read back, ended.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf, in_range};
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::conversation::{Beginning, Conversation};
use crate::store::recent::{Known, Memory};
use crate::store::turn::Page;
use crate::wire::conversation::{ConversationBody, ConversationRequest, TurnBody, TurnList};
use crate::wire::request::AnswerRequest;

/// How many turns a page has when nobody says.
const LIMIT: i64 = 20;
/// How many it may have.
const LIMIT_MAX: i64 = 100;

/// Begins a conversation. This need not be done: a question without a conversation begins one.
#[utoipa::path(
    post,
    path = "/v1/conversations",
    tag = "conversations",
    security((), ("bearer" = [])),
    request_body = ConversationRequest,
    responses(
        (status = 201, description = "The conversation", body = ConversationBody),
        (status = 422, description = "A field's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn begin(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<ConversationRequest>,
) -> Result<Response, ApiError> {
    let id = uuid::Uuid::now_v7().to_string();
    // The fields are those of a question and are checked as there.
    let asked = AnswerRequest {
        option: Some("begin".to_owned()),
        entry_scene: request.entry_scene.clone(),
        region: request.region.clone(),
        taxpayer_type: request.taxpayer_type.clone(),
        ..AnswerRequest::default()
    };
    asked.check(clock::today())?;
    let beginning = Beginning {
        owner: caller.0.owner_in(&id),
        entry_scene: request.entry_scene,
        region: request.region,
        taxpayer_type: request.taxpayer_type,
        id,
    };
    state.store.db.begin_conversation(&beginning, clock::now_ms()).await?;
    let begun = find(&state, &caller, (&beginning.id, Action::ReadConversation)).await?;
    Ok((StatusCode::CREATED, Json(ConversationBody::from(begun))).into_response())
}

/// Shows a conversation as it is now.
#[utoipa::path(
    get,
    path = "/v1/conversations/{id}",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id")),
    responses(
        (status = 200, description = "The conversation", body = ConversationBody),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<ConversationBody>, ApiError> {
    let found = find(&state, &caller, (&id, Action::ReadConversation)).await?;
    Ok(Json(found.into()))
}

/// Which turns are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TurnQuery {
    /// Only turns with a smaller number; the newest where it is missing.
    #[param(minimum = 1)]
    pub before: Option<i64>,
    /// How many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// Reads a conversation back, newest turns first.
#[utoipa::path(
    get,
    path = "/v1/conversations/{id}/turns",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id"), TurnQuery),
    responses(
        (status = 200, description = "Turns", body = TurnList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn turns(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    QueryOf(query): QueryOf<TurnQuery>,
) -> Result<Json<TurnList>, ApiError> {
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)?;
    let before = in_range("before", (query.before, i64::MAX), 1..=i64::MAX)?;
    find(&state, &caller, (&id, Action::ReadConversation)).await?;
    // One more than is shown tells whether there is a next page.
    let mut turns = state.store.db.turns(&id, Page { before, limit: limit + 1 }).await?;
    let more = turns.len() as i64 > limit;
    turns.truncate(limit as usize);
    let next_before = turns.last().filter(|_| more).map(|turn| turn.seq);
    let items = turns.into_iter().map(TurnBody::of).collect::<Result<_, _>>()?;
    Ok(Json(TurnList { items, next_before }))
}

/// Ends a conversation; ending it again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/conversations/{id}/end",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id")),
    responses(
        (status = 200, description = "The conversation, ended", body = ConversationBody),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn end(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<ConversationBody>, ApiError> {
    find(&state, &caller, (&id, Action::EndConversation)).await?;
    let ended = state.store.db.end_conversation(&id, clock::now_ms()).await?;
    let ended = ended.ok_or_else(|| unknown(&id))?;
    let memory = Memory::default();
    let known = Known { owner: ended.owner.clone(), status: ended.status, memory };
    state.store.recent.note(&id, known);
    Ok(Json(ended.into()))
}

/// The conversation, with everything that this node was told to write to it, if the caller may.
///
/// # Errors
/// `unknown_conversation` when there is none or it is somebody else's.
pub async fn find(
    state: &AppState,
    caller: &Caller,
    (id, action): (&str, Action),
) -> Result<Conversation, ApiError> {
    state.store.writer.settle().await?;
    let found = state.store.db.conversation(id).await?.ok_or_else(|| unknown(id))?;
    caller.may(action, &found.owner, unknown(id))?;
    Ok(found)
}

fn unknown(id: &str) -> ApiError {
    ApiError::new("unknown_conversation").with(&[id])
}
