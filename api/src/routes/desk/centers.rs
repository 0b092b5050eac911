//! The operating centers and the half hours at which they serve: no secret, and needed by whoever fills in
//! a form.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_desk::center::Center;

use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf};
use crate::state::AppState;
use crate::wire::desk::personal::CenterBody;
use crate::wire::request::date_of;

/// The operating centers.
#[derive(Debug, Serialize, ToSchema)]
pub struct CenterList {
    /// All of them, in the order of their file.
    pub items: Vec<CenterBody>,
}

/// Of which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotQuery {
    /// The day in Shanghai, such as `2026-11-27`.
    #[param(format = Date)]
    pub day: String,
}

/// The half hours of a day at which a center serves.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotList {
    /// The day.
    #[schema(format = Date)]
    pub day: String,
    /// When each begins, in order, those that are past too; none on a day without work.
    #[schema(value_type = Vec<String>)]
    pub begins_at: Vec<String>,
}

/// Lists the operating centers.
#[utoipa::path(
    get,
    path = "/v1/centers",
    operation_id = "list_centers",
    tag = "desk",
    responses((status = 200, description = "The centers", body = CenterList))
)]
pub async fn list(State(state): State<AppState>) -> Json<CenterList> {
    Json(CenterList { items: state.desk.centers.iter().map(CenterBody::from).collect() })
}

/// Gives the half hours of a day that lie within the working hours of a center.
#[utoipa::path(
    get,
    path = "/v1/centers/{id}/slots",
    operation_id = "list_slots",
    tag = "desk",
    params(("id" = String, Path, description = "The center's id"), SlotQuery),
    responses(
        (status = 200, description = "The half hours", body = SlotList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such center", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "The day is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn slots(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
    QueryOf(query): QueryOf<SlotQuery>,
) -> Result<Json<SlotList>, ApiError> {
    let day = date_of("day", &query.day)?;
    let unknown = || ApiError::new("unknown_center").with(&[&id]);
    let center: &Center = state.desk.centers.get(&id).ok_or_else(unknown)?;
    let calendar = state.desk.calendars.get(&center.calendar);
    let slots = calendar.map(|calendar| calendar.slots(day)).unwrap_or_default();
    let begins_at =
        slots.iter().map(|slot| clock::rfc3339(slot.begins_at.as_millisecond())).collect();
    Ok(Json(SlotList { day: day.to_string(), begins_at }))
}
