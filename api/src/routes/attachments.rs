//! What people send beside words: kept, acknowledged, and given back to those who may see it.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use wenshui_desk::attachment::Attachment as Named;
use wenshui_desk::fault::Fault;
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;

use crate::address::{Limited, WithinLimit};
use crate::attachment::name::disposition;
use crate::caller::Caller;
use crate::desk::act::find as find_matter;
use crate::desk::files::named_by;
use crate::desk::refused::faulty;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf};
use crate::identity::access::Action;
use crate::receive::receive;
use crate::routes::conversations::find;
use crate::state::AppState;
use crate::store::attachment::Attachment;
use crate::store::form_file::FormFile;
use crate::upload::Incoming;
use crate::wire::attachment::{AttachmentQuery, AttachmentResponse, FileContent};
use crate::wire::request::check_id;

/// Sends a file into a conversation: the body is its content as it is. It is kept and acknowledged.
#[utoipa::path(
    post,
    path = "/v1/conversations/{id}/attachments",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id"), AttachmentQuery),
    request_body(content = FileContent, content_type = "application/octet-stream",
                 description = "The file's content"),
    responses(
        (status = 200, description = "It is kept", body = AttachmentResponse),
        (status = 400, description = "A parameter is unknown, or the body broke off",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "The conversation has ended, or is full", body = ProblemBody,
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
    File { id, upload }: File,
) -> Result<Response, ApiError> {
    caller.limit(&state, Some(&id))?;
    let Upload { query, headers, body } = upload;
    let rules = &state.attachments;
    let _share = state.shares.uploads.take(address)?;
    let mut incoming = Incoming::new((rules, rules.most()), body);
    let taken = async {
        check_id("client_id", query.client_id.as_deref())?;
        let conversation = find(&state, &caller, (&id, Action::SendAttachment)).await?;
        receive(&state, conversation, (&query, &headers), &mut incoming).await
    };
    let taken = taken.await;
    // Whoever is still sending hears the answer only when what is sent is read.
    incoming.drain().await;
    let reply = taken?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], reply)
        .into_response())
}

/// A file on its way into a conversation or a session.
pub struct File {
    /// The id of what it is sent into.
    pub id: String,
    /// The file.
    pub upload: Upload,
}

/// A file on its way.
pub struct Upload {
    /// What it is called.
    pub query: AttachmentQuery,
    /// The request's head.
    pub headers: HeaderMap,
    /// Its content.
    pub body: Body,
}

impl FromRequest<AppState> for File {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let IdInPath(id) = IdInPath::from_request_parts(&mut parts, state).await?;
        let upload = Upload::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self { id, upload })
    }
}

impl FromRequest<AppState> for Upload {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let QueryOf(query) = QueryOf::from_request_parts(&mut parts, state).await?;
        Ok(Self { query, headers: parts.headers, body })
    }
}

/// What it is said to be it is.
pub const NOSNIFF: (HeaderName, HeaderValue) =
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
/// Whatever a browser makes of it, it runs nothing and loads nothing.
pub const CONFINED: (HeaderName, HeaderValue) =
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
/// Nobody between keeps it.
pub const UNKEPT: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
/// What it is stands in its row; to a browser it is bytes to be saved.
const BYTES: (HeaderName, HeaderValue) =
    (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));

/// Of what a file is read.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// The kind of the matter that names it, such as `note`; for staff and others who may see the matter
    /// and not the conversation that the file was sent into.
    pub kind: Option<String>,
    /// The id of that matter.
    #[param(max_length = 100)]
    pub of: Option<String>,
}

impl FileQuery {
    /// The matter that is named, as kind and id.
    ///
    /// # Errors
    /// `form` where only one of the two is there.
    pub fn matter(self) -> Result<Option<(String, String)>, ApiError> {
        match (self.kind, self.of) {
            (Some(kind), Some(of)) => Ok(Some((kind, of))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(faulty(&[Fault::new("of", "required")])),
            (None, Some(_)) => Err(faulty(&[Fault::new("kind", "required")])),
        }
    }
}

/// Gives an attachment's content, to be saved and never shown in place: of a conversation or session to
/// whoever may see that, and of a matter (`kind`, `of`) that names it to whoever may see the matter.
#[utoipa::path(
    get,
    path = "/v1/attachments/{id}",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The attachment's id"), FileQuery),
    responses(
        (status = 200, description = "Its content", body = FileContent,
         content_type = "application/octet-stream"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such attachment, or somebody else's", body = ProblemBody,
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
    let unknown = ApiError::new("unknown_attachment").with(&[&id]);
    let file = match query.matter()? {
        Some(matter) => of_matter(&state, &caller, (matter, unknown, &id)).await?,
        None => kept(&state, (&caller, &id)).await?,
    };
    content(&state, file).await
}

/// A file that a matter names, for whoever may see the matter.
///
/// # Errors
/// `unknown_matter`, `bad_value` for a kind that is none, and `unknown` where it names no such file.
pub async fn of_matter(
    state: &AppState,
    caller: &Caller,
    ((kind, of), unknown, id): ((String, String), ApiError, &str),
) -> Result<Kept, ApiError> {
    let named = named_by(state, &caller.0, (&kind, &of, id)).await?;
    named.map(Kept::from).ok_or(unknown)
}

/// A file that somebody may see.
#[derive(Debug)]
pub struct Kept {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its size.
    pub bytes: i64,
}

impl From<Attachment> for Kept {
    fn from(found: Attachment) -> Self {
        Self { id: found.id, name: found.name, bytes: found.bytes }
    }
}

impl From<FormFile> for Kept {
    fn from(found: FormFile) -> Self {
        Self { id: found.id, name: found.name, bytes: found.bytes }
    }
}

impl From<Named> for Kept {
    fn from(named: Named) -> Self {
        Self { id: named.id, name: named.name, bytes: named.bytes.cast_signed() }
    }
}

/// The head by which a file is saved under a name and not shown in place.
pub fn saved_as(name: &str) -> (HeaderName, HeaderValue) {
    let saved = HeaderValue::try_from(disposition(name));
    (header::CONTENT_DISPOSITION, saved.unwrap_or(HeaderValue::from_static("attachment")))
}

/// The content of a file that somebody may see.
///
/// # Errors
/// `unknown_attachment` where it is gone.
pub async fn content(state: &AppState, file: Kept) -> Result<Response, ApiError> {
    let Kept { id, name, bytes } = file;
    let content = state.objects.read(&id).await.map_err(|error| ApiError::internal(&error))?;
    let content = content.ok_or_else(|| {
        tracing::error!(attachment.id = id, "an attachment's content is gone");
        ApiError::new("unknown_attachment").with(&[&id])
    })?;
    let own = [saved_as(&name), (header::CONTENT_LENGTH, bytes.into())];
    let headers = [BYTES, NOSNIFF, CONFINED, UNKEPT].into_iter().chain(own);
    Ok((headers.collect::<HeaderMap>(), Body::from_stream(content)).into_response())
}

/// A file for somebody who may have it: of a conversation, or of a session that they may see.
async fn kept(state: &AppState, (caller, id): (&Caller, &str)) -> Result<Kept, ApiError> {
    let unknown = || ApiError::new("unknown_attachment").with(&[id]);
    let db = &state.store.db;
    if let Some(found) = db.attachment(id).await? {
        caller.may(Action::ReadAttachment, &found.owner, unknown())?;
        return Ok(found.into());
    }
    let found = db.session_file(id).await?.ok_or_else(unknown)?;
    let seen = find_matter::<Session>(state, (&caller.0, &found.session_id)).await;
    match seen {
        Ok((held, part)) => {
            // What agents sent is the taxpayer's once it was said to them, and never where it was whispered.
            let theirs = found.sender.is_empty() || found.sender == held.matter.owner.subject;
            let hidden = part == Some(Part::Owner) && !theirs;
            if hidden && !db.is_told(&found.session_id, &found.id).await? {
                return Err(unknown());
            }
            Ok(Kept { id: found.id, name: found.name, bytes: found.bytes })
        }
        Err(error) if error.code == "unknown_matter" => Err(unknown()),
        Err(error) => Err(error),
    }
}
