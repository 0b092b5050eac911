//! Links to answers: whoever has one reads the entry's words, and nothing of who asked.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use wenshui_engine::reply::Decision;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::IdInPath;
use crate::identity::access::Action;
use crate::identity::token::ShareFault;
use crate::state::AppState;
use crate::wire::shared::{ShareResponse, SharedBody};

const DAY_S: i64 = 24 * 60 * 60;

/// Makes a link to an answer. Whoever has it reads the entry's words; what was asked and who asked
/// stay out of it. Prompts cannot be shared.
#[utoipa::path(
    post,
    path = "/v1/answers/{answer_id}/share",
    tag = "answers",
    security((), ("bearer" = [])),
    params(("answer_id" = String, Path, description = "The answer's id")),
    responses(
        (status = 200, description = "The link", body = ShareResponse),
        (status = 404, description = "No such answer, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "This is a prompt", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn share(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(answer_id): IdInPath,
) -> Result<Json<ShareResponse>, ApiError> {
    // The answer may have been given a moment ago.
    state.store.writer.settle().await?;
    let unknown = || ApiError::new("unknown_answer").with(&[&answer_id]);
    let turn = state.store.db.turn_of_answer(&answer_id).await?.ok_or_else(unknown)?;
    caller.may(Action::ShareAnswer, &turn.owner, unknown())?;
    if turn.decision != Decision::Answer.name() {
        return Err(ApiError::new("no_share_of_prompts"));
    }
    let serving = &state.config.serving;
    let exp = clock::now_ms() / 1000 + i64::from(serving.share_days) * DAY_S;
    let token = state.identity.share(&answer_id, exp)?;
    Ok(Json(ShareResponse {
        url: format!("{}/v1/shared/{token}", serving.public_url.trim_end_matches('/')),
        token,
        expires_at: clock::rfc3339(exp * 1000),
    }))
}

/// What a shared answer reads of a stored reply.
#[derive(Debug, Deserialize)]
struct Replied {
    answer: Answered,
    kb_version: String,
}

#[derive(Debug, Deserialize)]
struct Answered {
    id: String,
    question: String,
    blocks: Value,
    basis: Value,
}

/// The link is for those who have it, not for search engines or caches.
const UNLISTED: [(HeaderName, HeaderValue); 2] = [
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
];

/// Gives a shared answer with its grounds and the disclaimer.
#[utoipa::path(
    get,
    path = "/v1/shared/{token}",
    tag = "answers",
    params(("token" = String, Path, description = "The token of the link")),
    responses(
        (status = 200, description = "The answer", body = SharedBody),
        (status = 404, description = "This is no link of this server", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 410, description = "The link has ended, or the answer is erased",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn read(
    State(state): State<AppState>,
    _: WithinLimit,
    IdInPath(token): IdInPath,
) -> Result<Response, ApiError> {
    let (answer_id, exp) = state.identity.shared(&token).map_err(|fault| match fault {
        ShareFault::Expired => ApiError::new("share_expired"),
        ShareFault::Unknown => ApiError::new("unknown_share"),
    })?;
    let turn = state.store.db.turn_of_answer(&answer_id).await?;
    let turn = turn.ok_or_else(|| ApiError::new("share_gone"))?;
    let replied: Replied =
        serde_json::from_str(&turn.reply).map_err(|error| ApiError::internal(&error))?;
    let Replied { answer, kb_version } = replied;
    let body = SharedBody {
        id: answer.id,
        question: answer.question,
        blocks: answer.blocks,
        basis: answer.basis,
        kb_version,
        answered_at: clock::rfc3339(turn.created_at),
        expires_at: clock::rfc3339(exp * 1000),
        disclaimer: state.reception.disclaimer.clone(),
    };
    Ok((UNLISTED, Json(body)).into_response())
}
