//! Where people who answer are: at the bundled desk, or behind an address.

use crate::config::secret::Secret;

/// A backend of human agents outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackendConfig {
    /// `backend_url`: where it hears of sessions (file only; default none, which leaves the bundled
    /// desk).
    pub url: String,
    /// The secret that both sides sign with (variable `WENSHUI_BACKEND_SECRET`, at least 32 bytes).
    pub secret: Secret,
}

impl BackendConfig {
    /// The backend of an address, with the secret of the environment.
    ///
    /// # Errors
    /// When the secret is missing or too short.
    pub fn resolve(url: Option<String>, bytes_min: usize) -> anyhow::Result<Option<Self>> {
        let Some(url) = url else {
            return Ok(None);
        };
        let secret = std::env::var("WENSHUI_BACKEND_SECRET").unwrap_or_default();
        anyhow::ensure!(
            secret.len() >= bytes_min,
            "backend_url needs WENSHUI_BACKEND_SECRET with at least {bytes_min} bytes"
        );
        Ok(Some(Self { url, secret: Secret::new(secret) }))
    }
}
