//! What concerns an agent, as it happens; the connection itself says that the agent is there.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use wenshui_desk::call::Call;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::session::Session;

use crate::address::Limited;
use crate::backend;
use crate::caller::Caller;
use crate::clock;
use crate::desk::act::part_in;
use crate::desk::presence::{HANDLED_MAX, come, unreadable};
use crate::desk::step::Held;
use crate::error::{ApiError, ProblemBody};
use crate::extract::QueryOf;
use crate::follow::{Followed, Follower, Looked, Told};
use crate::identity::access::Action;
use crate::identity::principal::Principal;
use crate::routes::streaming::{Upgrade, checked, message, sent};
use crate::state::AppState;
use crate::store::agent::agent_key;
use crate::store::bus::Listening;
use crate::wire::desk::floor::{AgentSign, InHand};

/// The name of an agent's own stream in tickets.
pub const AGENT_STREAM: &str = "agents/me";
/// How often is looked for what nothing wakes: a transfer to the agent's center, another node.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many transfers under way are looked through for those that ask the agent.
const TRANSFERS_MAX: i64 = 500;
/// How often a sign of life is asked for.
const PING_EVERY: Duration = Duration::from_secs(15);
/// How often at most is noted that something was heard, in milliseconds.
const NOTE_EVERY_MS: i64 = 5000;

/// Who opens the socket.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SocketQuery {
    /// A ticket of `POST /v1/tickets`, for browsers, which cannot send a token here.
    pub ticket: Option<String>,
}

/// Who opens the socket, by token or by ticket.
pub struct Agent(Caller);

impl FromRequestParts<AppState> for Agent {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let QueryOf(query) = QueryOf::<SocketQuery>::from_request_parts(parts, state).await?;
        let ticket = (query.ticket.as_deref(), AGENT_STREAM);
        Ok(Self(caller.of_stream(state, ticket).await?))
    }
}

/// Opens the WebSocket that an agent works by. It tells what the agent has in hand and which transfers
/// ask the agent to go on, whole, whenever that changes; and it is the agent's presence: when nothing
/// was heard over it for a while, the agent is offline and the sessions wait for a return. Answering
/// pings, which browsers do by themselves, is enough.
#[utoipa::path(
    get,
    path = "/v1/agents/me/socket",
    operation_id = "work_as_agent",
    tag = "desk",
    security(("bearer" = [])),
    params(SocketQuery),
    responses(
        (status = 101, description = "The socket is open; every text frame is an `AgentSign`"),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 409, description = "The agent has not said yet what they take", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 426, description = "This is no WebSocket", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "As many streams are open from the address as may be", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn work(
    State(state): State<AppState>,
    Limited(address): Limited,
    Agent(caller): Agent,
    upgrade: Upgrade,
) -> Result<Response, ApiError> {
    let subject = caller.own(Action::Serve, None)?.subject;
    let share = state.shares.streams.take(address)?;
    let upgrade = checked(upgrade)?;
    let (principal, told) = (caller.0, String::new());
    let mine = Mine { state: state.clone(), principal, subject: subject.clone(), told };
    let follower = Follower::begin(&state, mine, (0, share))?;
    let now = clock::now();
    if !come(&state, &subject, now).await? {
        return Err(ApiError::in_state("not_present", "unknown"));
    }
    backend::of(&state).attend(&state, now).await?;
    Ok(upgrade.on_upgrade(|socket| serve(socket, (state, subject), follower)))
}

/// Tells what changes, asks for signs of life, and notes that the agent is there as often as one comes.
async fn serve(
    mut socket: WebSocket,
    (state, subject): (AppState, String),
    mut follower: Follower<Mine>,
) {
    let mut noted = clock::now_ms();
    let mut pings = tokio::time::interval(PING_EVERY);
    loop {
        let frame = tokio::select! {
            next = follower.next() => message(next),
            _ = pings.tick() => Some(Message::Ping(Vec::new().into())),
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) if clock::now_ms() - noted < NOTE_EVERY_MS => continue,
                Some(Ok(_)) => {
                    noted = clock::now_ms();
                    // Who was found lost meanwhile comes again with a new socket.
                    match state.store.db.hear_agent(&subject, noted).await {
                        Ok(true) => continue,
                        Ok(false) | Err(_) => None,
                    }
                }
            },
        };
        if !sent(&mut socket, frame).await {
            return;
        }
    }
}

/// What an agent has in hand, followed.
struct Mine {
    state: AppState,
    principal: Principal,
    subject: String,
    /// What was told last.
    told: String,
}

impl Followed for Mine {
    fn key(&self) -> String {
        agent_key(&self.subject)
    }

    async fn look(&mut self, after: i64, _: &mut Listening) -> Result<Looked, ApiError> {
        let sign = self.sign().await?;
        let json = serde_json::to_string(&sign).map_err(|error| ApiError::internal(&error))?;
        let mut looked = Looked { told: Vec::new(), upto: after };
        if json != self.told {
            self.told.clone_from(&json);
            looked.told.push(Told { number: None, kind: sign.kind, json });
        }
        Ok(looked)
    }

    fn patience(&self, _: bool) -> Duration {
        LOOK_EVERY
    }
}

impl Mine {
    /// The agent as they are now, with everything that concerns them.
    async fn sign(&self) -> Result<AgentSign, ApiError> {
        let db = &self.state.store.db;
        let agent = db.agent(&self.subject).await?;
        let agent = agent.ok_or_else(|| ApiError::in_state("not_present", "unknown"))?;
        let mut rows = db.handled_matters((Session::KIND, &self.subject), HANDLED_MAX).await?;
        let mut asked = db.matters_in((Session::KIND, "transferring"), TRANSFERS_MAX).await?;
        asked.retain(|matter| matter.handler != self.subject);
        rows.append(&mut asked);
        let calls = db.handled_matters((Call::KIND, &self.subject), HANDLED_MAX).await?;
        let calls: Vec<Held<Call>> =
            calls.into_iter().filter_map(|row| Held::of(row).ok()).collect();
        let mut sessions = Vec::new();
        for row in rows {
            let (id, read) = (row.id.clone(), Held::<Session>::of(row));
            let Ok(held) = read.inspect_err(|error| unreadable(&id, error)) else { continue };
            let part = part_in(&self.principal, &held);
            sessions.extend(InHand::of(&held, (part, &self.subject), &calls));
        }
        Ok(AgentSign { kind: "in_hand", agent: agent.into(), sessions })
    }
}
