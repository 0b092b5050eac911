//! `GET /v1/guesses`: what somebody may want to ask (猜你想问), before they ask.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_engine::interest::shown::Shown;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::circumstances::{Circumstances, Given};
use crate::error::{ApiError, ProblemBody};
use crate::extract::{QueryOf, in_range};
use crate::state::AppState;
use crate::wire::answer::EntryLink;
use crate::wire::request::TurnSource;

/// How many are shown when nobody says, and how many may be.
const LIMIT: i64 = 3;
const LIMIT_MAX: i64 = 10;

/// To whom it is offered. What is missing is taken from the token, then from the conversation.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GuessQuery {
    /// The conversation, if it has begun.
    #[param(max_length = 100)]
    pub conversation_id: Option<String>,
    /// The administrative code of the place asked from, six digits.
    #[param(pattern = "^[0-9]{6}$")]
    pub region: Option<String>,
    /// What the asker is.
    pub taxpayer_type: Option<String>,
    /// The page of the host that the person comes from.
    #[param(max_length = 100)]
    pub entry_scene: Option<String>,
    /// The day; today in Shanghai where it is missing.
    #[param(format = Date)]
    pub as_of: Option<String>,
    /// How many.
    #[param(minimum = 1, maximum = 10, default = 3)]
    pub limit: Option<i64>,
    /// `next_cursor` of the batch before, for another batch.
    pub cursor: Option<String>,
}

/// A batch of guesses, best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuessList<'a> {
    /// Questions of different matters.
    pub items: Vec<EntryLink<'a>>,
    /// Pass it as `cursor` for another batch; null when there is nothing to offer.
    pub next_cursor: Option<String>,
    /// Whether everything had been shown, so that it begins again with this batch.
    pub restarted: bool,
}

/// Offers questions before anything is asked. A batch repeats nothing of those before it until
/// everything was shown.
#[utoipa::path(
    get,
    path = "/v1/guesses",
    tag = "offered",
    security((), ("bearer" = [])),
    params(GuessQuery),
    responses(
        (status = 200, description = "A batch", body = GuessList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "Somebody else's conversation", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn guesses(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    QueryOf(query): QueryOf<GuessQuery>,
) -> Result<Response, ApiError> {
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)?;
    let shown = read_cursor(query.cursor.as_deref())?;
    let given = Given {
        conversation_id: query.conversation_id.as_deref(),
        region: query.region.as_deref(),
        taxpayer_type: query.taxpayer_type.as_deref(),
        entry_scene: query.entry_scene.as_deref(),
        as_of: query.as_of.as_deref(),
    };
    let circumstances = Circumstances::of(&state, &caller, given).await?;
    let offered = state.interests.current();
    let interest = &offered.interest;
    let batch = interest.guesses(&circumstances.who(), (shown, limit as usize));
    let items: Vec<EntryLink> =
        batch.items.iter().map(|at| EntryLink::of(&interest.version, *at)).collect();
    state.shown(TurnSource::GuessOpen, items.len());
    let next_cursor = (!items.is_empty()).then(|| batch.shown.cursor());
    let body = Json(GuessList { items, next_cursor, restarted: batch.restarted });
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Reads what was shown by now; nothing where no cursor comes.
///
/// # Errors
/// `bad_cursor`.
pub fn read_cursor(cursor: Option<&str>) -> Result<Shown, ApiError> {
    let wrong = || ApiError::about("cursor", "bad_cursor", &["cursor"]);
    Shown::parse(cursor.unwrap_or_default()).ok_or_else(wrong)
}
