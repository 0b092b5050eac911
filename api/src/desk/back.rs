//! What comes back to a matter from what grew out of it: a note has the result of its work order, and what
//! was reserved is over with its session. Everything is done once, by the id of what is owed.

use jiff::Timestamp;
use wenshui_desk::effect::Effect;
use wenshui_desk::invitation::{self, Invitation};
use wenshui_desk::machine::{Machine as _, Named};
use wenshui_desk::note::{self, Note};
use wenshui_desk::part::Part;
use wenshui_desk::reservation::{self, Reservation};
use wenshui_desk::work_order::{Stage, WorkOrder};

use crate::desk::filing::Filed;
use crate::desk::grown::{More, moved_on};
use crate::desk::origin;
use crate::desk::step::{By, Held, step};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::Matter;
use crate::store::owed::{Owed, move_of};

/// How many events of a note are looked at; of one order there are hardly more.
const EVENTS_MAX: i64 = 100;

/// Ends the reservation or the invitation that a session grew out of: what was reserved has taken place.
pub async fn end_origin(
    state: &AppState,
    (owed, matter): (&Owed, &Matter),
    now: Timestamp,
) -> More {
    let by = By::new(Part::Handler, &owed.before);
    match origin::matter(&matter.origin) {
        Some((Reservation::KIND, id)) => {
            end_booking::<Reservation>(state, id, (&by, reservation::Action::End, now)).await
        }
        Some((Invitation::KIND, id)) => {
            end_booking::<Invitation>(state, id, (&by, invitation::Action::End.into(), now)).await
        }
        _ => Ok(Vec::new()),
    }
}

async fn end_booking<M: Filed>(
    state: &AppState,
    id: &str,
    (by, end, now): (&By, M::Command, Timestamp),
) -> More {
    let Some(matter) = state.store.db.matter(M::KIND, id).await? else {
        return Ok(Vec::new());
    };
    match step(state, Held::<M>::of(matter)?, (by, end, now)).await {
        // It was ended first, and its session with it.
        Err(refused) if refused.code == "not_in_this_state" => Ok(Vec::new()),
        moved => moved_on(moved),
    }
}

/// Brings what became of a work order back to its note, in the name of the note's handler.
pub async fn answer_note(
    state: &AppState,
    (owed, matter): (&Owed, &Matter),
    now: Timestamp,
) -> More {
    let order = Held::<WorkOrder>::of(matter.clone())?;
    let command = match (owed.effect, &order.state.stage) {
        (Effect::ReplyNote, Stage::Done(ended)) => note::Command::Reply(ended.text.clone()),
        (Effect::ReturnNote, Stage::Terminated(_)) => note::Action::Return.into(),
        (_, _) => return Ok(Vec::new()),
    };
    let Some((Note::KIND, id)) = origin::matter(&matter.origin) else {
        return Ok(Vec::new());
    };
    let Some(note) = state.store.db.matter(Note::KIND, id).await? else {
        return Ok(Vec::new());
    };
    if is_over(state, &order.matter, id).await? {
        return Ok(Vec::new());
    }
    let by = By::new(Part::Handler, &note.handler);
    match step(state, Held::<Note>::of(note)?, (&by, command, now)).await {
        // Its handler has replied to it meanwhile.
        Err(refused) if refused.code == "not_in_this_state" => Ok(Vec::new()),
        moved => moved_on(moved),
    }
}

/// Whether a note is no longer in the hands of a work order: the order's own id says at which version of
/// the note it was made, and since then the note went back or was replied to.
async fn is_over(state: &AppState, order: &Matter, note: &str) -> Result<bool, ApiError> {
    let made_at = order.client_id.as_deref().and_then(move_of);
    let since = (made_at.unwrap_or(0), EVENTS_MAX);
    let events = state.store.db.matter_events((Note::KIND, note), since).await?;
    let back = [note::Action::Return, note::Action::Reply].map(Named::name);
    Ok(events.iter().any(|event| back.contains(&event.action.as_str())))
}
