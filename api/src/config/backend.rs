//! Where people who answer are: at the bundled desk, or behind an address.

use anyhow::Context as _;

use crate::config::secret::{SECRET_BYTES_MIN, Secret};
use crate::hook::Hook;

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
    pub fn resolve(url: Option<String>) -> anyhow::Result<Option<Self>> {
        let Some(url) = url else {
            return Ok(None);
        };
        let secret = Secret::long("WENSHUI_BACKEND_SECRET")?;
        let secret = secret.with_context(|| {
            format!(
                "backend_url needs WENSHUI_BACKEND_SECRET with at least {SECRET_BYTES_MIN} bytes"
            )
        })?;
        Ok(Some(Self { url, secret }))
    }

    /// The way to it.
    ///
    /// # Errors
    /// When its address is none.
    pub fn hook(&self) -> anyhow::Result<Hook> {
        Hook::open(&self.url, self.secret.clone())
    }
}
