//! Where a call stands, with the data of each stage and nothing else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::talk::{Masked, Media, Talk};
use crate::machine::Named;

/// Where a call stands. What kind of call it is follows from it, so a screen is never dialled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The taxpayer asks the agent to call (M-01).
    Asked(Media),
    /// The agent invites and the taxpayer sees a box (M-02).
    Invited(Media),
    /// 呼叫中: the taxpayer wants help at the own screen (M-03).
    Ringing,
    /// The agent is ready and the taxpayer chooses which screen to share (M-04).
    Choosing,
    /// A telephone rings (M-09).
    Dialling(Masked),
    /// They see or hear each other.
    Connected(Talk),
    /// It is over.
    Ended {
        /// What it was.
        kind: Kind,
        /// Why it ended.
        reason: Reason,
        /// Since when they had been connected, where they were.
        connected_at: Option<Timestamp>,
        /// The number that was called, by telephone.
        number: Option<Masked>,
    },
}

/// What kind of call it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 音频
    Audio,
    /// 视频
    Video,
    /// 远程协助
    Screen,
    /// 电话
    Phone,
    /// A room.
    Room,
}

/// Why a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 挂断: somebody hung up, or asked no more (M-07).
    HungUp,
    /// It was not wanted.
    Declined,
    /// The browser gave no permission (M-02).
    Blocked,
    /// Nobody answered in time.
    NoAnswer,
    /// Everybody had left the room.
    Empty,
    /// The session ended (N-03), or another agent goes on with it.
    Cut,
    /// Nobody in it was heard of for too long.
    Lost,
}

impl From<Media> for Kind {
    fn from(media: Media) -> Self {
        match media {
            Media::Audio => Self::Audio,
            Media::Video => Self::Video,
        }
    }
}

impl Named for Kind {
    const ALL: &'static [Self] = &[Self::Audio, Self::Video, Self::Screen, Self::Phone, Self::Room];

    fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Screen => "screen",
            Self::Phone => "phone",
            Self::Room => "room",
        }
    }
}

impl Named for Reason {
    const ALL: &'static [Self] = &[
        Self::HungUp,
        Self::Declined,
        Self::Blocked,
        Self::NoAnswer,
        Self::Empty,
        Self::Cut,
        Self::Lost,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::HungUp => "hung_up",
            Self::Declined => "declined",
            Self::Blocked => "blocked",
            Self::NoAnswer => "no_answer",
            Self::Empty => "empty",
            Self::Cut => "cut",
            Self::Lost => "lost",
        }
    }
}

impl Stage {
    /// The number that is or was called, by telephone.
    pub fn number(&self) -> Option<&Masked> {
        match self {
            Self::Dialling(number) | Self::Connected(Talk::Phone(number)) => Some(number),
            Self::Ended { number, .. } => number.as_ref(),
            Self::Asked(_)
            | Self::Invited(_)
            | Self::Ringing
            | Self::Choosing
            | Self::Connected(_) => None,
        }
    }

    /// What kind of call it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Asked(media) | Self::Invited(media) | Self::Connected(Talk::Media(media)) => {
                Kind::from(*media)
            }
            Self::Ringing | Self::Choosing | Self::Connected(Talk::Screen) => Kind::Screen,
            Self::Dialling(_) | Self::Connected(Talk::Phone(_)) => Kind::Phone,
            Self::Connected(Talk::Room(_)) => Kind::Room,
            Self::Ended { kind, .. } => *kind,
        }
    }
}
