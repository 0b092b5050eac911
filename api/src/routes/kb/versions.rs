//! Numbered versions: listed, compared, published and rolled back.

use axum::Json;
use axum::extract::State;
use tokio::runtime::Handle;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_knowledge::difference::Difference;

use crate::behind::PUBLISHING;
use crate::caller::Caller;
use crate::error::{ApiError, FieldFault, ProblemBody};
use crate::extract::{IdInPath, IdsInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::reload::take_over;
use crate::routes::kb::{may, page, remark, unusable};
use crate::state::AppState;
use crate::versions::gates::SuiteReport;
use crate::versions::publish::Wish;
use crate::versions::refused::{Conflict, NotPublished};
use crate::versions::shelf::BUNDLED;
use crate::wire::knowledge::version::{
    KbPublished, KbVersionBody, KbVersionList, KbVersionQuery, PublishRequest, RollbackRequest,
};

/// Lists numbered versions. Only for those who write, review, publish or audit knowledge.
#[utoipa::path(
    get,
    path = "/v1/kb/versions",
    operation_id = "list_kb_versions",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(KbVersionQuery),
    responses(
        (status = 200, description = "A page", body = KbVersionList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<KbVersionQuery>,
) -> Result<Json<KbVersionList>, ApiError> {
    may(&caller, Action::ReadKnowledge)?;
    let (page, rows) = page(query.page)?;
    let in_service = state.store.db.kb_state().await?.in_service;
    let (total, versions) = state.store.db.kb_versions(rows).await?;
    let shown = versions.into_iter().map(|version| KbVersionBody::new(version, in_service));
    Ok(Json(KbVersionList { in_service, total, page, items: shown.collect() }))
}

/// Shows a numbered version. Only for those who write, review, publish or audit knowledge.
#[utoipa::path(
    get,
    path = "/v1/kb/versions/{number}",
    operation_id = "show_kb_version",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(("number" = i64, Path, description = "Its number")),
    responses(
        (status = 200, description = "The version", body = KbVersionBody),
        (status = 404, description = "No such version", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(number): IdInPath,
) -> Result<Json<KbVersionBody>, ApiError> {
    may(&caller, Action::ReadKnowledge)?;
    let found = state.store.db.kb_version(parsed(&number)?).await?;
    let found = found.ok_or_else(|| unknown(&number))?;
    let in_service = state.store.db.kb_state().await?.in_service;
    Ok(Json(KbVersionBody::new(found, in_service)))
}

/// Tells what differs between two versions, by their numbers; 0 is the bundled knowledge. Only for those
/// who write, review, publish or audit knowledge.
#[utoipa::path(
    get,
    path = "/v1/kb/versions/{a}/diff/{b}",
    operation_id = "compare_kb_versions",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(
        ("a" = i64, Path, description = "The number of the earlier one"),
        ("b" = i64, Path, description = "The number of the later one"),
    ),
    responses(
        (status = 200, description = "What differs", body = Difference),
        (status = 404, description = "No such version", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn diff(
    State(state): State<AppState>,
    caller: Caller,
    IdsInPath(a, b): IdsInPath,
) -> Result<Json<Difference>, ApiError> {
    may(&caller, Action::ReadKnowledge)?;
    let (a, b) = (parsed(&a)?, parsed(&b)?);
    let shelf = &state.versions.shelf;
    let (before, after) = (shelf.contents(a).await?, shelf.contents(b).await?);
    let compare = move || Difference::between(&before, &after);
    let compared = tokio::task::spawn_blocking(compare).await;
    compared.map(Json).map_err(|error| ApiError::internal(&error))
}

/// Makes a version of what is approved and puts it into service, if it has no errors and its gates are
/// kept; else nothing changes and `faults` says why, with the first cases that fail. It takes as long as
/// the gates do. Only for publishers.
#[utoipa::path(
    post,
    path = "/v1/kb/publish",
    operation_id = "publish_kb",
    tag = "knowledge",
    security((), ("bearer" = [])),
    request_body = PublishRequest,
    responses(
        (status = 200, description = "It is in service, or would be", body = KbPublished),
        (status = 409, description = "Nothing is approved, revisions are in conflict, a gate is not kept, \
         or somebody else was faster", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn publish(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<PublishRequest>,
) -> Result<Json<KbPublished>, ApiError> {
    let by = may(&caller, Action::PublishKnowledge)?;
    let wish = Wish {
        by,
        note: remark("note", request.note)?,
        revisions: request.revisions,
        is_rehearsal: request.dry_run,
        ..Wish::default()
    };
    let shelf = state.versions.shelf.beside(state.engine.version());
    let runtime = Handle::current();
    let publish = move || {
        let mut told = unheard;
        shelf.publish((&runtime, &wish), Progress::new(&mut told))
    };
    let published = PUBLISHING.run(publish).await;
    let mut published = published.map_err(|error| ApiError::internal(&error))?.map_err(refused)?;
    // An operator who named knowledge goes on to serve that.
    if let Some(turn) = published.turn.take().filter(|_| state.config.kb.is_none()) {
        take_over(&state, turn, (Some(published.number), published.version.clone()));
    }
    Ok(Json(published.into()))
}

/// Puts an older version into service, or a newer one: at once here, within a second on other nodes. Only
/// for publishers.
#[utoipa::path(
    post,
    path = "/v1/kb/rollback",
    operation_id = "roll_back_kb",
    tag = "knowledge",
    security((), ("bearer" = [])),
    request_body = RollbackRequest,
    responses(
        (status = 200, description = "It is in service", body = KbVersionList),
        (status = 404, description = "No such version", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn roll_back(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<RollbackRequest>,
) -> Result<Json<KbVersionList>, ApiError> {
    let by = may(&caller, Action::PublishKnowledge)?;
    let number = request.number;
    if number < BUNDLED {
        return Err(ApiError::about("number", "bad_number", &["number", "0 -"]));
    }
    // What cannot be opened is not put into service.
    let opened = state.versions.open(number).await?;
    let turn = state.versions.shelf.roll_back(number, &by).await.map_err(refused)?;
    if state.config.kb.is_none() && state.versions.number() != Some(number) {
        take_over(&state, turn, (Some(number), opened));
    }
    let (total, versions) = state.store.db.kb_versions((0, 1)).await?;
    let items = versions.into_iter().map(|version| KbVersionBody::new(version, number)).collect();
    Ok(Json(KbVersionList { in_service: number, total, page: 1, items }))
}

fn parsed(number: &str) -> Result<i64, ApiError> {
    number.parse().map_err(|_| unknown(number))
}

fn unknown(number: &str) -> ApiError {
    ApiError::about("number", "unknown_version_number", &[number])
}

fn refused(error: NotPublished) -> ApiError {
    match error {
        NotPublished::Nothing { waiting } => {
            ApiError::new("nothing_approved").with(&[&waiting.to_string()])
        }
        NotPublished::NotApproved(id) => ApiError::new("not_approved").with(&[&id]),
        NotPublished::Conflicts(conflicts) => conflicting(&conflicts),
        NotPublished::Problems(problems) => unusable(&problems),
        NotPublished::Gates(reports) => broken(&reports),
        NotPublished::Lost | NotPublished::Cancelled => ApiError::new("publish_lost"),
        NotPublished::Unusable(error) => {
            ApiError::new("gates_unusable").with(&[&format!("{error:#}")])
        }
        NotPublished::Shelf(error) => error.into(),
    }
}

fn conflicting(conflicts: &[Conflict]) -> ApiError {
    let fault = |conflict: &Conflict| FieldFault {
        field: conflict.subject.clone(),
        line: None,
        rule: "conflict".to_owned(),
        detail: format!("{} ({})", conflict.revision_id, conflict.author),
    };
    let error = ApiError::new("revisions_conflict").with(&[&conflicts.len().to_string()]);
    ApiError { faults: conflicts.iter().map(fault).collect(), ..error }
}

/// The conditions that are not kept, and behind each the first cases that fail.
fn broken(reports: &[SuiteReport]) -> ApiError {
    let mut faults = Vec::new();
    for report in reports {
        let broken = report.conditions.iter().filter_map(|judged| judged.broken.as_ref());
        faults.extend(broken.map(|told| FieldFault {
            field: report.suite.clone(),
            line: None,
            rule: "gate".to_owned(),
            detail: told.clone(),
        }));
        faults.extend(report.failing.iter().map(|case| FieldFault {
            field: format!("{}#{}", report.suite, case.id),
            line: None,
            rule: "case".to_owned(),
            detail: format!("{}: {} ≠ {}", case.question, case.got, case.expected.join(", ")),
        }));
    }
    let count = faults.iter().filter(|fault| fault.rule == "gate").count();
    let error = ApiError::new("gate_not_kept").with(&[&count.to_string()]);
    ApiError { faults: faults.into(), ..error }
}
