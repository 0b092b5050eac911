//! Entries that somebody keeps.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_engine::version::Version;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf, in_range};
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::favorite::Favorite;

/// How many a page has when nobody says, and how many it may have.
const LIMIT: i64 = 20;
const LIMIT_MAX: i64 = 100;

/// Whose favorites are meant, where there is no token.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OwnQuery {
    /// The conversation of somebody without a token.
    pub conversation_id: Option<String>,
}

/// Which page is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FavoriteQuery {
    /// The conversation of somebody without a token.
    pub conversation_id: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// How many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// Kept entries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavoriteList {
    /// The entries.
    pub items: Vec<FavoriteBody>,
    /// Pass it as `after` for the next page; null when there is none.
    pub next: Option<String>,
}

/// A kept entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavoriteBody {
    /// The entry.
    pub entry_id: String,
    /// Its standard question; null when the knowledge in service does not have it.
    pub question: Option<String>,
    /// Since when.
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// Lists what somebody keeps.
#[utoipa::path(
    get,
    path = "/v1/favorites",
    operation_id = "list_favorites",
    tag = "mine",
    security((), ("bearer" = [])),
    params(FavoriteQuery),
    responses(
        (status = 200, description = "Kept entries", body = FavoriteList),
        (status = 400, description = "A parameter is unknown or wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<FavoriteQuery>,
) -> Result<Json<FavoriteList>, ApiError> {
    let owner = caller.own(Action::KeepFavorites, query.conversation_id.as_deref())?;
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)?;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let subject = &owner.subject;
    let mut kept = state.store.db.favorites(subject, after.as_ref(), limit + 1).await?;
    let more = kept.len() as i64 > limit;
    kept.truncate(limit as usize);
    let last = kept.last().filter(|_| more);
    let next = last.map(|last| format!("{}:{}", last.created_at, last.entry_id));
    let version = state.engine.version();
    let items = kept.into_iter().map(|kept| body(&version, kept)).collect();
    Ok(Json(FavoriteList { items, next }))
}

/// Keeps an entry; keeping it again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/favorites/{entry_id}",
    operation_id = "keep_favorite",
    tag = "mine",
    security((), ("bearer" = [])),
    params(("entry_id" = String, Path, description = "The entry's id"), OwnQuery),
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, description = "No such entry", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn keep(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(entry_id): IdInPath,
    QueryOf(query): QueryOf<OwnQuery>,
) -> Result<StatusCode, ApiError> {
    let owner = caller.own(Action::KeepFavorites, query.conversation_id.as_deref())?;
    if state.engine.version().entry(&entry_id).is_none() {
        return Err(ApiError::about("entry_id", "unknown_entry", &[&entry_id]));
    }
    state.store.db.keep_favorite(&owner, &entry_id, clock::now_ms()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps an entry no longer; one that is not kept changes nothing.
#[utoipa::path(
    delete,
    path = "/v1/favorites/{entry_id}",
    operation_id = "release_favorite",
    tag = "mine",
    security((), ("bearer" = [])),
    params(("entry_id" = String, Path, description = "The entry's id"), OwnQuery),
    responses(
        (status = 204, description = "It is not kept"),
    )
)]
pub async fn release(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(entry_id): IdInPath,
    QueryOf(query): QueryOf<OwnQuery>,
) -> Result<StatusCode, ApiError> {
    let owner = caller.own(Action::KeepFavorites, query.conversation_id.as_deref())?;
    state.store.db.drop_favorite(&owner.subject, &entry_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn body(version: &Version, kept: Favorite) -> FavoriteBody {
    let at = version.entry(&kept.entry_id);
    FavoriteBody {
        question: at.map(|at| version.shown(at).question.clone()),
        created_at: clock::rfc3339(kept.created_at),
        entry_id: kept.entry_id,
    }
}

fn cursor(text: &str) -> Result<Favorite, ApiError> {
    let parts = text.split_once(':').and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())));
    let (created_at, entry_id) =
        parts.ok_or_else(|| ApiError::about("after", "bad_query", &["after"]))?;
    Ok(Favorite { entry_id, created_at })
}
