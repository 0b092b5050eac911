//! Revisions: somebody's wish to change one subject, and what becomes of it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use wenshui_knowledge::contents::{Change, Contents, Subject, digest, entry_body, read_entry};
use wenshui_knowledge::difference::{Difference, SubjectDifference};
use wenshui_knowledge::revision::{
    Action as Step, Command, OPEN, Refusal, Revision, STATES, Standing,
};

use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf};
use crate::identity::access::{Action, reach};
use crate::routes::kb::{condition, may, page, remark, unusable};
use crate::state::AppState;
use crate::store::knowledge::deed::KbDeed;
use crate::store::knowledge::revision::{KbRevision, SoughtRevisions, Written};
use crate::wire::knowledge::revision::{
    KbBody, RevisionAction, RevisionBody, RevisionList, RevisionQuery, RevisionRequest,
};

/// Lists revisions. Only for those who write, review, publish or audit knowledge.
#[utoipa::path(
    get,
    path = "/v1/kb/revisions",
    operation_id = "list_revisions",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(RevisionQuery),
    responses(
        (status = 200, description = "A page", body = RevisionList),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<RevisionQuery>,
) -> Result<Json<RevisionList>, ApiError> {
    may(&caller, Action::ReadKnowledge)?;
    let (page, rows) = page(query.page)?;
    let states = match query.state.as_deref() {
        None => Vec::new(),
        Some("open") => OPEN.map(str::to_owned).to_vec(),
        Some(state) if STATES.contains(&state) => vec![state.to_owned()],
        Some(none) => {
            let known = format!("open, {}", STATES.join(", "));
            return Err(ApiError::about("state", "bad_value", &["state", none, &known]));
        }
    };
    let sought = SoughtRevisions {
        states,
        author: condition("author", query.author)?,
        subject: condition("subject", query.subject)?,
        published_in: query.published_in.unwrap_or_default(),
        page: rows,
    };
    let (total, revisions) = state.store.db.kb_revisions(&sought).await?;
    let items = revisions.into_iter().map(|one| shown(one, &caller)).collect();
    Ok(Json(RevisionList { total, page, items }))
}

/// Begins a revision, as a draft. Only for those who write knowledge.
#[utoipa::path(
    post,
    path = "/v1/kb/revisions",
    operation_id = "begin_revision",
    tag = "knowledge",
    security((), ("bearer" = [])),
    request_body = RevisionRequest,
    responses(
        (status = 201, description = "It is a draft", body = RevisionBody),
        (status = 409, description = "The subject is in somebody's hands", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn begin(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<RevisionRequest>,
) -> Result<(StatusCode, Json<RevisionBody>), ApiError> {
    let author = may(&caller, Action::WriteKnowledge)?;
    let subject = Subject::parse(&request.subject);
    let bad = || ApiError::about("subject", "bad_subject", &[&request.subject]);
    let subject = subject.ok_or_else(bad)?;
    let note = remark("note", request.note)?;
    let body = read_body(&subject, request.body)?;
    let base = base_of(&state, &subject).await?;
    let now = clock::now_ms();
    let one = KbRevision {
        id: uuid::Uuid::now_v7().to_string(),
        subject: subject.to_string(),
        revision: Revision::begin(&author, (body, digest(base.as_deref()))),
        note,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    write(&state, &one, KbDeed::new(&author, "begin", now)).await?;
    Ok((StatusCode::CREATED, Json(shown(one, &caller))))
}

/// Shows a revision with what would differ. Only for those who write, review, publish or audit knowledge.
#[utoipa::path(
    get,
    path = "/v1/kb/revisions/{id}",
    operation_id = "show_revision",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The revision's id")),
    responses(
        (status = 200, description = "The revision", body = RevisionBody),
        (status = 404, description = "No such revision", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<RevisionBody>, ApiError> {
    may(&caller, Action::ReadKnowledge)?;
    let one = find(&state, &id).await?;
    let mut told = shown(one.clone(), &caller);
    if let Some(subject) = Subject::parse(&one.subject)
        && OPEN.contains(&one.revision.stage.name())
    {
        let now = base_of(&state, &subject).await?;
        told.conflict = Some(digest(now.as_deref()) != one.revision.base);
        told.difference = difference((&subject, now), one.revision.body);
    }
    Ok(Json(told))
}

/// Does something with a revision: its author changes, submits, takes back and withdraws it, a reviewer who
/// is not its author approves or rejects it. `allowed_actions` says what may be done.
#[utoipa::path(
    post,
    path = "/v1/kb/revisions/{id}/actions",
    operation_id = "act_on_revision",
    tag = "knowledge",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The revision's id")),
    request_body = RevisionAction,
    responses(
        (status = 200, description = "It is done", body = RevisionBody),
        (status = 404, description = "No such revision", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Its state does not allow it, or it has changed meanwhile",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<RevisionAction>,
) -> Result<Json<RevisionBody>, ApiError> {
    let actor = may(&caller, Action::ReadKnowledge)?;
    let one = find(&state, &id).await?;
    if request.version.is_some_and(|version| version != one.version) {
        return Err(ApiError::in_state("revision_changed", one.revision.stage.name()));
    }
    let known = Step::ALL.map(Step::name).join(", ");
    let bad = || ApiError::about("action", "bad_value", &["action", &request.action, &known]);
    // Revisions are published together, by a route of its own.
    let action = Step::parse(&request.action).filter(|step| *step != Step::Publish);
    let action = action.ok_or_else(bad)?;
    let who = standing(&one, &caller);
    one.revision.may(action, who).map_err(|why| refused(&one, &why))?;
    let reason = remark("reason", request.reason)?;
    let command = match action {
        Step::Change => change(&state, &one, request.body).await?,
        Step::Approve => Command::Approve(actor.clone()),
        Step::Reject => Command::Reject(actor.clone(), reason.clone()),
        plain => Command::Plain(plain),
    };
    let stepped = one.revision.clone().step(who, command).map_err(|why| refused(&one, &why))?;
    let now = clock::now_ms();
    let next = KbRevision { revision: stepped, version: one.version + 1, updated_at: now, ..one };
    let deed = KbDeed { detail: reason, ..KbDeed::new(&actor, action.name(), now) };
    write(&state, &next, deed).await?;
    Ok(Json(shown(next, &caller)))
}

async fn find(state: &AppState, id: &str) -> Result<KbRevision, ApiError> {
    let found = state.store.db.kb_revision(id).await?;
    found.ok_or_else(|| ApiError::new("unknown_revision").with(&[id]))
}

async fn change(
    state: &AppState,
    one: &KbRevision,
    body: Option<KbBody>,
) -> Result<Command, ApiError> {
    let bad = || ApiError::about("subject", "bad_subject", &[&one.subject]);
    let subject = Subject::parse(&one.subject).ok_or_else(bad)?;
    let missing = || ApiError::about("body", "bad_body", &[]);
    let body = read_body(&subject, body.ok_or_else(missing)?)?;
    let base = base_of(state, &subject).await?;
    Ok(Command::Change(body, digest(base.as_deref())))
}

/// What a subject is to be, checked by itself.
fn read_body(subject: &Subject, body: KbBody) -> Result<Option<String>, ApiError> {
    match (subject, body) {
        (_, KbBody { entry: None, text: None, remove: true }) => Ok(None),
        (Subject::Entry(id), KbBody { entry: Some(entry), text: None, remove: false }) => {
            match read_entry(id, &entry.to_string()) {
                (Some(entry), problems) if problems.is_empty() => Ok(Some(entry_body(&entry))),
                (_, problems) => Err(unusable(&problems)),
            }
        }
        (
            Subject::Concepts(_) | Subject::Screen(_) | Subject::Settings,
            KbBody { entry: None, text: Some(text), remove: false },
        ) => Ok(Some(text)),
        _ => Err(ApiError::about("body", "bad_body", &[])),
    }
}

/// The body of a subject in service.
async fn base_of(state: &AppState, subject: &Subject) -> Result<Option<String>, ApiError> {
    let shelf = &state.versions.shelf;
    let in_service = shelf.db.kb_state().await?.in_service;
    // What is served here is at hand; anything else is read.
    if let Subject::Entry(id) = subject
        && let Some((number, version)) = state.versions.serving()
        && number == in_service
    {
        let at = version.entry(id);
        return Ok(at.map(|at| entry_body(&version.base.entries[at as usize])));
    }
    Ok(shelf.contents(in_service).await?.body(subject))
}

fn difference(
    (subject, now): (&Subject, Option<String>),
    body: Option<String>,
) -> Option<SubjectDifference> {
    let of = |body: Option<String>| {
        let change = Change { subject: subject.clone(), body };
        Contents::default().with(&[change]).ok()
    };
    let (before, after) = (of(now)?, of(body)?);
    Difference::between(&before, &after).in_full(&before, &after).items.pop()
}

/// How who asks stands to a revision.
fn standing(one: &KbRevision, caller: &Caller) -> Standing {
    let may = |action| reach(&caller.0, action).is_ok();
    Standing {
        author: caller.0.owner().is_some_and(|me| me.subject == one.revision.author),
        reviewer: may(Action::ReviewKnowledge),
        publisher: may(Action::PublishKnowledge),
    }
}

/// A revision as who asks sees it.
pub fn shown(one: KbRevision, caller: &Caller) -> RevisionBody {
    let allowed = one.revision.allowed(standing(&one, caller));
    RevisionBody::new(one, &allowed)
}

async fn write(state: &AppState, one: &KbRevision, deed: KbDeed) -> Result<(), ApiError> {
    let deed = KbDeed { subject: one.subject.clone(), revision_id: one.id.clone(), ..deed };
    match state.store.db.write_kb_revisions(std::slice::from_ref(one), &deed).await? {
        Written::Done => Ok(()),
        Written::Held(other) => {
            let error = ApiError::in_state("subject_held", other.revision.stage.name());
            Err(error.with(&[&other.subject, &other.revision.author, &other.id]))
        }
        Written::Lost => Err(ApiError::in_state("revision_changed", one.revision.stage.name())),
    }
}

fn refused(one: &KbRevision, why: &Refusal) -> ApiError {
    let state = one.revision.stage.name();
    match why {
        Refusal::State { action, .. } => {
            ApiError::in_state("revision_state", state).with(&[state, action.name()])
        }
        Refusal::Own { .. } => ApiError::in_state("own_revision", state),
        Refusal::Standing { .. } => ApiError::new("forbidden"),
        Refusal::Missing { field, .. } => ApiError::about(field, "reason_missing", &[]),
    }
}
