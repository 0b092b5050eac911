//! 跨区通办: a matter that one place takes in and another one handles (features T).
//!
//! [`Part::Origin`] is the agent of the place that takes it in (收件地), [`Part::Handler`] the one of
//! the place that handles it (办理地), [`Part::Owner`] the taxpayer and [`Part::Supervisor`] whoever
//! decides for the province.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::command::{Action, Command};
use crate::case::moves::later;
use crate::case::slip::{Channel, Dossier, Form, Way};
use crate::case::stage::Stage;
use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, only};
use crate::part::{Part, Sides};
use crate::profile::Profile;
use crate::profile::reach::CaseRules;
use crate::refusal::Refusal;

pub mod command;
pub mod moves;
pub mod slip;
pub mod stage;

/// A case over regions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionCase {
    /// What was filled in.
    pub form: Form,
    /// Where it stands.
    pub stage: Stage,
}

impl RegionCase {
    /// A case of a request that was filled in rightly: at the counter by the agent there (T-02),
    /// online by the taxpayer (T-06).
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(form: Form) -> Result<Moved<Self>, Vec<Fault>> {
        let faults = form.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let state = Self { form, stage: Stage::Accepted };
        Ok(Moved::new(state, [Effect::Notice(To::Origin, Told::Assigned)]))
    }

    /// From when on time itself may do something.
    fn timed(&self, action: Action, profile: &Profile) -> Result<Range<Timestamp>, Refusal> {
        match self.due(profile) {
            Some((from, Command::Plain(due))) if due == action => Ok(from..Timestamp::MAX),
            _ => Err(self.not_now(action)),
        }
    }

    /// Who may begin a case: the agent at the counter, or the taxpayer online.
    pub fn may_submit(channel: Channel, part: Part) -> bool {
        part == near_side(channel)
    }
}

/// Who acts for the taxpayer: at a counter the agent there writes what the taxpayer says.
fn near_side(channel: Channel) -> Part {
    match channel {
        Channel::Counter => Part::Origin,
        Channel::Online => Part::Owner,
    }
}

/// Who tells what was found: on the spot (T-04, T-05), or in the chat (T-08).
fn teller(channel: Channel) -> Part {
    match channel {
        Channel::Counter => Part::Origin,
        Channel::Online => Part::Handler,
    }
}

/// Who delivers: the place where the taxpayer stands, or the handling place, which posts (T-08).
fn bearer(way: &Way) -> Part {
    match way {
        Way::Counter => Part::Origin,
        Way::Post(_) | Way::Electronic => Part::Handler,
    }
}

/// Until when what has to be supplemented is waited for.
fn supplement_until(dossier: &Dossier, rules: &CaseRules) -> Option<Timestamp> {
    dossier.supplement.as_ref().map(|told| later(told.told_at, rules.supplement_hours))
}

impl Machine for RegionCase {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "region_case";
    const STATES: &'static [&'static str] = &[
        "accepted",
        "invited",
        "pre_review",
        "pre_reviewed",
        "slip_sent",
        "slip_confirmed",
        "under_review",
        "passed",
        "found",
        "supplementing",
        "granted",
        "delivered",
        "refused",
        "turned_down",
        "withdrawn",
        "lapsed",
    ];
    const IS_SHARED: bool = true;
    const OVER: &'static [&'static str] =
        &["delivered", "refused", "turned_down", "withdrawn", "lapsed"];

    fn action(command: &Command) -> Action {
        command.action()
    }

    fn veiled(part: Part) -> &'static [(&'static str, &'static str)] {
        match part {
            // What was found and not told is to the taxpayer still under review.
            Part::Owner => &[("found", "under_review")],
            Part::Handler
            | Part::Receiver
            | Part::Origin
            | Part::Colleague
            | Part::Supervisor
            | Part::Clock => &[],
        }
    }

    fn holds_session(&self) -> bool {
        !self.is_over()
    }

    fn state(&self) -> &'static str {
        self.stage.name()
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let (channel, rules) = (self.form.channel, &at.profile.case);
        let (near, teller) = (near_side(channel), teller(channel));
        let always = Timestamp::MIN..Timestamp::MAX;
        let (who, when) = match (&self.stage, action) {
            (Stage::Accepted, Action::Invite)
            | (Stage::Accepted | Stage::Invited, Action::TurnDown)
            | (Stage::PreReview, Action::PreReview) => ([Part::Origin; 2], always),
            (Stage::Invited, Action::Join)
            | (Stage::PreReviewed(_), Action::SendSlip)
            | (Stage::SlipConfirmed(_), Action::Review)
            | (Stage::UnderReview(_), Action::Grant | Action::PassOn | Action::Refuse) => {
                ([Part::Handler; 2], always)
            }
            (Stage::UnderReview(dossier), Action::Supplement) if dossier.supplement.is_none() => {
                ([Part::Handler; 2], always)
            }
            (Stage::SlipSent(_, _, sent_at), Action::ConfirmSlip) => {
                ([near; 2], Timestamp::MIN..later(*sent_at, rules.slip_hours))
            }
            (Stage::Passed(..), Action::Grant | Action::Refuse) => ([Part::Supervisor; 2], always),
            (Stage::Found(..), Action::Tell) => ([teller; 2], always),
            (Stage::Supplementing(dossier), Action::Supply) => {
                let until = supplement_until(dossier, rules).unwrap_or(Timestamp::MAX);
                ([near; 2], Timestamp::MIN..until)
            }
            (Stage::Granted(dossier), Action::Deliver) => {
                ([bearer(&dossier.filled.way); 2], always)
            }
            (
                Stage::Accepted
                | Stage::Invited
                | Stage::PreReview
                | Stage::PreReviewed(_)
                | Stage::SlipSent(..)
                | Stage::SlipConfirmed(_)
                | Stage::UnderReview(_)
                // Where they do not know yet, it is as before.
                | Stage::Found(..)
                | Stage::Supplementing(_),
                Action::Withdraw,
            ) => ([Part::Owner, near], always),
            (_, Action::Lapse | Action::Late) => {
                ([Part::Clock; 2], self.timed(action, at.profile)?)
            }
            (
                Stage::Accepted
                | Stage::Invited
                | Stage::PreReview
                | Stage::PreReviewed(_)
                | Stage::SlipSent(..)
                | Stage::SlipConfirmed(_)
                | Stage::UnderReview(_)
                | Stage::Passed(..)
                | Stage::Found(..)
                | Stage::Supplementing(_)
                | Stage::Granted(_)
                | Stage::Delivered(..)
                | Stage::Refused(..)
                | Stage::TurnedDown(_)
                | Stage::Withdrawn
                | Stage::Lapsed,
                _,
            ) => return Err(self.not_now(action)),
        };
        only(&who, part, action)?;
        at.within(action, when)
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let (stage, effect) = moves::next((self.form.channel, &self.stage), command, at)?;
        // Of what is refused there is something left to be said; the talk ends by itself.
        let ends = matches!(stage, Stage::Withdrawn | Stage::Lapsed | Stage::Delivered(..));
        let effects = effect.into_iter().chain(ends.then_some(Effect::EndSession)).collect();
        Ok(Moved { state: Self { stage, ..self.clone() }, effects })
    }

    fn due(&self, profile: &Profile) -> Option<(Timestamp, Command)> {
        let rules = &profile.case;
        let (from, action) = match &self.stage {
            Stage::SlipSent(_, _, sent_at) => (later(*sent_at, rules.slip_hours), Action::Lapse),
            Stage::Supplementing(dossier) => (supplement_until(dossier, rules)?, Action::Lapse),
            Stage::Passed(_, limit) if !limit.is_late => (limit.due_at, Action::Late),
            Stage::Accepted
            | Stage::Invited
            | Stage::PreReview
            | Stage::PreReviewed(_)
            | Stage::SlipConfirmed(_)
            | Stage::UnderReview(_)
            | Stage::Passed(..)
            | Stage::Found(..)
            | Stage::Granted(_)
            | Stage::Delivered(..)
            | Stage::Refused(..)
            | Stage::TurnedDown(_)
            | Stage::Withdrawn
            | Stage::Lapsed => return None,
        };
        Some((from, Command::Plain(action)))
    }

    fn center(&self) -> Option<&str> {
        Some(&self.form.handling_center)
    }

    fn sides(&self) -> Option<Sides<'_>> {
        let Form { origin_center, handling_center, deciding_center, .. } = &self.form;
        let passed = matches!(self.stage, Stage::Passed(..));
        let deciding = Some(deciding_center.as_str()).filter(|_| passed);
        Some(Sides { origin: origin_center, handling: handling_center, deciding })
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self::Plain(action)
    }
}
