//! Keys of programs: made, seen and removed by operators.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use wenshui_desk::fault::{Fault, text_within};

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::refused::faulty;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, in_range};
use crate::identity::access::Action;
use crate::identity::api_key;
use crate::identity::claims::KEY;
use crate::identity::principal::{Principal, Staff};
use crate::identity::role::StaffRole;
use crate::state::AppState;
use crate::store::api_key::ApiKey;
use crate::wire::key::{KeyBody, KeyList, KeyMade, KeyRequest};

/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 100;
/// After how many days a key ends at most, where it ends.
pub const DAYS_MAX: i64 = 3650;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Lists the keys of programs; the keys themselves are not known. Only for operators and auditors.
#[utoipa::path(
    get,
    path = "/v1/keys",
    operation_id = "list_keys",
    tag = "identity",
    security(("bearer" = [])),
    responses((status = 200, description = "The keys, by name", body = KeyList))
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<KeyList>, ApiError> {
    caller.staff(Action::ReadKeys)?;
    let found = state.store.db.api_keys().await?.into_iter().map(KeyBody::of);
    Ok(Json(KeyList { items: found.collect::<Result<_, _>>()? }))
}

/// Makes a key for a program, which is shown only in this answer. It may do no more than its maker, and a
/// key makes none. Only for operators.
#[utoipa::path(
    post,
    path = "/v1/keys",
    operation_id = "make_key",
    tag = "identity",
    security(("bearer" = [])),
    request_body = KeyRequest,
    responses(
        (status = 201, description = "The key", body = KeyMade),
        (status = 409, description = "The name is taken", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn make(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<KeyRequest>,
) -> Result<Response, ApiError> {
    caller.staff(Action::ManageKeys)?;
    caller.limit(&state, None)?;
    let Principal::Staff(maker) = &caller.0 else {
        return Err(ApiError::new("forbidden"));
    };
    let now = clock::now_ms();
    let (new, key) = wanted(maker, request, now)?;
    if !state.store.db.add_api_key(&new).await? {
        return Err(ApiError::about("name", "key_taken_name", &[&new.name]));
    }
    tracing::info!(key.id = new.id, by = new.made_by, "a key was made");
    let made = KeyMade { key, about: KeyBody::of(new)? };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(made)).into_response())
}

/// A new key as its maker may make it, and its words.
fn wanted(maker: &Staff, request: KeyRequest, now: i64) -> Result<(ApiKey, String), ApiError> {
    let me = &maker.owner;
    if me.subject.starts_with(KEY) {
        // A stolen key would otherwise outlive its removal.
        return Err(ApiError::new("key_makes_no_key"));
    }
    let mut faults: Vec<Fault> = Vec::new();
    text_within("name", (&request.name, NAME_CHARS_MAX), &mut faults);
    if !faults.is_empty() {
        return Err(faulty(&faults));
    }
    let beyond = |role: &&StaffRole| !maker.roles.contains(role);
    if let Some(role) = request.roles.iter().find(beyond) {
        return Err(ApiError::about("roles", "key_beyond_own", &["role", role.name()]));
    }
    let center = request.center.unwrap_or_else(|| me.center.clone());
    if !me.center.is_empty() && center != me.center {
        return Err(ApiError::about("center", "key_beyond_own", &["center", &center]));
    }
    let days = request.expires_days;
    let days = days.map(|days| in_range("expires_days", (Some(days), 1), 1..=DAYS_MAX));
    let days = days.transpose()?;
    let made = api_key::make().map_err(|error| ApiError::internal(&error))?;
    let roles = serde_json::to_string(&request.roles);
    let new = ApiKey {
        id: made.id,
        name: request.name,
        hash: made.hash,
        roles: roles.map_err(|error| ApiError::internal(&error))?,
        authority: me.authority.clone(),
        center,
        made_by: me.subject.clone(),
        created_at: now,
        expires_at: days.map(|days| now + days * DAY_MS),
        used_at: None,
    };
    Ok((new, made.key.text().to_owned()))
}

/// Removes a key: here it ends at once, on other nodes within half a minute. Only for operators.
#[utoipa::path(
    delete,
    path = "/v1/keys/{id}",
    operation_id = "remove_key",
    tag = "identity",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The key's id")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "No such key", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<StatusCode, ApiError> {
    let by = caller.staff(Action::ManageKeys)?;
    if !state.store.db.remove_api_key(&id).await? {
        return Err(ApiError::new("unknown_key").with(&[&id]));
    }
    state.identity.key_ring.forget(&id);
    tracing::info!(key.id = id, by = by.subject, "a key was removed");
    Ok(StatusCode::NO_CONTENT)
}
