//! `GET /v1/hotwords`: what is in many people's questions lately (热词).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::address::WithinLimit;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{QueryOf, in_range};
use crate::routes::guesses::read_cursor;
use crate::state::AppState;
use crate::wire::request::TurnSource;

/// How many are shown when nobody says, and how many may be.
const LIMIT: i64 = 8;
const LIMIT_MAX: i64 = 30;

/// Which batch is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HotWordQuery {
    /// How many.
    #[param(minimum = 1, maximum = 30, default = 8)]
    pub limit: Option<i64>,
    /// `next_cursor` of the batch before, for another batch.
    pub cursor: Option<String>,
}

/// A batch of hot words, the most telling first.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotWordList<'a> {
    /// Words; a click sends one as the person's text.
    pub words: Vec<&'a str>,
    /// Pass it as `cursor` for another batch; null when there is nothing to offer.
    pub next_cursor: Option<String>,
    /// Whether everything had been shown, so that it begins again with this batch.
    pub restarted: bool,
    /// When the words were counted last.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// Lists hot words. A batch repeats nothing of those before it until everything was shown.
#[utoipa::path(
    get,
    path = "/v1/hotwords",
    tag = "offered",
    params(HotWordQuery),
    responses(
        (status = 200, description = "A batch", body = HotWordList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn hot_words(
    State(state): State<AppState>,
    _: WithinLimit,
    QueryOf(query): QueryOf<HotWordQuery>,
) -> Result<Response, ApiError> {
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)?;
    let shown = read_cursor(query.cursor.as_deref())?;
    let offered = state.interests.current();
    let batch = offered.interest.hot_words((shown, limit as usize));
    state.shown(TurnSource::Hotword, batch.items.len());
    let next_cursor = (!batch.items.is_empty()).then(|| batch.shown.cursor());
    let (words, restarted) = (batch.items, batch.restarted);
    let updated_at = clock::rfc3339(offered.made_ms);
    let body = Json(HotWordList { words, next_cursor, restarted, updated_at });
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}
