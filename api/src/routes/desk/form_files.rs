//! Files for forms: sent before the form is, named by it by their ids, and removed while none names them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::address::{Limited, WithinLimit};
use crate::attachment::most::Most;
use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf};
use crate::identity::access::Action;
use crate::receive::{Place, check_length, discard, named, whole};
use crate::routes::attachments::{FileQuery, Upload, content, of_matter};
use crate::state::AppState;
use crate::store::attachment::Ceiling;
use crate::store::form_file::{FormFile, Put};
use crate::store::owner::Owner;
use crate::upload::Incoming;
use crate::wire::attachment::{AttachmentBody, AttachmentQuery, FileContent};
use crate::wire::request::check_id;

/// Sends a file for a form to name: the body is its content as it is. Kinds and sizes are those of
/// `desk.files` in `GET /v1/service`; archives are held to limits. Only for those who fill in forms.
#[utoipa::path(
    post,
    path = "/v1/files",
    operation_id = "send_file",
    tag = "desk",
    security(("bearer" = [])),
    params(AttachmentQuery),
    request_body(content = FileContent, content_type = "application/octet-stream",
                 description = "The file's content"),
    responses(
        (status = 200, description = "It is kept", body = AttachmentBody),
        (status = 400, description = "A parameter is unknown, or the body broke off",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "As many files wait for a form as may", body = ProblemBody,
         content_type = "application/problem+json"),
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
    upload: Upload,
) -> Result<Json<AttachmentBody>, ApiError> {
    let owner = caller.own(Action::KeepFiles, None)?;
    caller.limit(&state, None)?;
    let Upload { query, headers, body } = upload;
    let most = Most::UpTo(state.desk.profile.attachments.bytes_max);
    let _share = state.shares.uploads.take(address)?;
    let mut incoming = Incoming::new((&state.attachments, most), body);
    let taken = async {
        check_id("client_id", query.client_id.as_deref())?;
        check_length(most, &headers)?;
        receive(&state, owner, (query, &mut incoming)).await
    };
    let taken = taken.await;
    // Whoever is still sending hears the answer only when what is sent is read.
    incoming.drain().await;
    taken.map(|file| Json(file.into()))
}

async fn receive(
    state: &AppState,
    owner: Owner,
    (query, incoming): (AttachmentQuery, &mut Incoming<'_>),
) -> Result<FormFile, ApiError> {
    let db = &state.store.db;
    if let Some(client_id) = &query.client_id
        && let Some(earlier) = db.form_file_of_client((&owner.subject, client_id)).await?
    {
        return Ok(earlier);
    }
    let (name, format) = named(state, &query.name, Place::Form)?;
    let forms = state.attachments.forms;
    let ceiling = Ceiling { count: forms.count_max, bytes: forms.bytes_max };
    // Nothing is read of what there is no room for in any case.
    if !ceiling.fits(db.unnamed_files(&owner.subject).await?, 1) {
        return Err(full(ceiling));
    }
    let (id, received) = whole(state, format, incoming).await?;
    let now = clock::now_ms();
    let file = FormFile {
        id,
        client_id: query.client_id,
        owner,
        kind: format.kind.name().to_owned(),
        name,
        media_type: format.media_type.clone(),
        bytes: received.bytes as i64,
        sha256: received.sha256,
        created_at: now,
        touched_at: now,
    };
    // Where the database does not say what became of it, the object stays until the sweep knows.
    let put = db.put_form_file(&file, ceiling).await?;
    if put != Put::New {
        discard(state, &file.id).await;
    }
    match put {
        Put::New => Ok(file),
        Put::Earlier(earlier) => Ok(*earlier),
        Put::Full => Err(full(ceiling)),
    }
}

fn full(Ceiling { count, bytes }: Ceiling) -> ApiError {
    let error = ApiError::in_state("files_full", "full");
    error.with(&[&count.to_string(), &(bytes >> 20).to_string()])
}

/// Gives the content of a file, to be saved and never shown in place: to whoever sent it, and where a
/// matter (`kind`, `of`) names it to whoever may see the matter.
#[utoipa::path(
    get,
    path = "/v1/files/{id}",
    operation_id = "fetch_file",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The file's id"), FileQuery),
    responses(
        (status = 200, description = "Its content", body = FileContent,
         content_type = "application/octet-stream"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such file, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A kind that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn fetch(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    QueryOf(query): QueryOf<FileQuery>,
) -> Result<Response, ApiError> {
    let file = match query.matter()? {
        Some(matter) => of_matter(&state, &caller, (matter, unknown(&id), &id)).await?,
        None => own(&state, (&caller, &id)).await?.into(),
    };
    content(&state, file).await
}

/// Removes a file of one's own that no matter names.
#[utoipa::path(
    delete,
    path = "/v1/files/{id}",
    operation_id = "remove_file",
    tag = "desk",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The file's id")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "No such file, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "A matter names it", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<StatusCode, ApiError> {
    let file = own(&state, (&caller, &id)).await?;
    if state.store.db.remove_form_file(&file).await? {
        discard(&state, &id).await;
        return Ok(StatusCode::NO_CONTENT);
    }
    // Either a matter names it, or somebody else with the same token was faster.
    own(&state, (&caller, &id)).await?;
    Err(ApiError::in_state("file_named", "named"))
}

/// A file that the caller has sent.
async fn own(state: &AppState, (caller, id): (&Caller, &str)) -> Result<FormFile, ApiError> {
    caller.own(Action::KeepFiles, None)?;
    let found = state.store.db.form_file(id).await?.ok_or_else(|| unknown(id))?;
    caller.may(Action::KeepFiles, &found.owner, unknown(id))?;
    Ok(found)
}

fn unknown(id: &str) -> ApiError {
    ApiError::new("unknown_file").with(&[id])
}
