//! 知识助手: the machine proposes answers to the agent, who sends one with a click. It is the agent's
//! question and counts as nobody else's.

use axum::Json;
use axum::extract::State;
use wenshui_desk::line::Line;
use wenshui_desk::line::transcript::Heard;
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::session::Session;
use wenshui_desk::session::action::Action as Act;
use wenshui_engine::question::Question;
use wenshui_engine::version::Version;

use crate::caller::Caller;
use crate::clock;
use crate::desk::act::find;
use crate::desk::step::Held;
use crate::error::{ApiError, ProblemBody};
use crate::extract::IdInPath;
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::matter::MatterEvent;
use crate::wire::desk::reply::{Assist, Proposal};
use crate::wire::request::region;

/// How many answers are proposed, and how many candidates are looked at for them.
const PROPOSALS_MAX: usize = 3;
const CANDIDATES: usize = 10;
/// What is less likely to be right is not put before an agent, who would have to read it in vain.
const CONFIDENCE_MIN: f32 = 0.2;
/// How many of the taxpayer's last lines are looked through for words.
const LINES_MAX: i64 = 10;

/// Proposes answers to what the taxpayer said last that the knowledge knows something of. Only for agents and supervisors of the center.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}/assist",
    operation_id = "assist_agent",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "What may be answered", body = Assist),
        (status = 404, description = "No such session, or of another center", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn assist(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<Assist>, ApiError> {
    let (held, _) = find::<Session>(&state, (&caller.0, &id)).await?;
    let unknown = ApiError::new("unknown_matter").with(&[&id]);
    caller.may(Action::AssistAgent, &held.matter.owner, unknown)?;
    let version = state.engine.version();
    let said = last_words(&state, &id).await?;
    let mut last = said.first().cloned();
    let mut proposed = Vec::new();
    for (number, words) in said {
        proposed = proposals(&state, (&version, &held), &words).await?;
        if !proposed.is_empty() {
            last = Some((number, words));
            break;
        }
    }
    let (proposals, (number, question)) = (proposed, last.unzip());
    Ok(Json(Assist { question, number, kb_version: version.id.clone(), proposals }))
}

/// The taxpayer's last lines in words, written or understood of a recording, with the numbers of their
/// events, the newest first.
async fn last_words(state: &AppState, id: &str) -> Result<Vec<(i64, String)>, ApiError> {
    let last = |action: Act| {
        let session = (Session::KIND, id);
        state.store.db.last_events(session, (action.name(), LINES_MAX))
    };
    let (lines, heard) = (last(Act::Write).await?, last(Act::Transcribe).await?);
    let understood = |number: i64| {
        let of_line = |event: &MatterEvent| event.transcript().filter(|one| one.number == number);
        match heard.iter().find_map(of_line)?.heard {
            Heard::Words { text, .. } => Some(text).filter(|text| !text.is_empty()),
            Heard::Nothing { .. } => None,
        }
    };
    let words = |event: &MatterEvent| match event.line()? {
        Line::Text { text } => Some(text),
        Line::Voice { transcript, .. } => transcript.or_else(|| understood(event.number)),
        _ => None,
    };
    Ok(lines.iter().filter_map(|event| Some((event.number, words(event)?))).collect())
}

/// The likeliest entries with an answer, of those that hold where the center is; none that is less
/// likely than [`CONFIDENCE_MIN`].
async fn proposals(
    state: &AppState,
    (version, held): (&Version, &Held<Session>),
    words: &str,
) -> Result<Vec<Proposal>, ApiError> {
    let _turn = state.admission.enter().await?;
    let center = state.desk.centers.get(&held.state.center);
    let code = center.and_then(|center| center.regions.first());
    let question = Question {
        region: code.and_then(|code| region(code).ok()),
        top_k: CANDIDATES,
        ..Question::new(words, clock::today())
    };
    let work = || state.engine.answer(version, &question);
    let reply = tokio::task::block_in_place(work).map_err(|error| ApiError::internal(&error))?;
    let most = state.desk.profile.line.agent_chars_max;
    let proposal = |entry: u32, confidence: f32| {
        let entry = version.shown(entry);
        let text = entry.answer.as_ref()?;
        Some(Proposal {
            entries: vec![entry.id.clone()],
            question: entry.question.clone(),
            text: text.chars().take(most).collect(),
            confidence,
        })
    };
    let likely = reply.candidates.iter().filter(|one| one.confidence >= CONFIDENCE_MIN);
    let ranked = likely.filter_map(|one| proposal(one.entry, one.confidence));
    Ok(ranked.take(PROPOSALS_MAX).collect())
}
