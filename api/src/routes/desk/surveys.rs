//! 问卷, for those who run them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use wenshui_desk::filter::List;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::survey::sheet::export as csv;
use wenshui_desk::survey::{Command, Survey};

use crate::caller::Caller;
use crate::clock;
use crate::desk::act::{Order, act, file, find, part_in};
use crate::desk::number::daily_numbering;
use crate::desk::refused::faulty;
use crate::desk::step::New;
use crate::desk::surveys::{response, results};
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf, in_range};
use crate::identity::access::Action;
use crate::routes::desk::export::saved;
use crate::routes::desk::listing;
use crate::routes::desk::notices::check_audience;
use crate::routes::desk::served::own;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::wire::desk::matter::Label;
use crate::wire::desk::survey::{ResultsBody, SurveyAction, SurveyBody, SurveyList, SurveyRequest};
use crate::wire::request::check_id;

/// How many responses a part of an export has.
const EXPORT: i64 = 10_000;
/// The last part that may be asked for.
const PARTS_MAX: i64 = 10_000;

/// Which part of an export is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// The part, counted from 1; 10,000 responses each.
    pub part: Option<i64>,
}

/// Writes a survey as a draft. Only for operators.
#[utoipa::path(
    post,
    path = "/v1/surveys",
    operation_id = "write_survey",
    tag = "surveys",
    security(("bearer" = [])),
    request_body = SurveyRequest,
    responses((status = 200, description = "The survey, a draft", body = SurveyBody))
)]
pub async fn submit(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<SurveyRequest>,
) -> Result<Json<SurveyBody>, ApiError> {
    let staff = caller.staff(Action::RunSurveys)?;
    check_id("client_id", request.client_id.as_deref())?;
    let now = clock::now();
    let form = request.form.read()?;
    check_audience(&state, &form.audience)?;
    let at = Moment { now, profile: &state.desk.profile };
    let moved = Survey::submit(form, &at).map_err(|faults| faulty(&faults))?;
    let new = New {
        moved,
        by: (Part::Handler, &staff.subject),
        // A survey is the office's, and outlives the account of whoever wrote it.
        owner: Owner { subject: String::new(), ..staff.clone() },
        handler: staff.subject.clone(),
        origin: String::new(),
        // Its clients are told apart by who they are.
        client_id: own((Part::Handler, &staff.subject), request.client_id),
        now,
    };
    let held = file(&state, new, daily_numbering(Survey::KIND, now)).await?;
    Ok(Json(SurveyBody::of(&held, Some(Part::Handler), (&state, now))))
}

/// Lists surveys. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/surveys",
    operation_id = "list_surveys",
    tag = "surveys",
    security(("bearer" = [])),
    params(
        ("page" = Option<i64>, Query, description = "The page, counted from 1; ten a page"),
        ("number" = Option<String>, Query, description = "Complete and exact"),
        ("title" = Option<String>, Query, description = "A part of it"),
        ("opens_from" = Option<String>, Query, description = "A day; from it on"),
        ("opens_until" = Option<String>, Query, description = "A day; up to it"),
        ("state" = Option<String>, Query, description = "Names, several by comma"),
    ),
    responses(
        (status = 200, description = "A page", body = SurveyList),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<BTreeMap<String, String>>,
) -> Result<Json<SurveyList>, ApiError> {
    caller.staff(Action::ReadSurveys)?;
    let now = clock::now();
    let page = listing::list::<Survey>(&state, &caller, (List::Surveys, query)).await?;
    let body = |(held, part): &_| SurveyBody::of(held, *part, (&state, now));
    let items = page.items.iter().map(body).collect();
    Ok(Json(SurveyList { total: page.total, page: page.page, items }))
}

/// Gives a survey. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/surveys/{id}",
    operation_id = "show_survey",
    tag = "surveys",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The survey's id")),
    responses(
        (status = 200, description = "The survey", body = SurveyBody),
        (status = 404, description = "No such survey", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<SurveyBody>, ApiError> {
    caller.staff(Action::ReadSurveys)?;
    let (held, part) = find::<Survey>(&state, (&caller.0, &id)).await?;
    Ok(Json(SurveyBody::of(&held, part, (&state, clock::now()))))
}

/// Does something with a survey that its `allowed_actions` name. Only for operators.
#[utoipa::path(
    post,
    path = "/v1/surveys/{id}/actions",
    operation_id = "act_on_survey",
    tag = "surveys",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The survey's id")),
    request_body = SurveyAction,
    responses(
        (status = 200, description = "The survey after it", body = SurveyBody),
        (status = 404, description = "No such survey", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state, or not at this time", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<SurveyAction>,
) -> Result<Json<SurveyBody>, ApiError> {
    caller.staff(Action::RunSurveys)?;
    let now = clock::now();
    let command = request.read()?;
    if let Command::Revise(form) = &command {
        check_audience(&state, &form.audience)?;
    }
    let order = Order { id: &id, principal: &caller.0, command, client_id: None, now };
    let held = act::<Survey>(&state, order).await?;
    let part = part_in(&caller.0, &held);
    Ok(Json(SurveyBody::of(&held, part, (&state, now))))
}

/// Gives what a survey came to. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/surveys/{id}/results",
    operation_id = "survey_results",
    tag = "surveys",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The survey's id")),
    responses(
        (status = 200, description = "How often what was answered", body = ResultsBody),
        (status = 404, description = "No such survey", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show_results(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<ResultsBody>, ApiError> {
    caller.staff(Action::ReadSurveys)?;
    let (held, _) = find::<Survey>(&state, (&caller.0, &id)).await?;
    let results = results(&state, &held).await?;
    Ok(Json(ResultsBody::of(&held.state.form, &results)))
}

/// Gives the responses as CSV, without anything about who answered; 10,000 in a part. Only for
/// staff.
#[utoipa::path(
    get,
    path = "/v1/surveys/{id}/export",
    operation_id = "export_survey",
    tag = "surveys",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The survey's id"), ExportQuery),
    responses(
        (status = 200, description = "The responses", body = String, content_type = "text/csv"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such survey", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn export(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    QueryOf(query): QueryOf<ExportQuery>,
) -> Result<Response, ApiError> {
    caller.staff(Action::ReadSurveys)?;
    let (held, _) = find::<Survey>(&state, (&caller.0, &id)).await?;
    let part = in_range("part", (query.part, 1), 1..=PARTS_MAX)?;
    let rows = state.store.db.responses_part(&id, (part - 1, EXPORT)).await?;
    let responses: Result<Vec<_>, _> = rows.iter().map(response).collect();
    let head = Label::of("survey_export", "answered_at").label;
    Ok(saved("survey", &csv(&held.state.form, &head, &responses?)))
}
