//! Servers outside that are asked for something: no redirect is followed, time and size are bounded, and
//! what is told of a failure names no more than the host.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, RequestBuilder, Response, redirect};

use crate::config::secret::Secret;
use crate::span::current;
use crate::span::place::TRACEPARENT;

/// A server outside.
#[derive(Debug, Clone)]
pub struct Asking {
    client: Client,
    url: String,
}

/// How long is waited for a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// So long for all of it, connecting included.
    Whole(Duration),
    /// So long for any part of it.
    Part(Duration),
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
    #[error("the answer has more than {0} bytes")]
    TooLong(usize),
}

/// A client in the making, with the one provider of cryptography.
pub fn secured() -> ClientBuilder {
    // Whoever came first has chosen the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
}

impl Asking {
    /// The server behind an address.
    ///
    /// # Errors
    /// When the address is none of `http` or `https`, or no client can be made.
    pub fn open(url: &str, patience: Patience) -> anyhow::Result<Self> {
        let known =
            reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        anyhow::ensure!(known, "`{url}` is no address of http or https");
        let client = secured().redirect(redirect::Policy::none());
        let client = match patience {
            Patience::Whole(whole) => client.timeout(whole),
            Patience::Part(part) => client.read_timeout(part),
        };
        Ok(Self { client: client.build()?, url: url.to_owned() })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A post to it that shows a key, where there is one.
    pub fn post(&self, key: Option<&Secret>) -> RequestBuilder {
        let request = self.client.post(&self.url);
        match key {
            Some(key) => request.bearer_auth(key.text()),
            None => request,
        }
    }

    /// Sends a request, with the place in its trace where the work has one.
    ///
    /// # Errors
    /// When it does not arrive or is not answered.
    pub async fn send(&self, request: RequestBuilder) -> Result<Response, reqwest::Error> {
        let (place, mut open) = current::call("POST");
        let request = match place {
            Some(place) => request.header(TRACEPARENT, place),
            None => request,
        };
        let sent = request.send().await;
        if let Some(open) = &mut open {
            let (host, status) = (self.host(), sent.as_ref().map(Response::status));
            open.note("server.address", host);
            match status {
                Ok(status) => open.note("http.response.status_code", i64::from(status.as_u16())),
                Err(_) => open.fail(),
            }
        }
        sent
    }

    /// Sends a request; gives the answer's bytes, at most so many.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn answer(
        &self,
        request: RequestBuilder,
        bytes_max: usize,
    ) -> Result<Vec<u8>, AskingError> {
        let mut response: Response =
            self.send(request).await.map_err(|error| self.unreachable(&error))?;
        if !response.status().is_success() {
            return Err(AskingError::Refused(response.status().as_u16()));
        }
        let mut answer = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| self.unreachable(&error))? {
            if answer.len() + part.len() > bytes_max {
                return Err(AskingError::TooLong(bytes_max));
            }
            answer.extend_from_slice(&part);
        }
        Ok(answer)
    }

    /// The address without what may be secret in it.
    fn unreachable(&self, error: &reqwest::Error) -> AskingError {
        tracing::debug!(error.cause = %error, "a server outside cannot be reached");
        AskingError::Unreachable(self.host())
    }

    fn host(&self) -> String {
        let url = reqwest::Url::parse(&self.url).ok();
        url.as_ref().and_then(reqwest::Url::host_str).unwrap_or_default().to_owned()
    }
}
