//! Recordings that came into a session without words are written down by the way of
//! `POST /v1/audio/transcriptions`, beside the talk: nobody waits for it. What waits is owed by the move of
//! its line, so that no crash loses it, and is told as an event of the session, once.

use std::time::Duration;

use axum::body::Bytes;
use futures_util::TryStreamExt as _;
use jiff::SignedDuration;
use tokio::task::JoinSet;
use wenshui_desk::line::Line;
use wenshui_desk::line::transcript::{Heard, Transcript};
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{Action, Command};

use crate::clock;
use crate::desk::act::act_once;
use crate::desk::heed::{Voice, heed};
use crate::desk::step::By;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::interception::Direction;
use crate::store::matter::{Matter, MatterEvent};
use crate::store::owed::{Owed, WAKE, move_of};
use crate::store::owner::Owner;
use crate::transcription;
use crate::transcription::said::{Transcribed, Wanted};

/// How many recordings a node hears at once: the queue of listeners is there for those who wait.
const AT_ONCE: usize = 2;
/// How often is looked without being woken.
const ROUND: Duration = Duration::from_secs(1);
/// How long nobody else takes a recording after the last sign of whoever has it, and how often there is
/// one.
const LEASE: SignedDuration = SignedDuration::from_secs(15);
const SIGN_EVERY: Duration = Duration::from_secs(5);
/// How often one is tried, and when for the second time where nobody says, in seconds; each time it is
/// waited twice as long.
const TRIES_MAX: i64 = 6;
const RETRY_AFTER_S: u64 = 1;
/// Who acts, as events tell.
const ACTOR: &str = "speech";

/// Writes down what waits for it, as long as the server runs; nothing where nobody hears.
pub async fn run(state: AppState) {
    if !state.transcription.is_there() {
        return;
    }
    let mut woken = state.store.db.bus.listen(WAKE);
    let mut under_way = JoinSet::new();
    loop {
        if let Err(error) = begin(&state, &mut under_way).await {
            tracing::error!(
                error.cause = error.log.as_deref(),
                "recordings cannot be looked for; the next second tries again"
            );
        }
        tokio::select! {
            Some(ended) = under_way.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(error.cause = %error, "a recording was dropped; it is tried again");
                }
            }
            // A closed bus means that the server stops. What is dropped is found again after the start.
            woken = tokio::time::timeout(ROUND, woken.woken()) => {
                if woken == Ok(false) {
                    return;
                }
            }
        }
    }
}

/// Begins with what waits, as far as there are places.
async fn begin(state: &AppState, under_way: &mut JoinSet<()>) -> Result<(), ApiError> {
    let free = AT_ONCE.saturating_sub(under_way.len());
    if free == 0 {
        return Ok(());
    }
    let now = clock::now();
    let until = (now.as_millisecond(), (now + LEASE).as_millisecond());
    for one in state.store.db.take_unheard(until, free as i64).await? {
        under_way.spawn(write_down(state.clone(), one));
    }
    Ok(())
}

/// One try. What fails for now is put off.
async fn write_down(state: AppState, owed: Owed) {
    let done = tokio::select! {
        done = attempt(&state, &owed) => done,
        () = hold(&state, &owed) => return,
    };
    let noted = match done {
        Ok(()) => state.store.db.paid(&owed.id).await,
        Err(error) => {
            tracing::warn!(
                owed = owed.id,
                tries = owed.tries,
                error.code = error.code,
                error.cause = error.log.as_deref(),
                "a recording could not be written down; it is tried again"
            );
            let until = clock::now() + wait(&error, owed.tries);
            state.store.db.hold_unheard(&owed, until.as_millisecond()).await.map(drop)
        }
    };
    if let Err(error) = noted {
        // It is found again and told once all the same.
        tracing::warn!(owed = owed.id, error.cause = %error, "what became of a recording could not be noted");
    }
}

/// Keeps a recording from others; returns when it is ours no more, as of a session that was erased.
async fn hold(state: &AppState, owed: &Owed) {
    let mut signs = tokio::time::interval(SIGN_EVERY);
    loop {
        signs.tick().await;
        let until = (clock::now() + LEASE).as_millisecond();
        match state.store.db.hold_unheard(owed, until).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(owed = owed.id, error.cause = %error, "a recording could not be kept from others");
            }
        }
    }
}

/// How long is waited after the n-th try.
fn wait(error: &ApiError, tries: i64) -> SignedDuration {
    let after_s = error.retry_after_s.unwrap_or(RETRY_AFTER_S);
    let times = 1 << (tries - 1).clamp(0, TRIES_MAX);
    SignedDuration::from_secs(after_s.saturating_mul(times) as i64)
}

/// Hears a recording and tells what was heard, or why nothing was once no further try helps. Of what was
/// erased nothing is told.
async fn attempt(state: &AppState, owed: &Owed) -> Result<(), ApiError> {
    let Some(number) = move_of(&owed.id) else { return Ok(()) };
    let session = (Session::KIND, owed.matter_id.as_str());
    let said = state.store.db.matter_events(session, (number - 1, 1)).await?;
    let said = said.into_iter().find_map(|event| event.line().map(|line| (event, line)));
    let Some((event, Line::Voice { attachment, seconds, .. })) = said else { return Ok(()) };
    let heard = match hear(state, (owed, &attachment)).await {
        Ok(None) => return Ok(()),
        Ok(Some(Transcribed { text, confident, .. })) => Heard::Words { text, confident },
        Err(error) if is_passing(&error) && owed.tries < TRIES_MAX => return Err(error),
        Err(error) => {
            tracing::info!(owed = owed.id, error.code = error.code, "a recording gives no words");
            Heard::Nothing { problem: error.code.to_owned() }
        }
    };
    let whispered = event.action == Action::Whisper.name();
    let transcript = Transcript { number: event.number, whispered, heard: heard.clone() };
    let by = By { client_id: Some(owed.id.clone()), ..By::new(Part::Clock, ACTOR) };
    let order = (&by, Command::Transcribe(transcript), clock::now());
    // Asked first, so that nothing that may fail stands between the transcript and the guard.
    let speaker = agent(state, &event).await?;
    let (held, is_new) = act_once::<Session>(state, &owed.matter_id, order).await?;
    if let Heard::Words { text, .. } = heard
        && is_new
    {
        let line = Line::Voice { attachment, seconds, transcript: Some(text) };
        listen_in(state, (&held.matter, speaker), &line);
    }
    Ok(())
}

/// Whether another try may help: others were heard, or something was out of service.
fn is_passing(error: &ApiError) -> bool {
    error.retry_after_s.is_some() || error.code == "internal"
}

/// What is said in a recording; nothing where it was erased.
async fn hear(
    state: &AppState,
    (owed, attachment): (&Owed, &str),
) -> Result<Option<Transcribed>, ApiError> {
    // Whoever had it before was stopped by it each time.
    if owed.tries > TRIES_MAX {
        return Err(ApiError::internal(&"a recording was tried too often"));
    }
    if state.store.db.session_file(attachment).await?.is_none() {
        return Ok(None);
    }
    let broken = |error| ApiError::internal(&error);
    let stream = state.objects.read(attachment).await.map_err(broken)?;
    let stream = stream.ok_or_else(|| ApiError::internal(&"a recording lies nowhere"))?;
    let pieces: Vec<Bytes> = stream.try_collect().await.map_err(broken)?;
    let sound = transcription::read(Bytes::from(pieces.concat())).await?;
    let version = state.engine.version();
    state.transcription.sound((sound, Wanted::default()), &version).await.map(Some)
}

/// Who of the tax office said something; nobody where it was the taxpayer.
async fn agent(state: &AppState, said: &MatterEvent) -> Result<Option<Owner>, ApiError> {
    if said.action == Action::Write.name() {
        return Ok(None);
    }
    let known = state.store.db.agent(&said.actor).await?.map(|agent| agent.owner);
    let unknown = || Owner { subject: said.actor.clone(), ..Owner::default() };
    Ok(Some(known.unwrap_or_else(unknown)))
}

/// The guard sees the words as it sees those that came with a line.
fn listen_in(state: &AppState, (matter, agent): (&Matter, Option<Owner>), line: &Line) {
    let direction = if agent.is_some() { Direction::Out } else { Direction::In };
    let owner = agent.as_ref().unwrap_or(&matter.owner);
    heed(state, matter, (Voice { owner, direction }, line, clock::now()));
}
