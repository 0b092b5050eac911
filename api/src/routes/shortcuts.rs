//! Quick entries: those there are, and those that somebody chose.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::quick::Shortcut;
use crate::routes::favorites::OwnQuery;
use crate::state::AppState;

/// Quick entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShortcutList {
    /// All that can be chosen.
    pub available: Vec<Shortcut>,
    /// The keys of those that are shown, in order.
    pub chosen: Vec<String>,
}

/// A choice of quick entries.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortcutRequest {
    /// Keys in the order in which they are shown; none shows none.
    pub keys: Vec<String>,
}

/// Lists quick entries and which of them the caller sees.
#[utoipa::path(
    get,
    path = "/v1/shortcuts",
    operation_id = "list_shortcuts",
    tag = "mine",
    security((), ("bearer" = [])),
    params(OwnQuery),
    responses(
        (status = 200, description = "Quick entries", body = ShortcutList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<OwnQuery>,
) -> Result<Json<ShortcutList>, ApiError> {
    let named = caller.0.owner().is_some() || query.conversation_id.is_some();
    let chosen = if named {
        let owner = caller.own(Action::ChooseShortcuts, query.conversation_id.as_deref())?;
        state.store.db.shortcuts(&owner.subject).await?
    } else {
        None
    };
    let mut chosen = chosen.unwrap_or_else(|| state.shortcuts.unchosen());
    // What a changed list no longer has cannot be shown.
    chosen.retain(|key| state.shortcuts.has(key));
    Ok(Json(ShortcutList { available: state.shortcuts.shortcuts.clone(), chosen }))
}

/// Chooses the quick entries that the caller sees.
#[utoipa::path(
    put,
    path = "/v1/shortcuts",
    operation_id = "choose_shortcuts",
    tag = "mine",
    security((), ("bearer" = [])),
    params(OwnQuery),
    request_body = ShortcutRequest,
    responses(
        (status = 200, description = "Quick entries", body = ShortcutList),
        (status = 422, description = "An unknown or a double key", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn choose(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    QueryOf(query): QueryOf<OwnQuery>,
    JsonBody(request): JsonBody<ShortcutRequest>,
) -> Result<Json<ShortcutList>, ApiError> {
    let owner = caller.own(Action::ChooseShortcuts, query.conversation_id.as_deref())?;
    for (at, key) in request.keys.iter().enumerate() {
        if !state.shortcuts.has(key) {
            return Err(ApiError::about("keys", "unknown_shortcut", &[key]));
        }
        if request.keys[..at].contains(key) {
            return Err(ApiError::about("keys", "double_shortcut", &[key]));
        }
    }
    state.store.db.choose_shortcuts(&owner, &request.keys).await?;
    let available = state.shortcuts.shortcuts.clone();
    Ok(Json(ShortcutList { available, chosen: request.keys }))
}
