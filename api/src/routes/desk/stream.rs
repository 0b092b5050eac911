//! What happens in a session, as it happens: lines and moves with their numbers, read marks, calls, and
//! that somebody types.

use axum::extract::State;
use axum::response::Response;
use wenshui_desk::line::marks::{Marks, Side};
use wenshui_desk::machine::Machine as _;
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;

use crate::caller::Caller;
use crate::clock;
use crate::desk::act::find;
use crate::error::{ApiError, ProblemBody};
use crate::follow::{Followed, Follower, Looked, Told};
use crate::identity::principal::Principal;
use crate::routes::desk::calls::calls_of;
use crate::routes::desk::seen::{EVENTS_MAX, shown, told};
use crate::routes::streaming::{EventQuery, Upgrade, Wish, open, sse};
use crate::state::AppState;
use crate::store::bus::Listening;
use crate::wire::desk::sign::SessionSign;

/// Streams what happens in a session. An event has its number as `id`; read marks, calls and typing have
/// none, and are told as they are now. Whoever may see the session no more hears no more.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}/stream",
    operation_id = "follow_session",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id"), EventQuery,
           ("Last-Event-ID" = Option<i64>, Header, description = "The last number that was read")),
    responses(
        (status = 200, description = "Signs, each with a `SessionSign` as its data",
         body = SessionSign, content_type = "text/event-stream"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A number is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "As many streams are open from the address as may be", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn follow(State(state): State<AppState>, wish: Wish) -> Result<Response, ApiError> {
    Ok(sse(begin(&state, wish).await?))
}

/// Opens a WebSocket that sends the same, each as JSON in a text frame; `number` tells where to go on
/// after a break.
#[utoipa::path(
    get,
    path = "/v1/sessions/{id}/socket",
    operation_id = "open_session_socket",
    tag = "desk",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The session's id"), EventQuery),
    responses(
        (status = 101, description = "The socket is open; every text frame is a `SessionSign`"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No such session, or somebody else's", body = ProblemBody,
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

/// The name of a session's streams in tickets.
pub fn stream_name(session: &str) -> String {
    format!("session {session}")
}

async fn begin(state: &AppState, wish: Wish) -> Result<Follower<Followable>, ApiError> {
    let (id, after) = (wish.id.clone(), wish.after);
    let (Caller(principal), share) = wish.caller(state, &stream_name(&id)).await?;
    find::<Session>(state, (&principal, &id)).await?;
    let (marks, calls) = (None, String::new());
    let followed = Followable { state: state.clone(), principal, id, marks, calls };
    Follower::begin(state, followed, (after, share))
}

/// A session that is followed by somebody.
struct Followable {
    state: AppState,
    principal: Principal,
    id: String,
    /// The marks that were told last.
    marks: Option<Marks>,
    /// The calls as they were told last.
    calls: String,
}

impl Followed for Followable {
    fn key(&self) -> String {
        self.id.clone()
    }

    async fn look(&mut self, after: i64, listening: &mut Listening) -> Result<Looked, ApiError> {
        let db = &self.state.store.db;
        let events = db.matter_events((Session::KIND, &self.id), (after, EVENTS_MAX)).await?;
        let marks = db.marks(&self.id).await?;
        // Who might see it when the stream began may have lost that since, by one of these events even.
        let seen = find::<Session>(&self.state, (&self.principal, &self.id)).await?;
        let part = seen.1;
        let upto = events.last().map_or(after, |event| event.number);
        let events = events.into_iter().filter(|event| shown(event, part));
        let events = told(&self.state, (&self.id, events)).await?;
        let mut told: Vec<Told> = events
            .into_iter()
            .map(|event| sign(&SessionSign::event(event)))
            .collect::<Result<_, _>>()?;
        if self.marks != Some(marks) {
            self.marks = Some(marks);
            told.push(sign(&SessionSign::marks(marks))?);
        }
        let calls = calls_of(&self.state, &self.principal, &seen).await?;
        let calls = sign(&SessionSign::calls(calls))?;
        if self.calls != calls.json {
            self.calls.clone_from(&calls.json);
            told.push(calls);
        }
        while let Some(typing) = listening.typing() {
            if typing.is_shown(clock::now()) && side(part) != Some(typing.side) {
                told.push(sign(&SessionSign::typing(typing))?);
            }
        }
        Ok(Looked { told, upto })
    }
}

/// The side that somebody speaks for.
pub fn side(part: Option<Part>) -> Option<Side> {
    match part {
        Some(Part::Owner) => Some(Side::Taxpayer),
        Some(Part::Handler | Part::Origin) => Some(Side::Agent),
        _ => None,
    }
}

fn sign(sign: &SessionSign) -> Result<Told, ApiError> {
    let json = serde_json::to_string(sign).map_err(|error| ApiError::internal(&error))?;
    Ok(Told { number: sign.number, kind: sign.kind, json })
}
