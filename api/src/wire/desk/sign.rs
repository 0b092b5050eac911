//! What those who follow a session are told, as it travels.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::line::marks::{Marks, Typing};

use crate::clock;
use crate::store::marks::name;
use crate::wire::desk::call::CallList;
use crate::wire::desk::session::SessionEvent;

/// Something that whoever follows a session is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionSign {
    /// `event`, `marks`, `calls` or `typing`.
    pub kind: &'static str,
    /// The number to go on behind, of an event.
    pub number: Option<i64>,
    /// What happened, of `event`.
    pub event: Option<SessionEvent>,
    /// How far each side has read, of `marks`.
    pub marks: Option<MarksBody>,
    /// The calls as they are now and how one may be begun, of `calls`.
    pub calls: Option<CallList>,
    /// Who types, of `typing`; never stored, and not told to those who type.
    pub typing: Option<TypingBody>,
}

/// How far each side has read, by the numbers of events; 0 is nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarksBody {
    /// The taxpayer.
    pub taxpayer: u64,
    /// The agent.
    pub agent: u64,
}

/// A sign that somebody types.
#[derive(Debug, Serialize, ToSchema)]
pub struct TypingBody {
    /// `taxpayer` or `agent`.
    pub side: &'static str,
    /// Until when it is shown.
    #[schema(format = DateTime)]
    pub until: String,
}

/// How far somebody has read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarksRequest {
    /// The number of the last event that was read.
    pub read_to: u64,
}

impl SessionSign {
    const NONE: Self =
        Self { kind: "", number: None, event: None, marks: None, calls: None, typing: None };

    /// Something that happened.
    pub fn event(event: SessionEvent) -> Self {
        Self { kind: "event", number: Some(event.number), event: Some(event), ..Self::NONE }
    }

    /// How far each side has read.
    pub fn marks(marks: Marks) -> Self {
        Self { kind: "marks", marks: Some(marks.into()), ..Self::NONE }
    }

    /// The calls of the session.
    pub fn calls(calls: CallList) -> Self {
        Self { kind: "calls", calls: Some(calls), ..Self::NONE }
    }

    /// That somebody types.
    pub fn typing(typing: Typing) -> Self {
        Self { kind: "typing", typing: Some(typing.into()), ..Self::NONE }
    }
}

impl From<Marks> for MarksBody {
    fn from(Marks { taxpayer, agent }: Marks) -> Self {
        Self { taxpayer, agent }
    }
}

impl From<Typing> for TypingBody {
    fn from(typing: Typing) -> Self {
        let until: Timestamp = typing.until;
        Self { side: name(typing.side), until: clock::rfc3339(until.as_millisecond()) }
    }
}
