//! Conversations, turns and events as they travel.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::clock;
use crate::error::ApiError;
use crate::store::conversation::{Conversation, Status};
use crate::store::event::Event;
use crate::store::new_event::EventKind;
use crate::store::turn::Turn;
use crate::wire::answer::AnswerResponse;
use crate::wire::attachment::AttachmentBody;
use crate::wire::handover::HandoverTold;

/// What a conversation begins with.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversationRequest {
    /// The page of the host that the person came from.
    #[schema(max_length = 100)]
    pub entry_scene: Option<String>,
    /// The administrative code of the place asked from, six digits.
    #[schema(pattern = "^[0-9]{6}$")]
    pub region: Option<String>,
    /// What the asker is.
    pub taxpayer_type: Option<String>,
}

/// A conversation as it is now; with the events after `last_event` it stays so.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationBody {
    /// Its id.
    pub id: String,
    /// `active`, `with_person` while an agent talks, or `ended`.
    pub status: &'static str,
    /// What may be done with it now: `ask`, `attach`, `hand_over`, `end`.
    pub allowed_actions: &'static [&'static str],
    /// The number of its last event; 0 when there is none.
    pub last_event: i64,
    /// The page of the host that it began on.
    pub entry_scene: Option<String>,
    /// Where the person asks from.
    pub region: Option<String>,
    /// What the person is.
    pub taxpayer_type: Option<String>,
    /// When it began.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When something last happened.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// What may be done with a conversation.
pub fn allowed_actions(status: Status) -> &'static [&'static str] {
    match status {
        Status::Active => &["ask", "attach", "hand_over", "end"],
        Status::WithPerson => &["attach", "end"],
        Status::Ended => &[],
    }
}

impl From<Conversation> for ConversationBody {
    fn from(of: Conversation) -> Self {
        Self {
            id: of.id,
            status: of.status.name(),
            allowed_actions: allowed_actions(of.status),
            last_event: of.last_event,
            entry_scene: of.entry_scene,
            region: of.region,
            taxpayer_type: of.taxpayer_type,
            created_at: clock::rfc3339(of.created_at),
            updated_at: clock::rfc3339(of.updated_at),
        }
    }
}

/// A turn.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnBody {
    /// Its number in the conversation; also the number of its event.
    pub seq: i64,
    /// The client's own id of the turn.
    pub client_id: Option<String>,
    /// How the question came about.
    pub source: String,
    /// The question, without what is personal.
    pub question: String,
    /// What was answered.
    #[schema(value_type = AnswerResponse)]
    pub reply: Value,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// Turns, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnList {
    /// The turns.
    pub items: Vec<TurnBody>,
    /// Pass it as `before` for the page of older turns; null when there are none.
    pub next_before: Option<i64>,
}

/// Something that happened in a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventBody {
    /// Its number, counted from 1 without gaps.
    pub number: i64,
    /// `turn`, `feedback`, `attachment`, `handover`, `session` or `ended`.
    pub kind: &'static str,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// The turn, of a `turn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<TurnBody>,
    /// What was judged and how, of a `feedback`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FeedbackTold>)]
    pub feedback: Option<Value>,
    /// What was sent, of an `attachment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AttachmentBody>)]
    pub attachment: Option<Value>,
    /// How a person came to be asked for, of a `handover`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<HandoverTold>)]
    pub handover: Option<Value>,
    /// The session with a person and its state, of a `session`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SessionTold>)]
    pub session: Option<Value>,
}

/// What those hear of a session with a person who follow the conversation that it grew out of.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionTold {
    /// The session.
    pub session_id: String,
    /// The name of its state.
    pub state: String,
}

/// What those hear of a judgement who follow the conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackTold {
    /// The answer.
    pub answer_id: String,
    /// Whether it was of use.
    pub useful: bool,
    /// What was wrong with it.
    pub reason: Option<&'static str>,
}

impl TurnBody {
    /// A stored turn.
    ///
    /// # Errors
    /// When its reply is no JSON.
    pub fn of(turn: Turn) -> Result<Self, ApiError> {
        Ok(Self {
            seq: turn.seq,
            client_id: turn.client_id,
            source: turn.source,
            question: turn.question,
            reply: json(&turn.reply)?,
            at: clock::rfc3339(turn.created_at),
        })
    }
}

impl EventBody {
    /// A stored event.
    ///
    /// # Errors
    /// When what it holds is no JSON.
    pub fn of(event: Event) -> Result<Self, ApiError> {
        let body = |kind| (event.kind == kind).then(|| json(&event.body)).transpose();
        Ok(Self {
            number: event.number,
            kind: event.kind.name(),
            at: clock::rfc3339(event.created_at),
            feedback: body(EventKind::Feedback)?,
            attachment: body(EventKind::Attachment)?,
            handover: body(EventKind::Handover)?,
            session: body(EventKind::Session)?,
            turn: event.turn.map(TurnBody::of).transpose()?,
        })
    }
}

fn json(text: &str) -> Result<Value, ApiError> {
    serde_json::from_str(text).map_err(|error| ApiError::internal(&error))
}
