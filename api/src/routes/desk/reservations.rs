//! 预约互动: times that taxpayers reserve.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use wenshui_desk::number::BegunBy;
use wenshui_desk::part::Part;
use wenshui_desk::reservation::Reservation;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::files::files;
use crate::desk::serving::serving;
use crate::desk::step::New;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::routes::desk::{booking, served};
use crate::state::AppState;
use crate::wire::desk::booking::{BookingAction, BookingBody, ReservationRequest};
use crate::wire::desk::served::MatterList;

/// Reserves a time. Only for taxpayers with a token.
#[utoipa::path(
    post,
    path = "/v1/reservations",
    operation_id = "reserve",
    tag = "desk",
    security(("bearer" = [])),
    request_body = ReservationRequest,
    responses(
        (status = 200, description = "The reservation, which stands", body = BookingBody),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<ReservationRequest>,
) -> Result<Json<BookingBody>, ApiError> {
    let mut owner = caller.own(Action::Reserve, None)?;
    caller.limit(&state, None)?;
    let now = clock::now();
    let attached =
        files(&state, &[&owner.subject], ("attachments", &request.form.attachments)).await?;
    let form = request.form.read(&state.desk.profile.booking, attached)?;
    let center = serving(&state, (&caller, &owner)).await?;
    let moved = booking::submitted::<Reservation>((&state, center), form, now)?;
    if let Some(center) = center {
        owner.center.clone_from(&center.id);
    }
    let new = New {
        moved,
        by: (Part::Owner, &owner.subject.clone()),
        owner,
        handler: String::new(),
        origin: String::new(),
        client_id: request.client_id,
        now,
    };
    booking::file(&state, new, BegunBy::Taxpayer).await
}

/// Lists reservations: a taxpayer's own, or those of an agent's center.
#[utoipa::path(
    get,
    path = "/v1/reservations",
    operation_id = "list_reservations",
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
    served::list::<Reservation>((&state, &caller), query, clock::now()).await
}

/// Gives a reservation.
#[utoipa::path(
    get,
    path = "/v1/reservations/{id}",
    operation_id = "show_reservation",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The reservation's id")),
    responses(
        (status = 200, description = "The reservation", body = BookingBody),
        (status = 404, description = "No such reservation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<BookingBody>, ApiError> {
    served::show::<Reservation>((&state, &caller), &id, clock::now()).await
}

/// Does something with a reservation that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/reservations/{id}/actions",
    operation_id = "act_on_reservation",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The reservation's id")),
    request_body = BookingAction,
    responses(
        (status = 200, description = "The reservation after it", body = BookingBody),
        (status = 404, description = "No such reservation, or somebody else's", body = ProblemBody,
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
    served::act_on::<Reservation>((&state, &caller), (&id, request), clock::now()).await
}
