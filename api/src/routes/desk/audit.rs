//! Who did what to which matter.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{QueryOf, in_range};
use crate::identity::access::Action;
use crate::routes::desk::export::{Format, format, table};
use crate::routes::desk::statistics::{period, span};
use crate::routes::desk::wall::center_of;
use crate::state::AppState;
use crate::store::audit::Sought;
use crate::wire::desk::audit::{Audit, AuditEntry, AuditQuery};

/// How many entries a page has, and how many an export.
const PAGE: i64 = 50;
const EXPORT_MAX: i64 = 10_000;
/// The last page that may be asked for.
const PAGE_MAX: i64 = 100_000;
/// The longest condition, in characters.
const CHARS_MAX: usize = 200;

/// Lists who did what to which matter, without what was said. Only for supervisors, of their center, and
/// auditors.
#[utoipa::path(
    get,
    path = "/v1/desk/audit",
    operation_id = "desk_audit",
    tag = "desk",
    security((), ("bearer" = [])),
    params(AuditQuery),
    responses(
        (status = 200, description = "A page",
         content((Audit = "application/json"), (String = "text/csv"))),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn audit(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<AuditQuery>,
) -> Result<Response, ApiError> {
    let center = center_of(&caller, Action::ReadAudit)?.unwrap_or_default();
    let format = format(query.format.as_deref())?;
    let page = in_range("page", (query.page, 1), 1..=PAGE_MAX)?;
    let (from, until) = span(period((&query.from, &query.until), clock::today())?);
    let sought = Sought {
        center,
        kind: condition("kind", query.kind)?,
        matter: condition("matter", query.matter)?,
        actor: condition("actor", query.actor)?,
        action: condition("action", query.action)?,
        within: (from.as_millisecond(), until.as_millisecond()),
        page: match format {
            Format::Json => ((page - 1) * PAGE, PAGE),
            Format::Csv => (0, EXPORT_MAX),
        },
    };
    let (total, deeds) = state.store.db.deeds(&sought).await?;
    let items: Vec<AuditEntry> = deeds.into_iter().map(Into::into).collect();
    Ok(match format {
        Format::Csv => table("audit", items.into_iter().map(AuditEntry::cells).collect()),
        Format::Json => Json(Audit { total, page, items }).into_response(),
    })
}

fn condition(field: &str, value: Option<String>) -> Result<String, ApiError> {
    let value = value.unwrap_or_default();
    if value.chars().count() > CHARS_MAX {
        let most = format!("0 - {CHARS_MAX}");
        return Err(ApiError::about(field, "bad_value", &[field, "", &most]));
    }
    Ok(value)
}
