//! A server outside that is asked for something and answers with it: a key is shown, no redirect is
//! followed, and time and size are bounded.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, redirect};

use crate::config::secret::Secret;

/// How much of an answer is read, in bytes.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// A server outside.
#[derive(Debug, Clone)]
pub struct Asking {
    client: Client,
    url: String,
    key: Option<Secret>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskingError {
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

impl Asking {
    /// The server behind an address.
    ///
    /// # Errors
    /// When the address is none of `http` or `https`, or no client can be made.
    pub fn open(url: &str, key: Option<Secret>, timeout: Duration) -> anyhow::Result<Self> {
        let known =
            reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        anyhow::ensure!(known, "`{url}` is no address of http or https");
        // Whoever came first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(timeout).redirect(redirect::Policy::none());
        Ok(Self { client: client.build()?, url: url.to_owned(), key })
    }

    /// Sends a form with fields and a WAV file; gives the bytes of the answer.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn send_file(
        &self,
        fields: Vec<(&'static str, String)>,
        wav: Vec<u8>,
    ) -> Result<Vec<u8>, AskingError> {
        let file = Part::bytes(wav).file_name("speech.wav");
        let form =
            fields.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value));
        self.answer(self.client.post(&self.url).multipart(form.part("file", file))).await
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Vec<u8>, AskingError> {
        let request = match &self.key {
            Some(key) => request.bearer_auth(String::from_utf8_lossy(key.bytes())),
            None => request,
        };
        let mut response = request.send().await.map_err(|error| self.unreachable(&error))?;
        if !response.status().is_success() {
            return Err(AskingError::Refused(response.status().as_u16()));
        }
        let mut answer = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| self.unreachable(&error))? {
            if answer.len() + part.len() > ANSWER_BYTES_MAX {
                return Err(AskingError::TooLong);
            }
            answer.extend_from_slice(&part);
        }
        Ok(answer)
    }

    /// The address without what may be secret in it.
    fn unreachable(&self, error: &reqwest::Error) -> AskingError {
        tracing::debug!(error.cause = %error, "a server outside cannot be reached");
        let host = reqwest::Url::parse(&self.url).ok();
        let host = host.as_ref().and_then(reqwest::Url::host_str).unwrap_or_default();
        AskingError::Unreachable(host.to_owned())
    }
}
