//! Who did what to the knowledge.

use axum::Json;
use axum::extract::State;

use crate::caller::Caller;
use crate::error::{ApiError, ProblemBody};
use crate::extract::QueryOf;
use crate::identity::access::Action;
use crate::routes::kb::{condition, may, page};
use crate::state::AppState;
use crate::store::knowledge::deed::SoughtDeeds;
use crate::wire::knowledge::revision::{KbAudit, KbAuditQuery};

/// Lists who did what to the knowledge. Only for reviewers, publishers and auditors.
#[utoipa::path(
    get,
    path = "/v1/kb/audit",
    operation_id = "kb_audit",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(KbAuditQuery),
    responses(
        (status = 200, description = "A page", body = KbAudit),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<KbAuditQuery>,
) -> Result<Json<KbAudit>, ApiError> {
    may(&caller, Action::AuditKnowledge)?;
    let (page, rows) = page(query.page)?;
    let sought = SoughtDeeds {
        actor: condition("actor", query.actor)?,
        action: condition("action", query.action)?,
        subject: condition("subject", query.subject)?,
        page: rows,
    };
    let (total, deeds) = state.store.db.kb_deeds(&sought).await?;
    Ok(Json(KbAudit { total, page, items: deeds.into_iter().map(Into::into).collect() }))
}
