//! A server outside that transcribes as OpenAI's does: FunASR, SenseVoice, a vendor's, or another of
//! ours.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use wenshui_knowledge::heard::Ear;
use wenshui_models::recognizer::Spoken;
use wenshui_models::sound::Sound;
use wenshui_models::sound::wav;

use crate::asking::{Asking, Patience};
use crate::config::secret::Secret;
use crate::error::ApiError;
use crate::transcription::said::{Transcribed, TranscribedPiece, Wanted};

/// How much of an answer is read, in bytes.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// When to come again after it failed, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// The server.
#[derive(Debug)]
pub struct Outside {
    asking: Asking,
    model: String,
    key: Option<Secret>,
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
        let asking = Asking::open(&url, Patience::Whole(timeout))?;
        Ok(Self { asking, model: model.to_owned(), key })
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
        let file = Part::bytes(wav::file(&sound)).file_name("speech.wav");
        let mut form =
            Form::new().text("model", self.model.clone()).text("response_format", "json");
        if wanted.spoken == Spoken::Chinese {
            form = form.text("language", "zh");
        }
        if !wanted.prompt.is_empty() {
            form = form.text("prompt", wanted.prompt.clone());
        }
        let request = self.asking.post(self.key.as_ref()).multipart(form.part("file", file));
        let answer = self.asking.answer(request, ANSWER_BYTES_MAX).await;
        let answer = answer.map_err(|error| failed(&error))?;
        let answer: Answer = serde_json::from_slice(&answer).map_err(|error| failed(&error))?;
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

fn failed(cause: &dyn std::fmt::Display) -> ApiError {
    let failed = ApiError::retry("speech_server_failed", RETRY_AFTER_S);
    ApiError { log: Some(cause.to_string().into()), ..failed }
}
