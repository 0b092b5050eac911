//! 我的消息 and 我的待办: the notices that are for whoever asks.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use wenshui_desk::inbox::Wanted;
use wenshui_desk::machine::Named as _;
use wenshui_desk::receipt::Action as Move;

use crate::caller::Caller;
use crate::clock;
use crate::desk::inbox::{act, find};
use crate::desk::notices::read;
use crate::desk::reader::reader;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, IdsInPath, JsonBody, QueryOf};
use crate::identity::access::Action;
use crate::routes::attachments::content;
use crate::state::AppState;
use crate::store::notice::inbox::Reader;
use crate::wire::attachment::FileContent;
use crate::wire::desk::message::{
    MessageAction, MessageBody, MessageList, ReadBody, TodoList, UnreadBody, tabs,
};
use crate::wire::desk::message_query::{MessageQuery, PAGE, ReadRequest, TodoQuery};

/// Lists the notices of whoever asks, with how many are unread.
#[utoipa::path(
    get,
    path = "/v1/messages",
    operation_id = "list_messages",
    tag = "notices",
    security(("bearer" = [])),
    params(MessageQuery),
    responses(
        (status = 200, description = "A page", body = MessageList),
        (status = 400, description = "A parameter is unknown or wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<MessageQuery>,
) -> Result<Json<MessageList>, ApiError> {
    let me = own(&state, &caller).await?;
    let (page, wanted) = query.read(&state)?;
    let (total, items) = listed(&state, (&me, &wanted), page).await?;
    let counted = state.store.db.count_messages(&me).await?;
    let (unread, categories) = (UnreadBody::of(&counted), tabs(&state, &counted));
    Ok(Json(MessageList { total, page, unread, categories, items }))
}

/// Lists what whoever asks has to do, with how much of it is done.
#[utoipa::path(
    get,
    path = "/v1/todos",
    operation_id = "list_todos",
    tag = "notices",
    security(("bearer" = [])),
    params(TodoQuery),
    responses(
        (status = 200, description = "A page", body = TodoList),
        (status = 400, description = "A parameter is unknown or wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A condition that is none", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn todos(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<TodoQuery>,
) -> Result<Json<TodoList>, ApiError> {
    let me = own(&state, &caller).await?;
    let (page, wanted) = query.read(&state)?;
    let (total, items) = listed(&state, (&me, &wanted), page).await?;
    let counted = state.store.db.count_messages(&me).await?;
    let todos = || counted.iter().filter(|one| one.class == "todo");
    let done = todos().map(|one| one.done).sum();
    let open = todos().map(|one| one.total - one.done).sum();
    let unread = todos().map(|one| one.unread).sum();
    Ok(Json(TodoList { total, page, open, done, unread, items }))
}

/// Gives a notice of whoever asks. That alone does not read it.
#[utoipa::path(
    get,
    path = "/v1/messages/{id}",
    operation_id = "show_message",
    tag = "notices",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The notice's id")),
    responses(
        (status = 200, description = "The notice", body = MessageBody),
        (status = 404, description = "No such notice, or it is for somebody else", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<MessageBody>, ApiError> {
    let me = own(&state, &caller).await?;
    Ok(Json(MessageBody::of(&find(&state, &me, &id).await?, &state)?))
}

/// Does something with a notice of whoever asks that its `allowed_actions` name.
#[utoipa::path(
    post,
    path = "/v1/messages/{id}/actions",
    operation_id = "act_on_message",
    tag = "notices",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The notice's id")),
    request_body = MessageAction,
    responses(
        (status = 200, description = "The notice after it", body = MessageBody),
        (status = 404, description = "No such notice, or it is for somebody else", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "Not in this state", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn act_on(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<MessageAction>,
) -> Result<Json<MessageBody>, ApiError> {
    let me = own(&state, &caller).await?;
    let known = Move::ALL.iter().find(|action| action.name() == request.action);
    let unknown = || ApiError::about("action", "unknown_action", &[&request.action]);
    let action = *known.ok_or_else(unknown)?;
    let after = act(&state, &me, (&id, action, clock::now())).await?;
    Ok(Json(MessageBody::of(&after, &state)?))
}

/// Reads everything that fits and is unread, of whoever asks.
#[utoipa::path(
    post,
    path = "/v1/messages/read",
    operation_id = "read_messages",
    tag = "notices",
    security(("bearer" = [])),
    request_body = ReadRequest,
    responses((status = 200, description = "How many were read", body = ReadBody))
)]
pub async fn read_all(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<ReadRequest>,
) -> Result<Json<ReadBody>, ApiError> {
    let me = own(&state, &caller).await?;
    let wanted = request.read(&state)?;
    Ok(Json(ReadBody { read: state.store.db.read_messages(&me, &wanted).await? }))
}

/// Gives the content of a notice's attachment, to be saved and never shown in place.
#[utoipa::path(
    get,
    path = "/v1/messages/{id}/attachments/{attachment_id}",
    operation_id = "fetch_message_attachment",
    tag = "notices",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The notice's id"),
        ("attachment_id" = String, Path, description = "The attachment's id"),
    ),
    responses(
        (status = 200, description = "Its content", body = FileContent,
         content_type = "application/octet-stream"),
        (status = 404, description = "No such notice or attachment, or it is for somebody else",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn attachment(
    State(state): State<AppState>,
    caller: Caller,
    IdsInPath(id, attachment_id): IdsInPath,
) -> Result<Response, ApiError> {
    let me = own(&state, &caller).await?;
    let form = read(&find(&state, &me, &id).await?.notice)?.form;
    let unknown = || ApiError::new("unknown_attachment").with(&[&attachment_id]);
    // Whoever a notice reaches may see what is attached to it, and nothing else of its sender.
    if !form.attachments.iter().any(|one| one.id == attachment_id) {
        return Err(unknown());
    }
    let found = state.store.db.attachment(&attachment_id).await?.ok_or_else(unknown)?;
    content(&state, found.into()).await
}

/// Whoever asks, with their boxes.
async fn own(state: &AppState, caller: &Caller) -> Result<Reader, ApiError> {
    caller.own(Action::ReadMessages, None)?;
    reader(state, &caller.0, clock::now()).await
}

async fn listed(
    state: &AppState,
    wanted: (&Reader, &Wanted),
    page: i64,
) -> Result<(i64, Vec<MessageBody>), ApiError> {
    let (total, messages) = state.store.db.messages(wanted, (page - 1, PAGE)).await?;
    let items: Result<_, _> =
        messages.iter().map(|message| MessageBody::of(message, state)).collect();
    Ok((total, items?))
}
