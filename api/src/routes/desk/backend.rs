//! Commands of an outside desk.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::address::WithinLimit;
use crate::backend::command::{
    BackendCommand, BackendReplay, BackendSession, carry_out, replay as tell_again,
};
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, parse};
use crate::signature::{HEADER, SignatureFault, verify};
use crate::state::AppState;

/// Carries out what an outside desk does with a session. The request is signed with the secret that both
/// sides share, as `docs/backend.md` says; there is no such path where the bundled desk serves.
#[utoipa::path(
    post,
    path = "/v1/backend/sessions/{id}/commands",
    operation_id = "command_as_backend",
    tag = "desk",
    params(
        ("id" = String, Path, description = "The session's id"),
        ("wenshui-signature" = String, Header, description = "`t=SECONDS,v1=HEX`"),
    ),
    request_body = BackendCommand,
    responses(
        (status = 200, description = "Where the session stands after it", body = BackendSession),
        (status = 401, description = "The signature does not hold", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such session, or no outside desk", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A field's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn command(
    State(state): State<AppState>,
    _: WithinLimit,
    IdInPath(id): IdInPath,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<BackendSession>, ApiError> {
    let command: BackendCommand = signed(&state, (&headers, &body))?;
    carry_out(&state, (&id, command), clock::now()).await.map(Json)
}

/// Lets an outside desk hear of a session again, from behind the last event that it has: for desks that
/// have lost what they knew. Signed as commands are.
#[utoipa::path(
    post,
    path = "/v1/backend/sessions/{id}/replay",
    operation_id = "replay_to_backend",
    tag = "desk",
    params(
        ("id" = String, Path, description = "The session's id"),
        ("wenshui-signature" = String, Header, description = "`t=SECONDS,v1=HEX`"),
    ),
    request_body = BackendReplay,
    responses(
        (status = 200, description = "Where the session stands", body = BackendSession),
        (status = 401, description = "The signature does not hold", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such session, or no outside desk", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A field's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn replay(
    State(state): State<AppState>,
    _: WithinLimit,
    IdInPath(id): IdInPath,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<BackendSession>, ApiError> {
    let wish: BackendReplay = signed(&state, (&headers, &body))?;
    tell_again(&state, (&id, &wish), clock::now()).await.map(Json)
}

/// A body whose signature holds.
fn signed<T: DeserializeOwned>(
    state: &AppState,
    (headers, body): (&HeaderMap, &Bytes),
) -> Result<T, ApiError> {
    let Some(config) = &state.config.backend else {
        return Err(ApiError::new("not_found").with(&["/v1/backend"]));
    };
    let signature = headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let now_s = clock::now().as_second();
    verify(&config.secret, (now_s, signature), body).map_err(refused)?;
    parse(body)
}

fn refused(fault: SignatureFault) -> ApiError {
    ApiError::new("bad_signature").with(&[&fault.to_string()])
}
