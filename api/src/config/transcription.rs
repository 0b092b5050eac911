//! How speech becomes text: a model here, or a server outside.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};

use anyhow::ensure;
use serde::Deserialize;
use wenshui_models::hub::named;

use crate::config::secret::Secret;

/// The table `[transcription]` of the configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TranscriptionFile {
    model: Option<String>,
    models: Option<PathBuf>,
    voice_activity: Option<PathBuf>,
    server_url: Option<String>,
    server_model: Option<String>,
    server_key: Option<Secret>,
    workers: Option<NonZeroUsize>,
    threads: Option<NonZeroUsize>,
    waiting_max: Option<NonZeroUsize>,
    timeout_s: Option<NonZeroU64>,
    uploads_max: Option<NonZeroUsize>,
    prompt_chars: Option<usize>,
    confidence_min: Option<f32>,
    clean: Option<bool>,
    trim: Option<bool>,
    level: Option<bool>,
}

/// The folder in the data directory where speech models are looked for by name.
pub const MODELS: &str = "models";

/// How speech becomes text.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptionConfig {
    /// What hears.
    pub engine: TranscriptionEngine,
    /// `voice_activity`: a file of Silero's in whisper.cpp's layout that finds speech in recordings in the
    /// place of the server's own way (default none).
    pub voice_activity: Option<PathBuf>,
    /// `workers`: how many sounds are heard at once (default 1).
    pub workers: usize,
    /// `threads`: how many threads hear one sound (default 2).
    pub threads: usize,
    /// `waiting_max`: how many sounds may wait (default 8).
    pub waiting_max: usize,
    /// `timeout_s`: how long a sound may wait and be heard, in seconds (default 60).
    pub timeout_s: u64,
    /// `uploads_max`: how many sounds may come in at once; each takes what its file has, at most 40 MB
    /// (default 4).
    pub uploads_max: usize,
    /// `prompt_chars`: how many characters of the knowledge's terms a model is shown first (default 120).
    pub prompt_chars: usize,
    /// `confidence_min`: below this a transcript is not called confident (default 0.8).
    pub confidence_min: f32,
    /// `clean`: noise is taken out (default true).
    pub clean: bool,
    /// `trim`: what is between and around speech is left out (default true).
    pub trim: bool,
    /// `level`: quiet speech is made louder (default true).
    pub level: bool,
}

/// What hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TranscriptionEngine {
    /// Nothing: the server says so.
    Missing,
    /// `model` (`--speech-model`, `WENSHUI_SPEECH_MODEL`): a whisper.cpp file, or the name of one in
    /// `models`: `base` for `ggml-base.bin` (default the folder `models` in the data directory).
    Model(PathBuf),
    /// `server_url`: any server that transcribes as OpenAI's does, up to its `/v1`.
    Server {
        /// Its address.
        url: String,
        /// `server_model`: the model it is asked for (default `whisper-1`).
        model: String,
        /// `server_key` (variable `WENSHUI_TRANSCRIPTION_KEY`): what it is shown.
        key: Option<Secret>,
    },
}

impl TranscriptionConfig {
    /// Puts the file, the flag and the environment together.
    ///
    /// # Errors
    /// When two engines are named, or a number is out of range.
    pub fn resolve(
        file: TranscriptionFile,
        flag: Option<&str>,
        data: &Path,
    ) -> anyhow::Result<Self> {
        let model = flag.map(str::to_owned).or(file.model);
        let models = file.models.unwrap_or_else(|| data.join(MODELS));
        ensure!(
            model.is_none() || file.server_url.is_none(),
            "[transcription] names both a model and a server_url; one of them hears"
        );
        ensure!(
            file.voice_activity.is_none() || file.server_url.is_none(),
            "[transcription] names voice_activity and a server_url; a server outside finds speech itself"
        );
        let key = Secret::of("WENSHUI_TRANSCRIPTION_KEY")?;
        let engine = match (model, file.server_url) {
            (Some(model), _) => TranscriptionEngine::Model(place(&model, &models)),
            (None, Some(url)) => TranscriptionEngine::Server {
                url,
                model: file.server_model.unwrap_or_else(|| "whisper-1".to_owned()),
                key: key.or(file.server_key),
            },
            (None, None) => TranscriptionEngine::Missing,
        };
        let confidence_min = file.confidence_min.unwrap_or(0.8);
        ensure!(
            (0.0..=1.0).contains(&confidence_min),
            "[transcription] confidence_min is not between 0 and 1"
        );
        Ok(Self {
            engine,
            voice_activity: file.voice_activity,
            workers: file.workers.map_or(1, NonZeroUsize::get),
            threads: file.threads.map_or(2, NonZeroUsize::get),
            waiting_max: file.waiting_max.map_or(8, NonZeroUsize::get),
            timeout_s: file.timeout_s.map_or(60, NonZeroU64::get),
            uploads_max: file.uploads_max.map_or(4, NonZeroUsize::get),
            prompt_chars: file.prompt_chars.unwrap_or(120),
            confidence_min,
            clean: file.clean.unwrap_or(true),
            trim: file.trim.unwrap_or(true),
            level: file.level.unwrap_or(true),
        })
    }
}

/// A path as it is, or the file of a model that is called by its name.
pub fn place(model: &str, models: &Path) -> PathBuf {
    let path = Path::new(model);
    let is_name = path.extension().is_none_or(|end| end != "bin") && path.components().count() == 1;
    if is_name { named::place(models, model) } else { path.to_owned() }
}
