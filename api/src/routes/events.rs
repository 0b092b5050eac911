//! What happens in a conversation, as it happens: over server-sent events and over WebSocket.

use std::convert::Infallible;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event as SseEvent, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::error::{ApiError, ProblemBody};
use crate::extract::{IdInPath, QueryOf, in_range};
use crate::follow::{Follower, Next};
use crate::identity::access::Action;
use crate::routes::conversations::find;
use crate::state::AppState;
use crate::store::event::Event;
use crate::wire::conversation::EventBody;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Keeps a proxy in front from collecting what should go out at once.
const UNBUFFERED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
/// The longest text that a client may send over a socket, in bytes; it has nothing to say there.
const SOCKET_BYTES_MAX: usize = 4096;

/// Where to go on, and who reads.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Only events with a larger number; all where it is missing. `Last-Event-ID` stands above it.
    #[param(minimum = 0, default = 0)]
    pub after: Option<i64>,
    /// A ticket of `POST /v1/tickets`, for browsers, which cannot send a token here.
    pub ticket: Option<String>,
}

/// Streams the events of a conversation. Every event has its number as `id`, its kind as `event` and
/// the event as JSON in `data`; a comment is a sign of life. The stream has no end of its own.
#[utoipa::path(
    get,
    path = "/v1/conversations/{id}/events",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id"), EventQuery,
           ("Last-Event-ID" = Option<i64>, Header, description = "The last number that was read")),
    responses(
        (status = 200, description = "Events, each with an `EventBody` as its data", body = EventBody,
         content_type = "text/event-stream"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A number is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn events(State(state): State<AppState>, wish: Wish) -> Result<Response, ApiError> {
    let follower = wish.follow(&state).await?;
    let events = stream::unfold(follower, |mut follower| async move {
        let sent = match follower.next().await {
            Next::Event(event) => sse(*event)?,
            Next::Quiet => SseEvent::default().comment("alive"),
            Next::End => return None,
        };
        Some((Ok::<_, Infallible>(sent), follower))
    });
    Ok(([UNBUFFERED], Sse::new(events)).into_response())
}

/// An event for the stream; one that cannot be read ends the stream, so that none is left out.
fn sse(event: Event) -> Option<SseEvent> {
    let (number, kind) = (event.number, event.kind.name());
    let data = text(event)?;
    Some(SseEvent::default().id(number.to_string()).event(kind).data(data))
}

fn text(event: Event) -> Option<String> {
    serde_json::to_string(&EventBody::of(event).ok()?).ok()
}

/// Opens a WebSocket that sends the same events, each as JSON in a text frame; `number` tells where
/// to go on after a break.
#[utoipa::path(
    get,
    path = "/v1/conversations/{id}/socket",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id"), EventQuery),
    responses(
        (status = 101, description = "The socket is open; every text frame is an `EventBody`"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A number is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 426, description = "This is no WebSocket", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn socket(
    State(state): State<AppState>,
    wish: Wish,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let follower = wish.follow(&state).await?;
    let upgrade = upgrade.map_err(|_| ApiError::new("upgrade_required"))?;
    let upgrade = upgrade.max_message_size(SOCKET_BYTES_MAX).max_frame_size(SOCKET_BYTES_MAX);
    Ok(upgrade.on_upgrade(|socket| serve(socket, follower)))
}

/// Sends events until either side has enough.
async fn serve(mut socket: WebSocket, mut follower: Follower) {
    loop {
        let message = tokio::select! {
            next = follower.next() => match next {
                Next::Event(event) => text(*event).map(|text| Message::Text(text.into())),
                Next::Quiet => Some(Message::Ping(Vec::new().into())),
                Next::End => None,
            },
            // What a client says here is not listened to; that it goes is.
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
        };
        let Some(message) = message else {
            // Whoever is gone already cannot be told.
            let _ = socket.send(Message::Close(None)).await;
            return;
        };
        if socket.send(message).await.is_err() {
            return;
        }
    }
}

/// What somebody wants to follow, from where on.
pub struct Wish {
    caller: Caller,
    id: String,
    query: EventQuery,
    after: i64,
}

impl FromRequestParts<AppState> for Wish {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let IdInPath(id) = IdInPath::from_request_parts(parts, state).await?;
        let QueryOf(query) = QueryOf::<EventQuery>::from_request_parts(parts, state).await?;
        let after = after(&parts.headers, &query)?;
        Ok(Self { caller, id, query, after })
    }
}

impl Wish {
    async fn follow(self, state: &AppState) -> Result<Follower, ApiError> {
        let ticket = (self.query.ticket.as_deref(), self.id.as_str());
        let caller = self.caller.of_stream(state, ticket).await?;
        find(state, &caller, (&self.id, Action::ReadConversation)).await?;
        Follower::begin(state, &self.id, self.after)
    }
}

/// The number after which to go on.
fn after(headers: &HeaderMap, query: &EventQuery) -> Result<i64, ApiError> {
    let header = headers.get(LAST_EVENT_ID).map(|value| {
        let number = value.to_str().ok().and_then(|text| text.parse().ok());
        number.ok_or_else(|| {
            ApiError::about("Last-Event-ID", "bad_number", &["Last-Event-ID", "0 -"])
        })
    });
    let given = header.transpose()?.or(query.after);
    in_range("after", (given, 0), 0..=i64::MAX)
}
