//! Limits at the desk.

use crate::caller::Caller;
use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::state::AppState;

/// Counts a request against the limit of a taxpayer; agents serve many at once.
///
/// # Errors
/// `too_many_requests`.
pub fn limit(state: &AppState, caller: &Caller, id: Option<&str>) -> Result<(), ApiError> {
    match caller.0 {
        Principal::Staff(_) => Ok(()),
        Principal::Anonymous | Principal::Taxpayer(_) => caller.limit(state, id),
    }
}
