//! The arguments of `transcribe`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::kb_args::KbArgs;

/// Arguments of `transcribe`.
#[derive(Debug, Args)]
pub struct TranscribeArgs {
    /// The recording: WAV, MP3, FLAC, OGG, M4A or WebM, of 60 seconds at most
    pub file: PathBuf,
    /// A model in whisper.cpp's layout, or the name of one in the folder `models` of the data directory
    #[arg(long, env = "WENSHUI_SPEECH_MODEL", value_name = "MODEL")]
    pub speech_model: String,
    /// The language that is spoken
    #[arg(long, value_enum, default_value_t = SpokenArg::Zh)]
    pub language: SpokenArg,
    /// Words that are likely to be said, beside the knowledge's own
    #[arg(long, default_value = "")]
    pub prompt: String,
    /// In which form it is printed
    #[arg(long, value_enum, default_value_t = FormArg::Text)]
    pub format: FormArg,
    /// The knowledge whose terms are listened for
    #[command(flatten)]
    pub kb: KbArgs,
}

/// A language that may be spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SpokenArg {
    /// Chinese
    Zh,
    /// Whatever it sounds like
    Auto,
}

/// A form of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormArg {
    /// The text alone
    Text,
    /// As the API gives it, with what was changed and how sure it is
    Json,
    /// Subtitles as films have them
    Srt,
    /// Subtitles as the web has them
    Vtt,
}
