//! 音视频, 远程协助, 电话: the calls of a session.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use wenshui_desk::call::Call;
use wenshui_desk::call::start::{Beginning, Start, Starter};
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::act::{Order, act, find, part_in};
use crate::desk::calls::{id_of, start as begin};
use crate::desk::cut::CALLS_MAX;
use crate::desk::dial::dial;
use crate::desk::ice::{PASS_S, servers};
use crate::desk::refused::refused;
use crate::desk::step::Held;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody};
use crate::identity::principal::Principal;
use crate::routes::desk::limit::limit;
use crate::state::AppState;
use crate::wire::desk::call::{CallAction, CallBody, CallList, CallRequest, IceBody, IceServer};

/// A pass is for whoever asked and for now.
const UNSTORED: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// Begins a call in a session: the taxpayer asks for one or for help at the own screen, the agent invites,
/// dials or opens a room. While one is open, wanting the same again gives that one.
#[utoipa::path(
    post,
    path = "/v1/sessions/{id}/calls",
    operation_id = "begin_call",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    request_body = CallRequest,
    responses(
        (status = 200, description = "The call", body = CallBody),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "No talk goes on, or another call does", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn start(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<CallRequest>,
) -> Result<Json<CallBody>, ApiError> {
    limit(&state, &caller, Some(&id))?;
    let (wanted, now) = (request.read()?, clock::now());
    let held = match wanted {
        Start::Dial(number) => dial(&state, (&caller.0, &id), (number, now)).await?,
        wanted => begin(&state, (&caller.0, &id), (wanted, now)).await?,
    };
    Ok(Json(shown(&state, &caller.0, &held)))
}

/// Lists the calls of a session, and how one may be begun.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}/calls",
    operation_id = "list_calls",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The calls", body = CallList),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<CallList>, ApiError> {
    let seen = find::<Session>(&state, (&caller.0, &id)).await?;
    Ok(Json(calls_of(&state, &caller.0, &seen).await?))
}

/// The calls of a session as somebody sees them who may see it.
///
/// # Errors
/// When the database fails.
pub async fn calls_of(
    state: &AppState,
    principal: &Principal,
    (session, part): &(Held<Session>, Option<Part>),
) -> Result<CallList, ApiError> {
    let rows = state.store.db.matters_of((Call::KIND, &session.matter.id), CALLS_MAX).await?;
    let calls: Result<Vec<_>, ApiError> = rows.into_iter().map(Held::<Call>::of).collect();
    let may_start = part.map(|part| {
        let id = id_of(principal, &session.matter);
        let starter = Starter { part, id, session: &session.state };
        let ways = Beginning::allowed(&starter).into_iter();
        // What nobody would call is not offered.
        let dialled = state.dialler.is_some();
        ways.filter(|way| dialled || *way != Beginning::Dial).map(Beginning::name).collect()
    });
    let items = calls?.iter().map(|held| shown(state, principal, held)).collect();
    Ok(CallList { items, may_start: may_start.unwrap_or_default() })
}

/// Gives a call as it is now.
#[utoipa::path(
    get,
    path = "/v1/calls/{id}",
    operation_id = "show_call",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The call's id")),
    responses(
        (status = 200, description = "The call", body = CallBody),
        (status = 404, description = "No such call, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<CallBody>, ApiError> {
    let (held, _) = find::<Call>(&state, (&caller.0, &id)).await?;
    Ok(Json(shown(&state, &caller.0, &held)))
}

/// Does something with a call that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/calls/{id}/actions",
    operation_id = "act_on_call",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The call's id")),
    request_body = CallAction,
    responses(
        (status = 200, description = "The call after it", body = CallBody),
        (status = 404, description = "No such call, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<CallAction>,
) -> Result<Json<CallBody>, ApiError> {
    limit(&state, &caller, Some(&id))?;
    let (held, _) = find::<Call>(&state, (&caller.0, &id)).await?;
    let command = request.command(id_of(&caller.0, &held.matter))?;
    let (principal, now) = (&caller.0, clock::now());
    let order = Order { id: &id, principal, command, client_id: None, now };
    let held = act::<Call>(&state, order).await?;
    Ok(Json(shown(&state, &caller.0, &held)))
}

/// Gives what a browser connects through, with passes of its own that end after an hour.
#[utoipa::path(
    get,
    path = "/v1/calls/{id}/ice",
    operation_id = "show_ice_servers",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The call's id")),
    responses(
        (status = 200, description = "The servers", body = IceBody),
        (status = 404, description = "No such call, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Nobody is connected", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn ice(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<([(HeaderName, HeaderValue); 1], Json<IceBody>), ApiError> {
    let (held, part) = find::<Call>(&state, (&caller.0, &id)).await?;
    let part = part.ok_or_else(|| ApiError::new("forbidden"))?;
    let who = id_of(&caller.0, &held.matter);
    held.state.tracks(part, who).map_err(refused::<Call>(part))?;
    let expires_at = clock::now().as_second() + PASS_S;
    let servers = servers(&state.config.calling, (&id, who), expires_at);
    let ice_servers = servers.into_iter().map(IceServer::from).collect();
    let body = IceBody { ice_servers, expires_at: clock::rfc3339(expires_at * 1000) };
    Ok(([UNSTORED], Json(body)))
}

fn shown(state: &AppState, principal: &Principal, held: &Held<Call>) -> CallBody {
    let part = part_in(principal, held);
    CallBody::of(held, (part, id_of(principal, &held.matter)), (state, clock::now()))
}
