//! Replies that agents prepare for themselves, and supervisors for their center.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use wenshui_desk::fault::{Fault, text_within};

use crate::caller::Caller;
use crate::clock;
use crate::desk::refused::faulty;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf, in_range};
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::canned::Canned;
use crate::store::owner::Owner;
use crate::wire::desk::reply::{PreparedReply, Replies, RepliesQuery, ReplyRequest};

/// How many a page has, and the last page that may be asked for.
const PAGE: i64 = 50;
const PAGE_MAX: i64 = 1000;
/// How many an agent has at most, and how many a center.
const OWN_MAX: i64 = 200;
const CENTER_MAX: i64 = 500;
/// The longest title and the longest text that is looked for, in characters.
const TITLE_CHARS_MAX: usize = 50;
const SOUGHT_CHARS_MAX: usize = 100;

/// Lists an agent's own prepared replies and those of the center.
#[utoipa::path(
    get,
    path = "/v1/replies",
    operation_id = "list_replies",
    tag = "desk",
    security(("bearer" = [])),
    params(RepliesQuery),
    responses(
        (status = 200, description = "A page", body = Replies),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<RepliesQuery>,
) -> Result<Json<Replies>, ApiError> {
    let me = caller.own(Action::KeepReplies, None)?;
    let page = in_range("page", (query.page, 1), 1..=PAGE_MAX)?;
    let sought = query.q.unwrap_or_default();
    if sought.chars().count() > SOUGHT_CHARS_MAX {
        let most = format!("0 - {SOUGHT_CHARS_MAX}");
        return Err(ApiError::about("q", "bad_value", &["q", "", &most]));
    }
    let page_of = ((page - 1) * PAGE, PAGE);
    let (total, found) = state.store.db.canned_for((&me, &sought), page_of).await?;
    let items = found.into_iter().map(Into::into).collect();
    Ok(Json(Replies { total, page, items }))
}

/// Prepares a reply, for oneself or, as a supervisor, for the center.
#[utoipa::path(
    post,
    path = "/v1/replies",
    operation_id = "prepare_reply",
    tag = "desk",
    security(("bearer" = [])),
    request_body = ReplyRequest,
    responses(
        (status = 201, description = "It is prepared", body = PreparedReply),
        (status = 409, description = "There are as many as there may be", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn prepare(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<ReplyRequest>,
) -> Result<(StatusCode, Json<PreparedReply>), ApiError> {
    let me = caller.own(Action::KeepReplies, None)?;
    let kinds = [(me.clone(), OWN_MAX), (Owner { subject: String::new(), ..me }, CENTER_MAX)];
    let (owner, most) = kinds[usize::from(request.shared)].clone();
    may(&caller, &owner, "")?;
    check(&state, &request)?;
    let now = clock::now_ms();
    let new = Canned {
        id: uuid::Uuid::now_v7().to_string(),
        owner,
        title: request.title,
        text: request.text,
        created_at: now,
        updated_at: now,
    };
    if !state.store.db.add_canned(&new, most).await? {
        return Err(ApiError::in_state("full", "full").with(&["prepare"]));
    }
    Ok((StatusCode::CREATED, Json(new.into())))
}

/// Changes a prepared reply.
#[utoipa::path(
    put,
    path = "/v1/replies/{id}",
    operation_id = "change_reply",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The reply's id")),
    request_body = ReplyRequest,
    responses(
        (status = 200, description = "It is changed", body = PreparedReply),
        (status = 404, description = "No such reply, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<ReplyRequest>,
) -> Result<Json<PreparedReply>, ApiError> {
    let before = own(&state, (&caller, &id)).await?;
    check(&state, &request)?;
    let (title, text) = (request.title, request.text);
    let changed = Canned { title, text, updated_at: clock::now_ms(), ..before };
    state.store.db.change_canned(&changed).await?;
    Ok(Json(changed.into()))
}

/// Removes a prepared reply.
#[utoipa::path(
    delete,
    path = "/v1/replies/{id}",
    operation_id = "remove_reply",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The reply's id")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "No such reply, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<StatusCode, ApiError> {
    own(&state, (&caller, &id)).await?;
    state.store.db.remove_canned(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A reply that somebody may change.
async fn own(state: &AppState, (caller, id): (&Caller, &str)) -> Result<Canned, ApiError> {
    caller.own(Action::KeepReplies, None)?;
    let found = state.store.db.canned(id).await?;
    let found = found.ok_or_else(|| ApiError::new("unknown_reply").with(&[id]))?;
    may(caller, &found.owner, id)?;
    Ok(found)
}

/// Whether somebody may keep a reply of that owner; a center's has no subject.
fn may(caller: &Caller, owner: &Owner, id: &str) -> Result<(), ApiError> {
    let unknown = ApiError::new("unknown_reply").with(&[id]);
    if owner.subject.is_empty() {
        return caller.may(Action::KeepCenterReplies, owner, unknown);
    }
    caller.may(Action::KeepReplies, owner, unknown)
}

fn check(state: &AppState, request: &ReplyRequest) -> Result<(), ApiError> {
    let mut faults: Vec<Fault> = Vec::new();
    text_within("title", (&request.title, TITLE_CHARS_MAX), &mut faults);
    let most = state.desk.profile.line.agent_chars_max;
    text_within("text", (&request.text, most), &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faulty(&faults)) }
}
