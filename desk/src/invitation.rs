//! 税局邀请: a time that the tax office proposes and the taxpayer accepts or refuses (P-07 to P-09,
//! table 2.2).

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::booking::{Absent, Confirmation, Form, Progress, Seen};
use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::{Refusal, required};

/// An invitation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// What was filled in.
    pub form: Form,
    /// Where it stands.
    pub stage: Stage,
    /// Who has been there.
    pub seen: Seen,
    /// Whether the taxpayer was reminded.
    pub reminded: bool,
}

/// Where an invitation stands; both columns follow from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The taxpayer has not answered.
    Pending,
    /// The taxpayer accepted.
    Booked,
    /// An agent has begun.
    Underway,
    /// They met.
    Kept,
    /// The taxpayer cancelled what was accepted.
    Cancelled,
    /// Its time passed and nothing came of it.
    NoShow(Absent),
    /// The taxpayer refused, with this reason.
    Refused(String),
    /// Its time arrived without an answer.
    Lapsed,
}

/// What can be done to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The taxpayer accepts.
    Accept,
    /// The taxpayer refuses.
    Refuse,
    /// The taxpayer comes into the waiting room.
    Arrive,
    /// The taxpayer cancels.
    Cancel,
    /// The agent begins.
    Begin,
    /// The agent did not reach the taxpayer.
    Unmet,
    /// The interaction ends.
    End,
    /// The taxpayer is reminded.
    Remind,
    /// Its time arrived without an answer.
    Lapse,
    /// Its time has passed.
    Miss,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Refusing, with the reason.
    Refuse(String),
    /// Everything else.
    Plain(Action),
}

impl Named for Action {
    const ALL: &'static [Self] = &[
        Self::Accept,
        Self::Refuse,
        Self::Arrive,
        Self::Cancel,
        Self::Begin,
        Self::Unmet,
        Self::End,
        Self::Remind,
        Self::Lapse,
        Self::Miss,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Arrive => "arrive",
            Self::Cancel => "cancel",
            Self::Begin => "begin",
            Self::Unmet => "unmet",
            Self::End => "end",
            Self::Remind => "remind",
            Self::Lapse => "lapse",
            Self::Miss => "miss",
        }
    }
}

impl Stage {
    /// What the first column says.
    pub fn confirmation(&self) -> Confirmation {
        match self {
            Self::Pending => Confirmation::Pending,
            Self::Booked | Self::Underway => Confirmation::Booked,
            Self::Kept => Confirmation::Kept,
            Self::Cancelled => Confirmation::Cancelled,
            Self::NoShow(_) => Confirmation::NoShow,
            Self::Refused(_) => Confirmation::Refused,
            Self::Lapsed => Confirmation::Lapsed,
        }
    }

    /// What the second column says; nothing before the invitation was accepted.
    pub fn progress(&self) -> Option<Progress> {
        match self {
            Self::Pending => None,
            Self::Booked => Some(Progress::Waiting),
            Self::Underway => Some(Progress::Underway),
            Self::Kept => Some(Progress::Done),
            Self::Cancelled | Self::NoShow(_) | Self::Refused(_) | Self::Lapsed => {
                Some(Progress::Failed)
            }
        }
    }
}

impl Invitation {
    /// An invitation of a form that an agent filled in rightly.
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(form: Form, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let faults = form.all_faults(at);
        if !faults.is_empty() {
            return Err(faults);
        }
        let (stage, seen) = (Stage::Pending, Seen::default());
        let reminded = at.now >= form.remind_at(&at.profile.booking);
        let state = Self { form, stage, seen, reminded };
        Ok(Moved::new(state, [Effect::Notice(To::Owner, Told::Invited)]))
    }

    fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }
}

impl Machine for Invitation {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "invitation";
    const STATES: &'static [&'static str] =
        &["pending", "booked", "underway", "kept", "cancelled", "no_show", "refused", "lapsed"];
    const OVER: &'static [&'static str] = &["kept", "cancelled", "no_show", "refused", "lapsed"];

    fn action(command: &Command) -> Action {
        match command {
            Command::Refuse(_) => Action::Refuse,
            Command::Plain(action) => *action,
        }
    }

    fn holds_session(&self) -> bool {
        matches!(self.stage, Stage::Underway)
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Pending => "pending",
            Stage::Booked => "booked",
            Stage::Underway => "underway",
            Stage::Kept => "kept",
            Stage::Cancelled => "cancelled",
            Stage::NoShow(_) => "no_show",
            Stage::Refused(_) => "refused",
            Stage::Lapsed => "lapsed",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let slot = self.form.slot;
        let begins = slot.begins_at - at.profile.booking.begin_early_min.minutes();
        let (who, from, until) = match (&self.stage, action) {
            (Stage::Pending, Action::Accept | Action::Refuse) => {
                (&[Part::Owner][..], Timestamp::MIN, slot.begins_at)
            }
            (Stage::Pending, Action::Lapse) => (&[Part::Clock][..], slot.begins_at, Timestamp::MAX),
            (Stage::Booked, Action::Arrive) => (&[Part::Owner][..], begins, slot.ends_at()),
            (Stage::Booked, Action::Cancel) => (&[Part::Owner][..], Timestamp::MIN, slot.begins_at),
            (Stage::Booked, Action::Begin) => {
                (&[Part::Handler, Part::Supervisor][..], begins, slot.ends_at())
            }
            (Stage::Underway, Action::Unmet | Action::End) => {
                (&[Part::Handler, Part::Supervisor][..], Timestamp::MIN, Timestamp::MAX)
            }
            (Stage::Booked, Action::Remind) if !self.reminded => {
                (&[Part::Clock][..], self.form.remind_at(&at.profile.booking), Timestamp::MAX)
            }
            (Stage::Booked, Action::Miss) => {
                (&[Part::Clock][..], slot.checked_at(&at.profile.booking), Timestamp::MAX)
            }
            (
                Stage::Pending
                | Stage::Booked
                | Stage::Underway
                | Stage::Kept
                | Stage::Cancelled
                | Stage::NoShow(_)
                | Stage::Refused(_)
                | Stage::Lapsed,
                _,
            ) => return Err(self.not_now(action)),
        };
        only(who, part, action)?;
        at.within(action, from..until)
    }

    fn carry_out(&self, command: Command, _: &Moment) -> Result<Moved<Self>, Refusal> {
        let answered = Effect::Notice(To::Handler, Told::InvitationAnswered);
        Ok(match command {
            Command::Refuse(reason) => {
                let reason = required("reason", reason)?;
                Moved::new(self.at(Stage::Refused(reason)), [answered])
            }
            Command::Plain(action) => match action {
                Action::Accept => Moved::new(
                    self.at(Stage::Booked),
                    [answered, Effect::Notice(To::Owner, Told::Booked)],
                ),
                Action::Refuse => return Err(Refusal::field("reason", "required")),
                Action::Arrive => {
                    let seen = Seen { taxpayer: true, ..self.seen };
                    Moved::new(Self { seen, ..self.clone() }, [])
                }
                Action::Cancel => Moved::new(
                    self.at(Stage::Cancelled),
                    [Effect::Notice(To::Handler, Told::Cancelled)],
                ),
                Action::Begin => Moved::new(self.at(Stage::Underway), [Effect::BeginSession]),
                Action::Unmet => {
                    let seen = Seen { agent: true, ..self.seen };
                    Moved::new(Self { seen, ..self.at(Stage::Booked) }, [Effect::EndSession])
                }
                Action::End => Moved::new(self.at(Stage::Kept), [Effect::EndSession]),
                Action::Remind => Moved::new(
                    Self { reminded: true, ..self.clone() },
                    [Effect::Notice(To::Owner, Told::Reminder)],
                ),
                Action::Lapse => Moved::new(
                    self.at(Stage::Lapsed),
                    [Effect::Notice(To::Handler, Told::InvitationLapsed)],
                ),
                Action::Miss => Moved::new(
                    self.at(Stage::NoShow(self.seen.absent())),
                    [Effect::Notice(To::Owner, Told::Missed)],
                ),
            },
        })
    }

    fn due(&self, profile: &Profile) -> Option<(Timestamp, Command)> {
        let slot = self.form.slot;
        let (from, action) = match self.stage {
            Stage::Pending => (slot.begins_at, Action::Lapse),
            Stage::Booked if !self.reminded => {
                (self.form.remind_at(&profile.booking), Action::Remind)
            }
            Stage::Booked => (slot.checked_at(&profile.booking), Action::Miss),
            Stage::Underway
            | Stage::Kept
            | Stage::Cancelled
            | Stage::NoShow(_)
            | Stage::Refused(_)
            | Stage::Lapsed => return None,
        };
        Some((from, Command::Plain(action)))
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self::Plain(action)
    }
}
