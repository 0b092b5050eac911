//! 人工会话: a talk of a taxpayer with an agent, from the queue to the rating (features K and N, table
//! 2.3).
//!
//! Stages, actions and settings have their own files. This one has the table of who may do what when,
//! and beside it what time does; `session/moves.rs` says what each move leads to.

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::effect::Effect;
use crate::fault::Fault;
use crate::line::Speaker;
use crate::machine::{Machine, Moment, Moved, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;
use crate::saying::Saying;
use crate::session::action::{Action, Command};
use crate::session::stage::{Rating, Seat, Stage};

pub mod action;
mod moves;
pub mod rules;
pub mod stage;
pub mod words;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The id of the center that serves (J-07).
    pub center: String,
    /// What the agent must know, where it is known.
    pub skill: Option<String>,
    /// Who has the higher one is first.
    pub priority: u8,
    /// When the taxpayer first came; who has to wait again keeps the place that follows from it.
    pub entered_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
    /// The id of the center whose agents take part besides, 收件地 of a case over regions (T-07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<String>,
}

/// A wish for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The id of the center that serves the taxpayer; `None` where none does (J-08).
    pub center: Option<String>,
    /// Whether that center works now (J-09).
    pub open: bool,
    /// What the agent must know, where it is known.
    pub skill: Option<String>,
    /// Who has the higher one is first.
    pub priority: u8,
}

impl Session {
    /// A session that waits in the queue of its center.
    ///
    /// # Errors
    /// When no center serves the taxpayer (J-08), or when it does not work now (J-09).
    pub fn submit(request: Request, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let Request { center, open, skill, priority } = request;
        let Some(center) = center else { return Err(vec![Fault::new("center", "no_center")]) };
        if !open {
            return Err(vec![Fault::new("center", "closed")]);
        }
        let stage = Stage::Waiting { since: at.now, offered: false };
        let state = Self { center, skill, priority, entered_at: at.now, stage, guest: None };
        Ok(Moved::new(state, []))
    }

    /// A session that a matter such as a reservation begins: nobody waits for it. Of a case over regions
    /// the agents of another center are in it besides.
    pub fn reserved(seat: Seat, guest: Option<String>, at: &Moment) -> Moved<Self> {
        let Seat { agent, center } = seat;
        let stage = Stage::Active { agent, since: at.now, quiet_since: at.now };
        let (skill, entered_at) = (None, at.now);
        let state = Self { center, skill, priority: 0, entered_at, stage, guest };
        Moved::new(state, [Effect::TakeSeat, Effect::Greet])
    }

    /// The id of the agent who serves or served, and of the one who may come back.
    pub fn handler(&self) -> Option<&str> {
        match &self.stage {
            Stage::Waiting { .. } | Stage::Cancelled(_) => None,
            Stage::Active { agent, .. }
            | Stage::Transferring { from: agent, .. }
            | Stage::Dropped { agent, .. }
            | Stage::Ended { agent, .. } => Some(agent),
        }
    }

    /// In what relation an agent stands to it; `None` for agents of other centers.
    pub fn part(&self, seat: &Seat) -> Option<Part> {
        if self.handler() == Some(&seat.agent) {
            return Some(Part::Handler);
        }
        if let Stage::Transferring { to, .. } = &self.stage
            && to.is(seat)
        {
            return Some(Part::Receiver);
        }
        (self.center == seat.center).then_some(Part::Colleague)
    }

    /// Whether the machine answers, and notes and reservations may be begun: as long as nobody has
    /// called the taxpayer, and afterwards (C-16, K-04, K-06).
    pub fn is_with_machine(&self) -> bool {
        match self.stage {
            Stage::Waiting { .. } | Stage::Cancelled(_) | Stage::Ended { .. } => true,
            Stage::Active { .. } | Stage::Transferring { .. } | Stage::Dropped { .. } => false,
        }
    }

    /// Whether the taxpayer ended it and was not asked how it was: as a rule because the agent was lost
    /// (N-05), so that it lasted less than it would have.
    pub fn is_cut_off(&self) -> bool {
        matches!(self.stage, Stage::Ended { by, rating: Rating::Unasked, .. } if by.is_taxpayer())
    }

    /// Who says something that the taxpayer does not see.
    fn whisperers(&self) -> &'static [Part] {
        match &self.guest {
            Some(_) => &[Part::Supervisor, Part::Handler, Part::Origin],
            None => &[Part::Supervisor],
        }
    }

    /// Whose lines those are: agents among themselves send what agents send, a supervisor only writes.
    pub fn whispering(&self) -> Speaker {
        if self.guest.is_some() { Speaker::Agent } else { Speaker::Supervisor }
    }

    /// When time acts, and how.
    fn deadline(&self, profile: &Profile) -> Option<(Timestamp, Action)> {
        let rules = &profile.session;
        let (since, seconds, action) = match self.stage {
            Stage::Waiting { since, offered: false } => {
                (since, rules.queue_timeout_s, Action::Offer)
            }
            Stage::Waiting { since, offered: true } => (since, rules.queue_max_s, Action::Lapse),
            Stage::Active { quiet_since, .. } => (quiet_since, rules.idle_timeout_s, Action::Lapse),
            Stage::Transferring { since, .. } => {
                (since, rules.transfer_timeout_s, Action::ReturnTransfer)
            }
            Stage::Dropped { since, .. } => (since, rules.drop_grace_s, Action::Requeue),
            Stage::Cancelled(_) | Stage::Ended { .. } => return None,
        };
        Some((since + seconds.seconds(), action))
    }
}

impl Machine for Session {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "session";
    const STATES: &'static [&'static str] =
        &["waiting", "cancelled", "active", "transferring", "dropped", "ended"];
    const OVER: &'static [&'static str] = &["cancelled", "ended"];

    fn action(command: &Command) -> Action {
        command.action()
    }

    fn handler(&self) -> Option<&str> {
        self.handler()
    }

    fn center(&self) -> Option<&str> {
        Some(&self.center)
    }

    fn guest(&self) -> Option<&str> {
        self.guest.as_deref()
    }

    fn asks(&self, agent: &str, center: &str) -> bool {
        let seat = Seat { agent: agent.to_owned(), center: center.to_owned() };
        matches!(&self.stage, Stage::Transferring { to, .. } if to.is(&seat))
    }

    fn with_person(&self) -> Option<bool> {
        Some(!self.is_with_machine())
    }

    fn told(command: &Command) -> Option<(&'static str, Value)> {
        match command {
            Command::Write(line) | Command::Reply(line) | Command::Whisper(line) => {
                Some(("line", serde_json::to_value(line).unwrap_or_default()))
            }
            Command::Transcribe(transcript) => {
                Some(("transcript", serde_json::to_value(transcript).unwrap_or_default()))
            }
            _ => None,
        }
    }

    fn says(&self, effects: &[Effect]) -> Vec<Saying> {
        words::said(&self.stage, effects)
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Waiting { .. } => "waiting",
            Stage::Cancelled(_) => "cancelled",
            Stage::Active { .. } => "active",
            Stage::Transferring { .. } => "transferring",
            Stage::Dropped { .. } => "dropped",
            Stage::Ended { .. } => "ended",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let deadline = self.deadline(at.profile);
        // What time does waits for the deadline, and some answers have to come before it.
        let (end, timed) = deadline.map_or((Timestamp::MAX, None), |(at, what)| (at, Some(what)));
        let always = Timestamp::MIN..Timestamp::MAX;
        let (who, time) = match (&self.stage, action) {
            (
                Stage::Waiting { .. }
                | Stage::Active { .. }
                | Stage::Transferring { .. }
                | Stage::Dropped { .. },
                _,
            ) if timed == Some(action) => (&[Part::Clock][..], end..Timestamp::MAX),
            (Stage::Waiting { .. }, Action::Cancel) => (&[Part::Owner][..], always),
            (Stage::Waiting { .. }, Action::Connect) => (&[Part::Clock][..], always),
            (
                Stage::Active { .. } | Stage::Transferring { .. } | Stage::Dropped { .. },
                Action::Write | Action::CloseWindow,
            )
            | (Stage::Active { .. } | Stage::Dropped { .. }, Action::End)
            | (Stage::Ended { rating: Rating::Asked, .. }, Action::Rate) => {
                (&[Part::Owner][..], always)
            }
            (Stage::Active { .. } | Stage::Transferring { lost_at: None, .. }, Action::Reply) => {
                (&[Part::Handler, Part::Origin][..], always)
            }
            // Agents of two places have something to say to each other (T-09).
            (Stage::Active { .. } | Stage::Transferring { .. }, Action::Whisper) => {
                (self.whisperers(), always)
            }
            (Stage::Active { .. }, Action::Transfer | Action::Finish)
            | (Stage::Transferring { lost_at: Some(_), .. }, Action::Return) => {
                (&[Part::Handler][..], always)
            }
            (Stage::Waiting { .. }, Action::Decline)
            | (
                Stage::Active { .. } | Stage::Transferring { .. } | Stage::Dropped { .. },
                Action::Stop | Action::TakeOver,
            ) => (&[Part::Supervisor][..], always),
            // A recording may be heard only when the talk is over.
            (_, Action::Transcribe)
            | (Stage::Active { .. }, Action::Stir)
            | (Stage::Active { .. } | Stage::Transferring { lost_at: None, .. }, Action::Drop) => {
                (&[Part::Clock][..], always)
            }
            (Stage::Transferring { .. }, Action::AcceptTransfer | Action::RefuseTransfer) => {
                (&[Part::Receiver][..], Timestamp::MIN..end)
            }
            (Stage::Dropped { .. }, Action::Return) => (&[Part::Handler][..], Timestamp::MIN..end),
            (
                Stage::Waiting { .. }
                | Stage::Cancelled(_)
                | Stage::Active { .. }
                | Stage::Transferring { .. }
                | Stage::Dropped { .. }
                | Stage::Ended { .. },
                _,
            ) => return Err(self.not_now(action)),
        };
        only(who, part, action)?;
        at.within(action, time)
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        self.moved(command, at)
    }

    fn due(&self, profile: &Profile) -> Option<(Timestamp, Command)> {
        self.deadline(profile).map(|(at, action)| (at, Command::Plain(action)))
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self::Plain(action)
    }
}
