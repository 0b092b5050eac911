//! Text that cannot be printed.

use serde::Deserialize;

/// The fewest bytes of a shared secret (RFC 7518 asks for as many as the hash has).
pub const SECRET_BYTES_MIN: usize = 32;

/// A secret: it can be used and not shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret with this text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Its text, for those who need it to connect.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Its bytes, for those who need them to verify.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}
