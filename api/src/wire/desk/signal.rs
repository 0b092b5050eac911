//! What travels over the socket of a call.

use serde::{Deserialize, Serialize};
use wenshui_desk::call::description::Sent;
use wenshui_desk::call::talk::Tracks;

/// What somebody tells another one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// The number of the other one.
    pub to: u32,
    description: Option<Description>,
    candidate: Option<Candidate>,
}

/// A description or a candidate, as browsers write them (`RTCSessionDescriptionInit` and
/// `RTCIceCandidateInit`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// What somebody would send and take.
    Description(Description),
    /// An address at which they may be reached.
    Candidate(Candidate),
}

/// What somebody would send and take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    #[serde(rename = "type")]
    kind: DescriptionKind,
    #[serde(default)]
    sdp: String,
}

/// The kinds of descriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DescriptionKind {
    Offer,
    Answer,
}

/// An address at which somebody may be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Candidate {
    /// The line of it; empty after the last.
    pub candidate: String,
    /// The section that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdp_mid: Option<String>,
    /// The place of that section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdp_m_line_index: Option<u16>,
    /// Which connecting it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username_fragment: Option<String>,
}

/// Somebody else in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Peer {
    /// The number that they are told something by.
    pub member: u32,
    /// In what relation they stand to the call.
    pub part: &'static str,
}

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Told {
    /// They are in.
    Welcome {
        /// Their own number.
        you: u32,
        /// Who is there.
        peers: Vec<Peer>,
        /// What they may send.
        tracks: Tracks,
    },
    /// Somebody came.
    Joined {
        /// Who.
        peer: Peer,
    },
    /// Somebody went.
    Left {
        /// Their number.
        member: u32,
    },
    /// Somebody tells something.
    Signal {
        /// Their number.
        from: u32,
        /// What.
        #[serde(flatten)]
        signal: Signal,
    },
    /// What was sent went nowhere.
    Refused {
        /// Why.
        rule: &'static str,
    },
    /// They are in it no more.
    Over {
        /// The state of the call, or `elsewhere` where they are in it by another window.
        state: &'static str,
    },
}

impl Sending {
    /// What is told, where it is one thing that somebody may send who may send these.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn signal(self, tracks: Tracks) -> Result<Signal, &'static str> {
        match (self.description, self.candidate) {
            (Some(description), None) => {
                let allowed = tracks.allow(Sent::of(&description.sdp));
                if allowed { Ok(Signal::Description(description)) } else { Err("tracks") }
            }
            (None, Some(candidate)) => Ok(Signal::Candidate(candidate)),
            (Some(_), Some(_)) | (None, None) => Err("form"),
        }
    }
}
