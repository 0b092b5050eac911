//! Asking for a person, and what whoever takes over gets.

use axum::Json;
use axum::extract::State;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::escalate::{Asking, ask, told};
use crate::extract::{IdInPath, JsonBody};
use crate::identity::access::Action;
use crate::packet::packet_of;
use crate::routes::conversations::find;
use crate::signal::{Mode, Signal};
use crate::state::AppState;
use crate::store::conversation::{Conversation, Status};
use crate::store::handover::{Handover, NewHandover};
use crate::store::new_event::Placed;
use crate::wire::handover::{HandedTo, HandoverRequest, HandoverResponse, HandoverTold};
use crate::wire::packet::PacketBody;
use crate::wire::say::SayBlock;

/// The ways that are left when a person was asked for.
const OTHER_EXITS: [&str; 2] = ["note", "reservation"];

/// Asks for a person, by the button 人工 or because a signal pointed there. While a request stands,
/// asking again gives the same one.
#[utoipa::path(
    post,
    path = "/v1/conversations/{id}/handover",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id")),
    request_body = HandoverRequest,
    responses(
        (status = 200, description = "The request stands", body = HandoverResponse),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "The conversation has ended", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn request(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    IdInPath(id): IdInPath,
    JsonBody(request): JsonBody<HandoverRequest>,
) -> Result<Json<HandoverResponse>, ApiError> {
    caller.limit(&state, Some(&id))?;
    let conversation = find(&state, &caller, (&id, Action::RequestHandover)).await?;
    let now = clock::now_ms();
    let new = asked_for(&conversation, request.signal)?;
    let standing = match state.store.db.hand_over(&new, now).await? {
        Placed::New => Handover {
            id: new.id,
            mode: new.mode.to_owned(),
            signal: new.signal.map(str::to_owned),
            status: "requested".to_owned(),
            created_at: now,
        },
        Placed::Earlier(standing) => standing,
        Placed::Full | Placed::Ended => {
            return Err(ApiError::in_state("conversation_ended", Status::Ended.name()));
        }
        Placed::Gone => return Err(ApiError::new("unknown_conversation").with(&[&id])),
    };
    let asking = asking(&caller, &conversation);
    let now = clock::now();
    let asked = ask(&state, asking, now).await?;
    let handed = told(&state, asked, now).await?;
    Ok(Json(respond(&state, (conversation.id, standing), handed)))
}

fn asked_for(conversation: &Conversation, signal: Option<Signal>) -> Result<NewHandover, ApiError> {
    let mode = if signal.is_some() { Mode::Signal } else { Mode::Direct };
    let id = uuid::Uuid::now_v7().to_string();
    let signal = signal.map(Signal::name);
    let told = HandoverTold { packet_id: id.clone(), mode: mode.name(), signal };
    Ok(NewHandover {
        id,
        conversation_id: conversation.id.clone(),
        owner: conversation.owner.clone(),
        mode: mode.name(),
        signal,
        told: serde_json::to_string(&told).map_err(|error| ApiError::internal(&error))?,
    })
}

/// The wish of a conversation for a person.
fn asking(caller: &Caller, conversation: &Conversation) -> Asking {
    let of_token = caller.taxpayer().and_then(|taxpayer| taxpayer.region);
    let region = conversation.region.clone().or_else(|| of_token.map(|at| at.to_string()));
    let (owner, id) = (conversation.owner.clone(), conversation.id.clone());
    Asking { owner, region, conversation_id: id, skill: None }
}

fn respond(
    state: &AppState,
    (conversation_id, standing): (String, Handover),
    (handed_to, told): (HandedTo, String),
) -> HandoverResponse {
    let version = state.engine.version();
    // Where nobody serves, nobody is connected.
    let stands = handed_to.session_id.is_some().then_some(&version.words.handover);
    let words = stands.into_iter().chain([&told]);
    let reason = state.signals.told(&standing.mode, standing.signal.as_deref());
    HandoverResponse {
        conversation_id,
        packet_id: standing.id,
        status: standing.status,
        reason: reason.to_owned(),
        mode: standing.mode,
        signal: standing.signal,
        say: words.map(|words| SayBlock::new(words)).collect(),
        handed_to,
        exits: &OTHER_EXITS,
        requested_at: clock::rfc3339(standing.created_at),
    }
}

/// Gives what whoever takes over should know: for the person, and for staff of the center.
#[utoipa::path(
    get,
    path = "/v1/conversations/{id}/packet",
    tag = "conversations",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The conversation's id")),
    responses(
        (status = 200, description = "The packet", body = PacketBody),
        (status = 404, description = "No such conversation, or somebody else's", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn packet(
    State(state): State<AppState>,
    caller: Caller,
    IdInPath(id): IdInPath,
) -> Result<Json<PacketBody>, ApiError> {
    let conversation = find(&state, &caller, (&id, Action::ReadPacket)).await?;
    packet_of(&state, conversation).await.map(Json)
}
