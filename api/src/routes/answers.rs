//! `POST /v1/answers`: a question goes in, an answer with its grounds comes out.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use wenshui_engine::question::Question;
use wenshui_engine::reply::Reply;
use wenshui_engine::trace::Trace;
use wenshui_engine::version::Version;

use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::JsonBody;
use crate::state::{AppState, LimitKey};
use crate::wire::answer::AnswerResponse;
use crate::wire::explain::explain;
use crate::wire::request::{AnswerRequest, Asked};

/// Above this many wordings an answer takes longer than a task may hold its thread, so it goes to
/// a blocking thread.
const INLINE_WORDINGS_MAX: usize = 40_000;
/// When to come again after a refusal for want of a place, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// Answers a question.
#[utoipa::path(
    post,
    path = "/v1/answers",
    tag = "answers",
    request_body = AnswerRequest,
    responses(
        (status = 200, description = "A decision with its grounds", body = AnswerResponse),
        (status = 400, description = "Not JSON, or an unknown field", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "An unknown option or version", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A field's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many questions", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 503, description = "Overloaded", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn answer(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<AnswerRequest>,
) -> Result<Response, ApiError> {
    limit(&state, peer.ip(), &headers, request.conversation_id.as_deref())?;
    let asked = request.check(clock::today())?;
    let version = state.engine.version();
    check_version(&version, &request)?;
    let _place =
        state.places.try_acquire().map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?;
    let _working = state.metrics.begin();
    if version.documents.wordings as usize > INLINE_WORDINGS_MAX {
        tokio::task::block_in_place(|| work(&state, &version, &request, &asked))
    } else {
        work(&state, &version, &request, &asked)
    }
}

/// Everything between the checked request and the bytes of the answer.
fn work(
    state: &AppState,
    version: &Version,
    request: &AnswerRequest,
    asked: &Asked,
) -> Result<Response, ApiError> {
    let question = Question {
        option: request.option.as_deref(),
        region: asked.region,
        taxpayer_type: asked.taxpayer_type,
        top_k: asked.top_k,
        confidence_min: asked.confidence_min,
        ..Question::new(&asked.text, asked.as_of)
    };
    let reply =
        state.engine.answer(version, &question).map_err(|error| ApiError::internal(&error))?;
    state.metrics.reply(&reply);
    respond(version, request, asked, &reply)
}

fn respond(
    version: &Version,
    request: &AnswerRequest,
    asked: &Asked,
    reply: &Reply,
) -> Result<Response, ApiError> {
    let begun;
    let conversation_id = match &request.conversation_id {
        Some(id) => id.as_str(),
        None => {
            begun = uuid::Uuid::now_v7().to_string();
            &begun
        }
    };
    let mut response = AnswerResponse::new(version, reply, conversation_id);
    if request.explain {
        response.explain = Some(explain(version, reply, &asked.text));
    }
    let body = serde_json::to_vec(&response).map_err(|error| ApiError::internal(&error))?;
    let json = HeaderValue::from_static("application/json");
    let timing = server_timing(&reply.trace);
    let headers = [(header::CONTENT_TYPE, json), (SERVER_TIMING, timing)];
    Ok((headers, body).into_response())
}

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The stages as `name;dur=milliseconds`, and their sum as `total`.
fn server_timing(trace: &Trace) -> HeaderValue {
    let mut text = String::with_capacity(160);
    for (stage, nanoseconds) in trace.stages() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{};dur={:.4}, ", stage.name(), nanoseconds as f64 / 1e6);
    }
    let _ = write!(text, "total;dur={:.4}", trace.total() as f64 / 1e6);
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("total"))
}

fn check_version(version: &Version, request: &AnswerRequest) -> Result<(), ApiError> {
    if let Some(wanted) = request.kb_version.as_deref().filter(|wanted| *wanted != version.id) {
        return Err(ApiError::about("kb_version", "unknown_version", &[wanted, &version.id]));
    }
    match request.option.as_deref().filter(|option| version.entry(option).is_none()) {
        Some(option) => Err(ApiError::about("option", "unknown_option", &[option])),
        None => Ok(()),
    }
}

/// Conversations are limited always, addresses only outside the trusted callers; a forwarded
/// address is believed only from a trusted caller.
fn limit(
    state: &AppState,
    peer: IpAddr,
    headers: &HeaderMap,
    conversation_id: Option<&str>,
) -> Result<(), ApiError> {
    if let Some(id) = conversation_id.filter(|id| id.len() <= 400) {
        state.limit(&LimitKey::Conversation(id.to_owned()))?;
    }
    limit_address(state, peer, headers)
}

/// The part of a limit that holds for addresses.
pub fn limit_address(state: &AppState, peer: IpAddr, headers: &HeaderMap) -> Result<(), ApiError> {
    let trusted = |address: &IpAddr| state.config.trusted_callers.contains(address);
    // A socket for both families shows IPv4 callers as IPv6 ones.
    let peer = peer.to_canonical();
    let limited = if trusted(&peer) {
        forwarded(headers).into_iter().find(|address| !trusted(address))
    } else {
        Some(peer)
    };
    limited.map_or(Ok(()), |address| state.limit(&LimitKey::Address(address)))
}

/// The addresses of `X-Forwarded-For` from the last on, which the trusted caller itself saw, down to
/// the first that is none. A proxy may add to the line of another or write a line of its own.
fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    let lines = headers.get_all("x-forwarded-for").into_iter().rev();
    let addresses = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let parsed = addresses.map_while(|address| address.trim().parse().ok());
    parsed.map(|address: IpAddr| address.to_canonical()).collect()
}
