//! `POST /v1/answers`: a question goes in, an answer with its grounds comes out.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use wenshui_engine::open_question::OpenQuestion;
use wenshui_engine::question::{Before, Question};
use wenshui_engine::reply::{Decision, Reply};
use wenshui_engine::trace::Trace;
use wenshui_engine::version::Version;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::escalate::{Asking, ask, told};
use crate::extract::JsonBody;
use crate::room::Room;
use crate::signal::{Heard, Streak};
use crate::span;
use crate::state::AppState;
use crate::store::turn::NewTurn;
use crate::store::write::Recorded;
use crate::talk::{Begun, Open, Talk};
use crate::wire::answer::AnswerResponse;
use crate::wire::explain::explain;
use crate::wire::handover::HandedTo;
use crate::wire::request::{AnswerRequest, Asked};

/// Above this many wordings an answer takes longer than a task may hold its thread, so it goes to
/// a blocking thread.
const INLINE_WORDINGS_MAX: usize = 40_000;

/// Answers a question.
#[utoipa::path(
    post,
    path = "/v1/answers",
    tag = "answers",
    security((), ("bearer" = [])),
    request_body = AnswerRequest,
    responses(
        (status = 200, description = "A decision with its grounds", body = AnswerResponse),
        (status = 404, description = "An unknown option, version or conversation", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "The conversation has ended", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many questions", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 503, description = "Overloaded", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn answer(
    State(state): State<AppState>,
    _: Room,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<AnswerRequest>,
) -> Result<Response, ApiError> {
    let began = Instant::now();
    caller.limit(&state, request.conversation_id.as_deref())?;
    let asked = caller.complete(request.check(clock::today())?);
    let version = wanted(&state, &request).await?;
    let mut talk = match Talk::begin(&state, &caller, &request).await? {
        Begun::Earlier(reply) => return Ok(replay(reply)),
        Begun::Talk(talk) => talk,
    };
    let open = talk.open(&state, &request)?;
    check_option(&version, &request, open.asked.as_ref())?;
    let mut worked = {
        let turn = state.admission.enter().await?;
        let _working = state.metrics.begin();
        let think = || think(&state, &version, (&request, &asked, &talk, &open));
        let reply = if version.documents.wordings as usize > INLINE_WORDINGS_MAX {
            tokio::task::block_in_place(think)?
        } else {
            think()?
        };
        drop(turn);
        span::engine::note(&reply, &version.id);
        let handed = hand_over(&state, (&reply, &asked), &mut talk).await?;
        write(&state, (&version, reply, handed), (&request, &asked, &talk, &open))?
    };
    talk.memory.streak = worked.streak;
    let asked = worked.remembered.take();
    let withheld = worked.reply.withheld.as_ref();
    let withheld = withheld.map(|held| talk.withheld(&version, held, worked.turn.created_at));
    match talk.record(&state, worked.turn, (&worked.reply, asked, withheld)).await? {
        Recorded::New => {
            state.metrics.reply(&worked.reply, began.elapsed());
            Ok(worked.response)
        }
        Recorded::Earlier(reply) => Ok(replay(reply)),
    }
}

/// An answer that is ready to be given and stored.
struct Worked {
    response: Response,
    reply: Reply,
    turn: NewTurn,
    /// The question that is not settled yet, as JSON.
    remembered: Option<Box<str>>,
    /// What went wrong in a row by now.
    streak: Streak,
}

/// What the engine makes of the checked request.
fn think(
    state: &AppState,
    version: &Version,
    (request, asked, talk, open): (&AnswerRequest, &Asked, &Talk, &Open),
) -> Result<Reply, ApiError> {
    let question = Question {
        option: request.option.as_deref(),
        region: asked.region,
        taxpayer_type: asked.taxpayer_type,
        top_k: asked.top_k,
        confidence_min: asked.confidence_min,
        before: Before {
            now: clock::now(),
            recent: &talk.memory.turns,
            state: talk.memory.state,
            asked: open.asked.as_ref(),
        },
        ..Question::new(&asked.text, asked.as_of)
    };
    state.engine.answer(version, &question).map_err(|error| ApiError::internal(&error))
}

/// Asks for a person where the words do (J-03); gives where that has led and what is said of it.
async fn hand_over(
    state: &AppState,
    (reply, asked): (&Reply, &Asked),
    talk: &mut Talk,
) -> Result<Option<(HandedTo, String)>, ApiError> {
    if reply.decision != Decision::Handover {
        return Ok(None);
    }
    // The session refers to the conversation, whose first turn this may be.
    talk.put_down(state).await?;
    let asking = Asking {
        owner: talk.conversation.owner.clone(),
        region: asked.region.map(|region| region.to_string()),
        conversation_id: talk.conversation.id.clone(),
        skill: None,
    };
    let now = clock::now();
    let asked = ask(state, asking, now).await?;
    told(state, asked, now).await.map(Some)
}

/// The bytes of the answer, and what is stored of it.
fn write(
    state: &AppState,
    (version, reply, handed): (&Version, Reply, Option<(HandedTo, String)>),
    (request, asked, talk, open): (&AnswerRequest, &Asked, &Talk, &Open),
) -> Result<Worked, ApiError> {
    let mut response = AnswerResponse::new(version, &reply, &talk.conversation.id);
    let (streak, signal) =
        state.signals.follow(talk.memory.streak, Heard::of(&reply, open.asked.as_ref()));
    response.point(&state.signals, (reply.decision, signal));
    if let Some((handed_to, words)) = &handed {
        response.hand_over(handed_to, words);
    }
    let remembered = match &reply.asked {
        Some(asked) => Some(json(asked)?.into_boxed_str()),
        None => open.json.clone(),
    };
    let seal = |json: &str| state.identity.seal.close(&talk.conversation.id, json);
    response.conversation_token = remembered.as_deref().map(seal);
    let stored = json(&response)?;
    // What every stage saw holds the question itself, so it is shown and not stored.
    let shown = if request.explain {
        response.explain = Some(explain(version, &reply, &asked.text));
        Bytes::from(json(&response)?)
    } else {
        Bytes::copy_from_slice(stored.as_bytes())
    };
    let turn = talk.turn((request, asked), &response, stored);
    let turn = NewTurn { unsolved: turn.unsolved || reply.heard.unsolved, ..turn };
    let timing = server_timing(&reply.trace);
    Ok(Worked { response: respond(shown, Some(timing)), turn, reply, remembered, streak })
}

fn json(value: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| ApiError::internal(&error))
}

/// The answer that the client's id has already got.
fn replay(reply: String) -> Response {
    respond(Bytes::from(reply), None)
}

fn respond(body: Bytes, timing: Option<HeaderValue>) -> Response {
    let kind = HeaderValue::from_static("application/json");
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    if let Some(timing) = timing {
        response.headers_mut().insert(SERVER_TIMING, timing);
    }
    response
}

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The stages as `name;dur=milliseconds`, and their sum as `total`.
fn server_timing(trace: &Trace) -> HeaderValue {
    let mut text = String::with_capacity(200);
    let stages = trace.stages().map(|(stage, took)| (stage.name(), took));
    for (name, nanoseconds) in stages.chain([("total", trace.total())]) {
        let comma = if text.is_empty() { "" } else { ", " };
        // Whole numbers, because writing a fraction takes longer than some stages do. Writing to a
        // string cannot fail.
        let rounded = (nanoseconds + 50) / 100;
        let (ms, rest) = (rounded / 10_000, rounded % 10_000);
        let _ = write!(text, "{comma}{name};dur={ms}.{rest:04}");
    }
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("total"))
}

/// The version that is asked: the one in service, where none is named.
async fn wanted(state: &AppState, request: &AnswerRequest) -> Result<Arc<Version>, ApiError> {
    let current = state.engine.version();
    match &request.kb_version {
        Some(wanted) => state.versions.find(wanted, &current).await,
        None => Ok(current),
    }
}

/// An option is an entry, or something that the conversation was asked last.
fn check_option(
    version: &Version,
    request: &AnswerRequest,
    open: Option<&OpenQuestion>,
) -> Result<(), ApiError> {
    let known = |option: &&str| {
        version.entry(option).is_some() || open.is_some_and(|open| open.offers(option))
    };
    match request.option.as_deref().filter(|option| !known(option)) {
        Some(option) => Err(ApiError::about("option", "unknown_option", &[option])),
        None => Ok(()),
    }
}
