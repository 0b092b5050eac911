//! A request that comes while there is a place for an answer.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::ApiError;
use crate::state::AppState;

/// A request that comes while there is a place. To be taken first of all, so that nothing is done for one that
/// is refused.
pub struct Room;

impl FromRequestParts<AppState> for Room {
    type Rejection = ApiError;

    async fn from_request_parts(_: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        state.admission.knock().map(|()| Self)
    }
}
