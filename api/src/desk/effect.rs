//! What follows from moves: done at once by whoever has made the move, and by the clock of any node where
//! that one was stopped in between. Everything here is done once by the id of what is owed.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::effect::Effect;

use crate::desk::back;
use crate::desk::cut::cut;
use crate::desk::filing::Filed;
use crate::desk::grown::{self, Paid};
use crate::desk::step::{Done, Held};
use crate::desk::telling::{tell, text};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::owed::Owed;

/// How many of those that are due one look takes.
const LOOK_MAX: i64 = 200;
/// The longest time between two tries, as a power of two in seconds: about an hour.
const WAIT_POWER_MAX: i64 = 12;

/// Does what a move owes; gives the matter as it is after that.
pub async fn settle<M: Filed>(state: &AppState, done: Done<M>, now: Timestamp) -> Held<M> {
    let Done { held, owed } = done;
    if owed.is_empty() {
        return held;
    }
    pay(state, owed, now).await;
    let after = state.store.db.matter(M::KIND, &held.matter.id).await;
    // The move stands, whatever became of what follows.
    after.ok().flatten().and_then(|matter| Held::of(matter).ok()).unwrap_or(held)
}

/// Does what nobody has done, because a node was stopped or something failed; gives how many.
///
/// # Errors
/// When the database fails.
pub async fn settle_due(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let due = state.store.db.owed(now.as_millisecond(), LOOK_MAX).await?;
    let read = |one: Result<Owed, _>| match one {
        Ok(owed) => Some(owed),
        Err(error) => {
            tracing::error!(error.cause = %error, "what is owed cannot be read");
            None
        }
    };
    Ok(pay(state, due.into_iter().filter_map(read).collect(), now).await)
}

/// Does what is owed, and what that owes in its turn; gives how many were done.
pub async fn pay(state: &AppState, owed: Vec<Owed>, now: Timestamp) -> usize {
    let (mut queue, mut done) = (VecDeque::from(owed), 0);
    while let Some(one) = queue.pop_front() {
        match carry_out(state, &one, now).await {
            Ok(Paid::Done(more)) => {
                queue.extend(more);
                done += 1;
                if let Err(error) = state.store.db.paid(&one.id).await {
                    // It will be found again and change nothing.
                    tracing::warn!(owed = one.id, error.cause = %error, "what is done could not be struck out");
                }
            }
            Ok(Paid::Elsewhere) => {}
            Ok(Paid::Later(wait)) => put_off(state, &one, now + wait).await,
            Err(error) => put_off(state, &one, now + after_failure((&one, &error))).await,
        }
    }
    done
}

async fn put_off(state: &AppState, one: &Owed, until: Timestamp) {
    if let Err(error) = state.store.db.put_off(&one.id, until.as_millisecond()).await {
        tracing::warn!(owed = one.id, error.cause = %error, "it is tried again with the next look");
    }
}

/// Tells what has failed, and gives when to try it again.
fn after_failure((one, error): (&Owed, &ApiError)) -> SignedDuration {
    tracing::error!(
        owed = one.id,
        tries = one.tries,
        error.code = error.code,
        error.cause = error.log.as_deref(),
        "what follows from a move could not be done; it is tried again"
    );
    SignedDuration::from_secs(1 << one.tries.clamp(0, WAIT_POWER_MAX))
}

/// Does one thing that is owed; gives what that owes in its turn. Doing it twice changes nothing.
async fn carry_out(state: &AppState, owed: &Owed, now: Timestamp) -> Result<Paid, ApiError> {
    // What was erased meanwhile owes nothing.
    let Some(matter) = state.store.db.matter(&owed.kind, &owed.matter_id).await? else {
        return Ok(Paid::Done(Vec::new()));
    };
    tracing::debug!(owed = owed.id, kind = matter.kind, at = %now, "what follows from a move is done");
    let more = match owed.effect {
        Effect::BeginSession => return grown::begin_session(state, (owed, &matter), now).await,
        Effect::EndSession => grown::end_session(state, (owed, &matter), now).await?,
        Effect::EndOrigin => back::end_origin(state, (owed, &matter), now).await?,
        Effect::OpenWorkOrder => grown::open_work_order(state, (owed, &matter), now).await?,
        Effect::EndWorkOrder => grown::end_work_order(state, (owed, &matter), now).await?,
        Effect::ReplyNote | Effect::ReturnNote => {
            back::answer_note(state, (owed, &matter), now).await?
        }
        Effect::EndCalls => cut(state, (&owed.matter_id, owed.created_at), now).await?,
        Effect::Notice(to, told) => {
            tell(state, (&matter, owed), (to, told, now)).await?;
            Vec::new()
        }
        Effect::Sms(_, told) => {
            text(state, (&matter, owed), (told, now)).await?;
            Vec::new()
        }
        // Nobody waits for it with the move.
        Effect::Transcribe => return Ok(Paid::Elsewhere),
        // Done with the move itself, and so owed by none.
        Effect::AskRating
        | Effect::Greet
        | Effect::Push
        | Effect::Dial
        | Effect::FreeSeat
        | Effect::TakeSeat => Vec::new(),
    };
    Ok(Paid::Done(more))
}
