//! 我的消息 and 我的待办: what is told to people (features H).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::Effect;
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::notice::category::Categories;
use crate::notice::form::Form;
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;

pub mod audience;
pub mod category;
pub mod form;
pub mod link;
pub mod words;

/// A notice. Who has read it stands in a receipt for each person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What was filled in.
    pub form: Form,
    /// 推送日期
    pub pushed_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// People see it.
    Shown,
    /// Its sender took it back; nobody sees it any more.
    Withdrawn,
    /// The time in which it holds is over.
    Expired,
}

/// What can be done to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Its sender takes it back.
    Withdraw,
    /// The time in which it holds is over.
    Expire,
}

/// What sending a notice comes to, where its key is already known or is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// It is a new one.
    New,
    /// It was sent before; nothing happens.
    Repeated,
    /// Another one has this key.
    Conflict,
}

impl Named for Action {
    const ALL: &'static [Self] = &[Self::Withdraw, Self::Expire];

    fn name(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Expire => "expire",
        }
    }
}

impl Notice {
    /// A notice of a form that was filled in rightly; it is shown at once.
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(
        form: Form,
        categories: &Categories,
        at: &Moment,
    ) -> Result<Moved<Self>, Vec<Fault>> {
        let faults = form.faults(categories, at);
        if !faults.is_empty() {
            return Err(faults);
        }
        let state = Self { form, pushed_at: at.now, stage: Stage::Shown };
        Ok(Moved::new(state, [Effect::Push]))
    }

    /// What sending `form` comes to, where `known` is the notice of the same sender with its key.
    pub fn sending(known: Option<&Self>, form: &Form) -> Sending {
        match known {
            None => Sending::New,
            Some(known) if known.form == *form => Sending::Repeated,
            Some(_) => Sending::Conflict,
        }
    }

    /// Whether people see it. What has run out is gone at once, even before the clock says so.
    pub fn is_shown(&self, now: Timestamp) -> bool {
        self.stage == Stage::Shown && self.form.valid_until.is_none_or(|until| now < until)
    }
}

impl Machine for Notice {
    type Action = Action;
    type Command = Action;

    const KIND: &'static str = "notice";
    const STATES: &'static [&'static str] = &["shown", "withdrawn", "expired"];

    fn action(command: &Action) -> Action {
        *command
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Shown => "shown",
            Stage::Withdrawn => "withdrawn",
            Stage::Expired => "expired",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        match (self.stage, action, self.form.valid_until) {
            (Stage::Shown, Action::Withdraw, _) => {
                only(&[Part::Handler, Part::Supervisor], part, action)
            }
            (Stage::Shown, Action::Expire, Some(until)) => {
                only(&[Part::Clock], part, action)?;
                at.within(action, until..Timestamp::MAX)
            }
            (Stage::Shown | Stage::Withdrawn | Stage::Expired, _, _) => Err(self.not_now(action)),
        }
    }

    fn carry_out(&self, command: Action, _: &Moment) -> Result<Moved<Self>, Refusal> {
        let stage = match command {
            Action::Withdraw => Stage::Withdrawn,
            Action::Expire => Stage::Expired,
        };
        Ok(Moved::new(Self { stage, ..self.clone() }, []))
    }

    fn due(&self, _: &Profile) -> Option<(Timestamp, Action)> {
        match self.stage {
            Stage::Shown => self.form.valid_until.map(|until| (until, Action::Expire)),
            Stage::Withdrawn | Stage::Expired => None,
        }
    }
}
