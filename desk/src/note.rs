//! 留言: what a taxpayer leaves for people to answer (features O, table 3.1).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::note::form::{Draft, Form, Reminder};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::{Refusal, required};

pub mod form;

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// What was filled in.
    pub form: Form,
    /// 留言时间
    pub left_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a note stands, with the agent it is assigned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has it yet.
    Open,
    /// This agent has it.
    Assigned(String),
    /// This agent made a work order of it, which is not done.
    Ordered(String),
    /// It has a reply.
    Replied(Reply),
}

/// A reply to a note (O-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The agent it was assigned to.
    pub handler: String,
    /// What is replied.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// 处理状态, what the taxpayer sees (O-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// 处理中
    Processing,
    /// 已完成
    Done,
}

/// What can be done to a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// An agent takes it.
    Take,
    /// It is assigned to an agent, or to another one. Routing does so in a supervisor's name.
    Assign,
    /// It gets its reply.
    Reply,
    /// A work order is made of it.
    Order,
    /// Its work order came to nothing.
    Return,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Taking, with the id of the agent who takes.
    Take(String),
    /// Assigning, with the id of the agent.
    Assign(String),
    /// Replying, with the text.
    Reply(String),
    /// Everything else.
    Plain(Action),
}

impl Named for Action {
    const ALL: &'static [Self] =
        &[Self::Take, Self::Assign, Self::Reply, Self::Order, Self::Return];

    fn name(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign => "assign",
            Self::Reply => "reply",
            Self::Order => "order",
            Self::Return => "return",
        }
    }
}

impl Progress {
    /// The names of both.
    pub const NAMES: &'static [&'static str] = &["processing", "done"];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Done => "done",
        }
    }
}

impl Stage {
    /// What the taxpayer sees.
    pub fn progress(&self) -> Progress {
        match self {
            Self::Open | Self::Assigned(_) | Self::Ordered(_) => Progress::Processing,
            Self::Replied(_) => Progress::Done,
        }
    }

    /// The agent it is assigned to.
    pub fn handler(&self) -> Option<&str> {
        match self {
            Self::Open => None,
            Self::Assigned(handler) | Self::Ordered(handler) => Some(handler),
            Self::Replied(reply) => Some(&reply.handler),
        }
    }
}

impl Note {
    /// A note of a form that was filled in.
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(draft: Draft, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let form = draft.form(at.profile)?;
        let state = Self { form, left_at: at.now, stage: Stage::Open };
        Ok(Moved::new(state, [Effect::Notice(To::Center, Told::NoteLeft)]))
    }

    fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }

    /// The same with another agent; one that is done keeps the agent who replied.
    fn given(&self, handler: String) -> Self {
        let stage = match &self.stage {
            Stage::Open | Stage::Assigned(_) => Stage::Assigned(handler),
            Stage::Ordered(_) => Stage::Ordered(handler),
            Stage::Replied(reply) => Stage::Replied(reply.clone()),
        };
        self.at(stage)
    }

    fn replied(&self, text: String, now: Timestamp) -> Moved<Self> {
        let handler = self.holder();
        let state = self.at(Stage::Replied(Reply { handler, text, at: now }));
        let mut moved = Moved::new(state, [Effect::Notice(To::Owner, Told::NoteReplied)]);
        if let Reminder::Sms(_) = self.form.reminder {
            moved.effects.push(Effect::Sms(To::Owner, Told::NoteReplied));
        }
        moved
    }

    fn holder(&self) -> String {
        self.stage.handler().unwrap_or_default().to_owned()
    }
}

impl Machine for Note {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "note";
    const STATES: &'static [&'static str] = &["open", "assigned", "ordered", "replied"];
    const OVER: &'static [&'static str] = &["replied"];
    const IS_TAKEN: bool = true;

    fn action(command: &Command) -> Action {
        match command {
            Command::Take(_) => Action::Take,
            Command::Assign(_) => Action::Assign,
            Command::Reply(_) => Action::Reply,
            Command::Plain(action) => *action,
        }
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Open => "open",
            Stage::Assigned(_) => "assigned",
            Stage::Ordered(_) => "ordered",
            Stage::Replied(_) => "replied",
        }
    }

    fn may(&self, action: Action, part: Part, _: &Moment) -> Result<(), Refusal> {
        let handling = &[Part::Handler, Part::Supervisor][..];
        let who = match (&self.stage, action) {
            (Stage::Open, Action::Take) => &[Part::Colleague, Part::Supervisor][..],
            (Stage::Open | Stage::Assigned(_) | Stage::Ordered(_), Action::Assign) => {
                &[Part::Supervisor][..]
            }
            (Stage::Assigned(_), Action::Reply | Action::Order)
            | (Stage::Ordered(_), Action::Reply | Action::Return) => handling,
            (Stage::Open | Stage::Assigned(_) | Stage::Ordered(_) | Stage::Replied(_), _) => {
                return Err(self.not_now(action));
            }
        };
        only(who, part, action)
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let missing = |field| Err(Refusal::field(field, "required"));
        Ok(match command {
            Command::Take(agent) => Moved::new(self.given(required("handler", agent)?), []),
            Command::Assign(agent) => Moved::new(
                self.given(required("handler", agent)?),
                [Effect::Notice(To::Handler, Told::Assigned)],
            ),
            Command::Reply(text) => self.replied(required("text", text)?, at.now),
            Command::Plain(action) => match action {
                Action::Take | Action::Assign => return missing("handler"),
                Action::Reply => return missing("text"),
                Action::Order => {
                    Moved::new(self.at(Stage::Ordered(self.holder())), [Effect::OpenWorkOrder])
                }
                Action::Return => Moved::new(
                    self.at(Stage::Assigned(self.holder())),
                    [Effect::EndWorkOrder, Effect::Notice(To::Handler, Told::Assigned)],
                ),
            },
        })
    }

    fn due(&self, _: &Profile) -> Option<(Timestamp, Command)> {
        None
    }

    fn handler(&self) -> Option<&str> {
        self.stage.handler()
    }

    fn center(&self) -> Option<&str> {
        Some(&self.form.center)
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self::Plain(action)
    }
}
