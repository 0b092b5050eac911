//! Agents: whether they are there, and what they take.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;

use crate::backend;
use crate::caller::Caller;
use crate::clock;
use crate::desk::floor::presence;
use crate::desk::number::agent_number;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{JsonBody, in_range};
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::agent::AgentRow;
use crate::wire::desk::session::{AgentBody, AgentRequest};

/// How many sessions at a time when nobody says, and at most.
const CAPACITY: i64 = 3;
const CAPACITY_MAX: i64 = 20;
/// How many skills.
const SKILLS_MAX: usize = 50;

/// Gives an agent what was last said of them, and how many sessions they have by now. Only for agents.
#[utoipa::path(
    get,
    path = "/v1/agents/me",
    operation_id = "show_presence",
    tag = "desk",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The agent", body = AgentBody),
        (status = 409, description = "The agent has not said that they are there",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<AgentBody>, ApiError> {
    let owner = caller.own(Action::Serve, None)?;
    let known = state.store.db.agent(&owner.subject).await?;
    let known = known.ok_or_else(|| ApiError::in_state("not_present", "unknown"))?;
    Ok(Json(known.into()))
}

/// Says whether an agent is there and what they take; whoever waits for a seat gets it at once. Only
/// for agents.
#[utoipa::path(
    put,
    path = "/v1/agents/me",
    operation_id = "be_present",
    tag = "desk",
    security(("bearer" = [])),
    request_body = AgentRequest,
    responses(
        (status = 200, description = "The agent", body = AgentBody),
        (status = 409, description = "The agent's center is none of the tree", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn present(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<AgentRequest>,
) -> Result<Json<AgentBody>, ApiError> {
    let owner = caller.own(Action::Serve, None)?;
    let known = state.desk.centers.province(&owner.center);
    // Nobody would ever be routed to an agent of a center that is not there.
    let province = known.ok_or_else(|| ApiError::in_state("no_center", "no_center").with(&[""]))?;
    let names = "online, busy, away, offline";
    presence(&request.presence).ok_or_else(|| {
        ApiError::about("presence", "bad_value", &["presence", &request.presence, names])
    })?;
    let known = state.store.db.agent(&owner.subject).await?;
    let before = known.as_ref().map_or(CAPACITY, |known| known.capacity);
    let capacity = in_range("capacity", (request.capacity, before), 1..=CAPACITY_MAX)?;
    let skills = match request.skills {
        Some(skills) => written(&state, &skills)?,
        None => known.map_or_else(|| "[]".to_owned(), |known| known.skills),
    };
    let now = clock::now();
    let row = AgentRow {
        owner,
        number: String::new(),
        skills,
        capacity,
        presence: request.presence,
        load: 0,
        idle_since: now.as_millisecond(),
        seen_at: now.as_millisecond(),
    };
    let mut stored = state.store.db.put_agent(&row, |count| agent_number(province, count)).await?;
    if backend::of(&state).attend(&state, now).await? > 0 {
        stored = state.store.db.agent(&stored.owner.subject).await?.unwrap_or(stored);
    }
    Ok(Json(stored.into()))
}

/// Skills as they are stored; one that no center knows would serve nobody.
fn written(state: &AppState, skills: &[String]) -> Result<String, ApiError> {
    if skills.len() > SKILLS_MAX {
        let most = SKILLS_MAX.to_string();
        return Err(ApiError::about("skills", "bad_value", &["skills", "", &most]));
    }
    for skill in skills {
        check_skill(state, ("skills", skill))?;
    }
    serde_json::to_string(skills).map_err(|error| ApiError::internal(&error))
}

/// Refuses a skill that no center knows.
///
/// # Errors
/// `bad_value` with those that there are.
pub fn check_skill(state: &AppState, (field, skill): (&str, &str)) -> Result<(), ApiError> {
    let known: BTreeSet<&str> = state.desk.centers.skills().collect();
    if known.contains(skill) {
        return Ok(());
    }
    let all: Vec<&str> = known.into_iter().collect();
    Err(ApiError::about(field, "bad_value", &[field, skill, &all.join(", ")]))
}
