//! Speech to text: a sound is read, heard by a model or a server, and brought to written form.

pub mod ear;
pub mod live;
pub mod outside;
pub mod refused;
pub mod said;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::body::Bytes;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use wenshui_engine::version::Version;
use wenshui_knowledge::heard::Ear;
use wenshui_models::listeners::{ListenLimits, Listeners, Transcript, Work};
use wenshui_models::recognizer::silero::Silero;
use wenshui_models::recognizer::{Hearing, Recognizer};
use wenshui_models::sound::decode::decode;
use wenshui_models::sound::front::FrontSettings;
use wenshui_models::sound::{SPEECH_RATE, Sound};

use crate::config::transcription::{TranscriptionConfig, TranscriptionEngine};
use crate::error::ApiError;
use crate::transcription::outside::Outside;
use crate::transcription::refused::{faulty, unheard};
use crate::transcription::said::{Transcribed, TranscribedPiece, Wanted};

/// The longest sound, in seconds.
pub const SECONDS_MAX: f64 = 60.0;
/// The largest file, in bytes: 60 seconds at 96 kHz in two channels of 24 bits, and some.
pub const BYTES_MAX: usize = 40 * 1024 * 1024;
/// The longest piece that an outside server is sent from a stream: Whisper's window with its margins.
const OUTSIDE_PIECE_S: f64 = 28.0;
/// How long a worker has to say that time is over.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);
/// A transcript that is less likely than this is none.
const CONFIDENCE_NONE: f32 = 0.1;

/// Where speech becomes text.
#[derive(Debug)]
pub struct Transcription {
    engine: Engine,
    settings: FrontSettings,
    confidence_min: f32,
    prompt_chars: usize,
    ears: ear::Ears,
    /// Places for sounds coming in.
    pub uploads: Semaphore,
}

#[derive(Debug)]
enum Engine {
    Missing,
    Here(Arc<Listeners>),
    Outside(Outside),
}

impl Transcription {
    /// Opens what the configuration names.
    ///
    /// # Errors
    /// When a model is there and cannot be used, or an address is none. A model that is not there yet is
    /// no error: the server says so to whoever asks.
    pub fn open(config: &TranscriptionConfig) -> anyhow::Result<Self> {
        // Also without a model, so that a wrong path is told before there is one.
        let silero = config.voice_activity.as_deref().map(Silero::open).transpose();
        let silero = silero.context("voice_activity cannot be used")?;
        let engine = match &config.engine {
            TranscriptionEngine::Missing => Engine::Missing,
            TranscriptionEngine::Model(path) if !path.exists() => {
                tracing::warn!(speech.model = %path.display(), "the speech model is not there; speech is not transcribed; `wenshui models fetch` brings one");
                Engine::Missing
            }
            TranscriptionEngine::Model(path) => {
                let model = Recognizer::open(path).context("the speech model cannot be used")?;
                let model = model.with(silero);
                let limits = ListenLimits {
                    workers: config.workers,
                    threads: config.threads,
                    waiting_max: config.waiting_max,
                    timeout_ms: config.timeout_s * 1000,
                };
                Engine::Here(Arc::new(Listeners::start(model, limits)?))
            }
            TranscriptionEngine::Server { url, model, key } => {
                let timeout = Duration::from_secs(config.timeout_s);
                Engine::Outside(Outside::open((url, model, key.clone()), timeout)?)
            }
        };
        let TranscriptionConfig { clean, trim, level, .. } = *config;
        Ok(Self {
            engine,
            settings: FrontSettings { clean, trim, level },
            confidence_min: config.confidence_min,
            prompt_chars: config.prompt_chars,
            ears: ear::Ears::default(),
            uploads: Semaphore::new(config.uploads_max),
        })
    }

    /// Whether anything hears.
    pub fn is_there(&self) -> bool {
        !matches!(self.engine, Engine::Missing)
    }

    /// Whether what is still being said can be heard again and again.
    pub fn is_here(&self) -> bool {
        matches!(self.engine, Engine::Here(_))
    }

    /// The longest piece that is heard as a whole, in seconds.
    pub fn piece_max_s(&self) -> f64 {
        match &self.engine {
            Engine::Here(listeners) => listeners.piece_max_s(),
            Engine::Missing | Engine::Outside(_) => OUTSIDE_PIECE_S,
        }
    }

    /// What is done to a sound before it is heard.
    pub fn settings(&self) -> FrontSettings {
        self.settings
    }

    /// Transcribes a whole sound.
    ///
    /// # Errors
    /// `speech_model_missing`, `overloaded`, `timeout`, or what an outside server did.
    pub async fn sound(
        &self,
        (sound, wanted): (Sound, Wanted),
        version: &Arc<Version>,
    ) -> Result<Transcribed, ApiError> {
        let ear = self.ears.of(version).await?;
        self.hear((Work::Whole(sound, self.settings), wanted), &ear).await
    }

    /// Transcribes something said, cut out and cleaned already, at 16 kHz.
    ///
    /// # Errors
    /// As [`Self::sound`].
    pub async fn said(
        &self,
        (samples, wanted): (Vec<f32>, Wanted),
        ear: &Ear,
    ) -> Result<Transcribed, ApiError> {
        self.hear((Work::Said(samples, self.settings), wanted), ear).await
    }

    /// The ear for a version of the knowledge.
    ///
    /// # Errors
    /// When it cannot be built.
    pub async fn ear(&self, version: &Arc<Version>) -> Result<Arc<Ear>, ApiError> {
        self.ears.of(version).await
    }

    async fn hear(
        &self,
        (work, wanted): (Work, Wanted),
        ear: &Ear,
    ) -> Result<Transcribed, ApiError> {
        match &self.engine {
            Engine::Missing => Err(ApiError::new("speech_model_missing")),
            Engine::Here(listeners) => {
                let prompt = format!("{}{}", wanted.prompt, ear.prompt(self.prompt_chars));
                let Wanted { spoken, hasty, .. } = wanted;
                let hearing = Hearing { prompt, spoken, hasty, tokens: None };
                let transcript = ask(listeners, (work, hearing)).await?;
                Ok(self.written(&transcript, (ear, listeners.id())))
            }
            Engine::Outside(outside) => {
                let sound = match work {
                    Work::Whole(sound, _) => sound,
                    Work::Said(samples, _) => Sound { rate: SPEECH_RATE, samples },
                };
                outside.hear((sound, &wanted), ear).await
            }
        }
    }

    /// What was heard by a model, as people write it.
    fn written(&self, transcript: &Transcript, (ear, model): (&Ear, &str)) -> Transcribed {
        let pieces: Vec<TranscribedPiece> = transcript
            .pieces
            .iter()
            .map(|piece| {
                let is_speech = piece.heard.confidence >= CONFIDENCE_NONE;
                TranscribedPiece {
                    from_s: piece.seconds.start,
                    to_s: piece.seconds.end,
                    text: if is_speech { piece.heard.text.clone() } else { String::new() },
                    confidence: Some(piece.heard.confidence),
                }
            })
            .collect();
        let said = pieces.iter().filter(|piece| !piece.text.is_empty());
        // The recogniser marks a pause by a space; so is one piece parted from the next.
        let raw = said.clone().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
        // A transcript is as sure as its least sure part.
        let confidence = said.filter_map(|piece| piece.confidence).fold(f32::INFINITY, f32::min);
        let confidence = if confidence.is_finite() { confidence } else { 0.0 };
        let heard = ear.hear(&raw);
        let language = transcript.pieces.first().map(|piece| piece.heard.language.clone());
        Transcribed {
            text: heard.text,
            raw,
            changes: heard.changes,
            confidence: Some(confidence),
            confident: confidence >= self.confidence_min,
            language: language.unwrap_or_else(|| "zh".to_owned()),
            seconds: transcript.seconds,
            speech_s: Some(transcript.speech_s),
            pieces,
            model: model.to_owned(),
        }
    }
}

/// Reads the sound of a file.
///
/// # Errors
/// What is wrong with the file.
pub async fn read(bytes: Bytes) -> Result<Sound, ApiError> {
    let read = tokio::task::spawn_blocking(move || decode(bytes, SECONDS_MAX));
    read.await.map_err(|error| ApiError::internal(&error))?.map_err(|fault| faulty(&fault))
}

async fn ask(listeners: &Arc<Listeners>, asked: (Work, Hearing)) -> Result<Transcript, ApiError> {
    let start = Instant::now();
    let (reply, answer) = oneshot::channel();
    // Nobody may be left to hear it.
    let reply = Box::new(move |heard| drop(reply.send(heard)));
    let waiting = listeners.ask(asked, reply).map_err(|error| unheard(&error))?;
    let most = Duration::from_millis(listeners.timeout_ms()) + ANSWERED_WITHIN;
    // A worker that fell answers nothing.
    let heard = timeout(most, answer).await.map_err(|error| ApiError::internal(&error))?;
    let heard = heard.map_err(|error| ApiError::internal(&error))?;
    drop(waiting);
    tracing::debug!(speech.took_ms = start.elapsed().as_millis() as u64, "a sound was heard");
    heard.map_err(|error| unheard(&error))
}
