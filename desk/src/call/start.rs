//! Who may begin which call, and where (M-01, M-03, M-08, X-04).

use crate::call::talk::Media;
use crate::effect::{Effect, To, Told};
use crate::fault::{self, Fault};
use crate::machine::Named;
use crate::part::Part;
use crate::session::Session;
use crate::session::stage::Stage;

/// How a call begins, with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The taxpayer asks the agent to call (M-01).
    Ask(Media),
    /// The agent invites (M-01, M-02).
    Invite(Media),
    /// The taxpayer wants help at the own screen (M-03).
    Assist,
    /// The agent has this mobile number called (M-09).
    Dial(String),
    /// The agent opens a room (T-07, Q-10).
    Gather,
}

/// How a call begins, without particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// The taxpayer asks.
    Ask,
    /// The agent invites.
    Invite,
    /// The taxpayer wants help.
    Assist,
    /// The agent dials.
    Dial,
    /// The agent opens a room.
    Gather,
}

/// Who begins a call, and in which session.
#[derive(Debug, Clone, Copy)]
pub struct Starter<'a> {
    /// In what relation to the session.
    pub part: Part,
    /// The id, for a room.
    pub id: &'a str,
    /// The session.
    pub session: &'a Session,
}

impl Named for Beginning {
    const ALL: &'static [Self] = &[Self::Ask, Self::Invite, Self::Assist, Self::Dial, Self::Gather];

    fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Invite => "invite",
            Self::Assist => "assist",
            Self::Dial => "dial",
            Self::Gather => "gather",
        }
    }
}

impl Beginning {
    /// Who alone may begin so: the taxpayer asks and shows the own screen, the agent calls.
    fn starter(self) -> Part {
        match self {
            Self::Ask | Self::Assist => Part::Owner,
            Self::Invite | Self::Dial | Self::Gather => Part::Handler,
        }
    }

    /// The rule that keeps somebody from beginning so; `None` where nothing does.
    fn obstacle(self, starter: &Starter) -> Option<Fault> {
        if starter.part != self.starter() {
            return Some(Fault::new("start", "not_yours"));
        }
        let goes_on = matches!(starter.session.stage, Stage::Active { .. });
        (!goes_on).then(|| Fault::new("session", "active"))
    }

    /// How somebody may begin a call now.
    pub fn allowed(starter: &Starter) -> Vec<Self> {
        let may = |way: &Self| way.obstacle(starter).is_none();
        Self::ALL.iter().copied().filter(may).collect()
    }
}

impl Start {
    /// The same without particulars.
    pub fn beginning(&self) -> Beginning {
        match self {
            Self::Ask(_) => Beginning::Ask,
            Self::Invite(_) => Beginning::Invite,
            Self::Assist => Beginning::Assist,
            Self::Dial(_) => Beginning::Dial,
            Self::Gather => Beginning::Gather,
        }
    }

    /// Everything that keeps somebody from it.
    pub fn faults(&self, starter: &Starter) -> Vec<Fault> {
        let mut faults: Vec<Fault> = self.beginning().obstacle(starter).into_iter().collect();
        if let Self::Dial(number) = self {
            fault::mobile("number", Some(number), &mut faults);
        }
        faults
    }

    /// What follows from it.
    pub(super) fn effect(&self) -> Option<Effect> {
        match self {
            Self::Ask(_) | Self::Assist => Some(Effect::Notice(To::Handler, Told::CallAsked)),
            Self::Invite(_) => Some(Effect::Notice(To::Owner, Told::CallInvited)),
            Self::Dial(_) => Some(Effect::Dial),
            Self::Gather => None,
        }
    }
}
