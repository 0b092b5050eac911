//! One person's data.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::QueryOf;
use crate::identity::access::Action;
use crate::receive::discard;
use crate::routes::favorites::OwnQuery;
use crate::state::AppState;

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureBody {
    /// Rows by what they were. A conversation takes its turns and events along, an attachment its
    /// content; an interception stays as a rule and a number, and is nobody's.
    pub erased: BTreeMap<&'static str, u64>,
}

/// Erases everything of the caller: conversations, attachments, feedback, favorites, shortcuts.
#[utoipa::path(
    delete,
    path = "/v1/me",
    tag = "mine",
    security((), ("bearer" = [])),
    params(OwnQuery),
    responses(
        (status = 200, description = "It is erased", body = ErasureBody),
    )
)]
pub async fn erase(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<OwnQuery>,
) -> Result<Json<ErasureBody>, ApiError> {
    let owner = caller.own(Action::EraseSelf, query.conversation_id.as_deref())?;
    // What is still queued would come after the erasure.
    state.store.writer.settle().await?;
    let erased = state.store.db.erase(&owner.subject).await?;
    state.store.recent.forget(&owner.subject);
    for object in &erased.objects {
        discard(&state, object).await;
    }
    let erased = erased.rows;
    tracing::info!(
        rows = erased.iter().map(|(_, rows)| rows).sum::<u64>(),
        "a person's data is erased"
    );
    Ok(Json(ErasureBody { erased: erased.into_iter().collect() }))
}
