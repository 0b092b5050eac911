//! What can be done to a mediation.

use crate::machine::Named;
use crate::mediation::form::Draft;
use crate::refusal::Refusal;

/// What can be done to a mediation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The taxpayer saves the draft.
    Save,
    /// The taxpayer hands it in.
    Submit,
    /// The taxpayer deletes the draft.
    Delete,
    /// The taxpayer takes it back.
    Withdraw,
    /// It is assigned to an agent, or to another one. Routing does so in a supervisor's name.
    Assign,
    /// The agent it is assigned to accepts it.
    Accept,
    /// The tax office does not take it.
    Reject,
    /// Somebody enters the room.
    Join,
    /// An entry of the meeting notes is written.
    Minute,
    /// It ends in agreement.
    Settle,
    /// It ends without agreement.
    Fail,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Saving, with the whole draft.
    Save(Draft),
    /// Handing in, with the whole form.
    Submit(Draft),
    /// Taking back, with the reason.
    Withdraw(String),
    /// Assigning, with the id of the agent.
    Assign(String),
    /// Rejecting, with the reason.
    Reject(String),
    /// Writing down, with the text.
    Minute(String),
    /// Ending, with what was agreed.
    Settle(String),
    /// Ending, with why there is no agreement.
    Fail(String),
    /// Everything else.
    Plain(Action),
}

impl Command {
    /// Its action.
    pub fn action(&self) -> Action {
        match self {
            Self::Save(_) => Action::Save,
            Self::Submit(_) => Action::Submit,
            Self::Withdraw(_) => Action::Withdraw,
            Self::Assign(_) => Action::Assign,
            Self::Reject(_) => Action::Reject,
            Self::Minute(_) => Action::Minute,
            Self::Settle(_) => Action::Settle,
            Self::Fail(_) => Action::Fail,
            Self::Plain(action) => *action,
        }
    }
}

impl Action {
    /// The refusal of an action that came without what it needs.
    pub(super) fn incomplete(self) -> Refusal {
        let field = match self {
            Self::Save | Self::Submit => "form",
            Self::Withdraw | Self::Reject => "reason",
            Self::Assign => "handler",
            Self::Minute | Self::Settle | Self::Fail => "text",
            Self::Delete | Self::Accept | Self::Join => "action",
        };
        Refusal::field(field, "required")
    }
}

impl Named for Action {
    const ALL: &'static [Self] = &[
        Self::Save,
        Self::Submit,
        Self::Delete,
        Self::Withdraw,
        Self::Assign,
        Self::Accept,
        Self::Reject,
        Self::Join,
        Self::Minute,
        Self::Settle,
        Self::Fail,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Delete => "delete",
            Self::Withdraw => "withdraw",
            Self::Assign => "assign",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Join => "join",
            Self::Minute => "minute",
            Self::Settle => "settle",
            Self::Fail => "fail",
        }
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self::Plain(action)
    }
}
