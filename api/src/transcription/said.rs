//! What is wanted of a transcript, and what it says.

use wenshui_knowledge::heard::change::Change;
use wenshui_models::recognizer::Spoken;

/// What is wanted of a transcript.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Which language is spoken.
    pub spoken: Spoken,
    /// Words that are likely to be said, beside the knowledge's own.
    pub prompt: String,
    /// Whether speed counts more than the last word.
    pub hasty: bool,
}

/// What was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcribed {
    /// As people write it.
    pub text: String,
    /// As it was heard.
    pub raw: String,
    /// What was changed of it.
    pub changes: Vec<Change>,
    /// How sure it is, from 0 to 1; nothing where an outside server does not say.
    pub confidence: Option<f32>,
    /// Whether that is enough.
    pub confident: bool,
    /// The language.
    pub language: String,
    /// How long the sound is, in seconds.
    pub seconds: f64,
    /// How long somebody speaks in it, in seconds; nothing where an outside server heard.
    pub speech_s: Option<f64>,
    /// The pieces in order: from, to, text, confidence.
    pub pieces: Vec<TranscribedPiece>,
    /// What heard it.
    pub model: String,
}

/// A piece of what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscribedPiece {
    /// Where it begins, in seconds.
    pub from_s: f64,
    /// Where it ends, in seconds.
    pub to_s: f64,
    /// As it was heard.
    pub text: String,
    /// How sure it is; nothing where an outside server does not say.
    pub confidence: Option<f32>,
}
