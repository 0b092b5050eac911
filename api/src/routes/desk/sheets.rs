//! 问卷, for those who are asked: what waits for an answer, and 历史问卷.

use axum::Json;
use axum::extract::State;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::survey::Survey;

use crate::caller::Caller;
use crate::clock;
use crate::desk::inbox::settle_todos;
use crate::desk::surveys::{self, Person};
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf, in_range};
use crate::identity::access::Action;
use crate::state::AppState;
use crate::wire::desk::sheet::{SheetAction, SheetBody, SheetList, SheetQuery};

/// How many a page has (S-04).
const PAGE: usize = 10;
/// The last page that may be asked for.
const PAGE_MAX: i64 = 100_000;

/// Lists the surveys that whoever asks may answer or has answered.
#[utoipa::path(
    get,
    path = "/v1/sheets",
    operation_id = "list_sheets",
    tag = "surveys",
    security(("bearer" = [])),
    params(SheetQuery),
    responses(
        (status = 200, description = "A page", body = SheetList),
        (status = 400, description = "A parameter is unknown or wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<SheetQuery>,
) -> Result<Json<SheetList>, ApiError> {
    let owner = caller.own(Action::AnswerSurveys, None)?;
    let page = in_range("page", (query.page, 1), 1..=PAGE_MAX)?;
    let (person, now) = (Person { principal: &caller.0, owner: &owner }, clock::now());
    let skipped = usize::try_from(page - 1).unwrap_or(usize::MAX);
    let wanted = (person, query.answered);
    let (total, mine) = surveys::list(&state, wanted, (skipped, PAGE, now)).await?;
    let items = mine.iter().map(|mine| SheetBody::of(mine, (&state, now))).collect();
    Ok(Json(SheetList { total, page, items }))
}

/// Gives a survey that whoever asks may answer or has answered.
#[utoipa::path(
    get,
    path = "/v1/sheets/{id}",
    operation_id = "show_sheet",
    tag = "surveys",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The survey's id")),
    responses(
        (status = 200, description = "The survey", body = SheetBody),
        (status = 404, description = "No such survey, or others are asked", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<SheetBody>, ApiError> {
    let owner = caller.own(Action::AnswerSurveys, None)?;
    let (person, now) = (Person { principal: &caller.0, owner: &owner }, clock::now());
    let mine = surveys::find(&state, person, (&id, now)).await?;
    Ok(Json(SheetBody::of(&mine, (&state, now))))
}

/// Answers a survey, once.
#[utoipa::path(
    post,
    path = "/v1/sheets/{id}/actions",
    operation_id = "act_on_sheet",
    tag = "surveys",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The survey's id")),
    request_body = SheetAction,
    responses(
        (status = 200, description = "The survey with the answers", body = SheetBody),
        (status = 404, description = "No such survey, or others are asked", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "It is answered, or not open", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<SheetAction>,
) -> Result<Json<SheetBody>, ApiError> {
    let owner = caller.own(Action::AnswerSurveys, None)?;
    let (person, now) = (Person { principal: &caller.0, owner: &owner }, clock::now());
    let mine = surveys::answer(&state, person, (&id, request.read()?, now)).await?;
    settle_todos(&state, &caller.0, ((Survey::KIND, &id), now)).await;
    Ok(Json(SheetBody::of(&mine, (&state, now))))
}
