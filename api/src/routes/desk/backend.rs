//! Commands of an outside desk.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::de::DeserializeOwned;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::session::Session;

use crate::address::WithinLimit;
use crate::backend::command::{
    BackendCommand, BackendFile, BackendReplay, BackendSession, carry_out, check_session,
    replay as tell_again,
};
use crate::clock;
use crate::desk::files::sent;
use crate::desk::origin::conversation;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBytes, parse};
use crate::routes::attachments::{Kept, content};
use crate::signature::{HEADER, SignatureFault, verify};
use crate::state::AppState;
use crate::wire::attachment::FileContent;

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
    JsonBytes(body): JsonBytes,
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
    JsonBytes(body): JsonBytes,
) -> Result<Json<BackendSession>, ApiError> {
    let wish: BackendReplay = signed(&state, (&headers, &body))?;
    tell_again(&state, (&id, &wish), clock::now()).await.map(Json)
}

/// Gives an outside desk the content of a file that was sent into a session, or into the conversation before
/// it. Signed as commands are.
#[utoipa::path(
    post,
    path = "/v1/backend/sessions/{id}/files",
    operation_id = "fetch_as_backend",
    tag = "desk",
    params(
        ("id" = String, Path, description = "The session's id"),
        ("wenshui-signature" = String, Header, description = "`t=SECONDS,v1=HEX`"),
    ),
    request_body = BackendFile,
    responses(
        (status = 200, description = "Its content", body = FileContent,
         content_type = "application/octet-stream"),
        (status = 401, description = "The signature does not hold", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such session or file, or no outside desk", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A field's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn fetch(
    State(state): State<AppState>,
    _: WithinLimit,
    IdInPath(id): IdInPath,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Response, ApiError> {
    let wish: BackendFile = signed(&state, (&headers, &body))?;
    let file = file(&state, (&id, &wish)).await?;
    content(&state, file).await
}

/// A file that was sent into a session, or into the conversation that it grew out of.
///
/// # Errors
/// `unknown_matter`, and `unknown_attachment` for every other file.
async fn file(state: &AppState, (session, wish): (&str, &BackendFile)) -> Result<Kept, ApiError> {
    check_session(session, &wish.session)?;
    let found = state.store.db.matter(Session::KIND, session).await?;
    let matter = found.ok_or_else(|| ApiError::new("unknown_matter").with(&[session]))?;
    let talk = conversation(&matter.origin);
    let found = sent(state, &wish.file).await?;
    let theirs = found
        .filter(|sent| sent.talk.as_deref().is_some_and(|sent| sent == session || sent == talk));
    let unknown = || ApiError::new("unknown_attachment").with(&[&wish.file]);
    theirs.map(|sent| sent.file.into()).ok_or_else(unknown)
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
