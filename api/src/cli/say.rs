//! The arguments of `say`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `say`.
#[derive(Debug, Args)]
pub struct SayArgs {
    /// The text; `-` reads it from standard input
    pub text: String,
    /// Where to write the sound; .wav, .opus, .ogg, .mp3 and .pcm say in what format [default: WAV on
    /// standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Whose voice [default: the first one]
    #[arg(long, value_name = "VOICE")]
    pub voice: Option<String>,
    /// How many times as fast as usual, 0.25 to 4
    #[arg(long, default_value_t = 1.0)]
    pub speed: f64,
    /// Print when sentences and words are heard, one a line as JSON
    #[arg(long)]
    pub marks: bool,
    /// Print how it is read, sentence by sentence, and speak nothing unless a file is named
    #[arg(long)]
    pub pinyin: bool,
    /// The program that speaks
    #[arg(
        long,
        env = "WENSHUI_SPEECH_VOICE_PROGRAM",
        value_name = "FILE",
        default_value = "espeak-ng"
    )]
    pub program: PathBuf,
}
