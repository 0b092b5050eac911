//! Calls that end with what they were begun in.

use jiff::Timestamp;
use wenshui_desk::call::Call;
use wenshui_desk::call::action::Action;
use wenshui_desk::machine::{Machine as _, Moment};

use crate::desk::filing::Filed;
use crate::desk::step::{By, Done, Held, step};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::owed::Owed;

/// How many calls of a session are looked at.
pub const CALLS_MAX: i64 = 100;
/// How often a move is tried while others change the same matter.
const TRIES: u32 = 20;

/// Ends the calls that were begun in something until a moment, in milliseconds since 1970; gives what that
/// owes in its turn.
///
/// # Errors
/// When the database fails.
pub async fn cut(
    state: &AppState,
    (origin, until): (&str, i64),
    now: Timestamp,
) -> Result<Vec<Owed>, ApiError> {
    let calls = state.store.db.matters_of((Call::KIND, origin), CALLS_MAX).await?;
    let mut owed = Vec::new();
    for call in calls.iter().filter(|call| call.created_at <= until) {
        let done = moved::<Call>(state, &call.id, (Action::Cut.into(), now)).await?;
        owed.extend(done.map(|done| done.owed).unwrap_or_default());
    }
    Ok(owed)
}

/// Gives a command as the house itself; nothing where its state does not allow it.
///
/// # Errors
/// When the database fails, or others change it all the time.
pub async fn moved<M: Filed>(
    state: &AppState,
    id: &str,
    (command, now): (M::Command, Timestamp),
) -> Result<Option<Done<M>>, ApiError> {
    for _ in 0..TRIES {
        let Some(matter) = state.store.db.matter(M::KIND, id).await? else {
            return Ok(None);
        };
        let held = Held::<M>::of(matter)?;
        let at = Moment { now, profile: &state.desk.profile };
        let action = M::action(&command);
        if held.state.may(action, By::CLOCK.part, &at).is_err() {
            return Ok(None);
        }
        if let Some(done) = step(state, held, (&By::CLOCK, command.clone(), now)).await? {
            return Ok(Some(done));
        }
    }
    Err(ApiError::retry("overloaded", 1))
}
