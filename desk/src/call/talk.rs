//! What a call carries: from whom to whom, and what never.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::part::Part;

/// Sound alone or with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// 音频
    Audio,
    /// 视频
    Video,
}

/// What runs when people are connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Talk {
    /// 音视频通话 between taxpayer and agent.
    Media(Media),
    /// 远程协助: the taxpayer shows a screen and the agent looks on (M-05).
    Screen,
    /// 电话 (M-09)
    Phone(Masked),
    /// 三方互动 or 调解室: everybody with everybody, by their ids (T-07, Q-10).
    Room(BTreeSet<String>),
}

/// A telephone number of which only the first three and the last four digits are kept (S-05).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Masked(String);

/// What somebody may send to the others. There is no field for operating what another one shows:
/// it is not only forbidden, it cannot be said (M-05).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tracks {
    /// Sound.
    pub microphone: bool,
    /// The own face.
    pub camera: bool,
    /// The own screen.
    pub screen: bool,
}

impl Masked {
    /// The masked form of a mobile number that was checked.
    pub fn of(number: &str) -> Self {
        let chars: Vec<char> = number.chars().collect();
        let shown = |(place, c): (usize, &char)| {
            let hidden = (3..chars.len().saturating_sub(4)).contains(&place);
            if hidden { '*' } else { *c }
        };
        Self(chars.iter().enumerate().map(shown).collect())
    }

    /// What may be shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Talk {
    /// What somebody may send.
    pub fn tracks(&self, part: Part) -> Tracks {
        let pair = matches!(part, Part::Owner | Part::Handler);
        match self {
            Self::Media(media) => {
                let camera = pair && *media == Media::Video;
                Tracks { microphone: pair, camera, screen: false }
            }
            Self::Screen => Tracks { microphone: pair, camera: false, screen: part == Part::Owner },
            // The telephone carries the sound by itself.
            Self::Phone(_) => Tracks::default(),
            Self::Room(_) => {
                let there = part != Part::Clock;
                Tracks { microphone: there, camera: there, screen: there }
            }
        }
    }
}
