//! `GET /v1/audio/stream`: a socket that takes speech as it is said and gives text as it is heard.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until, timeout};
use utoipa::{IntoParams, ToSchema};
use wenshui_models::recognizer::Spoken;

use crate::address::{Limited, WithinLimit};
use crate::error::{ApiError, ProblemBody};
use crate::extract::QueryOf;
use crate::routes::streaming::Upgrade;
use crate::routes::transcriptions::{language, prompt};
use crate::state::AppState;
use crate::transcription::SECONDS_MAX;
use crate::transcription::live::{Heard, Said, Speech};
use crate::transcription::said::Wanted;
use crate::wire::transcription::ChangeBody;

/// The longest frame, in bytes: a second of sound.
const FRAME_BYTES_MAX: usize = 64 * 1024;
/// After how long without sound the stream ends.
const IDLE: Duration = Duration::from_secs(15);
/// How long a client has to stop speaking after the end.
const PARTING: Duration = Duration::from_secs(5);
/// When to come again after a refusal for want of a place, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// How speech is to be heard.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// `zh`, or `auto` for whatever it sounds like.
    pub language: Option<String>,
    /// Words that are likely to be said, at most 300 characters.
    #[param(max_length = 300)]
    pub prompt: Option<String>,
}

/// What is told on the socket, each as JSON in a text frame.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = LiveTranscript)]
pub enum LiveBody {
    /// Sound may come.
    Ready {
        /// How much is taken, in seconds.
        seconds_max: f64,
        /// The rate of the samples that are taken.
        rate: u32,
    },
    /// What has been said so far since the last `final`; the next one stands in its place.
    Partial {
        /// As people write it.
        text: String,
        /// Where it begins, in seconds.
        from_s: f64,
        /// Where it ends, in seconds.
        to_s: f64,
    },
    /// What was said to its end.
    Final {
        /// As people write it.
        text: String,
        /// What was changed of what was heard.
        changes: Vec<ChangeBody>,
        /// How sure it is, from 0 to 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        confidence: Option<f32>,
        /// Whether that is enough.
        confident: bool,
        /// Where it begins, in seconds.
        from_s: f64,
        /// Where it ends, in seconds.
        to_s: f64,
    },
    /// Something was not heard.
    Problem {
        /// Why, as in problems of requests.
        #[schema(value_type = ProblemBody)]
        problem: Box<ProblemBody>,
    },
    /// The stream is over.
    Done {
        /// All that was said.
        text: String,
        /// How much came, in seconds.
        seconds: f64,
        /// `stopped` by the client, `limit` after 60 seconds of sound, `idle` after 15 seconds without.
        reason: &'static str,
    },
}

/// What a client says beside sound.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Told {
    Stop,
}

/// Opens a socket for speech: binary frames hold samples of 16 bits at 16 kHz, the low byte first;
/// `{"type": "stop"}` ends it. Text frames come back as `LiveTranscript`. It is open to everybody.
#[utoipa::path(
    get,
    path = "/v1/audio/stream",
    operation_id = "transcribe_live",
    tag = "speech",
    params(LiveQuery),
    responses(
        (status = 101, description = "The socket is open; every text frame is a `LiveTranscript`"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 426, description = "This is no WebSocket", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 501, description = "No speech model is there", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 503, description = "Too many streams are open", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn socket(
    State(state): State<AppState>,
    WithinLimit(Limited(address)): WithinLimit,
    QueryOf(query): QueryOf<LiveQuery>,
    upgrade: Upgrade,
) -> Result<Response, ApiError> {
    let spoken = query.language.as_deref().map_or(Ok(Spoken::Chinese), language)?;
    let prompt = prompt(query.prompt.unwrap_or_default())?;
    let wanted = Wanted { spoken, prompt, hasty: false };
    let share = state.shares.streams.take(address)?;
    let place = state.stream_places.clone().try_acquire_owned();
    let place = place.map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?;
    let speech = Speech::begin(state, wanted).await?;
    // Last, as a browser hides why it got no socket, and its page asks once more without one.
    let upgrade = upgrade.map_err(|_| ApiError::new("upgrade_required"))?;
    let upgrade = upgrade.max_message_size(FRAME_BYTES_MAX).max_frame_size(FRAME_BYTES_MAX);
    Ok(upgrade.on_upgrade(move |socket| async move {
        serve(socket, speech).await;
        drop((place, share));
    }))
}

/// Serves until the stream is over or the client is gone.
async fn serve(mut socket: WebSocket, mut speech: Speech) {
    let rate = wenshui_models::sound::SPEECH_RATE;
    if !tell(&mut socket, LiveBody::Ready { seconds_max: SECONDS_MAX, rate }).await {
        return;
    }
    let Some(reason) = listen(&mut socket, &mut speech).await else {
        return;
    };
    speech.finish();
    while speech.is_hearing() {
        if let Some(body) = body(speech.next().await)
            && !tell(&mut socket, body).await
        {
            return;
        }
    }
    let done = LiveBody::Done { text: speech.text().to_owned(), seconds: speech.seconds(), reason };
    if tell(&mut socket, done).await {
        // Whoever is gone already cannot be told. Sound that is still on its way is taken first: closed over
        // it, the connection would break off before the last words were read.
        let _ = socket.send(Message::Close(None)).await;
        let rest = async { while let Some(Ok(_)) = socket.recv().await {} };
        let _ = timeout(PARTING, rest).await;
    }
}

/// Takes sound until it ends; gives why, or nothing where the client is gone.
async fn listen(socket: &mut WebSocket, speech: &mut Speech) -> Option<&'static str> {
    let mut quiet_until = Instant::now() + IDLE;
    loop {
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Binary(bytes))) => {
                    quiet_until = Instant::now() + IDLE;
                    speech.take(&bytes);
                    if speech.is_full() {
                        return Some("limit");
                    }
                }
                Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                    Ok(Told::Stop) => return Some("stopped"),
                    Err(_) => if !tell(socket, problem(ApiError::new("unknown_sign"))).await {
                        return None;
                    },
                },
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            },
            heard = speech.next() => if let Some(body) = body(heard)
                && !tell(socket, body).await
            {
                return None;
            },
            () = sleep_until(quiet_until) => return Some("idle"),
        }
    }
}

/// What is told of something heard; nothing of what could not be heard for now, as nothing of it is lost.
fn body(heard: Heard) -> Option<LiveBody> {
    match heard {
        Heard::Partial(Said { from_s, to_s, heard }) => {
            heard.ok().map(|heard| LiveBody::Partial { text: heard.text, from_s, to_s })
        }
        Heard::Final(Said { from_s, to_s, heard }) => Some(match heard {
            Ok(heard) => LiveBody::Final {
                text: heard.text,
                changes: heard.changes.into_iter().map(ChangeBody::of).collect(),
                confidence: heard.confidence,
                confident: heard.confident,
                from_s,
                to_s,
            },
            Err(error) => problem(error),
        }),
    }
}

fn problem(error: ApiError) -> LiveBody {
    LiveBody::Problem { problem: Box::new(error.body()) }
}

/// Tells something; whether the client is still there.
async fn tell(socket: &mut WebSocket, body: LiveBody) -> bool {
    let Ok(json) = serde_json::to_string(&body) else {
        return false;
    };
    socket.send(Message::Text(json.into())).await.is_ok()
}
