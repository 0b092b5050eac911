//! What time does: everything that is due, whichever node looks first.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::MissedTickBehavior;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::reservation::Reservation;
use wenshui_desk::session::Session;

use crate::backend;
use crate::clock;
use crate::desk::effect::{settle, settle_due};
use crate::desk::filing::Filed;
use crate::desk::presence::lose;
use crate::desk::step::{By, Held, step};
use crate::error::ApiError;
use crate::state::AppState;

/// How many matters one look takes.
const LOOK_MAX: i64 = 200;

/// How often is looked.
const ROUND: Duration = Duration::from_secs(1);

/// Does what is due, second by second; never returns.
pub async fn run(state: AppState) {
    let mut rounds = tokio::time::interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = round(&state, clock::now()).await {
            tracing::error!(
                error.code = error.code,
                error.cause = error.log.as_deref(),
                "what is due could not be done; the next second tries again"
            );
        }
    }
}

/// What a second brings: what is due, and whoever may be connected now because a wait has widened or
/// another node was stopped in the middle.
async fn round(state: &AppState, now: Timestamp) -> Result<(), ApiError> {
    tick(state, now).await?;
    backend::of(state).attend(state, now).await.map(drop)
}

/// Does everything that is due at a moment, and what moves have left undone; gives how many moves that
/// took. Running it twice at the same moment does nothing the second time.
///
/// # Errors
/// When the database fails.
pub async fn tick(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let mut moves = lose(state, now).await?;
    loop {
        let due = state.store.db.due_matters(now.as_millisecond(), LOOK_MAX).await?;
        let full = due.len() as i64 == LOOK_MAX;
        let mut moved = 0;
        for (kind, id) in due {
            // One that cannot be moved must not keep time from the others.
            match one(state, (&kind, &id), now).await {
                Ok(moves) => moved += moves,
                Err(error) => {
                    tracing::error!(
                        kind,
                        id,
                        error.code = error.code,
                        error.cause = error.log.as_deref(),
                        "what is due to a matter could not be done"
                    );
                }
            }
        }
        moves += moved;
        // A look that moves nothing would find the same again.
        if !full || moved == 0 {
            return Ok(moves + settle_due(state, now).await?);
        }
    }
}

/// Does what is due to one matter.
async fn one(
    state: &AppState,
    (kind, id): (&str, &str),
    now: Timestamp,
) -> Result<usize, ApiError> {
    match kind {
        Session::KIND => advance::<Session>(state, id, now).await,
        Reservation::KIND => advance::<Reservation>(state, id, now).await,
        Invitation::KIND => advance::<Invitation>(state, id, now).await,
        _ => {
            tracing::error!(kind, "something is due that this program does not know");
            Ok(0)
        }
    }
}

async fn advance<M: Filed>(state: &AppState, id: &str, now: Timestamp) -> Result<usize, ApiError> {
    let mut moves = 0;
    while let Some(matter) = state.store.db.matter(M::KIND, id).await? {
        let held = Held::<M>::of(matter)?;
        let Some(command) = held.state.overdue(&Moment { now, profile: &state.desk.profile })
        else {
            break;
        };
        // Where another node was faster, the next look finds what it has left.
        if let Some(done) = step(state, held, (&By::CLOCK, command, now)).await? {
            settle(state, done, now).await;
            moves += 1;
        }
    }
    Ok(moves)
}
