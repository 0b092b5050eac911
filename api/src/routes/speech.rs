//! `POST /v1/audio/speech`: a text is spoken, and is heard while it still is.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures_util::stream;
use wenshui_models::sound::decode::decode;
use wenshui_models::voice::speaker::RATE;

use crate::address::WithinLimit;
use crate::error::{ApiError, ProblemBody};
use crate::extract::JsonBody;
use crate::routes::streaming::UNBUFFERED;
use crate::speaking::Spoken;
use crate::speaking::piece::{Pieces, SoundPiece, SpeechMarks};
use crate::speaking::reading::{proportional, reader};
use crate::state::AppState;
use crate::wire::attachment::FileContent;
use crate::wire::speech::{SpeechEvent, SpeechRequest, StreamFormat};

/// No sound that is spoken is longer, in seconds.
const SECONDS_MAX: f64 = 7200.0;
/// Bytes of raw sound in a millisecond: 16 bits at its rate.
const PCM_BYTES_A_MS: u64 = RATE as u64 * 2 / 1000;

/// Speaks a text. The sound begins as soon as its first phrase was spoken.
#[utoipa::path(
    post,
    path = "/v1/audio/speech",
    tag = "speech",
    request_body = SpeechRequest,
    responses(
        (status = 200, description = "The sound, or with `stream_format` `sse` events with it: \
         `speech.audio.marks`, `speech.audio.delta`, `speech.audio.done`", content(
            (FileContent = "audio/mpeg"),
            (FileContent = "audio/ogg"),
            (FileContent = "audio/wav"),
            (FileContent = "audio/pcm"),
            (FileContent = "audio/aac"),
            (FileContent = "audio/flac"),
            (SpeechEvent = "text/event-stream"),
        )),
        (status = 422, description = "A field's value is wrong, or there is nothing to say",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn speak(
    State(state): State<AppState>,
    _: WithinLimit,
    JsonBody(request): JsonBody<SpeechRequest>,
) -> Result<Response, ApiError> {
    let (wanted, form) = request.check()?;
    let segmenter = state.engine.version().analyzer.segmenter();
    let text = wanted.text.clone();
    let spoken = state.speaking.speak(wanted, (Arc::clone(&segmenter), &state.metrics)).await?;
    match form {
        StreamFormat::Audio => Ok(audio(spoken)),
        StreamFormat::Sse => {
            let read = move || reader(&segmenter).map(|reader| reader.read(&text));
            let pieces = marked(spoken, read).await?;
            Ok(events(pieces))
        }
    }
}

/// The sound as bytes. What breaks off is broken off, so that nobody takes it for whole.
fn audio(spoken: Spoken) -> Response {
    let tag = spoken.key.iter().fold(String::new(), |mut tag, byte| {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
        tag
    });
    let (length, kind) = (spoken.pieces.length(), spoken.media_type.to_string());
    let bytes = stream::unfold(spoken.pieces, |mut pieces| async move {
        let piece = pieces.next().await?;
        let bytes = piece.map(|piece| piece.bytes).map_err(|error| broken(&error));
        Some((bytes, pieces))
    });
    let headers = [(header::CONTENT_TYPE, kind), (header::ETAG, format!("\"{tag}\""))];
    let response = ([UNBUFFERED], headers, Body::from_stream(bytes)).into_response();
    match length {
        Some(length) => ([(header::CONTENT_LENGTH, length)], response).into_response(),
        None => response,
    }
}

fn broken(error: &ApiError) -> std::io::Error {
    tracing::error!(
        error.code = error.code,
        error.cause = error.log.as_deref(),
        "speech broke off"
    );
    std::io::Error::other(error.code)
}

/// The sound with marks; where nobody knows them, it is waited for, and sentences take their parts of it.
async fn marked<R>(spoken: Spoken, read: R) -> Result<Pieces, ApiError>
where
    R: FnOnce() -> Result<wenshui_knowledge::reading::spoken::Reading, ApiError> + Send + 'static,
{
    if spoken.pieces.are_marked() {
        return Ok(spoken.pieces);
    }
    let pieces = spoken.pieces.all().await?;
    let raw = spoken.media_type.starts_with("audio/pcm");
    let work = move || {
        let sound = pieces.iter().map(|piece| piece.bytes.as_ref()).collect::<Vec<_>>().concat();
        let marks = proportional(&read()?, length_ms(sound, raw)?);
        Ok(with_marks(pieces, marks))
    };
    let pieces = tokio::task::spawn_blocking(work).await;
    pieces.map_err(|error| ApiError::internal(&error))?.map(|pieces| Pieces::kept(&pieces))
}

/// How long a sound lasts.
fn length_ms(sound: Vec<u8>, raw: bool) -> Result<u64, ApiError> {
    if raw {
        return Ok(sound.len() as u64 / PCM_BYTES_A_MS);
    }
    let decoded = decode(sound, SECONDS_MAX).map_err(|error| ApiError {
        log: Some(error.to_string().into()),
        ..ApiError::new("voice_failed")
    });
    Ok((decoded?.seconds() * 1000.0) as u64)
}

/// Puts all marks before the first bytes.
fn with_marks(pieces: Vec<SoundPiece>, marks: Vec<SpeechMarks>) -> Vec<SoundPiece> {
    let marks = marks
        .into_iter()
        .map(|marks| SoundPiece { bytes: Bytes::new(), marks: Some(Arc::new(marks)) });
    marks.chain(pieces).collect()
}

/// The sound as events.
fn events(pieces: Pieces) -> Response {
    let told = stream::unfold(Some(pieces), |pieces| async move {
        let mut pieces = pieces?;
        let (events, go_on) = match pieces.next().await {
            Some(Ok(piece)) => (of(&piece), Some(pieces)),
            Some(Err(error)) => {
                let detail = error.body().detail;
                (vec![event(&SpeechEvent::Error { code: error.code, detail })], None)
            }
            None => (vec![event(&SpeechEvent::Done {})], None),
        };
        Some((stream::iter(events.into_iter().map(Ok::<_, Infallible>)), go_on))
    });
    ([UNBUFFERED], Sse::new(futures_util::StreamExt::flatten(told))).into_response()
}

fn of(piece: &SoundPiece) -> Vec<Event> {
    let marks = piece.marks.as_ref().map(|marks| event(&SpeechEvent::Marks(marks)));
    let audio = || SpeechEvent::Delta { audio: BASE64_STANDARD.encode(&piece.bytes) };
    let delta = (!piece.bytes.is_empty()).then(|| event(&audio()));
    marks.into_iter().chain(delta).collect()
}

fn event(told: &SpeechEvent) -> Event {
    let json = serde_json::to_string(told).unwrap_or_default();
    Event::default().event(told.name()).data(json)
}
