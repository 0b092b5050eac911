//! `GET /v1/suggestions`: questions that are meant by what is being typed.

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::{IntoParams, ToSchema};
use wenshui_engine::question::Question;
use wenshui_engine::suggest::{SuggestContext, Suggestion, suggest_in};
use wenshui_engine::version::Version;
use wenshui_knowledge::entry::Entry;

use crate::address::WithinLimit;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::wrong_query;
use crate::room::Room;
use crate::state::AppState;
use crate::wire::request::{QUESTION_CHARS_MAX, TurnSource, date, region, taxpayer_type};

/// How many suggestions are given when nobody says.
const LIMIT: u32 = 8;
/// How many may be asked for.
const LIMIT_MAX: u32 = 50;
/// What a row takes as JSON, usually.
const ROW_BYTES: usize = 192;

/// What is being typed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuggestionQuery {
    /// What was typed so far, characters or pinyin, at most 300; empty gives no suggestions.
    #[param(max_length = 300)]
    pub q: String,
    /// How many suggestions are wanted.
    #[param(minimum = 1, maximum = 50, default = 8)]
    pub limit: Option<u32>,
    /// A number that comes back, so that a client can drop answers that were overtaken.
    pub seq: Option<u64>,
    /// The administrative code of the place asked from, six digits.
    #[param(pattern = "^[0-9]{6}$")]
    pub region: Option<String>,
    /// What the asker is.
    pub taxpayer_type: Option<String>,
    /// The day whose rules are asked for; today in Shanghai where it is missing.
    #[param(format = Date)]
    pub as_of: Option<String>,
}

impl SuggestionQuery {
    /// Checks every parameter; `today` serves where no day is named.
    fn check(&self, today: Date) -> Result<(Question<'_>, usize), ApiError> {
        let chars = self.q.chars().count();
        if chars > QUESTION_CHARS_MAX {
            return Err(ApiError::about("q", "question_too_long", &[&chars.to_string()]));
        }
        let limit = self.limit.unwrap_or(LIMIT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(ApiError::about("limit", "bad_number", &["limit", "1 - 50"]));
        }
        let as_of = self.as_of.as_deref().map(date).transpose()?.unwrap_or(today);
        let question = Question {
            region: self.region.as_deref().map(region).transpose()?,
            taxpayer_type: self.taxpayer_type.as_deref().map(taxpayer_type).transpose()?,
            ..Question::new(&self.q, as_of)
        };
        Ok((question, limit as usize))
    }
}

/// Suggestions, best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionResponse<'a> {
    /// The number that came with the request.
    pub seq: Option<u64>,
    /// One row an answer.
    pub items: Vec<SuggestionItem<'a>>,
}

/// A suggestion.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionItem<'a> {
    /// The entry that answers it.
    pub id: &'a str,
    /// The wording that matched.
    pub question: &'a str,
    /// What matched: pairs of begin and end in characters, the end exclusive.
    #[serde(serialize_with = "pairs")]
    #[schema(value_type = Vec<[usize; 2]>)]
    pub highlights: &'a [Range<usize>],
}

/// Whether a wording may be shown as it is; one with a sensitive word is not suggested.
fn may_be_shown(version: &Version, suggestion: &Suggestion) -> bool {
    let Some(held) = version.held_back.held(suggestion.entry) else {
        return true;
    };
    let wording = |entry: &Entry| entry.wordings().nth(suggestion.wording).map(str::to_owned);
    let entry = &version.base.entries[suggestion.entry as usize];
    !held.blocked && wording(&held.entry) == wording(entry)
}

/// Suggests questions while somebody types.
#[utoipa::path(
    get,
    path = "/v1/suggestions",
    tag = "answers",
    params(SuggestionQuery),
    responses(
        (status = 200, description = "Suggestions, best first", body = SuggestionResponse),
        (status = 400, description = "A parameter is missing or unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 503, description = "Overloaded", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn suggestions(
    State(state): State<AppState>,
    _: Room,
    _: WithinLimit,
    query: Result<Query<SuggestionQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(wrong_query)?;
    let (question, limit) = query.check(clock::today())?;
    let _turn = state.admission.enter().await?;
    let began = Instant::now();
    let version = state.engine.version();
    let offered = state.interests.current();
    // For a moment after a change of knowledge what others ask is still numbered as before it.
    let fits = Arc::ptr_eq(&offered.interest.version, &version);
    let popularity = fits.then_some(&offered.interest.popularity);
    let context = SuggestContext { limit, popularity };
    let mut suggested = suggest_in(&version, &question, &context);
    suggested.retain(|suggestion| may_be_shown(&version, suggestion));
    state.shown(TurnSource::Suggestion, suggested.len());
    let items = suggested.iter().map(|suggestion| {
        let entry = &version.base.entries[suggestion.entry as usize];
        SuggestionItem {
            id: &entry.id,
            question: entry.wordings().nth(suggestion.wording).unwrap_or(&entry.question),
            highlights: &suggestion.highlights,
        }
    });
    let response = SuggestionResponse { seq: query.seq, items: items.collect() };
    fetch(&response.items);
    let mut body = Vec::with_capacity(ROW_BYTES * (response.items.len() + 1));
    serde_json::to_writer(&mut body, &response).map_err(|error| ApiError::internal(&error))?;
    state.metrics.suggested(began.elapsed());
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, body).into_response())
}

/// Has the texts of all rows brought from memory at once. Written row by row each would be waited
/// for alone, because so much is done between one and the next.
fn fetch(items: &[SuggestionItem]) {
    let first = |text: &str| text.as_bytes().first().copied().unwrap_or_default();
    let firsts = items.iter().fold(0, |all, item| all ^ first(item.id) ^ first(item.question));
    std::hint::black_box(firsts);
}

fn pairs<S: Serializer>(spans: &&[Range<usize>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(spans.iter().map(|span| [span.start, span.end]))
}
