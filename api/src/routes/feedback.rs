//! Whether an answer was of use.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_engine::reply::Decision;
use wenshui_knowledge::entry::Block;

use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody};
use crate::identity::access::Action;
use crate::signal::Mode;
use crate::state::AppState;
use crate::store::feedback::Feedback;
use crate::store::funnel::Place;
use crate::store::turn::Turn;
use crate::wire::answer::{EXITS, TextBlock};
use crate::wire::conversation::FeedbackTold;
use crate::wire::handover::HandoverBody;

/// The longest comment, in characters.
const COMMENT_CHARS_MAX: usize = 500;

/// A judgement of an answer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackRequest {
    /// Whether the answer was of use.
    pub useful: bool,
    /// What was wrong with it; only where it was of no use.
    pub reason: Option<Reason>,
    /// More words, at most 500 characters.
    #[schema(max_length = 500)]
    pub comment: Option<String>,
}

/// What can be wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It answers another question.
    OffTopic,
    /// It is not right.
    Wrong,
    /// Something else.
    Other,
}

/// The judgement as it is stored, and what is said to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackResponse {
    /// The answer.
    pub answer_id: String,
    /// Whether it was of use.
    pub useful: bool,
    /// What was wrong with it.
    pub reason: Option<&'static str>,
    /// What is said to it.
    #[schema(value_type = Vec<Block>)]
    pub say: Vec<TextBlock<'static>>,
    /// What can have been wrong, to be chosen from; empty where the answer was of use.
    pub reasons: Vec<ReasonBody>,
    /// The ways to a person that are offered: `handover`, `note`, `reservation`.
    pub exits: Vec<&'static str>,
    /// Why they are; null where they are not.
    pub handover: Option<HandoverBody<'static>>,
}

/// Something that can be wrong with an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonBody {
    /// Send it back as `reason`.
    pub id: &'static str,
    /// The words to choose it by.
    pub label: &'static str,
}

impl Reason {
    const ALL: [Self; 3] = [Self::OffTopic, Self::Wrong, Self::Other];

    fn name(self) -> &'static str {
        match self {
            Self::OffTopic => "off_topic",
            Self::Wrong => "wrong",
            Self::Other => "other",
        }
    }
}

/// Judges an answer; judging it again replaces the judgement. Prompts cannot be judged.
#[utoipa::path(
    put,
    path = "/v1/answers/{answer_id}/feedback",
    tag = "answers",
    security((), ("bearer" = [])),
    params(("answer_id" = String, Path, description = "The answer's id")),
    request_body = FeedbackRequest,
    responses(
        (status = 200, description = "The judgement is stored", body = FeedbackResponse),
        (status = 404, description = "No such answer, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A field's value is wrong, or this is a prompt",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn judge(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(answer_id): IdInPath,
    JsonBody(request): JsonBody<FeedbackRequest>,
) -> Result<Json<FeedbackResponse>, ApiError> {
    check(&request)?;
    // The answer may have been given a moment ago.
    state.store.writer.settle().await?;
    let turn = state.store.db.turn_of_answer(&answer_id).await?;
    let unknown = || ApiError::new("unknown_answer").with(&[&answer_id]);
    let turn = turn.ok_or_else(unknown)?;
    caller.may(Action::GiveFeedback, &turn.owner, unknown())?;
    if turn.decision != Decision::Answer.name() {
        return Err(ApiError::new("no_feedback_on_prompts"));
    }
    let feedback = feedback(&caller, turn, &request)?;
    state.store.db.judge(&feedback, clock::now_ms()).await?;
    let handover = pointed(&state, &feedback);
    let said = words();
    let markdown: &str = if request.useful { &said.useful } else { &said.useless };
    let reasons = if request.useful { &[][..] } else { &Reason::ALL[..] };
    let labelled = |reason: &Reason| ReasonBody { id: reason.name(), label: said.label(*reason) };
    Ok(Json(FeedbackResponse {
        answer_id: feedback.answer_id,
        useful: feedback.useful,
        reason: feedback.reason,
        say: vec![TextBlock { markdown }],
        reasons: reasons.iter().map(labelled).collect(),
        exits: if handover.is_some() { EXITS.to_vec() } else { Vec::new() },
        handover,
    }))
}

/// Whether a judgement points to a person (F-05), which the conversation remembers.
fn pointed(state: &AppState, feedback: &Feedback) -> Option<HandoverBody<'static>> {
    if feedback.useful {
        return None;
    }
    let known = state.store.recent.get(&feedback.conversation_id);
    let before = known.as_ref().map(|known| known.memory.streak).unwrap_or_default();
    let (streak, signal) = state.signals.useless(before);
    if let Some(mut known) = known {
        known.memory.streak = streak;
        state.store.recent.note(&feedback.conversation_id, known);
    }
    Some(HandoverBody::new(&state.signals, Mode::Signal, Some(signal?)).owned())
}

fn check(request: &FeedbackRequest) -> Result<(), ApiError> {
    if request.useful && request.reason.is_some() {
        return Err(ApiError::about("reason", "reason_not_expected", &[]));
    }
    let comment = request.comment.as_deref().unwrap_or_default();
    let chars = comment.chars().count();
    if chars > COMMENT_CHARS_MAX {
        return Err(ApiError::about("comment", "comment_too_long", &[&chars.to_string()]));
    }
    Ok(())
}

fn feedback(caller: &Caller, turn: Turn, request: &FeedbackRequest) -> Result<Feedback, ApiError> {
    let reason = request.reason.map(Reason::name);
    let told = FeedbackTold { answer_id: turn.answer_id.clone(), useful: request.useful, reason };
    Ok(Feedback {
        owner: caller.0.owner_in(&turn.conversation_id),
        place: Place::of(&turn),
        told: serde_json::to_string(&told).map_err(|error| ApiError::internal(&error))?,
        answer_id: turn.answer_id,
        conversation_id: turn.conversation_id,
        useful: request.useful,
        reason,
        comment: request.comment.clone().filter(|comment| !comment.trim().is_empty()),
    })
}

/// What is said to judgements.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    useful: String,
    useless: String,
    reasons: BTreeMap<String, String>,
}

impl Words {
    fn label(&self, reason: Reason) -> &str {
        self.reasons.get(reason.name()).map_or(reason.name(), String::as_str)
    }
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    let text = include_str!("../../data/feedback.toml");
    WORDS.get_or_init(|| toml::from_str(text).expect("the words are TOML; a test reads them"))
}
