//! 预约互动: a time that a taxpayer reserved (features P, table 2.1).

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::booking::{Absent, Confirmation, Form, Progress, Seen};
use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;

/// A reservation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    /// What was filled in.
    pub form: Form,
    /// Where it stands.
    pub stage: Stage,
    /// Who has been there.
    pub seen: Seen,
    /// Whether the taxpayer was reminded.
    pub reminded: bool,
}

/// Where a reservation stands; both columns follow from it, so they cannot contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It stands, from its submission on.
    Booked,
    /// An agent has begun.
    Underway,
    /// They met.
    Kept,
    /// The taxpayer cancelled it.
    Cancelled,
    /// Its time passed and nothing came of it.
    NoShow(Absent),
}

/// What can be done to a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
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
    /// Its time has passed.
    Miss,
}

impl Named for Action {
    const ALL: &'static [Self] = &[
        Self::Arrive,
        Self::Cancel,
        Self::Begin,
        Self::Unmet,
        Self::End,
        Self::Remind,
        Self::Miss,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Arrive => "arrive",
            Self::Cancel => "cancel",
            Self::Begin => "begin",
            Self::Unmet => "unmet",
            Self::End => "end",
            Self::Remind => "remind",
            Self::Miss => "miss",
        }
    }
}

impl Stage {
    /// What the first column says.
    pub fn confirmation(self) -> Confirmation {
        match self {
            Self::Booked | Self::Underway => Confirmation::Booked,
            Self::Kept => Confirmation::Kept,
            Self::Cancelled => Confirmation::Cancelled,
            Self::NoShow(_) => Confirmation::NoShow,
        }
    }

    /// What the second column says.
    pub fn progress(self) -> Progress {
        match self {
            Self::Booked => Progress::Waiting,
            Self::Underway => Progress::Underway,
            Self::Kept => Progress::Done,
            Self::Cancelled | Self::NoShow(_) => Progress::Failed,
        }
    }
}

impl Reservation {
    /// A reservation of a form that was filled in rightly; it stands at once.
    ///
    /// # Errors
    /// Everything that is wrong with the form.
    pub fn submit(form: Form, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let faults = form.all_faults(at);
        if !faults.is_empty() {
            return Err(faults);
        }
        let (stage, seen) = (Stage::Booked, Seen::default());
        // Who reserves a time that is near needs no reminder of it.
        let reminded = at.now >= form.remind_at(&at.profile.booking);
        let state = Self { form, stage, seen, reminded };
        Ok(Moved::new(
            state,
            [Effect::Notice(To::Owner, Told::Booked), Effect::Notice(To::Handler, Told::Assigned)],
        ))
    }

    fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }
}

impl Machine for Reservation {
    type Action = Action;
    type Command = Action;

    const KIND: &'static str = "reservation";
    const STATES: &'static [&'static str] = &["booked", "underway", "kept", "cancelled", "no_show"];
    const OVER: &'static [&'static str] = &["kept", "cancelled", "no_show"];

    fn action(command: &Action) -> Action {
        *command
    }

    fn holds_session(&self) -> bool {
        matches!(self.stage, Stage::Underway)
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Booked => "booked",
            Stage::Underway => "underway",
            Stage::Kept => "kept",
            Stage::Cancelled => "cancelled",
            Stage::NoShow(_) => "no_show",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let slot = self.form.slot;
        let begins = slot.begins_at - at.profile.booking.begin_early_min.minutes();
        let (who, from, until) = match (self.stage, action) {
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
                Stage::Booked | Stage::Underway | Stage::Kept | Stage::Cancelled | Stage::NoShow(_),
                _,
            ) => return Err(self.not_now(action)),
        };
        only(who, part, action)?;
        at.within(action, from..until)
    }

    fn carry_out(&self, command: Action, _: &Moment) -> Result<Moved<Self>, Refusal> {
        let seen = self.seen;
        Ok(match command {
            Action::Arrive => {
                let seen = Seen { taxpayer: true, ..seen };
                Moved::new(Self { seen, ..self.clone() }, [])
            }
            Action::Cancel => Moved::new(
                self.at(Stage::Cancelled),
                [Effect::Notice(To::Handler, Told::Cancelled)],
            ),
            Action::Begin => Moved::new(self.at(Stage::Underway), [Effect::BeginSession]),
            Action::Unmet => {
                let seen = Seen { agent: true, ..seen };
                Moved::new(Self { seen, ..self.at(Stage::Booked) }, [Effect::EndSession])
            }
            Action::End => Moved::new(self.at(Stage::Kept), [Effect::EndSession]),
            Action::Remind => Moved::new(
                Self { reminded: true, ..self.clone() },
                [Effect::Notice(To::Owner, Told::Reminder)],
            ),
            Action::Miss => Moved::new(
                self.at(Stage::NoShow(seen.absent())),
                [Effect::Notice(To::Owner, Told::Missed)],
            ),
        })
    }

    fn due(&self, profile: &Profile) -> Option<(Timestamp, Action)> {
        match self.stage {
            Stage::Booked if !self.reminded => {
                Some((self.form.remind_at(&profile.booking), Action::Remind))
            }
            Stage::Booked => Some((self.form.slot.checked_at(&profile.booking), Action::Miss)),
            Stage::Underway | Stage::Kept | Stage::Cancelled | Stage::NoShow(_) => None,
        }
    }
}
