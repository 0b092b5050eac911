//! Errors of the rooms below as errors of the API.

use crate::error::ApiError;
use crate::identity::access::Denied;
use crate::identity::principal::TokenFault;
use crate::store::conversation::Status;
use crate::store::error::StoreError;

/// When to come again while the store cannot take more, in seconds.
const RETRY_AFTER_S: u64 = 2;

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Overloaded | StoreError::Closed | StoreError::Unavailable(_) => {
                tracing::warn!(error.cause = %error, "the store does not take more now");
                Self::retry("overloaded", RETRY_AFTER_S)
            }
            StoreError::Ended => Self::in_state("conversation_ended", Status::Ended.name()),
            StoreError::Foreign => Self::new("forbidden"),
            StoreError::Refused(_) | StoreError::Newer { .. } | StoreError::Corrupt { .. } => {
                Self::internal(&error)
            }
        }
    }
}

impl From<TokenFault> for ApiError {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Store(error) => error.into(),
            TokenFault::Invalid(_) | TokenFault::Claim(_) | TokenFault::Gone => {
                tracing::debug!(error.cause = %fault, "a token was not believed");
                Self::new("bad_token")
            }
        }
    }
}

/// Why something is refused; `missing` is what is said of what is somebody else's.
pub fn denied(denied: Denied, missing: ApiError) -> ApiError {
    match denied {
        Denied::NeedsToken => ApiError::new("unauthenticated"),
        Denied::Role => ApiError::new("forbidden"),
        Denied::Foreign => missing,
    }
}
