//! What can be done to a case over regions.

use crate::case::slip::{Check, Filled, Slip};
use crate::machine::Named;

/// What can be done, without particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The place that takes it in asks the handling place to join (T-02).
    Invite,
    /// The place that takes it in turns it down.
    TurnDown,
    /// The handling place joins.
    Join,
    /// The material is checked before it is sent on (T-03).
    PreReview,
    /// The handling place sends the slip (T-03).
    SendSlip,
    /// The slip comes back, filled in and confirmed (T-04).
    ConfirmSlip,
    /// The handling place begins its review (T-04).
    Review,
    /// What is wanted is done.
    Grant,
    /// It cannot be done at once and goes to provincial staff (T-04).
    PassOn,
    /// Something has to be supplemented.
    Supplement,
    /// What is wanted is refused.
    Refuse,
    /// The taxpayer is told what was found, once.
    Tell,
    /// What had to be supplemented comes in.
    Supply,
    /// The result gets to the taxpayer (T-05, T-08).
    Deliver,
    /// The taxpayer withdraws it.
    Withdraw,
    /// An answer did not come in time.
    Lapse,
    /// The limit has passed and nothing was found.
    Late,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Inviting, with whether there is no requirement of risk control.
    Invite {
        /// There is none.
        no_risk: bool,
    },
    /// Turning it down, with the reason.
    TurnDown(String),
    /// What was seen of the material.
    PreReview(Check),
    /// The slip.
    SendSlip(Slip),
    /// What was filled in on the slip.
    ConfirmSlip(Filled),
    /// What has to be supplemented.
    Supplement(String),
    /// Why it is refused.
    Refuse(String),
    /// The ids of what was supplied.
    Supply(Vec<String>),
    /// Delivering by post, with the number of the parcel.
    Post(String),
    /// Everything else.
    Plain(Action),
}

impl Command {
    /// Its action.
    pub fn action(&self) -> Action {
        match self {
            Self::Invite { .. } => Action::Invite,
            Self::TurnDown(_) => Action::TurnDown,
            Self::PreReview(_) => Action::PreReview,
            Self::SendSlip(_) => Action::SendSlip,
            Self::ConfirmSlip(_) => Action::ConfirmSlip,
            Self::Supplement(_) => Action::Supplement,
            Self::Refuse(_) => Action::Refuse,
            Self::Supply(_) => Action::Supply,
            Self::Post(_) => Action::Deliver,
            Self::Plain(action) => *action,
        }
    }
}

impl Named for Action {
    const ALL: &'static [Self] = &[
        Self::Invite,
        Self::TurnDown,
        Self::Join,
        Self::PreReview,
        Self::SendSlip,
        Self::ConfirmSlip,
        Self::Review,
        Self::Grant,
        Self::PassOn,
        Self::Supplement,
        Self::Refuse,
        Self::Tell,
        Self::Supply,
        Self::Deliver,
        Self::Withdraw,
        Self::Lapse,
        Self::Late,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::TurnDown => "turn_down",
            Self::Join => "join",
            Self::PreReview => "pre_review",
            Self::SendSlip => "send_slip",
            Self::ConfirmSlip => "confirm_slip",
            Self::Review => "review",
            Self::Grant => "grant",
            Self::PassOn => "pass_on",
            Self::Supplement => "supplement",
            Self::Refuse => "refuse",
            Self::Tell => "tell",
            Self::Supply => "supply",
            Self::Deliver => "deliver",
            Self::Withdraw => "withdraw",
            Self::Lapse => "lapse",
            Self::Late => "late",
        }
    }
}
