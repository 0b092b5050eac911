//! An agent's connection: its loss, found by the clock, and its return.

use jiff::{Timestamp, ToSpan as _};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{Action, Command};

use crate::desk::effect::settle;
use crate::desk::step::{By, Held, step};
use crate::error::ApiError;
use crate::state::AppState;

/// How many agents one look takes.
const LOOK_MAX: i64 = 200;
/// How many sessions of an agent are looked at; nobody may have so many.
pub const HANDLED_MAX: i64 = 100;
/// How often a session is tried while others change it.
const TRIES: u32 = 20;

/// Finds agents whose connection is lost: they are offline, and their sessions are dropped. Gives how
/// many were found. Stopped in the middle, the next look goes on.
///
/// # Errors
/// When the database fails.
pub async fn lose(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let db = &state.store.db;
    let before = (now - state.desk.profile.session.agent_lost_s.seconds()).as_millisecond();
    let mut found = 0;
    for agent in db.silent_agents(before, LOOK_MAX).await? {
        let subject = agent.owner.subject.as_str();
        // Nobody new is given to who is gone.
        if !db.lose_agent(subject, (before, now.as_millisecond())).await? {
            continue;
        }
        let lost = (&By::CLOCK, Action::Drop, now);
        give(state, subject, lost).await?;
        found += 1;
        if !db.unlink_agent(subject, before).await? {
            // They came back while their sessions were dropped.
            back(state, subject, now).await?;
        }
    }
    Ok(found)
}

/// An agent's connection is there; their dropped sessions go on. Whether the agent is known.
///
/// # Errors
/// When the database fails.
pub async fn come(state: &AppState, subject: &str, now: Timestamp) -> Result<bool, ApiError> {
    let rules = &state.desk.profile.session;
    let in_time = now - (rules.agent_lost_s + rules.drop_grace_s).seconds();
    let moments = (now.as_millisecond(), in_time.as_millisecond());
    let known = state.store.db.link_agent(subject, moments).await?;
    if known {
        back(state, subject, now).await?;
    }
    Ok(known)
}

async fn back(state: &AppState, subject: &str, now: Timestamp) -> Result<(), ApiError> {
    let by = By::new(Part::Handler, subject);
    give(state, subject, (&by, Action::Return, now)).await
}

/// Does the same with every session of an agent where it may be done.
async fn give(
    state: &AppState,
    subject: &str,
    (by, action, now): (&By, Action, Timestamp),
) -> Result<(), ApiError> {
    let handled = state.store.db.handled_matters((Session::KIND, subject), HANDLED_MAX).await?;
    let at = Moment { now, profile: &state.desk.profile };
    for matter in handled {
        let (id, read) = (matter.id.clone(), Held::<Session>::of(matter));
        // A row that nobody can read keeps no other from going on.
        let Ok(mut held) = read.inspect_err(|error| unreadable(&id, error)) else { continue };
        for _ in 0..TRIES {
            let own = held.matter.handler == subject;
            if !own || held.state.may(action, by.part, &at).is_err() {
                break;
            }
            if let Some(done) = step(state, held, (by, Command::Plain(action), now)).await? {
                settle(state, done, now).await;
                break;
            }
            // Somebody else was faster.
            let Some(matter) = state.store.db.matter(Session::KIND, &id).await? else { break };
            held = Held::of(matter)?;
        }
    }
    Ok(())
}

/// Says that a row cannot be read.
pub fn unreadable(id: &str, error: &ApiError) {
    tracing::error!(matter.id = id, error.cause = error.log.as_deref(), "a row cannot be read");
}
