//! `GET /v1/topics`: what the base is about (问答套餐), the most called first, with search and
//! categories; and the questions of one topic.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_engine::interest::Interest;
use wenshui_engine::interest::topic::Topic;
use wenshui_engine::question::Question;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::circumstances::Circumstances;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf, in_range};
use crate::state::AppState;
use crate::wire::answer::EntryLink;
use crate::wire::request::TurnSource;

/// How many a page has when nobody says, and how many it may have.
const LIMIT: i64 = 20;
const LIMIT_MAX: i64 = 100;
/// How many questions stand beside a topic in the list.
const BEST: usize = 3;
/// The longest search, in characters.
const SEARCH_CHARS_MAX: usize = 100;

/// Which topics are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TopicQuery {
    /// A part of a name or of a question, characters or pinyin; all topics where it is missing.
    #[param(max_length = 100)]
    pub q: Option<String>,
    /// Only topics of this category.
    pub category: Option<String>,
    /// How many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
    /// `next_after` of the page before.
    pub after: Option<String>,
}

/// Topics, the most called first; of a search those first whose names have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicList<'a> {
    /// The topics.
    pub items: Vec<TopicBody<'a>>,
    /// The categories that have topics.
    pub categories: &'a [String],
    /// Pass it as `after` for the next page; null when there is none.
    pub next_after: Option<&'a str>,
}

/// A topic.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicBody<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its category.
    pub category: &'a str,
    /// How often its questions were answered.
    pub calls: u64,
    /// Its most asked questions.
    pub questions: Vec<EntryLink<'a>>,
}

/// Which page of a topic's questions is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TopicQuestionQuery {
    /// How many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
    /// `next_after` of the page before.
    pub after: Option<String>,
}

/// Questions of a topic, the most asked first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicQuestionList<'a> {
    /// The questions.
    pub items: Vec<EntryLink<'a>>,
    /// Pass it as `after` for the next page; null when there is none.
    pub next_after: Option<&'a str>,
}

/// Lists topics with their best questions.
#[utoipa::path(
    get,
    path = "/v1/topics",
    tag = "offered",
    security((), ("bearer" = [])),
    params(TopicQuery),
    responses(
        (status = 200, description = "Topics", body = TopicList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn topics(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    QueryOf(query): QueryOf<TopicQuery>,
) -> Result<Response, ApiError> {
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)? as usize;
    let search = query.q.as_deref().unwrap_or_default();
    let chars = search.chars().count();
    if chars > SEARCH_CHARS_MAX {
        return Err(ApiError::about("q", "bad_id", &["q"]));
    }
    let offered = state.interests.current();
    let interest = &offered.interest;
    let categories = &interest.topics.categories;
    let category = query.category.as_deref();
    if let Some(unknown) = category.filter(|name| !categories.iter().any(|known| known == name)) {
        let known = categories.join("、");
        return Err(ApiError::about("category", "unknown_category", &[unknown, &known]));
    }
    let who = Circumstances::of_token(&caller);
    let typed = Question { text: search, ..who.clone() };
    let mut found = interest.topics.search(&interest.version, (&typed, category));
    // Of another region's rules nothing may hold for whoever asks.
    found.retain(|topic| admitted(interest, topic, &who).next().is_some());
    let (page, next_after) =
        page(&found, (query.after.as_deref(), limit), |topic| topic.name.as_str())?;
    let items: Vec<TopicBody> = page.iter().map(|topic| body(interest, topic, &who)).collect();
    state.shown(TurnSource::Topic, items.iter().map(|topic| topic.questions.len()).sum());
    let body = Json(TopicList { items, categories, next_after });
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Lists the questions of a topic.
#[utoipa::path(
    get,
    path = "/v1/topics/{name}/questions",
    tag = "offered",
    security((), ("bearer" = [])),
    params(("name" = String, Path, description = "The topic's name"), TopicQuestionQuery),
    responses(
        (status = 200, description = "Questions", body = TopicQuestionList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such topic", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn questions(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(name): IdInPath,
    QueryOf(query): QueryOf<TopicQuestionQuery>,
) -> Result<Response, ApiError> {
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)? as usize;
    let offered = state.interests.current();
    let interest = &offered.interest;
    let topic = interest.topics.find(&name);
    let topic = topic.ok_or_else(|| ApiError::about("name", "unknown_topic", &[&name]))?;
    let who = Circumstances::of_token(&caller);
    let admitted = admitted(interest, topic, &who);
    let links: Vec<EntryLink> = admitted.map(|at| EntryLink::of(&interest.version, at)).collect();
    let (page, next_after) = page(&links, (query.after.as_deref(), limit), |link| link.id)?;
    state.shown(TurnSource::Topic, page.len());
    let items = page.to_vec();
    let body = Json(TopicQuestionList { items, next_after });
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

fn body<'a>(interest: &'a Interest, topic: &'a Topic, who: &Question) -> TopicBody<'a> {
    let best = admitted(interest, topic, who).take(BEST);
    let questions = best.map(|at| EntryLink::of(&interest.version, at)).collect();
    let (name, category) = (topic.name.as_str(), topic.category.as_str());
    TopicBody { name, category, calls: topic.calls, questions }
}

/// A topic's entries that hold for somebody.
fn admitted<'a>(
    interest: &'a Interest,
    topic: &'a Topic,
    who: &'a Question,
) -> impl Iterator<Item = u32> + 'a {
    topic.entries.iter().copied().filter(|at| interest.version.offers(*at, who))
}

/// What follows one of a list, with the mark of the next page.
fn page<'a, 'b, T>(
    list: &'b [T],
    (after, limit): (Option<&str>, usize),
    key: impl Fn(&'b T) -> &'a str,
) -> Result<(&'b [T], Option<&'a str>), ApiError> {
    let wrong = || ApiError::about("after", "bad_cursor", &["after"]);
    let begin = match after {
        Some(after) => 1 + list.iter().position(|item| key(item) == after).ok_or_else(wrong)?,
        None => 0,
    };
    let page = &list[begin..list.len().min(begin + limit)];
    let more = begin + page.len() < list.len();
    Ok((page, page.last().filter(|_| more).map(key)))
}
