//! The floor: agents and people who wait, from rows to the values of the rules, and the connecting of
//! the one with the other.

use jiff::Timestamp;
use wenshui_desk::agent::{Agent, Presence};
use wenshui_desk::machine::Machine as _;
use wenshui_desk::number::AgentNumber;
use wenshui_desk::queue::connect;
use wenshui_desk::routing::Routing;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::Command;
use wenshui_desk::waiting::Waiting;

use crate::desk::effect::settle;
use crate::desk::step::{By, Held, step};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::agent::AgentRow;
use crate::store::matter::Matter;

/// How many who wait are looked at; the longest waiting first.
const WAITING_MAX: i64 = 5000;
/// How often the floor is read again because somebody else was faster.
const ROUNDS: u32 = 50;

/// Everybody who waits, the longest waiting first. A row that cannot be read waits in vain and keeps
/// nobody else.
///
/// # Errors
/// When the database fails.
pub async fn waiting(state: &AppState) -> Result<Vec<Held<Session>>, ApiError> {
    let rows = state.store.db.waiting_matters(Session::KIND, WAITING_MAX).await?;
    let read = |row: Matter| {
        let id = row.id.clone();
        let held = Held::of(row);
        held.inspect_err(|error| {
            tracing::error!(id, error.cause = error.log.as_deref(), "a session cannot be read");
        })
        .ok()
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Somebody who waits, as the queue sees them.
pub fn in_queue(held: &Held<Session>) -> Waiting {
    let session = &held.state;
    Waiting {
        id: held.matter.id.clone(),
        center: session.center.clone(),
        skill: session.skill.clone(),
        priority: session.priority,
        entered_at: session.entered_at,
    }
}

/// All agents.
///
/// # Errors
/// When the database fails, or holds an agent that is none.
pub async fn agents(state: &AppState) -> Result<Vec<Agent>, ApiError> {
    state.store.db.agents().await?.into_iter().map(agent).collect()
}

/// An agent of a row.
///
/// # Errors
/// `internal` where the row is none of this program's.
pub fn agent(row: AgentRow) -> Result<Agent, ApiError> {
    let wrong = |cause: &dyn std::fmt::Display| ApiError::internal(cause);
    Ok(Agent {
        id: row.owner.subject,
        number: AgentNumber::try_from(row.number).map_err(|error| wrong(&error))?,
        center: row.owner.center,
        skills: serde_json::from_str(&row.skills).map_err(|error| wrong(&error))?,
        capacity: row.capacity.max(0) as u32,
        presence: presence(&row.presence).unwrap_or(Presence::Offline),
        load: row.load.max(0) as u32,
        idle_since: Timestamp::from_millisecond(row.idle_since).unwrap_or(Timestamp::MIN),
    })
}

/// The presence of a name.
pub fn presence(name: &str) -> Option<Presence> {
    Some(match name {
        "online" => Presence::Online,
        "busy" => Presence::Busy,
        "away" => Presence::Away,
        "offline" => Presence::Offline,
        _ => return None,
    })
}

/// Connects whoever waits with the seats that are free, until nobody who waits may take a seat that is
/// left; gives how many were connected. Of two nodes that do it at once each connection is made by one.
///
/// # Errors
/// When the database fails.
pub async fn dispatch(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let mut connected = 0;
    for _ in 0..ROUNDS {
        let held = waiting(state).await?;
        if held.is_empty() {
            break;
        }
        let agents = agents(state).await?;
        let queue: Vec<Waiting> = held.iter().map(in_queue).collect();
        let rules = &state.desk.profile.waiting;
        let routing = Routing { centers: &state.desk.centers, rules, now };
        let pairs = connect(&routing, &agents, &queue);
        let mut overtaken = false;
        let wanted = pairs.len();
        for pair in pairs {
            let Some(held) = held.iter().find(|held| held.matter.id == pair.waiting) else {
                continue;
            };
            let command = Command::Connect(pair.agent);
            match step(state, held.clone(), (&By::CLOCK, command, now)).await? {
                Some(done) => {
                    settle(state, done, now).await;
                    connected += 1;
                }
                // Whoever is behind must not be served before: the floor is read again.
                None => {
                    overtaken = true;
                    break;
                }
            }
        }
        if wanted == 0 || !overtaken {
            break;
        }
    }
    Ok(connected)
}
