//! The demonstration: whose part may be taken, and a token to take it with.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::{Limited, WithinLimit};
use crate::caller::Caller;
use crate::clock;
use crate::demo::{Demo, Person};
use crate::error::{ApiError, ProblemBody};
use crate::extract::JsonBody;
use crate::identity::principal::Principal;
use crate::routes::desk::personal::act_on;
use crate::state::AppState;
use crate::wire::desk::personal::AuthorityAction;

/// The people of the demonstration.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoPeople {
    /// All of them, as they should be shown.
    pub people: Vec<Person>,
}

/// Whose part is taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DemoTokenRequest {
    /// Their id.
    #[schema(max_length = 100)]
    pub person: String,
}

/// A token of somebody of the demonstration.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoToken {
    /// Pass it in `Authorization: Bearer`.
    pub token: String,
    /// When it ends.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// Whose it is.
    pub person: Person,
}

/// Lists the invented people whose part anybody may take, where the server shows itself (`--demo`).
#[utoipa::path(
    get,
    path = "/v1/demo",
    operation_id = "list_demo_people",
    tag = "demo",
    responses(
        (status = 200, description = "The people", body = DemoPeople),
        (status = 404, description = "The server does not show itself", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(State(state): State<AppState>) -> Result<Json<DemoPeople>, ApiError> {
    Ok(Json(DemoPeople { people: demo(&state)?.people.clone() }))
}

/// Gives a token of one of them, with which the server takes whoever has it for that person. For a
/// taxpayer it is a login, with which the center that was chosen takes effect.
#[utoipa::path(
    post,
    path = "/v1/demo/tokens",
    operation_id = "take_demo_part",
    tag = "demo",
    request_body = DemoTokenRequest,
    responses(
        (status = 200, description = "A token", body = DemoToken),
        (status = 404, description = "The server does not show itself, or there is no such person",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn token(
    State(state): State<AppState>,
    _: WithinLimit,
    JsonBody(request): JsonBody<DemoTokenRequest>,
) -> Result<Response, ApiError> {
    let person = demo(&state)?.person(&request.person);
    let person = person.ok_or_else(|| ApiError::about("person", "no_demo_person", &[]))?;
    let claims = person.claims(clock::now_ms());
    let caller = Caller(Principal::of_claims(claims.clone())?);
    if caller.taxpayer().is_some() {
        // As a host does with every login: what was chosen in 我的机关 takes effect.
        let request = AuthorityAction { action: "log_in".to_owned(), center: None };
        act_on(State(state.clone()), WithinLimit(Limited(None)), caller, JsonBody(request))
            .await
            .map(drop)?;
    }
    let (token, expires_at) = state.identity.token(claims)?;
    let body = DemoToken { token, expires_at: clock::rfc3339(expires_at), person: person.clone() };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

fn demo(state: &AppState) -> Result<&Demo, ApiError> {
    state.demo.as_ref().ok_or_else(|| ApiError::new("no_demo"))
}
