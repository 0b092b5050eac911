//! A program outside that hears what happens here: every message is signed, has an id by which the other
//! side knows it again, follows no redirect, and is bounded in time and size.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Response, redirect};

use crate::clock;
use crate::config::secret::Secret;
use crate::signature::{HEADER, sign};

/// The header that carries the id of a message.
pub const ID_HEADER: &str = "wenshui-id";

/// How long a message may take, connecting included.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// A program outside.
#[derive(Debug, Clone)]
pub struct Hook {
    client: Client,
    url: String,
    secret: Secret,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HookError {
    /// Nobody answers there, or not in time.
    #[error("`{0}` cannot be reached")]
    Unreachable(String),
    /// It was answered with something else than success.
    #[error("it was answered with {0}")]
    Refused(u16),
    /// The answer is longer than may be.
    #[error("the answer has more than {ANSWER_BYTES_MAX} bytes")]
    TooLong,
}

impl Hook {
    /// The program behind an address.
    ///
    /// # Errors
    /// When the address is none of `http` or `https`, or no client can be made.
    pub fn open(url: &str, secret: Secret) -> anyhow::Result<Self> {
        let known =
            reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        anyhow::ensure!(known, "`{url}` is no address of http or https");
        // Whoever came first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none());
        Ok(Self { client: client.build()?, url: url.to_owned(), secret })
    }

    /// Sends a message; gives the bytes of the answer once it was taken. The same id may come twice.
    ///
    /// # Errors
    /// Why it did not arrive; then it may be sent again.
    pub async fn tell(&self, id: &str, body: String) -> Result<Vec<u8>, HookError> {
        let signature = sign(&self.secret, clock::now().as_second(), body.as_bytes());
        let request = self.client.post(&self.url).body(body).header(HEADER, signature);
        let json = HeaderValue::from_static("application/json");
        let request = request.header(CONTENT_TYPE, json).header(ID_HEADER, id);
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        if !status.is_success() {
            return Err(HookError::Refused(status.as_u16()));
        }
        self.read(response).await
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, HookError> {
        let mut answer = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| self.unreachable(&error))? {
            if answer.len() + part.len() > ANSWER_BYTES_MAX {
                return Err(HookError::TooLong);
            }
            answer.extend_from_slice(&part);
        }
        Ok(answer)
    }

    /// The address without what may be secret in it.
    fn unreachable(&self, error: &reqwest::Error) -> HookError {
        tracing::debug!(error.cause = %error, "a program outside cannot be reached");
        let host = reqwest::Url::parse(&self.url).ok();
        let host = host.as_ref().and_then(reqwest::Url::host_str).unwrap_or_default();
        HookError::Unreachable(host.to_owned())
    }
}
