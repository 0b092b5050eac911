//! Long work: asked for, looked at, followed, called off, and what came of it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, IdsInPath, JsonBody, QueryOf, in_range};
use crate::follow::{Followed, Follower, Looked, Told};
use crate::identity::access::Action;
use crate::jobs::kinds::{named, names};
use crate::routes::attachments::{CONFINED, NOSNIFF, UNKEPT, saved_as};
use crate::routes::streaming::{EventQuery, Wish, sse};
use crate::state::AppState;
use crate::store::bus::Listening;
use crate::store::db::Db;
use crate::store::job::{Job, NewJob, Wanted};
use crate::wire::attachment::FileContent;
use crate::wire::job::{JobBody, JobList, JobQuery, JobRequest, JobSign, stage};

/// How many a page has when nobody says, and how many it may have.
const LIMIT: i64 = 20;
const LIMIT_MAX: i64 = 100;
/// When to come again while the queue is full, in seconds.
const RETRY_AFTER_S: u64 = 30;

/// Asks for work that takes long. It waits in a queue and is done beside answering. Only for staff.
#[utoipa::path(
    post,
    path = "/v1/jobs",
    operation_id = "ask_for_job",
    tag = "maintenance",
    security(("bearer" = [])),
    request_body = JobRequest,
    responses(
        (status = 202, description = "It waits in the queue", body = JobBody,
         headers(("location" = String, description = "Where it is looked at"))),
        (status = 404, description = "A suite or version that it names is not there",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 503, description = "The queue is full", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<JobRequest>,
) -> Result<Response, ApiError> {
    let owner = caller.staff(Action::RunJobs)?.clone();
    caller.limit(&state, None)?;
    let kind = named(&request.kind)
        .ok_or_else(|| ApiError::about("kind", "bad_value", &["kind", &request.kind, &names()]))?;
    let params = request.params.map_or_else(|| "{}".to_owned(), |params| params.to_string());
    let checking = state.clone();
    let params = tokio::task::spawn_blocking(move || (kind.ask)(&checking, &params)).await;
    let params = params.map_err(|error| ApiError::internal(&error))??;
    let id = uuid::Uuid::now_v7().to_string();
    let new =
        NewJob { id: id.clone(), kind: kind.name, params, owner, created_at: clock::now_ms() };
    if !state.store.db.submit_job(&new, i64::from(state.config.jobs.queue_max)).await? {
        return Err(ApiError::retry("overloaded", RETRY_AFTER_S));
    }
    let job = find(&state, &id).await?;
    let location = HeaderValue::try_from(format!("/v1/jobs/{id}"));
    let location = location.map_err(|error| ApiError::internal(&error))?;
    let head = [(header::LOCATION, location)];
    Ok((StatusCode::ACCEPTED, head, Json(JobBody::of(job)?)).into_response())
}

/// Lists jobs, the newest first. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/jobs",
    operation_id = "list_jobs",
    tag = "maintenance",
    security(("bearer" = [])),
    params(JobQuery),
    responses(
        (status = 200, description = "Jobs", body = JobList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<JobQuery>,
) -> Result<Json<JobList>, ApiError> {
    caller.staff(Action::ReadJobs)?;
    let limit = in_range("limit", (query.limit, LIMIT), 1..=LIMIT_MAX)?;
    let before = query.before.map(|before| in_range("before", (Some(before), 1), 1..=i64::MAX));
    let wanted = Wanted {
        kind: query.kind.unwrap_or_default(),
        stage: query.state.as_deref().map(stage).transpose()?,
        before: before.transpose()?.unwrap_or_default(),
        limit: limit + 1,
    };
    let mut found = state.store.db.jobs(&wanted).await?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.number);
    let items: Result<Vec<JobBody>, ApiError> = found.into_iter().map(JobBody::of).collect();
    Ok(Json(JobList { items: items?, next }))
}

/// Shows a job. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}",
    operation_id = "show_job",
    tag = "maintenance",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The job's id")),
    responses(
        (status = 200, description = "The job", body = JobBody),
        (status = 404, description = "No such job", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<JobBody>, ApiError> {
    caller.staff(Action::ReadJobs)?;
    JobBody::of(find(&state, &id).await?).map(Json)
}

/// Calls a job off: one that waits ends at once, one that runs at its next step. Who asked for it may do
/// that, and operators.
#[utoipa::path(
    post,
    path = "/v1/jobs/{id}/cancel",
    operation_id = "cancel_job",
    tag = "maintenance",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The job's id")),
    responses(
        (status = 200, description = "The job, called off", body = JobBody),
        (status = 404, description = "No such job", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "It has ended already", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn cancel(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<JobBody>, ApiError> {
    let by = caller.own(Action::CancelJobs, None)?;
    let job = find(&state, &id).await?;
    caller.may(Action::CancelJobs, &job.owner, ApiError::new("forbidden"))?;
    let called = state.store.db.call_off_job((&id, &by.subject), clock::now_ms()).await?;
    called.map_err(|refused| {
        let name = refused.stage.name();
        ApiError::in_state("not_in_this_state", name).with(&["cancel", name])
    })?;
    JobBody::of(find(&state, &id).await?).map(Json)
}

/// Gives a file that came of a job, to be saved; whatever a browser makes of it, nothing in it runs. Only
/// for staff.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}/outputs/{name}",
    operation_id = "fetch_job_output",
    tag = "maintenance",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The job's id"),
           ("name" = String, Path, description = "The file's name")),
    responses(
        (status = 200, description = "Its content", content(
            (Object = "application/json"), (FileContent = "text/html"), (FileContent = "text/plain"))),
        (status = 404, description = "No such job, or nothing of that name came of it",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn output(
    State(state): State<AppState>,
    caller: Caller,
    IdsInPath(id, name): IdsInPath,
) -> Result<Response, ApiError> {
    caller.staff(Action::ReadJobs)?;
    let unknown = || ApiError::new("unknown_output").with(&[&name]);
    let job = JobBody::of(find(&state, &id).await?)?;
    let output = job.outputs.into_iter().find(|output| output.name == name).ok_or_else(unknown)?;
    let (files, wanted) = (state.jobs.files.clone(), name.clone());
    let read = tokio::task::spawn_blocking(move || files.read(&id, &wanted)).await;
    let read = read.map_err(|error| ApiError::internal(&error))?;
    let content = read.map_err(|error| ApiError::internal(&error))?.ok_or_else(unknown)?;
    let kind = HeaderValue::try_from(output.media_type);
    let kind = kind.map_err(|error| ApiError::internal(&error))?;
    let own = [(header::CONTENT_TYPE, kind), saved_as(&name)];
    Ok(([NOSNIFF, CONFINED, UNKEPT], own, content).into_response())
}

/// Streams the changes of a job: the job as it is now, whenever it has changed, at most twice a second.
/// The stream has no end of its own. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}/events",
    operation_id = "follow_job",
    tag = "maintenance",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The job's id"), EventQuery,
           ("Last-Event-ID" = Option<i64>, Header, description = "The last number that was read")),
    responses(
        (status = 200, description = "Changes, each with a `JobSign` as its data", body = JobSign,
         content_type = "text/event-stream"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such job", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A number is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "As many streams are open from the address as may be", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn events(State(state): State<AppState>, wish: Wish) -> Result<Response, ApiError> {
    let (id, after) = (wish.id.clone(), wish.after);
    let (caller, share) = wish.caller(&state, &Job::key(&id)).await?;
    caller.staff(Action::ReadJobs)?;
    find(&state, &id).await?;
    let followed = Followable { db: state.store.db.clone(), id };
    Ok(sse(Follower::begin(&state, followed, (after, share))?))
}

/// A job that is followed.
struct Followable {
    db: Db,
    id: String,
}

impl Followed for Followable {
    fn key(&self) -> String {
        Job::key(&self.id)
    }

    async fn look(&mut self, after: i64, _: &mut Listening) -> Result<Looked, ApiError> {
        let job = self.db.job(&self.id).await?;
        let job = job.ok_or_else(|| ApiError::new("unknown_job").with(&[&self.id]))?;
        let number = job.changes;
        if number <= after {
            return Ok(Looked { told: Vec::new(), upto: after });
        }
        let sign = JobSign { number, kind: "job", job: JobBody::of(job)? };
        let json = serde_json::to_string(&sign).map_err(|error| ApiError::internal(&error))?;
        Ok(Looked {
            told: vec![Told { number: Some(number), kind: sign.kind, json }],
            upto: number,
        })
    }
}

async fn find(state: &AppState, id: &str) -> Result<Job, ApiError> {
    let found = state.store.db.job(id).await?;
    found.ok_or_else(|| ApiError::new("unknown_job").with(&[id]))
}
