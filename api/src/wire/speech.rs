//! Speech as it travels: what is to be said, and what is heard when.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_models::voice::casting::{SPEEDS, Voice};

use crate::error::ApiError;
use crate::speaking::Wanted;
use crate::speaking::piece::SpeechMarks;

/// How many characters are spoken at once at most.
pub const INPUT_CHARS_MAX: usize = 4096;
/// How long names and instructions may be, in characters.
const NAME_CHARS_MAX: usize = 100;

/// A text to be spoken, in the shape of OpenAI's interface.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeechRequest {
    /// The text, 1 to 4096 characters.
    #[schema(min_length = 1, max_length = 4096)]
    pub input: String,
    /// The model; the server decides, so any name will do.
    #[schema(max_length = 100)]
    pub model: Option<String>,
    /// Whose voice: one that `GET /v1/service` lists, or a name of OpenAI's.
    #[schema(max_length = 100)]
    pub voice: Option<String>,
    /// In what format: `mp3`, `opus`, `wav`, `pcm`. Where none is named it is MP3, or WAV on a server
    /// without an encoder for MP3.
    pub response_format: Option<String>,
    /// How many times as fast as usual.
    #[schema(minimum = 0.25, maximum = 4.0, default = 1.0)]
    pub speed: Option<f64>,
    /// How it is to be spoken; only servers outside hear it.
    #[schema(max_length = 4096)]
    pub instructions: Option<String>,
    /// How it travels: `audio` as bytes, `sse` as events with the moments of sentences and words.
    pub stream_format: Option<String>,
}

/// How sound travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFormat {
    /// As its bytes.
    Audio,
    /// As server-sent events.
    Sse,
}

impl SpeechRequest {
    /// Checks every field that needs nothing but itself.
    ///
    /// # Errors
    /// `speech_input_empty`, `speech_input_too_long`, `bad_number`, `bad_value`, `bad_field`.
    pub fn check(self) -> Result<(Wanted, StreamFormat), ApiError> {
        let chars = self.input.chars().count();
        if self.input.trim().is_empty() {
            return Err(ApiError::about("input", "speech_input_empty", &[]));
        }
        if chars > INPUT_CHARS_MAX {
            return Err(ApiError::about("input", "speech_input_too_long", &[&chars.to_string()]));
        }
        let speed = self.speed.unwrap_or(1.0);
        if !SPEEDS.contains(&speed) {
            return Err(ApiError::about("speed", "bad_number", &["speed", "0.25 - 4"]));
        }
        let named = [("model", &self.model), ("voice", &self.voice)];
        for (field, name) in named {
            within((field, name.as_deref()), NAME_CHARS_MAX)?;
        }
        within(("instructions", self.instructions.as_deref()), INPUT_CHARS_MAX)?;
        let form = match self.stream_format.as_deref() {
            None | Some("audio") => StreamFormat::Audio,
            Some("sse") => StreamFormat::Sse,
            Some(other) => {
                let words = ["stream_format", other, "audio, sse"];
                return Err(ApiError::about("stream_format", "bad_value", &words));
            }
        };
        let wanted = Wanted {
            text: self.input,
            voice: self.voice,
            speed,
            format: self.response_format,
            instructions: self.instructions,
        };
        Ok((wanted, form))
    }
}

fn within((field, text): (&str, Option<&str>), chars_max: usize) -> Result<(), ApiError> {
    let range = format!("0 - {chars_max}");
    match text.filter(|text| text.chars().count() > chars_max) {
        Some(_) => Err(ApiError::about(field, "bad_number", &[field, &range])),
        None => Ok(()),
    }
}

/// An event of speech; `type` is the name of the event too.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type")]
pub enum SpeechEvent<'a> {
    /// What the next bytes say, and when.
    #[serde(rename = "speech.audio.marks")]
    Marks(&'a SpeechMarks),
    /// Bytes of the sound.
    #[serde(rename = "speech.audio.delta")]
    Delta {
        /// The bytes in base64.
        audio: String,
    },
    /// That was all.
    #[serde(rename = "speech.audio.done")]
    Done {},
    /// It does not go on.
    #[serde(rename = "error")]
    Error {
        /// Why, as a stable name.
        code: &'a str,
        /// Why, in words.
        detail: String,
    },
}

impl SpeechEvent<'_> {
    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Marks(_) => "speech.audio.marks",
            Self::Delta { .. } => "speech.audio.delta",
            Self::Done {} => "speech.audio.done",
            Self::Error { .. } => "error",
        }
    }
}

/// A voice.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoiceOffer {
    /// Its name in requests.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
}

impl VoiceOffer {
    /// What is shown of a voice.
    pub fn of(voice: &Voice) -> Self {
        Self { id: voice.id, name: voice.name }
    }
}
