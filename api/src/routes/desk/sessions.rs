//! 人工会话: asking for a person, waiting, talking, ending, rating.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wenshui_desk::filter::List;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::session::Session;
use wenshui_desk::session::stage::Seat;

use crate::address::WithinLimit;
use crate::backend;
use crate::caller::Caller;
use crate::clock;
use crate::desk::act::{Order, act, find, part_in};
use crate::desk::heed::{Voice, heed, spoken};
use crate::desk::origin::conversation;
use crate::error::{ApiError, ProblemBody};
use crate::escalate::{self, Asking, standing};
use crate::extract::{IdInPath, JsonBody, QueryOf, in_range};
use crate::identity::access::Action;
use crate::identity::principal::Principal;
use crate::packet::packet_of;
use crate::routes::conversations::find as find_conversation;
use crate::routes::desk::agents::check_skill;
use crate::routes::desk::files::check_line;
use crate::routes::desk::limit::limit;
use crate::routes::desk::listing::list as listed;
use crate::routes::desk::seen::{EVENTS_MAX, Seen, body, shown, told};
use crate::routes::desk::target::check_target;
use crate::state::AppState;
use crate::wire::desk::served::MatterList;
use crate::wire::desk::session::{SessionAction, SessionBody, SessionEvents, SessionRequest};
use crate::wire::packet::PacketBody;
use crate::wire::request::region;

/// Which events are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// Only those behind this number.
    #[param(minimum = 0, default = 0)]
    pub after: Option<i64>,
}

/// Asks for a person: the session waits in the queue of the center that serves, and is connected at once
/// where a seat is free. While one is open, asking again gives the same.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    operation_id = "ask_for_a_person",
    tag = "desk",
    security((), ("bearer" = [])),
    request_body = SessionRequest,
    responses(
        (status = 200, description = "The session", body = SessionBody),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "No center serves, or none works now", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn ask(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<SessionRequest>,
) -> Result<Json<SessionBody>, ApiError> {
    limit(&state, &caller, request.conversation_id.as_deref())?;
    let owner = caller.own(Action::AskForPerson, request.conversation_id.as_deref())?;
    if let Some(id) = &request.conversation_id {
        find_conversation(&state, &caller, (id, Action::RequestHandover)).await?;
    }
    if let Some(skill) = &request.skill {
        check_skill(&state, ("skill", skill))?;
    }
    let of_token = caller.taxpayer().and_then(|taxpayer| taxpayer.region);
    let region = request.region.as_deref().map(region).transpose()?.or(of_token);
    let asking = Asking {
        owner,
        region: region.map(|region| region.to_string()),
        conversation_id: request.conversation_id.unwrap_or_default(),
        skill: request.skill,
    };
    let now = clock::now();
    let asked = escalate::ask(&state, asking, now).await?;
    let held = standing(&state.desk.sayings, asked, now)?;
    let (held, part) = find::<Session>(&state, (&caller.0, &held.matter.id)).await?;
    body(&state, (&held, part), now).await.map(Json)
}

/// Lists sessions: a taxpayer's own, or those of an agent's center.
#[utoipa::path(
    get,
    path = "/v1/sessions",
    operation_id = "list_sessions",
    tag = "desk",
    security((), ("bearer" = [])),
    params(
        ("page" = Option<i64>, Query, description = "The page, counted from 1; ten a page"),
        ("number" = Option<String>, Query, description = "Complete and exact"),
        ("state" = Option<String>, Query, description = "Names, several by comma"),
    ),
    responses(
        (status = 200, description = "A page", body = MatterList<SessionBody>),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<BTreeMap<String, String>>,
) -> Result<Json<MatterList<SessionBody>>, ApiError> {
    let page = listed::<Session>(&state, &caller, (List::Sessions, query)).await?;
    let now = clock::now();
    let floor = Seen::read(&state, page.items.iter().map(|(held, _)| held)).await?;
    let items = page.items.iter().map(|(held, part)| floor.body((held, *part), (&state, now)));
    let items = items.collect();
    Ok(Json(MatterList { total: page.total, page: page.page, items }))
}

/// Gives a session as it is now.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}",
    operation_id = "show_session",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The session", body = SessionBody),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<SessionBody>, ApiError> {
    let (held, part) = find::<Session>(&state, (&caller.0, &id)).await?;
    body(&state, (&held, part), clock::now()).await.map(Json)
}

/// Does something with a session that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/sessions/{id}/actions",
    operation_id = "act_on_session",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    request_body = SessionAction,
    responses(
        (status = 200, description = "The session after it", body = SessionBody),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
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
    JsonBody(request): JsonBody<SessionAction>,
) -> Result<Json<SessionBody>, ApiError> {
    limit(&state, &caller, Some(&id))?;
    let now = clock::now();
    let seat = match &caller.0 {
        Principal::Staff(staff) => {
            Some(Seat { agent: staff.owner.subject.clone(), center: staff.owner.center.clone() })
        }
        Principal::Anonymous | Principal::Taxpayer(_) => None,
    };
    let client_id = request.client_id.clone();
    if client_id.as_ref().is_some_and(|id| id.is_empty() || id.chars().count() > 100) {
        return Err(ApiError::about("client_id", "bad_id", &["client_id"]));
    }
    let command = request.command(seat)?;
    let done = was_sent(&state, (&caller, &id), client_id.as_deref()).await?;
    if !done {
        check_line(&state, (&caller, &id), &command).await?;
        check_target(&state, (&caller, &id), &command).await?;
    }
    let order = Order { id: &id, principal: &caller.0, command: command.clone(), client_id, now };
    let held = act::<Session>(&state, order).await?;
    match spoken(&command).filter(|_| !done) {
        Some((direction, line)) => {
            let owner = caller.0.owner().unwrap_or(&held.matter.owner);
            heed(&state, &held.matter, (Voice { owner, direction }, line, now));
        }
        None => backend::of(&state).attend(&state, now).await.map(drop)?,
    }
    let part = part_in(&caller.0, &held);
    body(&state, (&held, part), now).await.map(Json)
}

/// Whether somebody has sent a command before, by their own id of it.
async fn was_sent(
    state: &AppState,
    (caller, id): (&Caller, &str),
    client_id: Option<&str>,
) -> Result<bool, ApiError> {
    let Some(client_id) = client_id else { return Ok(false) };
    let actor = caller.0.owner().map_or("", |me| me.subject.as_str());
    Ok(state.store.db.was_sent((Session::KIND, id), (actor, client_id)).await?)
}

/// Gives what happened in a session behind a number.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}/events",
    operation_id = "list_session_events",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id"), EventsQuery),
    responses(
        (status = 200, description = "The events", body = SessionEvents),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn events(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    QueryOf(query): QueryOf<EventsQuery>,
) -> Result<Json<SessionEvents>, ApiError> {
    let (held, part) = find::<Session>(&state, (&caller.0, &id)).await?;
    let after = in_range("after", (query.after, 0), 0..=i64::MAX)?;
    let events = state.store.db.matter_events((Session::KIND, &id), (after, EVENTS_MAX)).await?;
    let events = events.into_iter().filter(|event| shown(event, part));
    let items = told(&state, (&id, events)).await?;
    Ok(Json(SessionEvents { items, version: held.matter.version }))
}

/// Gives what whoever serves a session should know of the conversation that it grew out of.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}/packet",
    operation_id = "show_session_packet",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The packet", body = PacketBody),
        (status = 404, description = "No such session, or somebody else's; or it grew out of none",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn packet(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<PacketBody>, ApiError> {
    // Who may see the session may see what it grew out of, wherever the conversation belongs.
    let (held, _) = find::<Session>(&state, (&caller.0, &id)).await?;
    let origin = conversation(&held.matter.origin);
    let found = state.store.db.conversation(origin).await?;
    let unknown = || ApiError::new("unknown_conversation").with(&[origin]);
    let mut packet = packet_of(&state, found.ok_or_else(unknown)?).await?;
    let files = std::mem::take(&mut packet.attachments).into_iter();
    packet.attachments = files.map(|file| file.within(&id)).collect();
    Ok(Json(packet))
}
