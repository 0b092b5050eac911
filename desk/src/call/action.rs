//! What can be done to a call.

use crate::machine::Named;

/// What can be done to a call, without particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The agent invites to what the taxpayer asked for.
    Invite,
    /// It is not wanted.
    Decline,
    /// It is wanted.
    Accept,
    /// The browser gives no camera, microphone or screen.
    Block,
    /// The taxpayer has chosen the screen to share.
    Choose,
    /// Somebody picked the telephone up.
    PickUp,
    /// Somebody comes into the room.
    Join,
    /// Somebody leaves the room.
    Leave,
    /// It is over, or not asked for any more.
    HangUp,
    /// Nobody answered.
    RingOut,
    /// The session around it has ended, or another agent goes on with it.
    Cut,
    /// Somebody in it was heard of.
    Stir,
    /// Nobody in it was heard of for too long.
    Lapse,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Coming into the room, with the id of who does.
    Join(String),
    /// Leaving the room, with the id of who does.
    Leave(String),
    /// Everything else.
    Plain(Action),
}

impl Command {
    /// The action of it.
    pub fn action(&self) -> Action {
        match self {
            Self::Join(_) => Action::Join,
            Self::Leave(_) => Action::Leave,
            Self::Plain(action) => *action,
        }
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self::Plain(action)
    }
}

impl Named for Action {
    const ALL: &'static [Self] = &[
        Self::Invite,
        Self::Decline,
        Self::Accept,
        Self::Block,
        Self::Choose,
        Self::PickUp,
        Self::Join,
        Self::Leave,
        Self::HangUp,
        Self::RingOut,
        Self::Cut,
        Self::Stir,
        Self::Lapse,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Decline => "decline",
            Self::Accept => "accept",
            Self::Block => "block",
            Self::Choose => "choose",
            Self::PickUp => "pick_up",
            Self::Join => "join",
            Self::Leave => "leave",
            Self::HangUp => "hang_up",
            Self::RingOut => "ring_out",
            Self::Cut => "cut",
            Self::Stir => "stir",
            Self::Lapse => "lapse",
        }
    }
}
