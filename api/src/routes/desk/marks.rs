//! Signs beside the lines of a session: how far somebody has read, and that somebody types.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use wenshui_desk::line::marks::{Side, Typing};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::Action;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::act::find;
use crate::desk::part::{Beside, owner_to};
use crate::desk::refused::refused;
use crate::desk::step::Held;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody};
use crate::identity::access::Action as May;
use crate::label::action;
use crate::routes::desk::limit::limit;
use crate::routes::desk::stream::side;
use crate::state::AppState;
use crate::wire::desk::sign::{MarksBody, MarksRequest};

/// Says up to which event somebody has read. A mark never goes back, and never beyond the last event.
#[utoipa::path(
    put,
    path = "/v1/sessions/{id}/marks",
    operation_id = "mark_session_read",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    request_body = MarksRequest,
    responses(
        (status = 200, description = "How far each side has read", body = MarksBody),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn mark(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<MarksRequest>,
) -> Result<Json<MarksBody>, ApiError> {
    limit(&state, &caller, Some(&id))?;
    let (held, _, side) = speaker(&state, (&caller, &id)).await?;
    let before = state.store.db.marks(&id).await?;
    let last = held.matter.version.unsigned_abs();
    let marks = before.read((side, request.read_to), last);
    if marks != before {
        let to = match side {
            Side::Taxpayer => marks.taxpayer,
            Side::Agent => marks.agent,
        };
        state.store.db.mark(&id, (side, to)).await?;
    }
    Ok(Json(marks.into()))
}

/// Says that somebody types; the other side is shown it for a few seconds. It is never stored.
#[utoipa::path(
    post,
    path = "/v1/sessions/{id}/typing",
    operation_id = "type_in_session",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 204, description = "It is shown"),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Nobody may speak in this state", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn type_in(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<StatusCode, ApiError> {
    limit(&state, &caller, Some(&id))?;
    let (held, part, side) = speaker(&state, (&caller, &id)).await?;
    let profile = &state.desk.profile;
    let at = Moment { now: clock::now(), profile };
    held.state.may(speaking(side), part, &at).map_err(refused::<Session>(part))?;
    state.store.db.bus.show(&id, Typing::begun(side, at.now, &profile.line));
    Ok(StatusCode::NO_CONTENT)
}

/// A session with whoever speaks in it: in what relation, and for which side.
///
/// # Errors
/// `unknown_matter`, or `not_your_part` for those who only look on.
pub async fn speaker(
    state: &AppState,
    (caller, id): (&Caller, &str),
) -> Result<(Held<Session>, Part, Side), ApiError> {
    let (held, part) = find::<Session>(state, (&caller.0, id)).await?;
    let unknown = ApiError::new("unknown_matter").with(&[id]);
    let owner = owner_to(&caller.0, &held.matter.owner, Beside::of(&held.state));
    // A supervisor speaks in what they have taken over.
    if part != Some(Part::Handler) {
        caller.may(May::Speak, &owner, unknown)?;
    }
    match (part, side(part)) {
        (Some(part), Some(side)) => Ok((held, part, side)),
        _ => Err(ApiError::new("not_your_part").with(&[action(Session::KIND, "speak")])),
    }
}

/// What somebody who speaks for a side does; who may speak may type and send files.
pub fn speaking(side: Side) -> Action {
    match side {
        Side::Taxpayer => Action::Write,
        Side::Agent => Action::Reply,
    }
}
