//! 问卷: what the tax office asks people; each of them answers once (S-06).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;
use crate::survey::form::Form;

pub mod form;
pub mod results;
pub mod sheet;

/// A survey. What somebody answered stands in a [`sheet::Sheet`] for each person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// What was filled in.
    pub form: Form,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a survey stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is being written.
    Draft,
    /// It is fixed and opens at its time.
    Published,
    /// It is open, and those who are asked have been told.
    Open,
    /// Nobody can answer any more.
    Closed,
}

/// What can be done to a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is changed.
    Revise,
    /// It is fixed, so that all answers are to the same questions.
    Publish,
    /// Its time begins.
    Open,
    /// It is closed before its time is over.
    Close,
    /// Its time is over.
    Expire,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Changing, with the whole form.
    Revise(Form),
    /// Everything else.
    Plain(Action),
}

impl Named for Action {
    const ALL: &'static [Self] =
        &[Self::Revise, Self::Publish, Self::Open, Self::Close, Self::Expire];

    fn name(self) -> &'static str {
        match self {
            Self::Revise => "revise",
            Self::Publish => "publish",
            Self::Open => "open",
            Self::Close => "close",
            Self::Expire => "expire",
        }
    }
}

impl Survey {
    /// A draft of a form that somebody of the tax office filled in rightly.
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(form: Form, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let faults = form.faults(at);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Moved::new(Self { form, stage: Stage::Draft }, []))
    }

    fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }
}

impl Machine for Survey {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "survey";
    const STATES: &'static [&'static str] = &["draft", "published", "open", "closed"];

    fn action(command: &Command) -> Action {
        match command {
            Command::Revise(_) => Action::Revise,
            Command::Plain(action) => *action,
        }
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Draft => "draft",
            Stage::Published => "published",
            Stage::Open => "open",
            Stage::Closed => "closed",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let Form { open_from, open_until, .. } = self.form;
        let staff = &[Part::Handler, Part::Supervisor][..];
        let (who, from, until) = match (self.stage, action) {
            (Stage::Draft, Action::Revise) => (staff, Timestamp::MIN, Timestamp::MAX),
            (Stage::Draft, Action::Publish) => (staff, Timestamp::MIN, open_until),
            (Stage::Published | Stage::Open, Action::Close) => {
                (staff, Timestamp::MIN, Timestamp::MAX)
            }
            (Stage::Published, Action::Open) => (&[Part::Clock][..], open_from, Timestamp::MAX),
            (Stage::Open, Action::Expire) => (&[Part::Clock][..], open_until, Timestamp::MAX),
            (Stage::Draft | Stage::Published | Stage::Open | Stage::Closed, _) => {
                return Err(self.not_now(action));
            }
        };
        only(who, part, action)?;
        at.within(action, from..until)
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        Ok(match command {
            Command::Revise(form) => {
                let faults = form.faults(at);
                if !faults.is_empty() {
                    return Err(Refusal::Form(faults));
                }
                Moved::new(Self { form, ..self.clone() }, [])
            }
            Command::Plain(action) => match action {
                Action::Revise => return Err(Refusal::field("form", "required")),
                Action::Publish => Moved::new(self.at(Stage::Published), []),
                Action::Open => Moved::new(
                    self.at(Stage::Open),
                    [Effect::Notice(To::Audience, Told::SurveyOpen)],
                ),
                Action::Close | Action::Expire => Moved::new(self.at(Stage::Closed), []),
            },
        })
    }

    fn due(&self, _: &Profile) -> Option<(Timestamp, Command)> {
        let (from, action) = match self.stage {
            Stage::Published => (self.form.open_from, Action::Open),
            Stage::Open => (self.form.open_until, Action::Expire),
            Stage::Draft | Stage::Closed => return None,
        };
        Some((from, Command::Plain(action)))
    }
}
