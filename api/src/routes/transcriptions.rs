//! `POST /v1/audio/transcriptions`: a recording becomes text.

use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use utoipa::ToSchema;
use wenshui_models::recognizer::Spoken;

use crate::address::WithinLimit;
use crate::error::{ApiError, ProblemBody};
use crate::state::AppState;
use crate::transcription::said::Wanted;
use crate::transcription::{self, BYTES_MAX};
use crate::wire::transcription::{Subtitles, TranscriptionBody, TranscriptionEvent};

/// When to come again when too many sounds are coming in, in seconds.
const RETRY_AFTER_S: u64 = 2;
/// What a form has beside its file, in bytes.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// A field that is no file holds no more bytes.
const FIELD_BYTES_MAX: usize = 4096;
/// A prompt holds no more characters.
const PROMPT_CHARS_MAX: usize = 300;
/// What clients of OpenAI's send that means nothing here.
const UNHEEDED: [&str; 6] =
    ["model", "temperature", "timestamp_granularities[]", "include[]", "chunking_strategy", "user"];

/// The form, as the description has it; it is read piece by piece.
#[derive(Debug, ToSchema)]
#[schema(as = TranscriptionForm)]
pub struct TranscriptionForm {
    /// The recording: WAV, MP3, FLAC, OGG with Opus or Vorbis, M4A or WebM, of 60 seconds and 40 MB at
    /// most.
    #[schema(value_type = String, format = Binary)]
    pub file: String,
    /// Any name; there is one model.
    pub model: Option<String>,
    /// `zh`, or `auto` for whatever it sounds like.
    pub language: Option<String>,
    /// Words that are likely to be said.
    pub prompt: Option<String>,
    /// `json`, `verbose_json` (the same), `text`, `srt` or `vtt`.
    pub response_format: Option<String>,
    /// Whether the text comes as server-sent events.
    pub stream: Option<bool>,
}

/// In which form a transcript is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    #[default]
    Json,
    Text,
    Events,
    Subtitles(Subtitles),
}

#[derive(Debug, Default)]
struct Asked {
    file: Option<Bytes>,
    wanted: Wanted,
    form: Form,
}

/// Writes down what is said in a recording. It is open to everybody, like the question that comes of it;
/// the key that clients of OpenAI's insist on is not looked at.
#[utoipa::path(
    post,
    path = "/v1/audio/transcriptions",
    tag = "speech",
    request_body(content = TranscriptionForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "What was said; empty where nobody spoke",
         content((TranscriptionBody = "application/json"), (String = "text/plain"),
                 (TranscriptionEvent = "text/event-stream"))),
        (status = 400, description = "The form is broken or has an unknown field", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 413, description = "The recording is too long or too large", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 415, description = "This is no form, or no recording that can be read",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The recording is missing, empty or broken, or a field is wrong",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 501, description = "No speech model is there", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 502, description = "The outside server failed", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 503, description = "Overloaded", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn transcribe(
    State(state): State<AppState>,
    _: WithinLimit,
    request: Request,
) -> Result<Response, ApiError> {
    if !state.transcription.is_there() {
        return Err(ApiError::new("speech_model_missing"));
    }
    let place = state.transcription.uploads.try_acquire();
    let place = place.map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?;
    let asked = read(request).await?;
    let file = asked.file.ok_or_else(|| ApiError::about("file", "audio_missing", &[]))?;
    // The version does not change under a request.
    let version = state.engine.version();
    let sound = transcription::read(file).await?;
    // The file is gone; what waits to be heard waits in the queue.
    drop(place);
    let said = state.transcription.sound((sound, asked.wanted), &version).await?;
    Ok(reply(TranscriptionBody::of(said), asked.form))
}

fn reply(body: TranscriptionBody, form: Form) -> Response {
    const TEXT: &str = "text/plain; charset=utf-8";
    match form {
        Form::Json => Json(body).into_response(),
        Form::Events => events(body.text).into_response(),
        Form::Text => ([(header::CONTENT_TYPE, TEXT)], body.text + "\n").into_response(),
        Form::Subtitles(form) => {
            ([(header::CONTENT_TYPE, TEXT)], body.subtitles(form)).into_response()
        }
    }
}

/// The events that OpenAI's clients read: what was said, then that this was all.
fn events(text: String) -> impl IntoResponse {
    let (delta, done) = ("transcript.text.delta", "transcript.text.done");
    let delta = TranscriptionEvent {
        kind: delta,
        delta: Some(text.clone()),
        ..TranscriptionEvent::default()
    };
    let done = TranscriptionEvent { kind: done, text: Some(text), ..TranscriptionEvent::default() };
    Sse::new(stream::iter([delta, done].map(|event| Event::default().json_data(event))))
}

async fn read(mut request: Request) -> Result<Asked, ApiError> {
    DefaultBodyLimit::max(BYTES_MAX + FORM_BYTES_MAX).apply(&mut request);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| ApiError::new("not_a_form"))?;
    let mut asked = Asked::default();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        asked.take(field).await?;
    }
    Ok(asked)
}

impl Asked {
    async fn take(&mut self, field: Field<'_>) -> Result<(), ApiError> {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" => self.file = Some(file(field).await?),
            "language" => self.wanted.spoken = language(&text(field, &name).await?)?,
            "prompt" => self.wanted.prompt = prompt(text(field, &name).await?)?,
            "response_format" => self.form = self::form(&text(field, &name).await?)?,
            "stream" => self.form = streamed(self.form, &text(field, &name).await?)?,
            known if UNHEEDED.contains(&known) => drop(text(field, &name).await?),
            _ => return Err(ApiError::about(&name, "unknown_form_field", &[&name])),
        }
        Ok(())
    }
}

async fn file(mut field: Field<'_>) -> Result<Bytes, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + piece.len() > BYTES_MAX {
            return Err(ApiError::about("file", "audio_too_large", &[]));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

async fn text(mut field: Field<'_>, name: &str) -> Result<String, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + piece.len() > FIELD_BYTES_MAX {
            return Err(ApiError::about(name, "form_field_too_long", &[name]));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| ApiError::about(name, "form_field_not_text", &[name]))
}

pub(crate) fn language(text: &str) -> Result<Spoken, ApiError> {
    match text {
        "zh" | "zh-CN" | "chinese" | "cmn" => Ok(Spoken::Chinese),
        "" | "auto" => Ok(Spoken::Any),
        other => Err(ApiError::about("language", "unknown_language", &[other])),
    }
}

pub(crate) fn prompt(text: String) -> Result<String, ApiError> {
    let chars = text.chars().count();
    if chars > PROMPT_CHARS_MAX {
        return Err(ApiError::about("prompt", "prompt_too_long", &[&chars.to_string()]));
    }
    if text.chars().any(char::is_control) {
        return Err(ApiError::about("prompt", "form_field_not_text", &["prompt"]));
    }
    Ok(text)
}

fn form(text: &str) -> Result<Form, ApiError> {
    match text {
        "json" | "verbose_json" => Ok(Form::Json),
        "text" => Ok(Form::Text),
        "srt" => Ok(Form::Subtitles(Subtitles::Film)),
        "vtt" => Ok(Form::Subtitles(Subtitles::Web)),
        other => Err(ApiError::about("response_format", "unknown_transcript_format", &[other])),
    }
}

fn streamed(form: Form, text: &str) -> Result<Form, ApiError> {
    match text {
        "true" => Ok(Form::Events),
        "false" | "" => Ok(form),
        other => Err(ApiError::about("stream", "unknown_transcript_format", &[other])),
    }
}

fn broken(error: &MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::about("file", "audio_too_large", &[]),
        _ => ApiError::new("form_broken"),
    }
}
