//! The socket of a call: what browsers tell each other to be connected.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout};
use utoipa::IntoParams;
use wenshui_desk::call::Call;
use wenshui_desk::call::talk::Tracks;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::part::Part;

use crate::caller::Caller;
use crate::clock;
use crate::desk::act::find;
use crate::desk::calls::{id_of, stir};
use crate::desk::exchange::{Lost, Seat};
use crate::desk::refused::refused;
use crate::desk::step::Held;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf};
use crate::state::AppState;
use crate::store::bus::Listening;
use crate::wire::desk::signal::{Sending, Told};

/// The longest message, in bytes; a description of sound, a face and a screen has some ten thousand.
const MESSAGE_BYTES_MAX: usize = 32 * 1024;
/// How many messages may come at once: the candidates for five others.
const BURST: f64 = 240.0;
/// How many may come a second after that.
const PER_SECOND: f64 = 20.0;
/// How often a sign of life is asked for; half a minute is what the rules' `lost_after_s` counts on.
const SIGN_EVERY: Duration = Duration::from_secs(25);
/// How long a message may take to be taken, and how often the call is looked at where other nodes write.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// When to come again after a refusal for want of a place, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// Who opens the socket.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SignalQuery {
    /// A ticket of `POST /v1/tickets` for the call's id, for browsers, which cannot send a token here.
    pub ticket: Option<String>,
}

/// Opens the socket of a call for somebody who is connected in it: what is sent goes to one other in the
/// same call and is stored nowhere. `docs/calls.md` has its messages.
#[utoipa::path(
    get,
    path = "/v1/calls/{id}/signal",
    operation_id = "signal_call",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The call's id"), SignalQuery),
    responses(
        (status = 101, description = "The socket is open"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such call, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Nobody is connected", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 426, description = "This is no WebSocket", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn signal(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    QueryOf(query): QueryOf<SignalQuery>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let caller = caller.of_stream(&state, (query.ticket.as_deref(), &id)).await?;
    // Listen first and read then, so that no change is missed.
    let listening = state.store.db.bus.listen(&id);
    let (held, part) = find::<Call>(&state, (&caller.0, &id)).await?;
    let part = part.ok_or_else(|| ApiError::new("forbidden"))?;
    let who = id_of(&caller.0, &held.matter).to_owned();
    let tracks = held.state.tracks(part, &who).map_err(refused::<Call>(part))?;
    let upgrade = upgrade.map_err(|_| ApiError::new("upgrade_required"))?;
    let place = state.stream_places.clone().try_acquire_owned();
    let place = place.map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?;
    let upgrade = upgrade.max_message_size(MESSAGE_BYTES_MAX).max_frame_size(MESSAGE_BYTES_MAX);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let seat = state.exchange.enter(&id, (&who, part));
        // What other nodes change wakes nobody here, so it is looked for.
        let look_every = if state.store.db.shared { LOOK_EVERY } else { SIGN_EVERY };
        let (looks, signs) = (every(look_every), every(SIGN_EVERY));
        let line = Line {
            state,
            id,
            who,
            part,
            tracks,
            seat,
            listening,
            looks,
            signs,
            heard: true,
            pace: Pace::new(),
            _place: place,
        };
        line.serve(socket).await;
    }))
}

fn every(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Somebody's line into a call.
struct Line {
    state: AppState,
    id: String,
    who: String,
    part: Part,
    tracks: Tracks,
    seat: Seat,
    listening: Listening,
    looks: Interval,
    signs: Interval,
    /// Whether anything was heard since the last sign of life was asked for.
    heard: bool,
    pace: Pace,
    _place: OwnedSemaphorePermit,
}

/// What is to be done next on a line.
enum Next {
    /// Something is told.
    Tell(Told),
    /// A sign of life is asked for.
    Ask,
    /// They are in it no more; what they are told, where somebody is left to be told.
    End(Option<Told>),
    /// Nothing.
    Go,
}

impl Line {
    /// Serves until the call is over for whoever is on the line.
    async fn serve(mut self, mut socket: WebSocket) {
        let peers = self.seat.peers.clone();
        let welcome = Told::Welcome { you: self.seat.member, peers, tracks: self.tracks };
        if !send(&mut socket, Next::Tell(welcome)).await {
            return;
        }
        loop {
            let next = tokio::select! {
                told = self.seat.next() => match told {
                    Some(told) => Next::Tell(told),
                    None => Next::End(Some(Told::Over { state: "elsewhere" })),
                },
                message = socket.recv() => self.take(message),
                goes_on = self.listening.woken() => {
                    // The server shuts down; whoever is connected stays so and comes again.
                    if goes_on { self.look().await } else { Next::End(None) }
                }
                _ = self.looks.tick() => self.look().await,
                _ = self.signs.tick() => self.sign().await,
            };
            let ends = matches!(next, Next::End(_));
            if !send(&mut socket, next).await || ends {
                return;
            }
        }
    }

    /// What a message of whoever is on the line leads to.
    fn take(&mut self, message: Option<Result<Message, axum::Error>>) -> Next {
        self.heard = true;
        let text = match message {
            Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => message.into_data(),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Next::Go,
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Next::End(None),
        };
        if !self.pace.admits(Instant::now()) {
            return turned_away("often");
        }
        let Ok(sending) = serde_json::from_slice::<Sending>(&text) else {
            return turned_away("form");
        };
        let to = sending.to;
        let told = sending.signal(self.tracks);
        match told.and_then(|signal| self.seat.tell(to, signal).map_err(Lost::name)) {
            Ok(()) => Next::Go,
            Err(rule) => turned_away(rule),
        }
    }

    /// Looks whether they are still in it, and with what.
    async fn look(&mut self) -> Next {
        match self.call().await {
            Ok(Some(call)) => match call.state.tracks(self.part, &self.who) {
                Ok(tracks) => {
                    self.tracks = tracks;
                    Next::Go
                }
                Err(_) => Next::End(Some(Told::Over { state: call.state.state() })),
            },
            Ok(None) => Next::End(Some(Told::Over { state: "ended" })),
            Err(error) => {
                tracing::warn!(error.cause = error.log.as_deref(), "a call cannot be looked at");
                Next::End(None)
            }
        }
    }

    /// Passes a sign of life on and asks for the next; who has given none since the last is gone.
    async fn sign(&mut self) -> Next {
        if !std::mem::take(&mut self.heard) {
            return Next::End(None);
        }
        let stirred = async {
            match self.call().await? {
                Some(call) => stir(&self.state, &call, clock::now()).await,
                // The next look finds that too.
                None => Ok(()),
            }
        };
        if let Err(error) = stirred.await {
            tracing::warn!(error.cause = error.log.as_deref(), "a sign of life is lost");
        }
        Next::Ask
    }

    async fn call(&self) -> Result<Option<Held<Call>>, ApiError> {
        self.state.store.db.matter(Call::KIND, &self.id).await?.map(Held::of).transpose()
    }
}

fn turned_away(rule: &'static str) -> Next {
    Next::Tell(Told::Refused { rule })
}

/// Sends what is to be sent; `false` where nobody takes it.
async fn send(socket: &mut WebSocket, next: Next) -> bool {
    let (told, message) = match next {
        Next::Go => return true,
        Next::Ask => (None, Some(Message::Ping(Vec::new().into()))),
        Next::Tell(told) => (Some(told), None),
        Next::End(told) => (told, Some(Message::Close(None))),
    };
    // What this program writes itself can be written.
    let told = told.and_then(|told| serde_json::to_string(&told).ok());
    let told = told.map(|text| Message::Text(text.into()));
    for message in [told, message].into_iter().flatten() {
        if !matches!(timeout(SEND_TIMEOUT, socket.send(message)).await, Ok(Ok(()))) {
            return false;
        }
    }
    true
}

/// How fast messages come.
struct Pace {
    left: f64,
    at: Instant,
}

impl Pace {
    fn new() -> Self {
        Self { left: BURST, at: Instant::now() }
    }

    /// Whether one more may come at a moment.
    fn admits(&mut self, now: Instant) -> bool {
        let since = now.duration_since(self.at).as_secs_f64();
        (self.left, self.at) = ((self.left + since * PER_SECOND).min(BURST), now);
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{BURST, PER_SECOND, Pace};

    #[test]
    fn messages_may_come_at_once_and_then_only_so_fast() {
        let (mut pace, start) = (Pace::new(), Instant::now());
        let at_once = (0..10_000).filter(|_| pace.admits(start)).count();
        assert!((BURST..=BURST + 1.0).contains(&(at_once as f64)), "{at_once}");
        let later = start + Duration::from_secs(2);
        let then = (0..10_000).filter(|_| pace.admits(later)).count();
        assert!((then as f64 - 2.0 * PER_SECOND).abs() <= 1.0, "{then}");
    }
}
