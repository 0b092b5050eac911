//! The supervisors' wall: who waits where and how long, which agents are there, what is under way.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use wenshui_desk::agent::{Agent, Presence};
use wenshui_desk::filter::Test;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::session::Session;

use crate::caller::Caller;
use crate::clock;
use crate::desk::floor::{agent, waiting};
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::identity::access::{Action, Reach, reach};
use crate::state::AppState;
use crate::store::agent::AgentRow;
use crate::store::matter::Matter;
use crate::store::matter::list::Wanted;
use crate::trouble::denied;
use crate::wire::desk::matter::Label;
use crate::wire::desk::wall::{AgentNow, CenterNow, SessionNow, Wall};

/// How many sessions under way are shown.
const SESSIONS_MAX: i64 = 200;
const UNDERWAY: [&str; 3] = ["active", "transferring", "dropped"];

/// Gives what goes on at the desk now. Only for staff; a supervisor sees their center.
#[utoipa::path(
    get,
    path = "/v1/desk/wall",
    operation_id = "desk_wall",
    tag = "desk",
    security((), ("bearer" = [])),
    responses((status = 200, description = "What goes on", body = Wall))
)]
pub async fn wall(State(state): State<AppState>, caller: Caller) -> Result<Json<Wall>, ApiError> {
    let center = center_of(&caller, Action::WatchDesk)?;
    let now = clock::now();
    let ours = |id: &str| center.as_deref().is_none_or(|own| own == id);
    let mut agents = state.store.db.agents().await?;
    agents.retain(|row| ours(&row.owner.center));
    agents.sort_by(|a, b| (&a.owner.center, &a.number).cmp(&(&b.owner.center, &b.number)));
    let known: Result<Vec<Agent>, ApiError> = agents.iter().cloned().map(agent).collect();
    let (known, queue) = (known?, waiting(&state).await?);
    let centers = state.desk.centers.iter().filter(|center| ours(&center.id));
    let centers = centers.map(|center| {
        let (id, name) = (center.id.clone(), center.name.clone());
        center_now((id, name), (&queue, &known), now)
    });
    let centers = centers.collect();
    let names = UNDERWAY.map(str::to_owned).to_vec();
    let wanted = Wanted {
        kind: Session::KIND,
        center: center.clone(),
        terms: vec![("state", Test::OneOf(names))],
        page: (0, SESSIONS_MAX),
        ..Wanted::default()
    };
    let listed = state.store.db.matters(&wanted).await?;
    let sessions = listed.items.into_iter().map(session_now).collect();
    let agents = agents.into_iter().map(agent_now).collect();
    let at = clock::rfc3339(now.as_millisecond());
    Ok(Json(Wall { at, centers, agents, sessions, sessions_total: listed.total }))
}

/// The center that somebody's view of the desk is confined to; `None` where it is not.
///
/// # Errors
/// 401 or 403; who belongs to no center sees none.
pub fn center_of(caller: &Caller, action: Action) -> Result<Option<String>, ApiError> {
    let reach = reach(&caller.0, action);
    match reach.map_err(|why| denied(why, ApiError::new("forbidden")))? {
        Reach::Any => Ok(None),
        Reach::Center(center) => Ok(Some(center)),
    }
}

fn center_now(
    (id, name): (String, String),
    (queue, agents): (&[Held<Session>], &[Agent]),
    now: Timestamp,
) -> CenterNow {
    let here = queue.iter().filter(|held| held.state.center == id);
    let since: Vec<Timestamp> = here.map(|held| held.state.entered_at).collect();
    let longest = since.iter().min().map(|since| now.duration_since(*since).as_secs().max(0));
    let online: Vec<&Agent> = agents
        .iter()
        .filter(|agent| agent.center == id && agent.presence == Presence::Online)
        .collect();
    CenterNow {
        waiting: since.len(),
        longest_wait_s: longest,
        online: online.len(),
        free_seats: online.iter().map(|agent| agent.free_seats()).sum(),
        id,
        name,
    }
}

fn agent_now(row: AgentRow) -> AgentNow {
    AgentNow {
        agent: row.owner.subject,
        number: row.number,
        center: row.owner.center,
        presence: row.presence,
        capacity: row.capacity,
        load: row.load,
        seen_at: clock::rfc3339(row.seen_at),
    }
}

fn session_now(matter: Matter) -> SessionNow {
    SessionNow {
        id: matter.id,
        number: matter.number,
        center: matter.owner.center,
        agent: matter.handler,
        state: Label::of("session", &matter.filed.state),
        called_at: matter.filed.accepted_at.map(clock::rfc3339),
        updated_at: clock::rfc3339(matter.updated_at),
    }
}
