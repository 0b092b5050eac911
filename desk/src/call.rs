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
use crate::call::talk::{Masked, Talk, Tracks};
use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Machine, Moment, Moved, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::Refusal;

pub mod action;
pub mod description;
pub mod rules;
pub mod stage;
pub mod start;
pub mod talk;

/// Everybody but time itself.
const PEOPLE: [Part; 6] =
    [Part::Owner, Part::Handler, Part::Receiver, Part::Origin, Part::Colleague, Part::Supervisor];

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Where it stands.
    pub stage: Stage,
    /// Since when it stands there.
    pub since: Timestamp,
    /// When somebody in it was last heard of.
    pub heard: Timestamp,
    /// The center whose agents take part in its session besides, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<String>,
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
        let guest = starter.session.guest.clone();
        Ok(Moved { state: Self { stage, since: at.now, heard: at.now, guest }, effects })
    }

    /// What somebody may send to the others in it, by relation and id.
    ///
    /// # Errors
    /// Where nobody is connected by a browser, and who is none of those who are.
    pub fn tracks(&self, part: Part, id: &str) -> Result<Tracks, Refusal> {
        const ACTION: &str = "signal";
        let Stage::Connected(talk) = &self.stage else {
            return Err(Refusal::State { action: ACTION, state: self.state() });
        };
        let is_in = match talk {
            Talk::Media(_) | Talk::Screen => matches!(part, Part::Owner | Part::Handler),
            Talk::Phone(_) => return Err(Refusal::NotOffered { action: ACTION }),
            Talk::Room(members) => members.contains(id),
        };
        if is_in { Ok(talk.tracks(part)) } else { Err(Refusal::Part { action: ACTION }) }
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
        let mut moved = self.moved(stage, at);
        if action == Action::Invite {
            moved.effects.push(Effect::Notice(To::Owner, Told::CallInvited));
        }
        Ok(moved)
    }

    fn moved(&self, stage: Stage, at: &Moment) -> Moved<Self> {
        Moved::new(Self { stage, since: at.now, heard: at.now, guest: self.guest.clone() }, [])
    }

    fn ended(&self, reason: Reason, at: &Moment) -> Moved<Self> {
        let connected = matches!(self.stage, Stage::Connected(_));
        let connected_at = connected.then_some(self.since);
        let (kind, number) = (self.stage.kind(), self.stage.number().cloned());
        self.moved(Stage::Ended { kind, reason, connected_at, number }, at)
    }

    fn join(&self, id: String) -> Result<Moved<Self>, Refusal> {
        let Stage::Connected(Talk::Room(members)) = &self.stage else {
            return Err(self.not_now(Action::Join));
        };
        let mut members = members.clone();
        if id.is_empty() || !members.insert(id) {
            return Err(Refusal::field("member", "twice"));
        }
        // A room has been open since its first member came.
        let stage = Stage::Connected(Talk::Room(members));
        Ok(Moved::new(Self { stage, ..self.clone() }, []))
    }

    fn leave(&self, id: &str, at: &Moment) -> Result<Moved<Self>, Refusal> {
        let Stage::Connected(Talk::Room(members)) = &self.stage else {
            return Err(self.not_now(Action::Leave));
        };
        let mut members = members.clone();
        if !members.remove(id) {
            return Err(Refusal::field("member", "not_there"));
        }
        if members.is_empty() {
            return Ok(self.ended(Reason::Empty, at));
        }
        let stage = Stage::Connected(Talk::Room(members));
        Ok(Moved::new(Self { stage, ..self.clone() }, []))
    }

    fn deadline(&self, profile: &Profile) -> Timestamp {
        self.since + profile.call.ring_timeout_s.seconds()
    }

    /// From when on everybody in it is taken for vanished.
    fn lost_from(&self, profile: &Profile) -> Timestamp {
        self.heard + profile.call.lost_after_s.seconds()
    }
}

fn is_full(members: &BTreeSet<String>, at: &Moment) -> bool {
    members.len() >= at.profile.call.room_members_max
}

impl Machine for Call {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "call";
    const STATES: &'static [&'static str] =
        &["asked", "invited", "ringing", "choosing", "dialling", "connected", "ended"];
    const OVER: &'static [&'static str] = &["ended"];

    fn action(command: &Command) -> Action {
        command.action()
    }

    fn guest(&self) -> Option<&str> {
        self.guest.as_deref()
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
            // The agent sees it, or the outside dialler does.
            (Stage::Dialling(_), Action::PickUp) => {
                (&[Part::Handler, Part::Clock][..], Timestamp::MIN..answered_by)
            }
            (Stage::Dialling(_), Action::HangUp) => {
                (&[Part::Handler, Part::Clock][..], Timestamp::MIN..until)
            }
            (Stage::Connected(Talk::Phone(_)), Action::HangUp) => {
                (&[Part::Owner, Part::Handler, Part::Clock][..], Timestamp::MIN..until)
            }
            (Stage::Connected(Talk::Media(_) | Talk::Screen | Talk::Room(_)), Action::Lapse) => {
                (&[Part::Clock][..], self.lost_from(at.profile)..until)
            }
            (Stage::Asked(_) | Stage::Ringing, Action::HangUp) => {
                (&[Part::Owner][..], Timestamp::MIN..until)
            }
            (Stage::Invited(_) | Stage::Connected(Talk::Room(_)), Action::HangUp) => {
                (&[Part::Handler][..], Timestamp::MIN..until)
            }
            (Stage::Choosing | Stage::Connected(Talk::Media(_) | Talk::Screen), Action::HangUp) => {
                (&[Part::Owner, Part::Handler][..], Timestamp::MIN..until)
            }
            (Stage::Connected(Talk::Room(members)), Action::Join | Action::Leave) => {
                if action == Action::Join && is_full(members, at) {
                    return Err(Refusal::Full { action: "join" });
                }
                (&PEOPLE[..], Timestamp::MIN..until)
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
                Action::Cut | Action::Stir,
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
                Action::Lapse => Ok(self.ended(Reason::Lost, at)),
                Action::Stir => Ok(Moved::new(Self { heard: at.now, ..self.clone() }, [])),
                Action::Join | Action::Leave => Err(Refusal::field("member", "required")),
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
            Stage::Connected(Talk::Media(_) | Talk::Screen | Talk::Room(_)) => {
                Some((self.lost_from(profile), Command::Plain(Action::Lapse)))
            }
            // The telephone is not heard of until its dialler tells the end.
            Stage::Connected(Talk::Phone(_)) | Stage::Ended { .. } => None,
        }
    }
}
