//! What the service says of itself: to frontends before anybody asks, and to operators.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{ApiError, ProblemBody};
use crate::reception::Hours;
use crate::scrape;
use crate::state::AppState;
use crate::transcription::SECONDS_MAX;
use crate::wire::desk::rules::DeskRules;
use crate::wire::request::QUESTION_CHARS_MAX;
use crate::wire::speech::{INPUT_CHARS_MAX, VoiceOffer};

/// What a frontend shows and keeps to before anybody asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceBody {
    /// The persona's name.
    pub name: String,
    /// The greeting.
    pub greeting: String,
    /// What the operator adds under it.
    pub ps: Option<String>,
    /// What always stands under the input.
    pub disclaimer: String,
    /// When who is there, in words.
    pub hours: Hours,
    /// How many characters a question may have.
    pub question_chars_max: usize,
    /// What may be sent beside words.
    pub attachments: AttachmentLimits,
    /// What can be said and heard.
    pub speech: SpeechAbilities,
    /// What the desk's forms and lines keep to.
    pub desk: DeskRules,
    /// Whether the server shows itself, so that `GET /v1/demo` lists invented people to play.
    pub demo: bool,
}

/// What can be said and heard; pages hide what cannot.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpeechAbilities {
    /// Whether speech becomes text.
    #[serde(rename = "in")]
    pub hears: bool,
    /// How long a recording may be, in seconds.
    pub seconds_max: f64,
    /// Whether text becomes speech.
    #[serde(rename = "out")]
    pub speaks: bool,
    /// Whose voices there are; none where a server outside knows them.
    pub voices: Vec<VoiceOffer>,
    /// In what formats text is spoken.
    pub formats: Vec<&'static str>,
    /// How many characters are spoken at once at most.
    pub input_chars_max: usize,
}

/// What may be sent beside words.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentLimits {
    /// A file has to be smaller than so many bytes.
    pub bytes_below: u64,
    /// How many a conversation may hold.
    pub count_max: i64,
    /// How many bytes they may have together.
    pub bytes_max: i64,
    /// Extensions by kind: `image`, `file`, `video`.
    pub kinds: BTreeMap<&'static str, Vec<String>>,
}

/// Says what a frontend shows and keeps to before anybody asks.
#[utoipa::path(
    get,
    path = "/v1/service",
    tag = "service",
    responses((status = 200, description = "Greeting, disclaimer, limits", body = ServiceBody))
)]
pub async fn about(State(state): State<AppState>) -> Json<ServiceBody> {
    let (reception, rules) = (&state.reception, &state.attachments);
    let mut kinds: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (extension, kind) in rules.allowed() {
        kinds.entry(kind).or_default().push(extension.to_owned());
    }
    Json(ServiceBody {
        name: reception.name.clone(),
        greeting: reception.greeting.clone(),
        ps: Some(reception.ps.clone()).filter(|ps| !ps.is_empty()),
        disclaimer: reception.disclaimer.clone(),
        hours: reception.hours.clone(),
        question_chars_max: QUESTION_CHARS_MAX,
        attachments: AttachmentLimits {
            bytes_below: rules.bytes_below,
            count_max: rules.count_max,
            bytes_max: rules.bytes_max,
            kinds,
        },
        speech: SpeechAbilities {
            hears: state.transcription.is_there(),
            seconds_max: SECONDS_MAX,
            speaks: state.speaking.is_there(),
            voices: state.speaking.voices().iter().map(VoiceOffer::of).collect(),
            formats: state.speaking.formats(),
            input_chars_max: INPUT_CHARS_MAX,
        },
        desk: DeskRules::of(&state),
        demo: state.demo.is_some(),
    })
}

/// Says that the process lives.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "service",
    responses((status = 200, description = "The process lives", body = String, content_type = "text/plain"))
)]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Says whether questions are taken: the server is not stopping, and its database was there a second ago.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "service",
    responses(
        (status = 200, description = "Questions are taken", body = String, content_type = "text/plain"),
        (status = 503, description = "The server is shutting down, or its database is away", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn readyz(State(state): State<AppState>) -> Result<&'static str, ApiError> {
    state.readiness.check().map(|()| "ready\n")
}

/// Gives the metrics in the text format that Prometheus reads.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "service",
    responses((status = 200, description = "The metrics", body = String,
               content_type = "application/openmetrics-text"))
)]
pub async fn metrics(State(state): State<AppState>) -> Result<Response, ApiError> {
    scrape::look(&state).await;
    let text = state.metrics.text().map_err(|error| ApiError::internal(&error))?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
