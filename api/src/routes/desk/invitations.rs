//! 税局邀请: times that the tax office proposes.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::number::BegunBy;
use wenshui_desk::part::Part;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::files::files;
use crate::desk::step::New;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::routes::desk::{booking, served};
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::wire::desk::booking::{BookingAction, BookingBody, InvitationRequest};
use crate::wire::desk::served::MatterList;

/// Invites a taxpayer to a time. Only for staff.
#[utoipa::path(
    post,
    path = "/v1/invitations",
    operation_id = "invite",
    tag = "desk",
    security(("bearer" = [])),
    request_body = InvitationRequest,
    responses(
        (status = 200, description = "The invitation, which waits for an answer", body = BookingBody),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<InvitationRequest>,
) -> Result<Json<BookingBody>, ApiError> {
    let staff = caller.staff(Action::Invite)?;
    caller.limit(&state, None)?;
    if request.invitee.is_empty() || request.invitee.chars().count() > 200 {
        return Err(ApiError::about("invitee", "bad_id", &[&request.invitee]));
    }
    let now = clock::now();
    let attached =
        files(&state, &[&staff.subject], ("attachments", &request.form.attachments)).await?;
    let form = request.form.read(&state.desk.profile.booking, attached)?;
    let center = state.desk.centers.get(&staff.center);
    let moved = booking::submitted::<Invitation>((&state, center), form, now)?;
    let new = New {
        moved,
        by: (Part::Handler, &staff.subject),
        owner: Owner { subject: request.invitee, ..staff.clone() },
        handler: staff.subject.clone(),
        origin: String::new(),
        client_id: request.client_id,
        now,
    };
    booking::file(&state, new, BegunBy::Office).await
}

/// Lists invitations: a taxpayer's own, or those of an agent's center.
#[utoipa::path(
    get,
    path = "/v1/invitations",
    operation_id = "list_invitations",
    tag = "desk",
    security(("bearer" = [])),
    params(
        ("page" = Option<i64>, Query, description = "The page, counted from 1; ten a page"),
        ("number" = Option<String>, Query, description = "Complete and exact"),
        ("begins_from" = Option<String>, Query, description = "A day; from it on"),
        ("begins_until" = Option<String>, Query, description = "A day; up to it"),
        ("service_type" = Option<String>, Query, description = "A part of it"),
        ("business_category" = Option<String>, Query, description = "A part of it"),
        ("subject_matter" = Option<String>, Query, description = "A part of it"),
        ("way" = Option<String>, Query, description = "`phone` or `online`, several by comma"),
        ("confirmation" = Option<String>, Query, description = "Names, several by comma"),
        ("progress" = Option<String>, Query, description = "Names, several by comma"),
    ),
    responses(
        (status = 200, description = "A page", body = MatterList<BookingBody>),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<BTreeMap<String, String>>,
) -> Result<Json<MatterList<BookingBody>>, ApiError> {
    served::list::<Invitation>((&state, &caller), query, clock::now()).await
}

/// Gives an invitation.
#[utoipa::path(
    get,
    path = "/v1/invitations/{id}",
    operation_id = "show_invitation",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation's id")),
    responses(
        (status = 200, description = "The invitation", body = BookingBody),
        (status = 404, description = "No such invitation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<BookingBody>, ApiError> {
    served::show::<Invitation>((&state, &caller), &id, clock::now()).await
}

/// Does something with an invitation that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/invitations/{id}/actions",
    operation_id = "act_on_invitation",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation's id")),
    request_body = BookingAction,
    responses(
        (status = 200, description = "The invitation after it", body = BookingBody),
        (status = 404, description = "No such invitation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state, or not at this time", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<BookingAction>,
) -> Result<Json<BookingBody>, ApiError> {
    served::act_on::<Invitation>((&state, &caller), (&id, request), clock::now()).await
}
