//! `GET /v1/hot`: what people like the caller ask most lately (热点推荐), with the files to it.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_engine::interest::file::{HotFile, files};

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::circumstances::{Circumstances, Given};
use crate::error::{ApiError, ProblemBody};
use crate::extract::{QueryOf, in_range};
use crate::state::AppState;
use crate::wire::answer::EntryLink;
use crate::wire::request::TurnSource;

/// How many are shown when nobody says, and how many may be.
const LIMIT: i64 = 6;
const LIMIT_MAX: i64 = 20;

/// To whom it is offered. What is missing is taken from the token, then from the conversation.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HotQuery {
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
    /// How many questions, and how many files.
    #[param(minimum = 1, maximum = 20, default = 6)]
    pub limit: Option<i64>,
}

/// Hot questions with their files.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotList<'a> {
    /// Questions, the hottest first.
    pub questions: Vec<EntryLink<'a>>,
    /// Files that their answers attach and documents that they rest on, each once.
    pub files: Vec<HotFileBody<'a>>,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotFileBody<'a> {
    /// What it is called.
    pub title: &'a str,
    /// The document's number (文号).
    pub number: Option<&'a str>,
    /// Where it can be opened.
    pub url: &'a str,
    /// Its media type, where it is known.
    pub media_type: Option<&'a str>,
}

impl<'a> HotFileBody<'a> {
    fn of(file: HotFile<'a>) -> Self {
        let HotFile { title, number, url, media_type } = file;
        Self { title, number, url, media_type }
    }
}

/// Lists what people like the caller ask most lately.
#[utoipa::path(
    get,
    path = "/v1/hot",
    tag = "offered",
    security((), ("bearer" = [])),
    params(HotQuery),
    responses(
        (status = 200, description = "Hot questions and files", body = HotList),
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
pub async fn hot(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    QueryOf(query): QueryOf<HotQuery>,
) -> Result<Response, ApiError> {
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)? as usize;
    let given = Given {
        conversation_id: query.conversation_id.as_deref(),
        region: query.region.as_deref(),
        taxpayer_type: query.taxpayer_type.as_deref(),
        entry_scene: query.entry_scene.as_deref(),
        as_of: query.as_of.as_deref(),
    };
    let circumstances = Circumstances::of(&state, &caller, given).await?;
    let offered = state.interests.current();
    let version = &offered.interest.version;
    let hot = offered.interest.hot(&circumstances.who(), limit);
    state.shown(TurnSource::Hot, hot.len());
    let questions = hot.iter().map(|at| EntryLink::of(version, *at)).collect();
    let files = files(version, &hot, (circumstances.day(), limit));
    let files = files.into_iter().map(HotFileBody::of).collect();
    let body = Json(HotList { questions, files });
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}
