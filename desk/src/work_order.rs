//! 工单: something that takes the tax office longer than a reply (features R).
//!
//! The guides name 已办结 and 已终止; the states before them are the project's own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::{Effect, To, Told};
use crate::fault::{self, Fault};
use crate::machine::{Machine, Moment, Moved, Named as _, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::{Refusal, required};
use crate::work_order::command::{Action, Command};
use crate::work_order::form::{Form, Source};
use crate::work_order::rating::Rating;
use crate::zone;

pub mod command;
pub mod form;
pub mod rating;

/// A work order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// What it is about.
    pub form: Form,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
    /// Everything that was done, in order.
    pub progress: Vec<Entry>,
}

/// Where a work order stands, with the agent it is assigned to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has it yet.
    Open,
    /// This agent has it and has not begun.
    Assigned(String),
    /// This agent is at work.
    Underway(String),
    /// 已办结, with the result.
    Done(Ended),
    /// 已终止, with the reason.
    Terminated(Ended),
}

/// How a work order ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// The agent it was assigned to.
    pub handler: Option<String>,
    /// The result or the reason.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// How the taxpayer found it.
    pub rating: Option<Rating>,
}

/// An entry of the progress.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: Action,
    /// What was written with it.
    pub text: Option<String>,
}

impl Stage {
    /// The agent it is assigned to.
    pub fn handler(&self) -> Option<&str> {
        match self {
            Self::Open => None,
            Self::Assigned(handler) | Self::Underway(handler) => Some(handler),
            Self::Done(ended) | Self::Terminated(ended) => ended.handler.as_deref(),
        }
    }

    /// The same with the taxpayer's rating; nothing before the end can hold one.
    fn rated(self, rating: Rating) -> Self {
        let rating = Some(rating);
        match self {
            Self::Done(ended) => Self::Done(Ended { rating, ..ended }),
            Self::Terminated(ended) => Self::Terminated(Ended { rating, ..ended }),
            Self::Open | Self::Assigned(_) | Self::Underway(_) => self,
        }
    }
}

impl WorkOrder {
    /// A work order of a form that was filled in rightly.
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(form: Form, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let mut faults = Vec::new();
        fault::text("center", &form.center, &mut faults);
        fault::text("subject_matter", &form.subject_matter, &mut faults);
        at.profile.attachments.check(&form.attachments, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let (stage, progress) = (Stage::Open, Vec::new());
        let state = Self { form, opened_at: at.now, stage, progress };
        Ok(Moved::new(state, [Effect::Notice(To::Center, Told::WorkOrderOpened)]))
    }

    /// How often it was urged on the day of a moment.
    pub fn urged_on_day(&self, now: Timestamp) -> usize {
        let day = zone::day(now);
        let urged = |entry: &&Entry| entry.action == Action::Urge && zone::day(entry.at) == day;
        self.progress.iter().filter(urged).count()
    }

    /// Refuses what would be done too often: urging on one day, and what makes the progress longer
    /// without an end.
    fn not_too_often(&self, action: Action, at: &Moment) -> Result<(), Refusal> {
        let rules = &at.profile.work_order;
        let goes_on = match action {
            Action::Report | Action::Urge => true,
            Action::Assign => self.stage != Stage::Open,
            Action::Take | Action::Begin | Action::Finish | Action::Terminate | Action::Rate => {
                false
            }
        };
        if goes_on && self.progress.len() >= rules.progress_max {
            return Err(Refusal::Often { action: action.name(), times_max: rules.progress_max });
        }
        if action == Action::Urge && self.urged_on_day(at.now) >= rules.urges_per_day_max as usize {
            let from = zone::ends(zone::day(at.now));
            return Err(Refusal::TooEarly { action: action.name(), from });
        }
        Ok(())
    }

    /// The same in another stage, with an entry of its progress.
    fn after(&self, stage: Stage, entry: Entry) -> Self {
        let mut next = Self { stage, ..self.clone() };
        next.progress.push(entry);
        next
    }

    fn ended(&self, text: String, at: &Moment) -> Ended {
        let handler = self.stage.handler().map(str::to_owned);
        Ended { handler, text, at: at.now, rating: None }
    }

    /// What becomes of the note that it was made of.
    fn with_note(&self, mut effects: Vec<Effect>, effect: Effect) -> Vec<Effect> {
        if let Source::Note(_) = self.form.source {
            effects.push(effect);
        }
        effects
    }
}

impl Machine for WorkOrder {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "work_order";
    const STATES: &'static [&'static str] = &["open", "assigned", "underway", "done", "terminated"];
    const OVER: &'static [&'static str] = &["done", "terminated"];
    const IS_TAKEN: bool = true;

    fn action(command: &Command) -> Action {
        command.action()
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Open => "open",
            Stage::Assigned(_) => "assigned",
            Stage::Underway(_) => "underway",
            Stage::Done(_) => "done",
            Stage::Terminated(_) => "terminated",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let (owner, supervisor) = (&[Part::Owner][..], &[Part::Supervisor][..]);
        let handling = &[Part::Handler, Part::Supervisor][..];
        let who = match (&self.stage, action) {
            (Stage::Open, Action::Take) => &[Part::Colleague, Part::Supervisor][..],
            (Stage::Open | Stage::Assigned(_) | Stage::Underway(_), Action::Assign) => supervisor,
            (Stage::Open | Stage::Assigned(_) | Stage::Underway(_), Action::Urge) => owner,
            (Stage::Open | Stage::Assigned(_) | Stage::Underway(_), Action::Terminate) => {
                &[Part::Owner, Part::Supervisor][..]
            }
            (Stage::Assigned(_), Action::Begin)
            | (Stage::Underway(_), Action::Report | Action::Finish) => handling,
            (Stage::Done(ended) | Stage::Terminated(ended), Action::Rate)
                if ended.rating.is_none() =>
            {
                owner
            }
            (
                Stage::Open
                | Stage::Assigned(_)
                | Stage::Underway(_)
                | Stage::Done(_)
                | Stage::Terminated(_),
                _,
            ) => return Err(self.not_now(action)),
        };
        only(who, part, action)?;
        self.not_too_often(action, at)
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let (action, stage) = (command.action(), self.stage.clone());
        let told = |to, told| vec![Effect::Notice(to, told)];
        let (stage, text, effects) = match command {
            Command::Take(agent) => (Stage::Assigned(required("handler", agent)?), None, vec![]),
            Command::Assign(agent) => {
                let stage = Stage::Assigned(required("handler", agent)?);
                (stage, None, told(To::Handler, Told::Assigned))
            }
            Command::Report(text) => (stage, Some(required("text", text)?), vec![]),
            Command::Finish(result) => {
                let text = required("result", result)?;
                let effects = told(To::Owner, Told::WorkOrderDone);
                let effects = self.with_note(effects, Effect::ReplyNote);
                (Stage::Done(self.ended(text.clone(), at)), Some(text), effects)
            }
            Command::Terminate(reason) => {
                let text = required("reason", reason)?;
                let mut effects = told(To::Owner, Told::WorkOrderTerminated);
                effects.extend(told(To::Handler, Told::WorkOrderTerminated));
                let effects = self.with_note(effects, Effect::ReturnNote);
                (Stage::Terminated(self.ended(text.clone(), at)), Some(text), effects)
            }
            Command::Rate(rating) => {
                let rating = rating.checked(&at.profile.work_order)?;
                (stage.rated(rating), None, vec![])
            }
            Command::Plain(Action::Begin) => {
                let handler = stage.handler().unwrap_or_default().to_owned();
                (Stage::Underway(handler), None, vec![])
            }
            Command::Plain(Action::Urge) => {
                let to = if stage == Stage::Open { To::Center } else { To::Handler };
                (stage, None, told(to, Told::WorkOrderUrged))
            }
            Command::Plain(action) => return Err(action.incomplete()),
        };
        let state = self.after(stage, Entry { at: at.now, action, text });
        Ok(Moved { state, effects })
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
