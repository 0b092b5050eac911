//! An outside desk as a backend: it hears every event of every session, signed, in order and at least
//! once, and answers with commands of its own (`backend/command.rs`).

use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use wenshui_desk::center::Belonging;

use crate::asking::AskingError;
use crate::backend::escalation::{Backend, Taken, Wish};
use crate::backend::message::Message;
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::hook::Hook;
use crate::span::current::alone;
use crate::state::AppState;
use crate::store::backlog::{Behind, WAKE};

/// The center of those whom no center of the tree serves.
const OUTSIDE: &str = "outside";
/// How many sessions one look takes, and how many of them are told at a time.
const LOOK_MAX: i64 = 200;
const AT_ONCE: usize = 16;
/// How many events of a session are read at once.
const EVENTS_MAX: i64 = 100;
/// How long nobody else tells of a session that somebody has taken.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How often is looked without being woken.
const ROUND: Duration = Duration::from_secs(1);
/// The longest time between two tries, as a power of two in seconds: about four minutes.
const WAIT_POWER_MAX: i64 = 8;

/// An outside desk.
#[derive(Debug, Clone, Copy)]
pub struct Webhook;

/// Why the outside desk did not hear everything.
#[derive(Debug, thiserror::Error)]
enum Untold {
    /// It did not take a message.
    #[error(transparent)]
    Hook(#[from] AskingError),
    /// The message could not be made.
    #[error("the store or a row is at fault: {0}")]
    Made(String),
}

impl Backend for Webhook {
    /// The outside desk takes up everybody at all times and refuses by a command of its own.
    fn take_up(&self, desk: &Desk, wish: Wish<'_>, _: Timestamp) -> Taken {
        let authority = Some(wish.owner.authority.as_str()).filter(|name| !name.is_empty());
        let centers = &desk.centers;
        let named = centers.get(&wish.owner.center);
        let belongs = Belonging { authority, region: wish.region };
        let center = named.or_else(|| centers.serving(belongs)).map_or(OUTSIDE, |one| &one.id);
        Taken { center: Some(center.to_owned()), open: true, opens_at: None }
    }

    fn attend<'a>(
        &'a self,
        _: &'a AppState,
        _: Timestamp,
    ) -> BoxFuture<'a, Result<usize, ApiError>> {
        // Whoever tells the desk is woken by the commit itself.
        Box::pin(std::future::ready(Ok(0)))
    }

    fn run(&self, state: AppState) -> BoxFuture<'static, ()> {
        Box::pin(run(state))
    }
}

async fn run(state: AppState) {
    let mut woken = state.store.db.bus.listen(WAKE);
    loop {
        if let Err(error) = round(&state, clock::now()).await {
            tracing::error!(
                error.cause = error.log.as_deref(),
                "the outside desk cannot be told; the next second tries again"
            );
        }
        // A closed bus means that the server stops.
        if matches!(tokio::time::timeout(ROUND, woken.woken()).await, Ok(false)) {
            return;
        }
    }
}

/// Tells the outside desk what it has not heard yet and what is due; gives how many sessions it is level
/// with now.
///
/// # Errors
/// When the database fails.
pub async fn round(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let Some(hook) = &state.outside_desk else {
        return Ok(0);
    };
    let until = (now + LEASE).as_millisecond();
    let taken = state.store.db.take_backlog((now.as_millisecond(), until), LOOK_MAX).await?;
    let told = stream::iter(taken).map(|behind| one(state, (hook, behind), now).boxed());
    let told: Vec<Result<bool, ApiError>> = told.buffer_unordered(AT_ONCE).collect().await;
    told.into_iter().try_fold(0, |level, one| Ok(level + usize::from(one?)))
}

/// Tells everything of one session; gives whether the desk has taken it.
async fn one(
    state: &AppState,
    (hook, behind): (&Hook, Behind),
    now: Timestamp,
) -> Result<bool, ApiError> {
    let db = &state.store.db;
    match catch_up(state, (hook, &behind)).await {
        Ok(()) => {
            db.rest_backlog(&behind, now.as_millisecond()).await?;
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(session = behind.id, tries = behind.tries, error.cause = %error,
                "the outside desk did not hear; it is told again");
            let wait = SignedDuration::from_secs(1 << behind.tries.clamp(0, WAIT_POWER_MAX));
            db.put_off_backlog(&behind, (now + wait).as_millisecond()).await?;
            Ok(false)
        }
    }
}

/// Events in order, each noted once it is taken, so that an outage costs at most one message twice. Ends
/// where somebody else has the session by now, who tells the rest.
async fn catch_up(state: &AppState, (hook, behind): (&Hook, &Behind)) -> Result<(), Untold> {
    let made = |error: &dyn std::fmt::Display| Untold::Made(error.to_string());
    let db = &state.store.db;
    let mut told = behind.told;
    loop {
        let events = db.matter_events((&behind.kind, &behind.id), (told, EVENTS_MAX)).await;
        let events = events.map_err(|error| made(&error))?;
        let Some(last) = events.last().map(|event| event.number) else {
            return Ok(());
        };
        for event in events {
            let number = event.number;
            let message = Message::of(state, (&behind.id, event)).await;
            let message = message.map_err(|error| made(&error.log.unwrap_or(error.code.into())))?;
            let body = serde_json::to_string(&message).map_err(|error| made(&error))?;
            alone(&state.tracer, "tell desk".into(), hook.tell(&message.id, body)).await?;
            if !db.note_told(behind, number).await.map_err(|error| made(&error))? {
                return Ok(());
            }
        }
        told = last;
    }
}
