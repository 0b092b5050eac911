//! Where a case over regions stands, and who is in its rooms.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::slip::{Check, Dossier, Slip};

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It was taken in.
    Accepted,
    /// The handling place is asked to join.
    Invited,
    /// Both places look at the material.
    PreReview,
    /// The material may be sent on.
    PreReviewed(Check),
    /// The slip waits for its confirmation.
    SlipSent(Check, Slip, Timestamp),
    /// The slip is confirmed.
    SlipConfirmed(Dossier),
    /// The handling place reviews it.
    UnderReview(Dossier),
    /// Provincial staff have it.
    Passed(Dossier, Limit),
    /// Something was found and the taxpayer does not know it yet.
    Found(Dossier, Finding),
    /// What has to be supplemented was told and is waited for; the dossier says what.
    Supplementing(Dossier),
    /// The taxpayer knows that it is granted; the document is on its way.
    Granted(Dossier),
    /// The taxpayer has the document.
    Delivered(Dossier, Delivery),
    /// The taxpayer knows that it is refused and why.
    Refused(Dossier, String),
    /// It was turned down at the door, for this reason.
    TurnedDown(String),
    /// The taxpayer withdrew it.
    Withdrawn,
    /// An answer did not come in time.
    Lapsed,
}

/// Until when provincial staff have to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Until when.
    pub due_at: Timestamp,
    /// Whether that has passed and was told.
    pub is_late: bool,
}

/// What a review found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It is done.
    Granted,
    /// This has to be supplemented.
    Supplement(String),
    /// It is refused, for this reason.
    Refused(String),
}

/// How the document got to the taxpayer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It was handed over at the counter.
    HandedOver,
    /// It was posted, with this number of the parcel.
    Posted(String),
    /// It was sent as an electronic document.
    Electronic,
}

impl Stage {
    /// Its name on the wire and in rows.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Invited => "invited",
            Self::PreReview => "pre_review",
            Self::PreReviewed(_) => "pre_reviewed",
            Self::SlipSent(..) => "slip_sent",
            Self::SlipConfirmed(_) => "slip_confirmed",
            Self::UnderReview(_) => "under_review",
            Self::Passed(..) => "passed",
            Self::Found(..) => "found",
            Self::Supplementing(_) => "supplementing",
            Self::Granted(_) => "granted",
            Self::Delivered(..) => "delivered",
            Self::Refused(..) => "refused",
            Self::TurnedDown(_) => "turned_down",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    /// What it has collected, from the confirmed slip on.
    pub fn dossier(&self) -> Option<&Dossier> {
        match self {
            Self::SlipConfirmed(dossier)
            | Self::UnderReview(dossier)
            | Self::Passed(dossier, _)
            | Self::Found(dossier, _)
            | Self::Supplementing(dossier)
            | Self::Granted(dossier)
            | Self::Delivered(dossier, _)
            | Self::Refused(dossier, _) => Some(dossier),
            Self::Accepted
            | Self::Invited
            | Self::PreReview
            | Self::PreReviewed(_)
            | Self::SlipSent(..)
            | Self::TurnedDown(_)
            | Self::Withdrawn
            | Self::Lapsed => None,
        }
    }

    /// The check of the material, once there was one.
    pub fn check(&self) -> Option<&Check> {
        match self {
            Self::PreReviewed(check) | Self::SlipSent(check, ..) => Some(check),
            _ => self.dossier().map(|dossier| &dossier.check),
        }
    }

    /// The slip, once it was sent.
    pub fn slip(&self) -> Option<&Slip> {
        match self {
            Self::SlipSent(_, slip, _) => Some(slip),
            _ => self.dossier().map(|dossier| &dossier.slip),
        }
    }

    /// Whether nothing more can happen.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Delivered(..)
                | Self::Refused(..)
                | Self::TurnedDown(_)
                | Self::Withdrawn
                | Self::Lapsed
        )
    }
}
