//! How a person comes to be asked for, as it travels.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_knowledge::entry::Block;

use crate::signal::{Mode, Signal, Signals};
use crate::wire::say::SayBlock;

/// How a person comes to be asked for, or why one is pointed to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HandoverBody<'a> {
    /// `direct` (by the button), `intent` (in words) or `signal` (pointed out).
    pub mode: &'static str,
    /// What points: `no_answer`, `unsolved`, `rounds`, `emotion` or `attachment`; null unless the
    /// mode is `signal`.
    pub signal: Option<&'static str>,
    /// Why, in words to be shown.
    pub reason: Cow<'a, str>,
    /// Where it has led; null where it was only pointed to.
    pub handed_to: Option<HandedTo>,
}

/// Where a wish for a person has led.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HandedTo {
    /// The session: `GET /v1/sessions/{id}`; null where nobody serves.
    pub session_id: Option<String>,
    /// The state of the session, such as `waiting` or `active`; else `closed_now` or `no_center`.
    pub state: String,
    /// The place in the queue, from 1 on, while it waits.
    pub position: Option<usize>,
    /// When the center opens next, where it is closed and will open.
    #[schema(format = DateTime)]
    pub opens_at: Option<String>,
}

/// A request for a person.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverRequest {
    /// The signal whose offer is taken up, as `handover.signal` named it; left out where the person
    /// clicked 人工 unprompted.
    pub signal: Option<Signal>,
}

/// A request that stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverResponse {
    /// The conversation.
    pub conversation_id: String,
    /// The packet that the person who takes over gets: `GET /v1/conversations/{id}/packet`.
    pub packet_id: String,
    /// `requested`.
    pub status: String,
    /// `direct`, `intent` or `signal`.
    pub mode: String,
    /// The signal that pointed here, where one did.
    pub signal: Option<String>,
    /// Why, in words to be shown.
    pub reason: String,
    /// What is said to it.
    #[schema(value_type = Vec<Block>)]
    pub say: Vec<SayBlock>,
    /// Where it has led.
    pub handed_to: HandedTo,
    /// The other ways to a person: `note`, `reservation`.
    pub exits: &'static [&'static str],
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub requested_at: String,
}

/// What those hear of a request who follow the conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverTold {
    /// The packet.
    pub packet_id: String,
    /// `direct` or `signal`; a request in words is the turn that has them.
    pub mode: &'static str,
    /// The signal that pointed here, where one did.
    pub signal: Option<&'static str>,
}

impl<'a> HandoverBody<'a> {
    /// With the words for it.
    pub fn new(signals: &'a Signals, mode: Mode, signal: Option<Signal>) -> Self {
        let signal = signal.filter(|_| mode == Mode::Signal);
        Self {
            mode: mode.name(),
            signal: signal.map(Signal::name),
            reason: signals.words(mode, signal).into(),
            handed_to: None,
        }
    }

    /// The same with words of its own.
    pub fn owned(self) -> HandoverBody<'static> {
        let reason = Cow::Owned(self.reason.into_owned());
        HandoverBody { mode: self.mode, signal: self.signal, reason, handed_to: self.handed_to }
    }
}
