//! Tokens: staff logs in, and who has a token takes a ticket for a stream.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use wenshui_desk::fault::Fault;

use crate::address::{Limited, WithinLimit};
use crate::caller::Caller;
use crate::clock;
use crate::config::secret::Secret;
use crate::desk::refused::faulty;
use crate::error::{ApiError, ProblemBody};
use crate::extract::JsonBody;
use crate::identity::access::Action;
use crate::identity::password::{self, PASSWORD_CHARS_MAX};
use crate::identity::role::StaffRole;
use crate::limit::LimitKey;
use crate::routes::desk::present::AGENT_STREAM;
use crate::routes::desk::stream::stream_name;
use crate::state::AppState;
use crate::store::job::Job;
use crate::store::user::User;

/// When to come again while too many passwords are being checked, in seconds.
const RETRY_AFTER_S: u64 = 1;
/// The longest name of an account, in characters.
const NAME_CHARS_MAX: usize = 100;

/// An account and its password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The name of the account.
    #[schema(max_length = 100)]
    pub name: String,
    /// Its password.
    #[schema(value_type = String, max_length = 200)]
    pub password: Secret,
}

/// A token of staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoginResponse {
    /// Pass it in `Authorization: Bearer`.
    pub token: String,
    /// When it ends.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// The name of the account.
    pub name: String,
    /// What the account may do, by role.
    pub roles: Vec<StaffRole>,
    /// The operating center; may be empty.
    pub center: String,
}

/// The stream that is to be opened: exactly one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketRequest {
    /// The streams of a conversation, or the socket of a call.
    #[schema(max_length = 100)]
    pub conversation_id: Option<String>,
    /// The streams of a session.
    #[schema(max_length = 100)]
    pub session_id: Option<String>,
    /// The stream of a job.
    #[schema(max_length = 100)]
    pub job_id: Option<String>,
    /// `true` for what concerns the agent who asks.
    pub agent: Option<bool>,
}

impl TicketRequest {
    /// The name of the stream.
    fn stream(&self) -> Result<String, ApiError> {
        match (&self.conversation_id, &self.session_id, &self.job_id, self.agent) {
            (Some(conversation), None, None, None) => Ok(conversation.clone()),
            (None, Some(session), None, None) => Ok(stream_name(session)),
            (None, None, Some(job), None) => Ok(Job::key(job)),
            (None, None, None, Some(true)) => Ok(AGENT_STREAM.to_owned()),
            _ => {
                let names = "conversation_id, session_id, job_id, agent";
                Err(faulty(&[Fault::new("conversation_id", "either").with(&[names])]))
            }
        }
    }
}

/// A ticket for a stream of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketResponse {
    /// Pass it as `ticket` in the address of the stream.
    pub ticket: String,
    /// When it ends; a stream that is open by then stays open.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// Logs a member of staff in.
#[utoipa::path(
    post,
    path = "/v1/login",
    tag = "identity",
    request_body = LoginRequest,
    responses(
        (status = 200, description = "A token", body = LoginResponse),
        (status = 401, description = "The name or the password is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many tries", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn login(
    State(state): State<AppState>,
    WithinLimit(Limited(address)): WithinLimit,
    JsonBody(request): JsonBody<LoginRequest>,
) -> Result<Response, ApiError> {
    let LoginRequest { name, password } = request;
    let fits = name.chars().count() <= NAME_CHARS_MAX
        && password.text().chars().count() <= PASSWORD_CHARS_MAX;
    if !fits {
        return Err(ApiError::new("wrong_password"));
    }
    state.limit(&LimitKey::Login(name.clone(), address))?;
    state.limit(&LimitKey::LoginOfAll(name.clone()))?;
    let _share = state.shares.logins.take(address)?;
    let user = state.store.db.user_by_name(&name).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    if !is_right(&state, password, user.as_ref()).await? {
        // The address is told, so that whoever tries without end can be shut out in front.
        let from = address.map(|address| address.to_string());
        tracing::warn!(account = user.as_ref().map(|user| &user.id), from, "a login failed");
        return Err(ApiError::new("wrong_password"));
    }
    let user = user.ok_or_else(|| ApiError::new("wrong_password"))?;
    let (token, expires_at) = state.identity.staff_token(&user, clock::now_ms())?;
    let roles = serde_json::from_str(&user.roles).map_err(|error| ApiError::internal(&error))?;
    Ok(unstored(LoginResponse {
        token,
        expires_at: clock::rfc3339(expires_at),
        name: user.name,
        roles,
        center: user.center,
    }))
}

/// Gives a ticket: an address can hold it where a header cannot be sent, as in a browser's
/// `EventSource` and `WebSocket`. It opens the streams of one conversation or session, the socket of one
/// call, or an agent's own, and holds for a minute.
#[utoipa::path(
    post,
    path = "/v1/tickets",
    tag = "identity",
    security(("bearer" = [])),
    request_body = TicketRequest,
    responses(
        (status = 200, description = "A ticket", body = TicketResponse),
    )
)]
pub async fn ticket(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<TicketRequest>,
) -> Result<Response, ApiError> {
    caller.own(Action::TakeTicket, None)?;
    let stream = request.stream()?;
    let (ticket, expires_at) = state.identity.ticket(&caller.0, &stream, clock::now_ms())?;
    Ok(unstored(TicketResponse { ticket, expires_at: clock::rfc3339(expires_at) }))
}

/// Hashing takes tens of milliseconds and megabytes, so it has places and a thread of its own.
async fn is_right(
    state: &AppState,
    password: Secret,
    user: Option<&User>,
) -> Result<bool, ApiError> {
    let place = state.password_places.clone().try_acquire_owned();
    let place = place.map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?;
    let hash = user.map(|user| user.password_hash.clone());
    let checked = tokio::task::spawn_blocking(move || {
        let _place = place;
        password::is_right(password.text(), hash.as_deref())
    });
    checked.await.map_err(|error| ApiError::internal(&error))
}

fn unstored(body: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
