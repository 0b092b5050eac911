//! A server outside that transcribes as OpenAI's does: FunASR, SenseVoice, a vendor's, or another of
//! ours.

use std::time::Duration;

use serde::Deserialize;
use wenshui_knowledge::heard::Ear;
use wenshui_models::recognizer::Spoken;
use wenshui_models::sound::Sound;
use wenshui_models::sound::wav::wav;

use crate::asking::Asking;
use crate::config::secret::Secret;
use crate::error::ApiError;
use crate::transcription::said::{Transcribed, TranscribedPiece, Wanted};

/// The server.
#[derive(Debug)]
pub struct Outside {
    asking: Asking,
    model: String,
}

/// What it answers.
#[derive(Debug, Deserialize)]
struct Answer {
    text: String,
    language: Option<String>,
}

impl Outside {
    /// The server behind an address.
    ///
    /// # Errors
    /// When the address is none of `http` or `https`.
    pub fn open(
        (url, model, key): (&str, &str, Option<Secret>),
        timeout: Duration,
    ) -> anyhow::Result<Self> {
        let url = format!("{}/audio/transcriptions", url.trim_end_matches('/'));
        Ok(Self { asking: Asking::open(&url, key, timeout)?, model: model.to_owned() })
    }

    /// Lets it hear a sound.
    ///
    /// # Errors
    /// `speech_server_failed` when it cannot be reached or answers otherwise.
    pub async fn hear(
        &self,
        (sound, wanted): (Sound, &Wanted),
        ear: &Ear,
    ) -> Result<Transcribed, ApiError> {
        let seconds = sound.seconds();
        let mut fields =
            vec![("model", self.model.clone()), ("response_format", "json".to_owned())];
        if wanted.spoken == Spoken::Chinese {
            fields.push(("language", "zh".to_owned()));
        }
        if !wanted.prompt.is_empty() {
            fields.push(("prompt", wanted.prompt.clone()));
        }
        let answer = self.asking.send_file(fields, wav(&sound)).await.map_err(|error| {
            let failed = ApiError::retry("speech_server_failed", RETRY_AFTER_S);
            ApiError { log: Some(error.to_string().into()), ..failed }
        })?;
        let answer: Answer = serde_json::from_slice(&answer).map_err(|error| {
            let failed = ApiError::retry("speech_server_failed", RETRY_AFTER_S);
            ApiError { log: Some(error.to_string().into()), ..failed }
        })?;
        let heard = ear.hear(&answer.text);
        let piece = TranscribedPiece {
            from_s: 0.0,
            to_s: seconds,
            text: answer.text.clone(),
            confidence: None,
        };
        Ok(Transcribed {
            confident: !heard.text.is_empty(),
            text: heard.text,
            changes: heard.changes,
            raw: answer.text,
            confidence: None,
            language: answer.language.unwrap_or_else(|| "zh".to_owned()),
            seconds,
            speech_s: None,
            pieces: vec![piece],
            model: self.model.clone(),
        })
    }
}

/// When to come again after it failed, in seconds.
const RETRY_AFTER_S: u64 = 5;
