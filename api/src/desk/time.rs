//! What time does: everything that is due, whichever node looks first.

use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::MissedTickBehavior;
use wenshui_desk::call::Call;
use wenshui_desk::case::RegionCase;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Moment;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::session::Session;
use wenshui_desk::survey::Survey;

use crate::backend;
use crate::clock;
use crate::desk::effect::{settle, settle_due};
use crate::desk::filing::Filed;
use crate::desk::notices::run_out;
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
            let ended = run_out(state, now).await?;
            return Ok(moves + ended + settle_due(state, now).await?);
        }
    }
}

/// How many moves time made.
type Moves<'a> = Pin<Box<dyn Future<Output = Result<usize, ApiError>> + Send + 'a>>;
/// Does what is due to a matter of one kind, by its id.
type Advance = for<'a> fn(&'a AppState, &'a str, Timestamp) -> Moves<'a>;

/// The kinds that time acts on.
const KINDS: [(&str, Advance); 6] = [
    kind::<Session>(),
    kind::<Call>(),
    kind::<Reservation>(),
    kind::<Invitation>(),
    kind::<RegionCase>(),
    kind::<Survey>(),
];

const fn kind<M: Filed>() -> (&'static str, Advance) {
    (M::KIND, |state, id, now| Box::pin(advance::<M>(state, id, now)))
}

/// Does what is due to one matter.
async fn one(
    state: &AppState,
    (kind, id): (&str, &str),
    now: Timestamp,
) -> Result<usize, ApiError> {
    let Some((_, advance)) = KINDS.iter().find(|(name, _)| *name == kind) else {
        tracing::error!(kind, "something is due that this program does not know");
        return Ok(0);
    };
    advance(state, id, now).await
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
