//! What calls telephones: it is outside, asked by a signed message and answering by signed reports.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use crate::config::calling::DiallerConfig;
use crate::config::secret::Secret;
use crate::hook::Hook;
use crate::signature::{SignatureFault, verify};

/// How long it has to say that it calls, which is less than a request may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The outside dialler.
#[derive(Debug, Clone)]
pub struct Dialler {
    hook: Hook,
    secret: Secret,
}

impl Dialler {
    /// The dialler of the configuration.
    ///
    /// # Errors
    /// When its address is none.
    pub fn new(config: &DiallerConfig) -> anyhow::Result<Self> {
        let hook = Hook::open(&config.url, config.secret.clone())?;
        Ok(Self { hook, secret: config.secret.clone() })
    }

    /// Asks it to call a number for a call.
    ///
    /// # Errors
    /// When it does not say in time that it does.
    pub async fn dial(&self, call: &str, number: &str) -> anyhow::Result<()> {
        let body = json!({"call_id": call, "number": number}).to_string();
        timeout(PATIENCE, self.hook.tell(call, body)).await??;
        Ok(())
    }

    /// Whether a report is one of it.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check(&self, signed: (i64, &str), body: &[u8]) -> Result<(), SignatureFault> {
        verify(&self.secret, signed, body)
    }
}
