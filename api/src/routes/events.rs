//! What happens in a conversation, as it happens: over server-sent events and over WebSocket.

use axum::extract::State;
use axum::response::Response;

use crate::error::{ApiError, ProblemBody};
use crate::follow::{Followed, Follower, Looked, Told};
use crate::identity::access::Action;
use crate::routes::conversations::find;
use crate::routes::streaming::{EventQuery, Upgrade, Wish, open, sse};
use crate::state::AppState;
use crate::store::bus::Listening;
use crate::store::db::Db;
use crate::store::event::Event;
use crate::wire::conversation::EventBody;

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
        (status = 429, description = "As many streams are open from the address as may be", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn events(State(state): State<AppState>, wish: Wish) -> Result<Response, ApiError> {
    Ok(sse(begin(&state, wish).await?))
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
        (status = 429, description = "As many streams are open from the address as may be", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn socket(
    State(state): State<AppState>,
    wish: Wish,
    upgrade: Upgrade,
) -> Result<Response, ApiError> {
    open(begin(&state, wish).await?, upgrade)
}

async fn begin(state: &AppState, wish: Wish) -> Result<Follower<Talk>, ApiError> {
    let (id, after) = (wish.id.clone(), wish.after);
    let (caller, share) = wish.caller(state, &id).await?;
    find(state, &caller, (&id, Action::ReadConversation)).await?;
    Follower::begin(state, Talk { db: state.store.db.clone(), id }, (after, share))
}

/// A conversation that is followed.
struct Talk {
    db: Db,
    id: String,
}

impl Followed for Talk {
    fn key(&self) -> String {
        self.id.clone()
    }

    async fn look(&mut self, after: i64, _: &mut Listening) -> Result<Looked, ApiError> {
        let events = self.db.events_after(&self.id, after).await?;
        let upto = events.last().map_or(after, |event| event.number);
        let told: Result<_, ApiError> = events.into_iter().map(told).collect();
        Ok(Looked { told: told?, upto })
    }
}

fn told(event: Event) -> Result<Told, ApiError> {
    let (number, kind) = (event.number, event.kind.name());
    let body = EventBody::of(event)?;
    let json = serde_json::to_string(&body).map_err(|error| ApiError::internal(&error))?;
    Ok(Told { number: Some(number), kind, json })
}
