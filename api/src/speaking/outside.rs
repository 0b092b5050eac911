//! Speaking outside, by any server that speaks as OpenAI's does: the text goes to it as it is, and what
//! comes back is handed on, bounded in time and size.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use crate::asking::{Asking, Patience};
use crate::config::secret::Secret;
use crate::error::ApiError;
use crate::speaking::cache::{Cache, Kept, Key};
use crate::speaking::piece::{Giving, SoundPiece};

/// The longest sound that is handed on, in bytes: about 45 minutes at 24 kHz.
const SOUND_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// How long a listener may take nothing, before it is left.
const PATIENCE: Duration = Duration::from_secs(60);
/// When a server that is busy may be asked again, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// A server outside.
#[derive(Debug, Clone)]
pub struct Outside {
    asking: Asking,
    model: String,
    key: Option<Secret>,
    timeout: Duration,
}

/// What is wanted of it.
pub struct Asked {
    /// The text.
    pub text: String,
    /// Whose voice, by its own names.
    pub voice: String,
    /// How many times as fast as usual.
    pub speed: f64,
    /// In what format, by OpenAI's names.
    pub format: &'static str,
    /// How it is to be spoken, in words.
    pub instructions: Option<String>,
}

/// What it answers with, before the sound.
pub struct Answer {
    /// The media type, where it is one of sound.
    pub media_type: Option<String>,
    response: Response,
}

impl Outside {
    /// The server at an address, up to its `/v1`.
    ///
    /// # Errors
    /// When the address is none of `http` or `https`, or no client can be made.
    pub fn open(
        (url, model, key): (&str, &str, Option<&Secret>),
        timeout: Duration,
    ) -> anyhow::Result<Self> {
        let url = format!("{}/audio/speech", url.trim_end_matches('/'));
        Ok(Self {
            asking: Asking::open(&url, Patience::Part(timeout))?,
            model: model.to_owned(),
            key: key.cloned(),
            timeout,
        })
    }

    /// What tells its sound from that of others.
    pub fn id(&self) -> String {
        format!("{} {}", self.asking.url(), self.model)
    }

    /// Asks it to speak.
    ///
    /// # Errors
    /// `overloaded` where it is busy, else `voice_failed`.
    pub async fn ask(&self, asked: &Asked) -> Result<Answer, ApiError> {
        let mut body = json!({
            "model": self.model,
            "input": asked.text,
            "voice": asked.voice,
            "response_format": asked.format,
            "speed": asked.speed,
        });
        if let (Some(words), Some(body)) = (&asked.instructions, body.as_object_mut()) {
            body.insert("instructions".to_owned(), json!(words));
        }
        let json = HeaderValue::from_static("application/json");
        let request = self.asking.post(self.key.as_ref()).header(CONTENT_TYPE, json);
        let request = request.body(body.to_string());
        let response = timeout(self.timeout, self.asking.send(request)).await;
        let response = response.map_err(|_| failed("it gave no answer in time"))?;
        let response = response.map_err(|error| failed(&error.without_url().to_string()))?;
        match response.status().as_u16() {
            200..=299 => {}
            429 | 503 => return Err(ApiError::retry("overloaded", RETRY_AFTER_S)),
            status => return Err(failed(&format!("it answered with {status}"))),
        }
        let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = kind.filter(|kind| kind.starts_with("audio/")).map(str::to_owned);
        Ok(Answer { media_type, response })
    }
}

impl Answer {
    /// Hands the sound on as it comes, and keeps it when it is whole.
    pub async fn hand_on(
        mut self,
        giving: Giving,
        (cache, key, media_type): (Arc<Cache>, Key, Arc<str>),
        place: OwnedSemaphorePermit,
    ) {
        let (mut all, mut bytes) = (Vec::new(), 0);
        let whole = loop {
            let piece = match self.response.chunk().await {
                Ok(Some(bytes)) => SoundPiece { bytes, marks: None },
                Ok(None) => break Ok(()),
                Err(error) => break Err(failed(&error.without_url().to_string())),
            };
            bytes += piece.size();
            if bytes > SOUND_BYTES_MAX {
                break Err(failed("the sound is too long"));
            }
            if bytes <= cache.bytes_of_one_max() {
                all.push(piece.clone());
            }
            if !matches!(timeout(PATIENCE, giving.send(Ok(piece))).await, Ok(Ok(()))) {
                return;
            }
        };
        drop(place);
        match whole {
            Err(error) => drop(giving.send(Err(error)).await),
            Ok(()) if all.is_empty() => drop(giving.send(Err(failed("it gave no sound"))).await),
            Ok(()) if bytes <= cache.bytes_of_one_max() => {
                cache.put(key, Kept { media_type, pieces: all.into() });
            }
            Ok(()) => {}
        }
    }
}

fn failed(cause: &str) -> ApiError {
    ApiError { log: Some(cause.into()), ..ApiError::new("voice_failed") }
}
