//! 电话互动: a number that an agent has called, and what its dialler tells of it (M-09).
//!
//! The number itself is in the request alone. It is kept nowhere, so the dialler is asked while the
//! request lasts, and a call that it does not take is over.

use jiff::Timestamp;
use wenshui_desk::call::Call;
use wenshui_desk::call::action::Action;
use wenshui_desk::call::start::Start;
use wenshui_desk::machine::Machine as _;

use crate::desk::calls::{by_clock, start};
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::state::AppState;

/// What the dialler tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// It rings.
    Started,
    /// Somebody picked up.
    Connected,
    /// It is over.
    Ended,
}

impl Report {
    /// The report of a name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "started" => Self::Started,
            "connected" => Self::Connected,
            "ended" => Self::Ended,
            _ => return None,
        })
    }

    fn action(self) -> Action {
        match self {
            Self::Started => Action::Stir,
            Self::Connected => Action::PickUp,
            Self::Ended => Action::HangUp,
        }
    }
}

/// Has a number called in a session.
///
/// # Errors
/// `not_offered` where nothing calls telephones, and whatever keeps a call from beginning.
pub async fn dial(
    state: &AppState,
    (principal, session): (&Principal, &str),
    (number, now): (String, Timestamp),
) -> Result<Held<Call>, ApiError> {
    let dialler = state.dialler.as_ref();
    let dialler = dialler.ok_or_else(|| ApiError::new("not_offered").with(&["dial"]))?;
    let wanted = Start::Dial(number.clone());
    let held = start(state, (principal, session), (wanted, now)).await?;
    // One that was wanted before is rung for already.
    if held.matter.created_at != now.as_millisecond() || held.state.state() != "dialling" {
        return Ok(held);
    }
    let id = held.matter.id.as_str();
    let Err(error) = dialler.dial(id, &number).await else {
        return Ok(held);
    };
    tracing::warn!(call = id, error.cause = %error, "the dialler did not take a call; it is over");
    by_clock::<Call>(state, id, (Action::HangUp.into(), now)).await?;
    let matter = state.store.db.matter(Call::KIND, id).await?;
    matter.map_or(Ok(held), Held::of)
}

/// Takes a report of the dialler; told twice or too late it changes nothing.
///
/// # Errors
/// `unknown_matter` where no call of a telephone has this id.
pub async fn reported(
    state: &AppState,
    (call, report): (&str, Report),
    now: Timestamp,
) -> Result<(), ApiError> {
    let unknown = || ApiError::new("unknown_matter").with(&[call]);
    let matter = state.store.db.matter(Call::KIND, call).await?.ok_or_else(unknown)?;
    if Held::<Call>::of(matter)?.state.stage.number().is_none() {
        return Err(unknown());
    }
    by_clock::<Call>(state, call, (report.action().into(), now)).await
}
