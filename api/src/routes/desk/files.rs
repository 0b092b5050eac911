//! What is sent into a session beside words, and the lines that name it.

use axum::Json;
use axum::extract::State;
use wenshui_desk::fault::Fault;
use wenshui_desk::line::{Line, Speaker};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::Command;

use crate::address::{Limited, WithinLimit};
use crate::caller::Caller;
use crate::clock;
use crate::desk::act::find;
use crate::desk::refused::{faulty, refused};
use crate::desk::step::Held;
use crate::error::{ApiError, ProblemBody};
use crate::receive::{Place, check_length, discard, full, named, whole};
use crate::routes::attachments::{File, Upload};
use crate::routes::desk::limit::limit;
use crate::routes::desk::marks::{speaker, speaking};
use crate::state::AppState;
use crate::store::attachment::Ceiling;
use crate::store::session_file::{Sent, SessionFile};
use crate::upload::Incoming;
use crate::wire::attachment::{AttachmentBody, AttachmentQuery, FileContent};
use crate::wire::request::check_id;

/// Sends a file into a session, for a line to name: the body is its content as it is. Whoever may speak
/// may send. Drawings are cleaned, archives held to limits.
#[utoipa::path(
    post,
    path = "/v1/sessions/{id}/attachments",
    operation_id = "send_session_attachment",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id"), AttachmentQuery),
    request_body(content = FileContent, content_type = "application/octet-stream",
                 description = "The file's content"),
    responses(
        (status = 200, description = "It is kept", body = AttachmentBody),
        (status = 400, description = "A parameter is unknown, or the body broke off",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Nobody may speak in this state, or the session is full",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The file is too large", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 415, description = "No file of this kind is taken, or it is not what its name says",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The file is empty or has no name", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 503, description = "Overloaded", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn send(
    State(state): State<AppState>,
    WithinLimit(Limited(address)): WithinLimit,
    caller: Caller,
    File { id, upload }: File,
) -> Result<Json<AttachmentBody>, ApiError> {
    limit(&state, &caller, Some(&id))?;
    let Upload { query, headers, body } = upload;
    let most = state.attachments.most();
    let _share = state.shares.uploads.take(address)?;
    let mut incoming = Incoming::new((&state.attachments, most), body);
    let taken = async {
        check_id("client_id", query.client_id.as_deref())?;
        check_length(most, &headers)?;
        let (held, part, side) = speaker(&state, (&caller, &id)).await?;
        let at = Moment { now: clock::now(), profile: &state.desk.profile };
        held.state.may(speaking(side), part, &at).map_err(refused::<Session>(part))?;
        let sender = caller.0.owner().map(|me| me.subject.clone()).unwrap_or_default();
        receive(&state, (held, sender), (query, &mut incoming)).await
    };
    let taken = taken.await;
    // Whoever is still sending hears the answer only when what is sent is read.
    incoming.drain().await;
    taken.map(|file| Json(file.into()))
}

async fn receive(
    state: &AppState,
    (held, sender): (Held<Session>, String),
    (query, incoming): (AttachmentQuery, &mut Incoming<'_>),
) -> Result<SessionFile, ApiError> {
    let db = &state.store.db;
    let session_id = held.matter.id;
    if let Some(client_id) = &query.client_id
        && let Some(earlier) = db.session_file_of_client(&session_id, (&sender, client_id)).await?
    {
        return Ok(earlier);
    }
    let (name, format) = named(state, &query.name, Place::Session)?;
    let (id, received) = whole(state, format, incoming).await?;
    let file = SessionFile {
        id,
        session_id,
        client_id: query.client_id,
        sender,
        owner: held.matter.owner,
        kind: format.kind.name().to_owned(),
        name,
        media_type: format.media_type.clone(),
        bytes: received.bytes as i64,
        sha256: received.sha256,
        created_at: clock::now_ms(),
    };
    let most = state.attachments.session;
    let ceiling = Ceiling { count: most.count_max, bytes: most.bytes_max };
    // Where the database does not say what became of it, the object stays until the sweep knows.
    let placed = db.put_session_file(&file, ceiling).await?;
    if placed != Sent::New {
        discard(state, &file.id).await;
    }
    match placed {
        Sent::New => Ok(file),
        Sent::Earlier(earlier) => Ok(*earlier),
        Sent::Full => Err(full(ceiling)),
        Sent::Gone => Err(ApiError::new("unknown_matter").with(&[&file.session_id])),
    }
}

/// Looks at a line before it is said: everything that is wrong with it by itself, and with the
/// attachments that it names.
///
/// # Errors
/// Why it may not be said now, or `form` with its faults.
pub async fn check_line(
    state: &AppState,
    (caller, id): (&Caller, &str),
    command: &Command,
) -> Result<(), ApiError> {
    let (Command::Write(line) | Command::Reply(line) | Command::Whisper(line)) = command else {
        return Ok(());
    };
    let (held, part) = find::<Session>(state, (&caller.0, id)).await?;
    let speaker = match command {
        Command::Write(_) => Speaker::Taxpayer,
        Command::Whisper(_) => held.state.whispering(),
        _ => Speaker::Agent,
    };
    let part: Part = part.ok_or_else(|| ApiError::new("forbidden"))?;
    let profile = &state.desk.profile;
    let at = Moment { now: clock::now(), profile };
    held.state.may(command.action(), part, &at).map_err(refused::<Session>(part))?;
    let mut faults = line.faults(speaker, &profile.line);
    if faults.is_empty() {
        faults = attached(state, id, line).await?;
        faults.extend(rested(state, caller, line).await?);
    }
    if faults.is_empty() { Ok(()) } else { Err(faulty(&faults)) }
}

/// What is wrong with what a line rests on: entries of the knowledge that is served, or a prepared reply
/// that the agent may send.
async fn rested(state: &AppState, caller: &Caller, line: &Line) -> Result<Vec<Fault>, ApiError> {
    Ok(match line {
        Line::Assist { entries, .. } => {
            let version = state.engine.version();
            let known =
                |id: &String| version.entry(id).is_some_and(|at| !version.held_back.blocks(at));
            let unknown = entries.iter().filter(|id| !known(id));
            unknown.map(|id| Fault::new("entries", "no_entry").with(&[id])).collect()
        }
        Line::Canned { reply, .. } => {
            let found = state.store.db.canned(reply).await?;
            let is_theirs = found.is_some_and(|found| {
                caller.0.owner().is_some_and(|me| found.owner.is_kept_for(me))
            });
            let unknown = (!is_theirs).then(|| Fault::new("reply", "no_reply").with(&[reply]));
            unknown.into_iter().collect()
        }
        _ => Vec::new(),
    })
}

/// What is wrong with the attachments that a line names: those of other sessions are not there.
async fn attached(state: &AppState, session: &str, line: &Line) -> Result<Vec<Fault>, ApiError> {
    let Some((field, ids)) = line.attached() else { return Ok(Vec::new()) };
    let found = state.store.db.session_files(session, &ids).await?;
    let fault = |id: &&str| match found.iter().find(|file| file.id == **id) {
        None => Some(Fault::new(field, "no_attachment").with(&[id])),
        Some(file) if !line.takes(&file.kind) => {
            Some(Fault::new(field, "kind").with(&[&file.name]))
        }
        Some(_) => None,
    };
    Ok(ids.iter().filter_map(fault).collect())
}
