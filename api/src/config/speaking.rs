//! How text becomes speech: a program here, or a server outside.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

use crate::config::secret::Secret;

/// Bytes in a mebibyte.
const MIB: u64 = 1024 * 1024;

/// Flags of `wenshui serve` for speech out.
#[derive(Debug, Clone, Default, Args)]
pub struct SpeakingArgs {
    /// The program that speaks [default: espeak-ng]
    #[arg(long, env = "WENSHUI_SPEECH_VOICE_PROGRAM", value_name = "FILE")]
    pub speech_voice_program: Option<PathBuf>,
    /// A server that speaks in its place, as OpenAI's does, up to its /v1; its key is
    /// `WENSHUI_SPEECH_VOICE_KEY`
    #[arg(long, env = "WENSHUI_SPEECH_VOICE_URL", value_name = "URL")]
    pub speech_voice_url: Option<String>,
    /// The model that server is asked for [default: tts-1]
    #[arg(long, env = "WENSHUI_SPEECH_VOICE_MODEL", value_name = "NAME")]
    pub speech_voice_model: Option<String>,
}

/// The table `[speech_voice]` of the configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpeakingFile {
    program: Option<PathBuf>,
    mp3_program: Option<PathBuf>,
    url: Option<String>,
    key: Option<Secret>,
    model: Option<String>,
    places: Option<NonZeroUsize>,
    waiting_max: Option<usize>,
    cache_mib: Option<u64>,
    timeout_s: Option<NonZeroU64>,
}

/// How text becomes speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakingConfig {
    /// What speaks.
    pub engine: SpeakingEngine,
    /// `mp3_program`: the program that makes MP3 (file only; default `lame`).
    pub mp3_program: PathBuf,
    /// `places`: how many texts are spoken at once (file only; default 2).
    pub places: usize,
    /// `waiting_max`: how many texts may wait for that (file only; default 16).
    pub waiting_max: usize,
    /// `cache_mib`: how much spoken text is kept, in MiB; 0 keeps none (file only; default 64).
    pub cache_bytes: u64,
    /// `timeout_s`: how long the program or the server may give nothing, in seconds (file only;
    /// default 8).
    pub timeout_s: u64,
}

/// What speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeakingEngine {
    /// `program` (`--speech-voice-program`, `WENSHUI_SPEECH_VOICE_PROGRAM`; default `espeak-ng`): the
    /// program espeak-ng.
    Program(PathBuf),
    /// `url` (`--speech-voice-url`, `WENSHUI_SPEECH_VOICE_URL`): any server that speaks as OpenAI's
    /// does, up to its `/v1`.
    Server {
        /// Its address.
        url: String,
        /// `model` (`--speech-voice-model`, `WENSHUI_SPEECH_VOICE_MODEL`): the model it is asked for
        /// (default `tts-1`).
        model: String,
        /// `key` (variable `WENSHUI_SPEECH_VOICE_KEY`): what it is shown (default nothing).
        key: Option<Secret>,
    },
}

impl SpeakingConfig {
    /// Puts the flags, the environment and the file together.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn resolve(args: &SpeakingArgs, file: SpeakingFile) -> anyhow::Result<Self> {
        let program = args.speech_voice_program.clone().or(file.program);
        let key = Secret::of("WENSHUI_SPEECH_VOICE_KEY")?;
        let model = args.speech_voice_model.clone().or(file.model);
        let engine = match args.speech_voice_url.clone().or(file.url) {
            Some(url) => SpeakingEngine::Server {
                url,
                model: model.unwrap_or_else(|| "tts-1".to_owned()),
                key: key.or(file.key),
            },
            None => SpeakingEngine::Program(program.unwrap_or_else(|| "espeak-ng".into())),
        };
        Ok(Self {
            engine,
            mp3_program: file.mp3_program.unwrap_or_else(|| "lame".into()),
            places: file.places.map_or(2, NonZeroUsize::get),
            waiting_max: file.waiting_max.unwrap_or(16),
            cache_bytes: file.cache_mib.unwrap_or(64) * MIB,
            timeout_s: file.timeout_s.map_or(8, NonZeroU64::get),
        })
    }
}
