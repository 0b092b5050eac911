//! What somebody has done with a notice: read it, done what it asks for, kept it (H-03, H-04, G-05).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::notice::form::Class;
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;

/// What one person has done with one notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Where it stands.
    pub stage: Stage,
    /// Whether it is among the favorites.
    pub favorite: bool,
}

/// Where a notice stands for one person. Only a to-do can be done, and doing it is reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 未读, something to know.
    UnreadNotice,
    /// 已读, something to know.
    ReadNotice(Timestamp),
    /// 未读, something to do.
    UnreadTodo,
    /// 已读, something to do.
    ReadTodo(Timestamp),
    /// What was to do is done.
    Done(Timestamp),
}

/// What can be done with a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The detail is read.
    Read,
    /// What was to do is done.
    Finish,
    /// It becomes a favorite.
    Favor,
    /// It is no favorite any more.
    Unfavor,
}

impl Named for Action {
    const ALL: &'static [Self] = &[Self::Read, Self::Finish, Self::Favor, Self::Unfavor];

    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Finish => "finish",
            Self::Favor => "favor",
            Self::Unfavor => "unfavor",
        }
    }
}

impl Stage {
    /// Whether it counts as read.
    pub fn is_read(self) -> bool {
        match self {
            Self::UnreadNotice | Self::UnreadTodo => false,
            Self::ReadNotice(_) | Self::ReadTodo(_) | Self::Done(_) => true,
        }
    }

    /// Whether what was to do is done.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done(_))
    }
}

impl Receipt {
    /// What somebody has who has not looked at a notice yet; no row needs to be stored for that.
    pub fn new(class: &Class) -> Self {
        let stage = match class {
            Class::Todo(_) => Stage::UnreadTodo,
            Class::Notice => Stage::UnreadNotice,
        };
        Self { stage, favorite: false }
    }
}

impl Machine for Receipt {
    type Action = Action;
    type Command = Action;

    const KIND: &'static str = "receipt";
    const STATES: &'static [&'static str] = &["unread", "read", "done"];

    fn action(command: &Action) -> Action {
        *command
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::UnreadNotice | Stage::UnreadTodo => "unread",
            Stage::ReadNotice(_) | Stage::ReadTodo(_) => "read",
            Stage::Done(_) => "done",
        }
    }

    fn may(&self, action: Action, part: Part, _: &Moment) -> Result<(), Refusal> {
        match (self.stage, action) {
            (Stage::UnreadNotice | Stage::UnreadTodo, Action::Read)
            | (Stage::UnreadTodo | Stage::ReadTodo(_), Action::Finish) => {}
            (_, Action::Favor) if !self.favorite => {}
            (_, Action::Unfavor) if self.favorite => {}
            (
                Stage::UnreadNotice
                | Stage::ReadNotice(_)
                | Stage::UnreadTodo
                | Stage::ReadTodo(_)
                | Stage::Done(_),
                _,
            ) => return Err(self.not_now(action)),
        }
        only(&[Part::Owner], part, action)
    }

    fn carry_out(&self, command: Action, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let stage = match (command, self.stage) {
            (Action::Read, Stage::UnreadTodo) => Stage::ReadTodo(at.now),
            (Action::Read, _) => Stage::ReadNotice(at.now),
            (Action::Finish, _) => Stage::Done(at.now),
            (Action::Favor | Action::Unfavor, stage) => stage,
        };
        let favorite = match command {
            Action::Favor => true,
            Action::Unfavor => false,
            Action::Read | Action::Finish => self.favorite,
        };
        Ok(Moved::new(Self { stage, favorite }, []))
    }

    fn due(&self, _: &Profile) -> Option<(Timestamp, Action)> {
        None
    }
}
