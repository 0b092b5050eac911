//! What goes out of the house: by a webhook, by mail, by short text. It is tried until it is taken, by
//! whichever node looks first, so that neither a restart nor an outage of the other side loses anything;
//! its key tells the other side what comes again.

pub mod backoff;
pub mod failed;
pub mod mail;
pub mod outlets;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::MissedTickBehavior;

use crate::clock;
use crate::error::ApiError;
use crate::outgoing::backoff::{is_hopeless, wait};
use crate::outgoing::failed::Failed;
use crate::span::current::alone;
use crate::state::AppState;
use crate::store::outgoing::{Outgoing, Tried, Way};

/// How often is looked.
const ROUND: Duration = Duration::from_secs(1);
/// How much one look takes.
const LOOK_MAX: i64 = 100;
/// How long a try may be unheard of before another one is made; longer than any try takes.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// Delivers what is due, second by second; never returns.
pub async fn run(state: AppState) {
    let mut rounds = tokio::time::interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = deliver(&state, clock::now()).await {
            tracing::error!(
                error.code = error.code,
                error.cause = error.log.as_deref(),
                "what goes out could not be looked at; the next second tries again"
            );
        }
    }
}

/// Tries everything that is due at a moment once; gives how much was delivered.
///
/// # Errors
/// When the database fails.
pub async fn deliver(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let due = state.store.db.due_outgoing(now.as_millisecond(), LOOK_MAX).await?;
    let by = |way| deliver_by(state, (way, &due), now);
    let (hooked, mailed, texted) = tokio::join!(by(Way::Webhook), by(Way::Mail), by(Way::Sms));
    Ok(hooked? + mailed? + texted?)
}

/// The same by one way. Where one is not taken the others wait for the next look: whoever is out of
/// service is not kept waiting for, a time-out after the other.
async fn deliver_by(
    state: &AppState,
    (way, due): (Way, &[Outgoing]),
    now: Timestamp,
) -> Result<usize, ApiError> {
    let db = &state.store.db;
    let (at, lease) = (now.as_millisecond(), (now + LEASE).as_millisecond());
    let mut delivered = 0;
    for one in due.iter().filter(|one| one.way == way) {
        if !db.claim_outgoing(one, (at, lease)).await? {
            continue;
        }
        let name = format!("deliver {}", way.name()).into();
        match alone(&state.tracer, name, state.outlets.try_once(one)).await {
            Ok(()) => {
                db.note_tried(&one.id, &Tried::Delivered, at).await?;
                delivered += 1;
            }
            Err(failed) => {
                let is_out = matches!(failed, Failed::Later(_));
                note(state, (one, failed), now).await?;
                if is_out {
                    break;
                }
            }
        }
    }
    Ok(delivered)
}

async fn note(
    state: &AppState,
    (one, failed): (&Outgoing, Failed),
    now: Timestamp,
) -> Result<(), ApiError> {
    let (way, tries) = (one.way.name(), one.tries + 1);
    let tried = match failed {
        Failed::Later(why) if !is_hopeless(one.created_at, now) => {
            tracing::warn!(
                way,
                key = one.key,
                tries,
                error.cause = why,
                "it was not taken; it is tried again"
            );
            Tried::Later(why, (now + wait(tries)).as_millisecond())
        }
        Failed::Later(why) | Failed::Never(why) => {
            tracing::error!(
                way,
                key = one.key,
                tries,
                error.cause = why,
                "it was not taken and is given up"
            );
            Tried::GivenUp(why)
        }
    };
    Ok(state.store.db.note_tried(&one.id, &tried, now.as_millisecond()).await?)
}
