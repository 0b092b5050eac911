//! What the guard stopped: seen and released by staff.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf, in_range};
use crate::identity::access::{Action, Reach, reach};
use crate::state::AppState;
use crate::store::interception::{Direction, Interception, Wanted};
use crate::trouble::denied;

/// How many a page has when nobody says, and how many it may have.
const LIMIT: i64 = 50;
const LIMIT_MAX: i64 = 200;

/// Which interceptions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InterceptionQuery {
    /// Only this rule.
    pub rule: Option<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only this conversation.
    pub conversation_id: Option<String>,
    /// Only what was asked (`in`), or only what was to be answered (`out`).
    pub direction: Option<String>,
    /// Only from this moment on, as RFC 3339.
    #[param(format = DateTime)]
    pub since: Option<String>,
    /// Only before this moment, as RFC 3339.
    #[param(format = DateTime)]
    pub until: Option<String>,
    /// Only released ones, or only others.
    pub released: Option<bool>,
    /// `next` of the page before.
    pub before: Option<String>,
    /// How many.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
}

/// Interceptions, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterceptionList {
    /// The interceptions.
    pub items: Vec<InterceptionBody>,
    /// Pass it as `before` for the next page; null when there is none.
    pub next: Option<String>,
}

/// Something that the guard stopped.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterceptionBody {
    /// Its id.
    pub id: String,
    /// The conversation; empty when the person had their data erased.
    pub conversation_id: String,
    /// The rule that was met.
    pub rule: String,
    /// What the guard did.
    pub action: String,
    /// A hash of the text, which itself is not kept.
    pub text_hash: String,
    /// Whether it was asked (`in`) or was to be answered (`out`).
    pub direction: &'static str,
    /// The entry whose answer it was, of what was to be answered.
    pub entry_id: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was released.
    #[schema(format = DateTime)]
    pub released_at: Option<String>,
    /// Who released it.
    pub released_by: Option<String>,
}

/// Lists what the guard stopped. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/interceptions",
    operation_id = "list_interceptions",
    tag = "staff",
    security((), ("bearer" = [])),
    params(InterceptionQuery),
    responses(
        (status = 200, description = "Interceptions", body = InterceptionList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<InterceptionQuery>,
) -> Result<Json<InterceptionList>, ApiError> {
    let reach = reach(&caller.0, Action::ListInterceptions);
    let reach = reach.map_err(|why| denied(why, ApiError::new("forbidden")))?;
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)?;
    let (direction, period) = (direction(&query)?, period(&query)?);
    state.store.writer.settle().await?;
    let wanted = Wanted {
        rule: query.rule.unwrap_or_default(),
        action: query.action.unwrap_or_default(),
        conversation_id: query.conversation_id.unwrap_or_default(),
        direction,
        period,
        center: match reach {
            Reach::Any => None,
            Reach::Center(center) => Some(center),
        },
        released: query.released,
        before: query.before.unwrap_or_default(),
        limit: limit + 1,
    };
    let mut found = state.store.db.interceptions(&wanted).await?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.what.id.clone());
    let items = found.into_iter().map(InterceptionBody::from).collect();
    Ok(Json(InterceptionList { items, next }))
}

fn direction(query: &InterceptionQuery) -> Result<Option<Direction>, ApiError> {
    let Some(name) = &query.direction else {
        return Ok(None);
    };
    let unknown = || ApiError::about("direction", "bad_value", &["direction", name, "in, out"]);
    Direction::parse(name).map(Some).ok_or_else(unknown)
}

/// The moments that are meant, in milliseconds since 1970; for ever where none are named.
fn period(query: &InterceptionQuery) -> Result<(i64, i64), ApiError> {
    let moment = |field, text: &Option<String>, unsaid| match text {
        Some(text) => clock::parse_ms(text)
            .ok_or_else(|| ApiError::about(field, "bad_moment", &[field, text])),
        None => Ok(unsaid),
    };
    Ok((moment("since", &query.since, i64::MIN)?, moment("until", &query.until, i64::MAX)?))
}

/// Releases what the guard stopped by mistake. Only for staff.
#[utoipa::path(
    post,
    path = "/v1/interceptions/{id}/release",
    operation_id = "release_interception",
    tag = "staff",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The interception's id")),
    responses(
        (status = 200, description = "The interception, released", body = InterceptionBody),
        (status = 404, description = "No such interception, or another center's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "It is released already", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn release(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<InterceptionBody>, ApiError> {
    let unknown = || ApiError::new("unknown_interception").with(&[&id]);
    // Who may release nothing at all does not hear either what is there.
    let reach = reach(&caller.0, Action::ReleaseInterception);
    reach.map_err(|why| denied(why, ApiError::new("forbidden")))?;
    state.store.writer.settle().await?;
    let found = state.store.db.interception(&id).await?.ok_or_else(unknown)?;
    caller.may(Action::ReleaseInterception, &found.what.owner, unknown())?;
    let by = caller.0.owner().map(|owner| owner.subject.clone()).unwrap_or_default();
    if !state.store.db.release(&id, &by, clock::now_ms()).await? {
        return Err(ApiError::in_state("already_released", "released"));
    }
    let released = state.store.db.interception(&id).await?.ok_or_else(unknown)?;
    Ok(Json(released.into()))
}

impl From<Interception> for InterceptionBody {
    fn from(of: Interception) -> Self {
        Self {
            id: of.what.id,
            conversation_id: of.what.conversation_id,
            rule: of.what.rule,
            action: of.what.action,
            text_hash: of.what.text_hash,
            direction: of.what.direction.name(),
            entry_id: of.what.entry_id,
            created_at: clock::rfc3339(of.what.created_at),
            released_at: of.released_at.map(clock::rfc3339),
            released_by: of.released_by,
        }
    }
}
