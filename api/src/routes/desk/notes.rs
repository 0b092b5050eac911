//! 留言: what taxpayers leave for people to answer.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use wenshui_desk::fault::Fault;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::note::Note;
use wenshui_desk::part::Part;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::desk::files::files;
use crate::desk::number::note_numbering;
use crate::desk::refused::faultless;
use crate::desk::serving::serving;
use crate::desk::step::{Held, New};
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::routes::desk::served;
use crate::state::AppState;
use crate::store::matter::list::Wanted;
use crate::wire::desk::note::{NoteAction, NoteBody, NoteRequest};
use crate::wire::desk::served::MatterList;

/// How many earlier notes are looked at for a number.
const EARLIER_MAX: i64 = 10;

/// Leaves a note at an operating center. Only for taxpayers with a token.
#[utoipa::path(
    post,
    path = "/v1/notes",
    operation_id = "leave_note",
    tag = "desk",
    security(("bearer" = [])),
    request_body = NoteRequest,
    responses(
        (status = 200, description = "The note", body = NoteBody),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn submit(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    JsonBody(request): JsonBody<NoteRequest>,
) -> Result<Json<NoteBody>, ApiError> {
    let owner = caller.own(Action::LeaveNote, None)?;
    caller.limit(&state, None)?;
    let now = clock::now();
    let center = match request.form.center.clone() {
        Some(center) => center,
        None => {
            let center = serving(&state, (&caller, &owner)).await?;
            center.map(|center| center.id.clone()).unwrap_or_default()
        }
    };
    let attached =
        files(&state, &[&owner.subject], ("attachments", &request.form.attachments)).await?;
    let known = known_mobile(&state, &owner.subject).await?;
    let draft = request.form.read(center, attached)?.filled(known.as_deref());
    let center = state.desk.office().center_fault("center", &draft.center);
    let others: Vec<Fault> = center.into_iter().collect();
    let at = Moment { now, profile: &state.desk.profile };
    let new = New {
        moved: faultless(Note::submit(draft, &at), others)?,
        by: (Part::Owner, &owner.subject.clone()),
        owner,
        handler: String::new(),
        origin: String::new(),
        client_id: request.client_id,
        now,
    };
    served::file(&state, new, note_numbering(now)).await
}

/// The mobile number that somebody left last with a note (O-06).
async fn known_mobile(state: &AppState, subject: &str) -> Result<Option<String>, ApiError> {
    let (kind, subject) = (Note::KIND, subject.to_owned());
    let wanted = Wanted { kind, subject, page: (0, EARLIER_MAX), ..Wanted::default() };
    for row in state.store.db.matters(&wanted).await?.items {
        let earlier = Held::<Note>::of(row)?;
        if let Some(mobile) = earlier.state.form.reminder.mobile() {
            return Ok(Some(mobile.to_owned()));
        }
    }
    Ok(None)
}

/// Lists notes: a taxpayer's own, or those of an agent's center.
#[utoipa::path(
    get,
    path = "/v1/notes",
    operation_id = "list_notes",
    tag = "desk",
    security(("bearer" = [])),
    params(
        ("page" = Option<i64>, Query, description = "The page, counted from 1; ten a page"),
        ("number" = Option<String>, Query, description = "Complete and exact"),
        ("left_from" = Option<String>, Query, description = "A day; from it on"),
        ("left_until" = Option<String>, Query, description = "A day; up to it"),
        ("note_type" = Option<String>, Query, description = "Names, several by comma"),
        ("progress" = Option<String>, Query, description = "`processing` or `done`, several by comma"),
        ("content" = Option<String>, Query, description = "A part of it"),
    ),
    responses(
        (status = 200, description = "A page", body = MatterList<NoteBody>),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<BTreeMap<String, String>>,
) -> Result<Json<MatterList<NoteBody>>, ApiError> {
    served::list::<Note>((&state, &caller), query, clock::now()).await
}

/// Gives a note with its reply.
#[utoipa::path(
    get,
    path = "/v1/notes/{id}",
    operation_id = "show_note",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The note's id")),
    responses(
        (status = 200, description = "The note", body = NoteBody),
        (status = 404, description = "No such note, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<NoteBody>, ApiError> {
    served::show::<Note>((&state, &caller), &id, clock::now()).await
}

/// Does something with a note that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/notes/{id}/actions",
    operation_id = "act_on_note",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The note's id")),
    request_body = NoteAction,
    responses(
        (status = 200, description = "The note after it", body = NoteBody),
        (status = 404, description = "No such note, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state, or not at this time", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<NoteAction>,
) -> Result<Json<NoteBody>, ApiError> {
    served::act_on::<Note>((&state, &caller), (&id, request), clock::now()).await
}
