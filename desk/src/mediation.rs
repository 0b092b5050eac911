//! 调解申请: a taxpayer asks for a talk that settles something (features Q, table 2.5).
//!
//! How a mediation ends is not given; settled, unsettled and rejected are the project's own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, only};
use crate::mediation::command::{Action, Command};
use crate::mediation::form::{Draft, Form};
use crate::mediation::stage::{Minute, Stage, Talk};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::{Refusal, required};

pub mod command;
pub mod form;
pub mod stage;

/// A mediation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mediation {
    /// 暂存: only its taxpayer sees it.
    Draft(Draft),
    /// Its taxpayer deleted the draft; nothing of it is kept, and no list shows it.
    Deleted,
    /// It was handed in.
    Filed(Filed),
}

/// What was handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filed {
    /// What was filled in.
    pub form: Form,
    /// 申请时间
    pub filed_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
}

impl Mediation {
    /// A draft.
    ///
    /// # Errors
    /// Everything that keeps it from being saved.
    pub fn save(draft: Draft, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        Ok(Moved::new(Self::Draft(draft.saved(at)?), []))
    }

    /// A mediation that is handed in.
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(draft: Draft, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let (form, stage) = (draft.form(at)?, Stage::Waiting(None));
        let state = Self::Filed(Filed { form, filed_at: at.now, stage });
        Ok(Moved::new(state, [Effect::Notice(To::Center, Told::Mediation)]))
    }
}

impl Filed {
    fn at(&self, stage: Stage) -> Mediation {
        Mediation::Filed(Self { stage, ..self.clone() })
    }

    /// The same in the hands of another agent.
    fn assigned(&self, handler: String) -> Mediation {
        self.at(match &self.stage {
            Stage::Underway(talk) => Stage::Underway(Talk { handler, ..talk.clone() }),
            Stage::Waiting(_)
            | Stage::Withdrawn(_)
            | Stage::Rejected(_)
            | Stage::Settled(..)
            | Stage::Unsettled(..) => Stage::Waiting(Some(handler)),
        })
    }

    fn accepted(&self, now: Timestamp) -> Mediation {
        let handler = self.stage.handler().unwrap_or_default().to_owned();
        let (opened, minutes) = (false, Vec::new());
        self.at(Stage::Underway(Talk { handler, accepted_at: now, opened, minutes }))
    }

    /// Whoever comes first opens the room.
    fn joined(&self, talk: Talk) -> Moved<Mediation> {
        if talk.opened {
            return Moved::new(Mediation::Filed(self.clone()), []);
        }
        let state = self.at(Stage::Underway(Talk { opened: true, ..talk }));
        Moved::new(state, [Effect::BeginSession])
    }

    fn noted(&self, mut talk: Talk, minute: Minute) -> Moved<Mediation> {
        talk.minutes.push(minute);
        Moved::new(self.at(Stage::Underway(talk)), [])
    }

    fn ended(&self, stage: Stage) -> Moved<Mediation> {
        let told = Effect::Notice(To::Owner, Told::Mediation);
        Moved::new(self.at(stage), [Effect::EndCalls, Effect::EndSession, told])
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Mediation>, Refusal> {
        let told = |to| Effect::Notice(to, Told::Mediation);
        let talk = self.stage.talk().cloned();
        let talk = talk.ok_or(Refusal::State { action: "talk", state: self.stage.name() });
        Ok(match command {
            Command::Save(_) | Command::Submit(_) => {
                return Err(Refusal::field("form", "not_offered"));
            }
            Command::Withdraw(reason) => Moved::new(
                self.at(Stage::Withdrawn(required("reason", reason)?)),
                [Effect::Notice(To::Handler, Told::MediationWithdrawn)],
            ),
            Command::Assign(agent) => Moved::new(
                self.assigned(required("handler", agent)?),
                [Effect::Notice(To::Handler, Told::Assigned)],
            ),
            Command::Reject(reason) => {
                let reason = required("reason", reason)?;
                Moved::new(self.at(Stage::Rejected(reason)), [told(To::Owner)])
            }
            Command::Minute(text) => {
                self.noted(talk?, Minute { at: at.now, text: required("text", text)? })
            }
            Command::Settle(text) => self.ended(Stage::Settled(talk?, required("text", text)?)),
            Command::Fail(text) => self.ended(Stage::Unsettled(talk?, required("text", text)?)),
            Command::Plain(Action::Accept) => Moved::new(self.accepted(at.now), [told(To::Owner)]),
            Command::Plain(Action::Join) => self.joined(talk?),
            Command::Plain(action) => return Err(action.incomplete()),
        })
    }
}

impl Machine for Mediation {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "mediation";
    const STATES: &'static [&'static str] = &[
        "draft",
        "deleted",
        "waiting",
        "underway",
        "withdrawn",
        "rejected",
        "settled",
        "unsettled",
    ];
    const OVER: &'static [&'static str] =
        &["deleted", "withdrawn", "rejected", "settled", "unsettled"];
    const IS_TAKEN: bool = true;

    fn action(command: &Command) -> Action {
        command.action()
    }

    fn holds_session(&self) -> bool {
        matches!(self, Self::Filed(Filed { stage: Stage::Underway(_), .. }))
    }

    fn state(&self) -> &'static str {
        match self {
            Self::Draft(_) => "draft",
            Self::Deleted => "deleted",
            Self::Filed(filed) => filed.stage.name(),
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let (owner, supervisor) = (&[Part::Owner][..], &[Part::Supervisor][..]);
        let handling = &[Part::Handler, Part::Supervisor][..];
        let Self::Filed(Filed { stage, .. }) = self else {
            return match (self, action) {
                (Self::Draft(_), Action::Save | Action::Submit | Action::Delete) => {
                    only(owner, part, action)
                }
                (Self::Draft(_) | Self::Deleted | Self::Filed(_), _) => Err(self.not_now(action)),
            };
        };
        let who = match (stage, action) {
            (Stage::Waiting(_), Action::Withdraw) => owner,
            (Stage::Waiting(_) | Stage::Underway(_), Action::Assign) => supervisor,
            (Stage::Waiting(Some(_)), Action::Accept) => &[Part::Handler][..],
            (Stage::Underway(_), Action::Join) => {
                &[Part::Owner, Part::Handler, Part::Supervisor][..]
            }
            (Stage::Waiting(_), Action::Reject)
            | (Stage::Underway(_), Action::Minute | Action::Settle | Action::Fail) => handling,
            (
                Stage::Waiting(_)
                | Stage::Underway(_)
                | Stage::Withdrawn(_)
                | Stage::Rejected(_)
                | Stage::Settled(..)
                | Stage::Unsettled(..),
                _,
            ) => return Err(self.not_now(action)),
        };
        only(who, part, action)?;
        let times_max = at.profile.mediation.minutes_max;
        let full = stage.talk().is_some_and(|talk| talk.minutes.len() >= times_max);
        if action == Action::Minute && full {
            return Err(Refusal::Often { action: "minute", times_max });
        }
        Ok(())
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        if let Self::Filed(filed) = self {
            return filed.carry_out(command, at);
        }
        match command {
            Command::Save(draft) => Self::save(draft, at).map_err(Refusal::Form),
            Command::Submit(draft) => Self::submit(draft, at).map_err(Refusal::Form),
            Command::Plain(Action::Delete) => Ok(Moved::new(Self::Deleted, [])),
            other => Err(other.action().incomplete()),
        }
    }

    fn due(&self, _: &Profile) -> Option<(Timestamp, Command)> {
        None
    }

    fn handler(&self) -> Option<&str> {
        match self {
            Self::Filed(filed) => filed.stage.handler(),
            Self::Draft(_) | Self::Deleted => None,
        }
    }

    fn hidden(part: Part) -> &'static [&'static str] {
        if part == Part::Owner { &["deleted"] } else { &["draft", "deleted"] }
    }
}
