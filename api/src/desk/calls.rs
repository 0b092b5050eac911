//! Calls of a session: begun, heard of, and ended with it.

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::call::Call;
use wenshui_desk::call::action::Action;
use wenshui_desk::call::start::{Start, Starter};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::session::Session;
use wenshui_desk::session::action::Action as SessionAction;
use wenshui_desk::session::stage::Stage;

use crate::desk::act::{file, find};
use crate::desk::cut::moved;
use crate::desk::effect::settle;
use crate::desk::filing::Filed;
use crate::desk::number::call_numbering;
use crate::desk::refused::faulty;
use crate::desk::step::{Held, New};
use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::state::AppState;
use crate::store::matter::Matter;

/// For how long one sign of life does for all.
const HEARD_FOR: SignedDuration = SignedDuration::from_secs(20);

/// By which id somebody is in a room: their own, or that of the conversation whose id they know.
pub fn id_of<'a>(principal: &'a Principal, matter: &'a Matter) -> &'a str {
    let owner = principal.owner().unwrap_or(&matter.owner);
    &owner.subject
}

/// Begins a call in a session. While one is open, wanting the same again gives that one.
///
/// # Errors
/// Who may not, where it may not begin, and `call_open` where another one runs.
pub async fn start(
    state: &AppState,
    (principal, session): (&Principal, &str),
    (start, now): (Start, Timestamp),
) -> Result<Held<Call>, ApiError> {
    let (session, part) = find::<Session>(state, (principal, session)).await?;
    let part = part.ok_or_else(|| ApiError::new("forbidden"))?;
    let id = id_of(principal, &session.matter);
    let starter = Starter { part, id, session: &session.state };
    let at = Moment { now, profile: &state.desk.profile };
    let moved = Call::submit(start, &starter, &at).map_err(|faults| {
        if faults.iter().any(|fault| fault.field == "session") {
            return ApiError::in_state("no_talk", session.state.state());
        }
        faulty(&faults)
    })?;
    let wanted = moved.state.stage.clone();
    let new = New {
        moved,
        by: (part, id),
        owner: session.matter.owner.clone(),
        handler: session.matter.handler.clone(),
        origin: session.matter.id.clone(),
        client_id: None,
        now,
    };
    let held = file(state, new, call_numbering(now)).await?;
    if held.state.stage != wanted {
        return Err(ApiError::in_state("call_open", held.state.state()));
    }
    stay(state, held, now).await
}

/// Where the session has ended or passed to another agent while its call was filed, nobody cuts that call
/// later, so it is done now.
async fn stay(state: &AppState, held: Held<Call>, now: Timestamp) -> Result<Held<Call>, ApiError> {
    let session = state.store.db.matter(Session::KIND, &held.matter.origin).await?;
    let session = session.map(Held::<Session>::of).transpose()?;
    let goes_on = session.is_some_and(|session| {
        matches!(session.state.stage, Stage::Active { .. })
            && session.matter.handler == held.matter.handler
    });
    if goes_on {
        return Ok(held);
    }
    by_clock::<Call>(state, &held.matter.id, (Action::Cut.into(), now)).await?;
    let matter = state.store.db.matter(Call::KIND, &held.matter.id).await?;
    matter.map_or(Ok(held), Held::of)
}

/// Notes that somebody in a call was heard of, for the call and for the session that it belongs to.
///
/// # Errors
/// When the database fails.
pub async fn stir(state: &AppState, call: &Held<Call>, now: Timestamp) -> Result<(), ApiError> {
    if now.duration_since(call.state.heard) < HEARD_FOR {
        return Ok(());
    }
    by_clock::<Call>(state, &call.matter.id, (Action::Stir.into(), now)).await?;
    let session = call.matter.origin.as_str();
    by_clock::<Session>(state, session, (SessionAction::Stir.into(), now)).await
}

/// Gives a command as the house itself, and does what follows; what its state does not allow is not done.
///
/// # Errors
/// When the database fails, or others change it all the time.
pub async fn by_clock<M: Filed>(
    state: &AppState,
    id: &str,
    (command, now): (M::Command, Timestamp),
) -> Result<(), ApiError> {
    if let Some(done) = moved::<M>(state, id, (command, now)).await? {
        settle(state, done, now).await;
    }
    Ok(())
}
