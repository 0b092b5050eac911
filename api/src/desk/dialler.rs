//! What calls telephones: it is outside, asked by a signed request and answering by signed reports.

use axum::http::HeaderName;
use serde_json::json;

use crate::config::calling::DiallerConfig;
use crate::config::secret::Secret;
use crate::identity::fetch::Fetcher;
use crate::signature::{self, is_signed, sign};

/// The outside dialler.
pub struct Dialler {
    place: Fetcher,
    secret: Secret,
}

impl Dialler {
    /// The dialler of the configuration.
    ///
    /// # Errors
    /// When its address is none.
    pub fn new(config: &DiallerConfig) -> anyhow::Result<Self> {
        let place = Fetcher::new(&config.url, None)?;
        Ok(Self { place, secret: config.secret.clone() })
    }

    /// Asks it to call a number for a call.
    ///
    /// # Errors
    /// When it does not say within five seconds that it does.
    pub async fn dial(&self, (call, number): (&str, &str), now_s: i64) -> anyhow::Result<()> {
        let body = json!({"call_id": call, "number": number}).to_string().into_bytes();
        let signed = sign(self.secret.bytes(), now_s, &body);
        self.place.send((HeaderName::from_static(signature::HEADER), &signed), body).await
    }

    /// Whether a report is one of it.
    pub fn has_signed(&self, (signature, body): (&str, &[u8]), now_s: i64) -> bool {
        is_signed(self.secret.bytes(), (signature, body), now_s)
    }
}
