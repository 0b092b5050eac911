//! How large a file may be: the guides say "smaller than" of the chat and "not more than" of forms.

use crate::error::ApiError;

/// The most bytes that a file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Most {
    /// It has to be smaller than that, as the guides say of the chat.
    Below(u64),
    /// So many are still taken, as they say of forms.
    UpTo(u64),
}

impl Most {
    /// Whether so many bytes are not too many.
    pub fn takes(self, bytes: u64) -> bool {
        match self {
            Self::Below(limit) => bytes < limit,
            Self::UpTo(limit) => bytes <= limit,
        }
    }

    /// The refusal of what has more.
    pub fn refusal(self) -> ApiError {
        let (code, limit) = match self {
            Self::Below(limit) => ("attachment_too_large", limit),
            Self::UpTo(limit) => ("file_too_large", limit),
        };
        ApiError::new(code).with(&[&(limit >> 20).to_string()])
    }

    /// The limit itself.
    pub fn bytes(self) -> u64 {
        let (Self::Below(limit) | Self::UpTo(limit)) = self;
        limit
    }
}
