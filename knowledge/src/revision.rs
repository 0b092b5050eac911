//! A revision: somebody's wish to change one subject, from its first draft until it is published.
//!
//! [`Revision::may`] is the one table of who may do what when. What is allowed and what is accepted come
//! from it alone, so they cannot differ.

use std::fmt;

/// What somebody wishes a subject to be, and where the wish stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The new body of the subject; nothing where it is to go.
    pub body: Option<String>,
    /// The digest of what it changes, as it was when this was begun or last changed.
    pub base: String,
    /// Who wishes it.
    pub author: String,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a revision stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Its author is at work on it.
    Draft,
    /// It waits for a reviewer.
    Submitted,
    /// This reviewer holds it to be right.
    Approved(String),
    /// A reviewer does not, and says why.
    Rejected {
        /// The reviewer.
        by: String,
        /// Why.
        reason: String,
    },
    /// It is part of this version and all later ones that no other revision changes.
    Published {
        /// Who held it to be right.
        reviewer: String,
        /// The number of the version.
        version: i64,
    },
    /// It came to nothing.
    Withdrawn,
}

/// The names of all states, in the order in which they are gone through.
pub const STATES: [&str; 6] =
    ["draft", "submitted", "approved", "rejected", "published", "withdrawn"];
/// The states in which a subject is in somebody's hands, so that no other revision of it is begun.
pub const OPEN: [&str; 4] = ["draft", "submitted", "approved", "rejected"];

/// What can be done to a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Another body takes the place of the one it has.
    Change,
    /// It is given to reviewers.
    Submit,
    /// It becomes a draft again.
    TakeBack,
    /// It comes to nothing.
    Withdraw,
    /// A reviewer holds it to be right.
    Approve,
    /// A reviewer does not.
    Reject,
    /// It becomes part of a version.
    Publish,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Changing: the new body, nothing where the subject is to go, and the digest of what it changes.
    Change(Option<String>, String),
    /// Approving, with who does.
    Approve(String),
    /// Rejecting, with who does and why.
    Reject(String, String),
    /// Publishing, with the number of the version.
    Publish(i64),
    /// Everything else.
    Plain(Action),
}

/// How somebody stands to a revision; one person may be several of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// They wrote it.
    pub author: bool,
    /// They may hold what others wrote to be right.
    pub reviewer: bool,
    /// They may put knowledge into service.
    pub publisher: bool,
}

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state does not know it.
    #[error("a revision that is {state} cannot {action}")]
    State {
        /// What was to be done.
        action: Action,
        /// The state.
        state: &'static str,
    },
    /// It is for others to do.
    #[error("it is for others to {action} it")]
    Standing {
        /// What was to be done.
        action: Action,
    },
    /// Nobody judges what they wrote themselves.
    #[error("nobody may {action} what they wrote themselves")]
    Own {
        /// What was to be done.
        action: Action,
    },
    /// The command lacks what its action needs.
    #[error("to {action} needs `{field}`")]
    Missing {
        /// What was to be done.
        action: Action,
        /// What is missing.
        field: &'static str,
    },
}

impl Action {
    /// Everything that can be done.
    pub const ALL: [Self; 7] = [
        Self::Change,
        Self::Submit,
        Self::TakeBack,
        Self::Withdraw,
        Self::Approve,
        Self::Reject,
        Self::Publish,
    ];

    /// Its name on the wire and in rows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Submit => "submit",
            Self::TakeBack => "take_back",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Publish => "publish",
        }
    }

    /// The action of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name().replace('_', " "))
    }
}

impl Command {
    /// What it does.
    pub fn action(&self) -> Action {
        match self {
            Self::Change(..) => Action::Change,
            Self::Approve(_) => Action::Approve,
            Self::Reject(..) => Action::Reject,
            Self::Publish(_) => Action::Publish,
            Self::Plain(action) => *action,
        }
    }
}

impl Stage {
    /// Its name on the wire and in rows.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved(_) => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Published { .. } => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Who judged it.
    pub fn reviewer(&self) -> Option<&str> {
        match self {
            Self::Approved(by) | Self::Rejected { by, .. } => Some(by),
            Self::Published { reviewer, .. } => Some(reviewer),
            Self::Draft | Self::Submitted | Self::Withdrawn => None,
        }
    }
}

impl Revision {
    /// A new one.
    pub fn begin(author: &str, (body, base): (Option<String>, String)) -> Self {
        Self { body, base, author: author.to_owned(), stage: Stage::Draft }
    }

    /// Whether somebody may do something now.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&self, action: Action, who: Standing) -> Result<(), Refusal> {
        use Action::{Approve, Change, Publish, Reject, Submit, TakeBack, Withdraw};
        let is_theirs = match (&self.stage, action) {
            (Stage::Draft, Change | Submit)
            | (Stage::Submitted, TakeBack)
            | (Stage::Rejected { .. }, Change) => who.author,
            // What its author has left behind would keep its subject from everybody else.
            (Stage::Draft | Stage::Rejected { .. }, Withdraw) | (Stage::Approved(_), TakeBack) => {
                who.author || who.reviewer
            }
            (Stage::Submitted, Approve | Reject) if who.author => {
                return Err(Refusal::Own { action });
            }
            (Stage::Submitted, Approve | Reject) => who.reviewer,
            (Stage::Approved(_), Publish) => who.publisher,
            _ => return Err(Refusal::State { action, state: self.stage.name() }),
        };
        if is_theirs { Ok(()) } else { Err(Refusal::Standing { action }) }
    }

    /// What somebody may do now.
    pub fn allowed(&self, who: Standing) -> Vec<Action> {
        Action::ALL.into_iter().filter(|action| self.may(*action, who).is_ok()).collect()
    }

    /// The total function: a state and a command give the next state or a refusal.
    ///
    /// # Errors
    /// Why it is not done.
    pub fn step(self, who: Standing, command: Command) -> Result<Self, Refusal> {
        self.may(command.action(), who)?;
        let missing = |action, field| Err(Refusal::Missing { action, field });
        let stage = match command {
            Command::Change(body, base) => {
                return Ok(Self { body, base, author: self.author, stage: Stage::Draft });
            }
            Command::Approve(by) => Stage::Approved(by),
            Command::Reject(_, reason) if reason.trim().is_empty() => {
                return missing(Action::Reject, "reason");
            }
            Command::Reject(by, reason) => Stage::Rejected { by, reason },
            Command::Publish(version) => {
                let reviewer = self.stage.reviewer().unwrap_or_default().to_owned();
                Stage::Published { reviewer, version }
            }
            Command::Plain(action) => match action {
                Action::Submit => Stage::Submitted,
                Action::TakeBack => Stage::Draft,
                Action::Withdraw => Stage::Withdrawn,
                Action::Change => return missing(action, "body"),
                Action::Approve | Action::Reject => return missing(action, "by"),
                Action::Publish => return missing(action, "version"),
            },
        };
        Ok(Self { stage, ..self })
    }
}
