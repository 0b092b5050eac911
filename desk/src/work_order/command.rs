//! What can be done to a work order.

use serde::{Deserialize, Serialize};

use crate::machine::Named;
use crate::refusal::Refusal;
use crate::work_order::rating::Rating;

/// What can be done to a work order; its progress is a list of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// An agent takes it.
    Take,
    /// It is assigned to an agent, or to another one. Routing does so in a supervisor's name.
    Assign,
    /// The agent begins.
    Begin,
    /// The agent tells how it goes on.
    Report,
    /// The taxpayer wants it to go on.
    Urge,
    /// It has its result.
    Finish,
    /// It is ended without a result.
    Terminate,
    /// The taxpayer says how it was.
    Rate,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Taking, with the id of the agent who takes.
    Take(String),
    /// Assigning, with the id of the agent.
    Assign(String),
    /// Telling how it goes on.
    Report(String),
    /// Finishing, with the result.
    Finish(String),
    /// Terminating, with the reason.
    Terminate(String),
    /// Rating.
    Rate(Rating),
    /// Everything else.
    Plain(Action),
}

impl Command {
    /// Its action.
    pub fn action(&self) -> Action {
        match self {
            Self::Take(_) => Action::Take,
            Self::Assign(_) => Action::Assign,
            Self::Report(_) => Action::Report,
            Self::Finish(_) => Action::Finish,
            Self::Terminate(_) => Action::Terminate,
            Self::Rate(_) => Action::Rate,
            Self::Plain(action) => *action,
        }
    }
}

impl Action {
    /// The refusal of an action that came without what it needs.
    pub(super) fn incomplete(self) -> Refusal {
        let field = match self {
            Self::Take | Self::Assign => "handler",
            Self::Report => "text",
            Self::Finish => "result",
            Self::Terminate => "reason",
            Self::Rate => "stars",
            Self::Begin | Self::Urge => "action",
        };
        Refusal::field(field, "required")
    }
}

impl Named for Action {
    const ALL: &'static [Self] = &[
        Self::Take,
        Self::Assign,
        Self::Begin,
        Self::Report,
        Self::Urge,
        Self::Finish,
        Self::Terminate,
        Self::Rate,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign => "assign",
            Self::Begin => "begin",
            Self::Report => "report",
            Self::Urge => "urge",
            Self::Finish => "finish",
            Self::Terminate => "terminate",
            Self::Rate => "rate",
        }
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self::Plain(action)
    }
}
