//! Whom a session is passed on to.

use wenshui_desk::fault::Fault;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::stage::Target;

use crate::caller::Caller;
use crate::clock;
use crate::desk::act::find;
use crate::desk::refused::{faulty, refused};
use crate::error::ApiError;
use crate::state::AppState;

/// Looks whether those are there whom a session is passed on to; nobody learns that who may not pass it on.
///
/// # Errors
/// Why it may not be passed on, and `form` with the field that names nobody.
pub async fn check_target(
    state: &AppState,
    (caller, id): (&Caller, &str),
    command: &Command,
) -> Result<(), ApiError> {
    let Command::Transfer(target) = command else { return Ok(()) };
    let (held, part) = find::<Session>(state, (&caller.0, id)).await?;
    let part = part.ok_or_else(|| ApiError::new("forbidden"))?;
    let at = Moment { now: clock::now(), profile: &state.desk.profile };
    held.state.may(Action::Transfer, part, &at).map_err(refused::<Session>(part))?;
    let (field, center) = match target {
        Target::Agent(agent) => {
            ("to_agent", state.store.db.agent(agent).await?.map(|agent| agent.owner.center))
        }
        Target::Center(id) => {
            ("to_center", state.desk.centers.get(id).map(|center| center.id.clone()))
        }
    };
    match center {
        None => Err(faulty(&[Fault::new(field, "unknown")])),
        // Its agents are in it already, and the other place would be in it no more.
        Some(center) if held.state.guest.as_ref() == Some(&center) => {
            Err(faulty(&[Fault::new(field, "guest")]))
        }
        Some(_) => Ok(()),
    }
}
