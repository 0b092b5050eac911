//! 音视频, 远程协助, 电话 and rooms: what runs inside a session beside its lines (features M).
//!
//! Lines go on while a call runs (M-06), and its end is never the session's end (M-07). The other way
//! round it is: `EndCalls` of a session is `cut` for its calls (N-03).

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::call::action::{Action, Command};
use crate::call::stage::{Reason, Stage};
use crate::call::start::{Start, Starter};
use crate::call::talk::{Masked, Talk};
use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;

pub mod action;
pub mod rules;
pub mod stage;
pub mod start;
pub mod talk;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Where it stands.
    pub stage: Stage,
    /// Since when it stands there.
    pub since: Timestamp,
}

impl Call {
    /// A call that somebody begins; `start.rs` says who may, and where.
    ///
    /// # Errors
    /// Who may not, where it may not begin, and a number that is none.
    pub fn submit(start: Start, starter: &Starter, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        let faults = start.faults(starter);
        if !faults.is_empty() {
            return Err(faults);
        }
        let effects = start.effect().into_iter().collect();
        let stage = match start {
            Start::Ask(media) => Stage::Asked(media),
            Start::Invite(media) => Stage::Invited(media),
            Start::Assist => Stage::Ringing,
            Start::Dial(number) => Stage::Dialling(Masked::of(&number)),
            Start::Gather => Stage::Connected(Talk::Room(BTreeSet::from([starter.id.to_owned()]))),
        };
        Ok(Moved { state: Self { stage, since: at.now }, effects })
    }

    /// What comes of a call that is wanted.
    fn onward(&self, action: Action, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let stage = match &self.stage {
            Stage::Asked(media) => Stage::Invited(*media),
            Stage::Invited(media) => Stage::Connected(Talk::Media(*media)),
            Stage::Ringing => Stage::Choosing,
            Stage::Choosing => Stage::Connected(Talk::Screen),
            Stage::Dialling(number) => Stage::Connected(Talk::Phone(number.clone())),
            Stage::Connected(_) | Stage::Ended { .. } => return Err(self.not_now(action)),
        };
        let mut moved = Self::moved(stage, at);
        if action == Action::Invite {
            moved.effects.push(Effect::Notice(To::Owner, Told::CallInvited));
        }
        Ok(moved)
    }

    fn moved(stage: Stage, at: &Moment) -> Moved<Self> {
        Moved::new(Self { stage, since: at.now }, [])
    }

    fn ended(&self, reason: Reason, at: &Moment) -> Moved<Self> {
        let connected = matches!(self.stage, Stage::Connected(_));
        let connected_at = connected.then_some(self.since);
        Self::moved(Stage::Ended { kind: self.stage.kind(), reason, connected_at }, at)
    }

    fn join(&self, id: String) -> Result<Moved<Self>, Refusal> {
        let Stage::Connected(Talk::Room(members)) = &self.stage else {
            return Err(self.not_now(Action::Join));
        };
        let mut members = members.clone();
        if id.is_empty() || !members.insert(id) {
            return Err(Refusal::Field { field: "member", rule: "twice" });
        }
        // A room has been open since its first member came.
        let stage = Stage::Connected(Talk::Room(members));
        Ok(Moved::new(Self { stage, since: self.since }, []))
    }

    fn leave(&self, id: &str, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let Stage::Connected(Talk::Room(members)) = &self.stage else {
            return Err(self.not_now(Action::Leave));
        };
        let mut members = members.clone();
        if !members.remove(id) {
            return Err(Refusal::Field { field: "member", rule: "not_there" });
        }
        if members.is_empty() {
            return Ok(self.ended(Reason::Empty, at));
        }
        let stage = Stage::Connected(Talk::Room(members));
        Ok(Moved::new(Self { stage, since: self.since }, []))
    }

    fn deadline(&self, profile: &Profile) -> Timestamp {
        self.since + profile.call.ring_timeout_s.seconds()
    }
}

impl Machine for Call {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "call";
    const OVER: &'static [&'static str] = &["ended"];

    fn action(command: &Command) -> Action {
        command.action()
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Asked(_) => "asked",
            Stage::Invited(_) => "invited",
            Stage::Ringing => "ringing",
            Stage::Choosing => "choosing",
            Stage::Dialling(_) => "dialling",
            Stage::Connected(_) => "connected",
            Stage::Ended { .. } => "ended",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let (answered_by, until) = (self.deadline(at.profile), Timestamp::MAX);
        let (who, time) = match (&self.stage, action) {
            (Stage::Asked(_), Action::Invite | Action::Decline)
            | (Stage::Ringing, Action::Accept | Action::Decline) => {
                (&[Part::Handler][..], Timestamp::MIN..answered_by)
            }
            (Stage::Invited(_), Action::Accept | Action::Decline | Action::Block)
            | (Stage::Choosing, Action::Choose | Action::Block) => {
                (&[Part::Owner][..], Timestamp::MIN..answered_by)
            }
            (Stage::Dialling(_), Action::PickUp) => {
                // The agent sees it, or the outside dialler does.
                (&[Part::Handler, Part::Clock][..], Timestamp::MIN..answered_by)
            }
            (Stage::Asked(_) | Stage::Ringing, Action::HangUp) => {
                (&[Part::Owner][..], Timestamp::MIN..until)
            }
            (
                Stage::Invited(_) | Stage::Dialling(_) | Stage::Connected(Talk::Room(_)),
                Action::HangUp,
            ) => (&[Part::Handler][..], Timestamp::MIN..until),
            (
                Stage::Choosing | Stage::Connected(Talk::Media(_) | Talk::Screen | Talk::Phone(_)),
                Action::HangUp,
            ) => (&[Part::Owner, Part::Handler][..], Timestamp::MIN..until),
            (Stage::Connected(Talk::Room(members)), Action::Join | Action::Leave) => {
                let is_full = members.len() >= at.profile.call.room_members_max;
                if action == Action::Join && is_full {
                    return Err(Refusal::Full { action: "join" });
                }
                let people = Part::ALL.len() - 1;
                (&Part::ALL[..people], Timestamp::MIN..until)
            }
            (
                Stage::Asked(_)
                | Stage::Invited(_)
                | Stage::Ringing
                | Stage::Choosing
                | Stage::Dialling(_),
                Action::RingOut,
            ) => (&[Part::Clock][..], answered_by..until),
            (
                Stage::Asked(_)
                | Stage::Invited(_)
                | Stage::Ringing
                | Stage::Choosing
                | Stage::Dialling(_)
                | Stage::Connected(_),
                Action::Cut,
            ) => (&[Part::Clock][..], Timestamp::MIN..until),
            (
                Stage::Asked(_)
                | Stage::Invited(_)
                | Stage::Ringing
                | Stage::Choosing
                | Stage::Dialling(_)
                | Stage::Connected(_)
                | Stage::Ended { .. },
                _,
            ) => return Err(self.not_now(action)),
        };
        only(who, part, action)?;
        at.within(action, time)
    }

    fn carry_out(&self, command: Command, at: &Moment) -> Result<Moved<Self>, Refusal> {
        match command {
            Command::Join(id) => self.join(id),
            Command::Leave(id) => self.leave(&id, at),
            Command::Plain(action) => match action {
                Action::Invite | Action::Accept | Action::Choose | Action::PickUp => {
                    self.onward(action, at)
                }
                Action::Decline => Ok(self.ended(Reason::Declined, at)),
                Action::Block => Ok(self.ended(Reason::Blocked, at)),
                Action::HangUp => Ok(self.ended(Reason::HungUp, at)),
                Action::RingOut => Ok(self.ended(Reason::NoAnswer, at)),
                Action::Cut => Ok(self.ended(Reason::Cut, at)),
                Action::Join | Action::Leave => {
                    Err(Refusal::Field { field: "member", rule: "required" })
                }
            },
        }
    }

    fn due(&self, profile: &Profile) -> Option<(Timestamp, Command)> {
        match self.stage {
            Stage::Asked(_)
            | Stage::Invited(_)
            | Stage::Ringing
            | Stage::Choosing
            | Stage::Dialling(_) => Some((self.deadline(profile), Command::Plain(Action::RingOut))),
            Stage::Connected(_) | Stage::Ended { .. } => None,
        }
    }
}
