//! Streams as every route gives them: who wants to read what from where on, server-sent events, and
//! WebSockets.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event as SseEvent, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::address::Limited;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{IdInPath, QueryOf, in_range};
use crate::fair::Share;
use crate::follow::{Followed, Follower, Next, Told};
use crate::state::AppState;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Keeps a proxy in front from collecting what should go out at once.
pub const UNBUFFERED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
/// The longest text that a client may send over a socket, in bytes; it has nothing to say there.
const SOCKET_BYTES_MAX: usize = 4096;

/// A request to become a WebSocket, or why it is none.
pub type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

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

/// What somebody wants to follow, from where on.
pub struct Wish {
    caller: Caller,
    /// The id of it.
    pub id: String,
    ticket: Option<String>,
    /// The number after which to go on.
    pub after: i64,
    share: Share,
}

impl FromRequestParts<AppState> for Wish {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let IdInPath(id) = IdInPath::from_request_parts(parts, state).await?;
        let QueryOf(query) = QueryOf::<EventQuery>::from_request_parts(parts, state).await?;
        let after = after(&parts.headers, &query)?;
        let Limited(address) = Limited::from_request_parts(parts, state).await?;
        let share = state.shares.streams.take(address)?;
        Ok(Self { caller, id, ticket: query.ticket, after, share })
    }
}

impl Wish {
    /// Who reads: whom the ticket for a stream of that name stands for, where there is one. With it comes the
    /// place of their address among streams.
    ///
    /// # Errors
    /// `bad_token` when the ticket is none or is for another stream.
    pub async fn caller(self, state: &AppState, stream: &str) -> Result<(Caller, Share), ApiError> {
        let caller = self.caller.of_stream(state, (self.ticket.as_deref(), stream)).await?;
        Ok((caller, self.share))
    }
}

/// Sends what happens as server-sent events.
pub fn sse<F: Followed>(follower: Follower<F>) -> Response {
    let events = stream::unfold(follower, |mut follower| async move {
        let sent = match follower.next().await {
            Next::Told(told) => event(&told),
            Next::Quiet => SseEvent::default().comment("alive"),
            Next::End => return None,
        };
        Some((Ok::<_, Infallible>(sent), follower))
    });
    ([UNBUFFERED], Sse::new(events)).into_response()
}

fn event(told: &Told) -> SseEvent {
    let event = SseEvent::default();
    let event = match told.number {
        Some(number) => event.id(number.to_string()),
        None => event,
    };
    event.event(told.kind).data(&told.json)
}

/// Opens a socket that sends what happens, each as JSON in a text frame.
///
/// # Errors
/// `upgrade_required`.
pub fn open<F: Followed>(follower: Follower<F>, upgrade: Upgrade) -> Result<Response, ApiError> {
    Ok(checked(upgrade)?.on_upgrade(|socket| serve(socket, follower)))
}

/// A WebSocket on which little is heard.
///
/// # Errors
/// `upgrade_required`.
pub fn checked(upgrade: Upgrade) -> Result<WebSocketUpgrade, ApiError> {
    let upgrade = upgrade.map_err(|_| ApiError::new("upgrade_required"))?;
    Ok(upgrade.max_message_size(SOCKET_BYTES_MAX).max_frame_size(SOCKET_BYTES_MAX))
}

/// Sends events until either side has enough.
async fn serve<F: Followed>(mut socket: WebSocket, mut follower: Follower<F>) {
    loop {
        let next = follower.next();
        tokio::pin!(next);
        // What a client says here is not listened to, and what is looked for is looked for on; that the
        // client goes is heard.
        let message = loop {
            tokio::select! {
                next = &mut next => break message(next),
                heard = socket.recv() => match heard {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => {}
                },
            }
        };
        if !sent(&mut socket, message).await {
            return;
        }
    }
}

/// What comes next, as a frame; nothing where the stream ends.
pub fn message(next: Next) -> Option<Message> {
    match next {
        Next::Told(told) => Some(Message::Text(told.json.into())),
        Next::Quiet => Some(Message::Ping(Vec::new().into())),
        Next::End => None,
    }
}

/// Sends a frame, or says that no more come; whether the socket goes on.
pub async fn sent(socket: &mut WebSocket, message: Option<Message>) -> bool {
    let Some(message) = message else {
        // Whoever is gone already cannot be told.
        let _ = socket.send(Message::Close(None)).await;
        return false;
    };
    socket.send(message).await.is_ok()
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
