//! Text to speech: a text is read, spoken by a program or a server outside, and kept for a while.

pub mod cache;
pub mod here;
pub mod outside;
pub mod piece;
pub mod pool;
pub mod reading;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wenshui_knowledge::text::segment::Segmenter;
use wenshui_models::voice::casting::Voice;
use wenshui_models::voice::encode::Format;
use wenshui_models::voice::program::Program;

use crate::config::speaking::{SpeakingConfig, SpeakingEngine};
use crate::error::ApiError;
use crate::metric::Metrics;
use crate::speaking::cache::{Cache, Key};
use crate::speaking::here::Work;
use crate::speaking::outside::{Asked, Outside};
use crate::speaking::piece::Pieces;
use crate::speaking::pool::{Pool, Taken};

/// How many pieces wait for a slow listener; at two seconds each, two minutes of sound.
const PIECES_MAX: usize = 64;
/// The formats of OpenAI's interface, with their media types.
const FORMATS: [(&str, &str); 6] = [
    ("mp3", "audio/mpeg"),
    ("opus", "audio/ogg"),
    ("aac", "audio/aac"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("pcm", "audio/pcm"),
];

/// Where text becomes speech.
pub struct Speaking {
    engine: Engine,
    lame: PathBuf,
    timeout: Duration,
    cache: Arc<Cache>,
    /// Places for texts being spoken.
    pub pool: Pool,
}

enum Engine {
    Here(PathBuf),
    Outside(Outside),
}

/// A text that is wanted as speech, checked.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The text.
    pub text: String,
    /// Whose voice; the engine's own where nobody is named.
    pub voice: Option<String>,
    /// How many times as fast as usual.
    pub speed: f64,
    /// In what format; one that there is where none is named.
    pub format: Option<String>,
    /// How it is to be spoken, in words; for servers outside.
    pub instructions: Option<String>,
}

/// A text as it is spoken.
pub struct Spoken {
    /// The media type.
    pub media_type: Arc<str>,
    /// What names these bytes.
    pub key: Key,
    /// The sound.
    pub pieces: Pieces,
}

impl Speaking {
    /// Opens what the configuration names.
    ///
    /// # Errors
    /// When an address is none. A program that is not there is no error: the server says so to whoever
    /// asks.
    pub fn open(config: &SpeakingConfig) -> anyhow::Result<Self> {
        let timeout = Duration::from_secs(config.timeout_s);
        let engine = match &config.engine {
            SpeakingEngine::Program(program) => Engine::Here(program.clone()),
            SpeakingEngine::Server { url, model, key } => {
                Engine::Outside(Outside::open((url, model, key.as_ref()), timeout)?)
            }
        };
        Ok(Self {
            engine,
            lame: config.mp3_program.clone(),
            timeout,
            cache: Arc::new(Cache::new(config.cache_bytes)),
            pool: Pool::new(config),
        })
    }

    /// Whether anything speaks.
    pub fn is_there(&self) -> bool {
        match &self.engine {
            Engine::Here(program) => Program(program.clone()).is_there(),
            Engine::Outside(_) => true,
        }
    }

    /// The voices that can be named; none where a server outside knows them.
    pub fn voices(&self) -> &'static [Voice] {
        match &self.engine {
            Engine::Here(_) => Voice::all(),
            Engine::Outside(_) => &[],
        }
    }

    /// The names of the formats that can be had.
    pub fn formats(&self) -> Vec<&'static str> {
        match &self.engine {
            Engine::Here(_) => {
                let had = |format: &Format| *format != Format::Mp3 || self.has_mp3();
                Format::ALL.into_iter().filter(had).map(Format::name).collect()
            }
            Engine::Outside(_) => FORMATS.map(|(name, _)| name).to_vec(),
        }
    }

    /// Speaks a text; gives the sound as soon as the first of it is there.
    ///
    /// # Errors
    /// `bad_value` about the voice or the format, `format_missing`, `voice_missing`,
    /// `speech_input_silent`, `overloaded`, or `voice_failed`.
    pub async fn speak(
        &self,
        wanted: Wanted,
        (segmenter, metrics): (Arc<Segmenter>, &Metrics),
    ) -> Result<Spoken, ApiError> {
        let format = self.format(wanted.format.as_deref())?;
        let voice = self.voice(wanted.voice.as_deref())?;
        let named = voice.map(|voice| voice.id).or(wanted.voice.as_deref()).unwrap_or_default();
        let key = self.key(&wanted, (named, format));
        if let Some(kept) = self.cache.get(&key) {
            metrics.spoken_again();
            let pieces = Pieces::kept(&kept.pieces);
            return Ok(Spoken { media_type: kept.media_type, key, pieces });
        }
        if !self.is_there() {
            return Err(ApiError::new("voice_missing"));
        }
        let taken = self.pool.take().await?;
        let spoken = match (&self.engine, voice, Format::named(format)) {
            (Engine::Here(program), Some(voice), Some(format)) => {
                let work = Work {
                    text: wanted.text,
                    voice,
                    speed: wanted.speed,
                    format,
                    program: program.clone(),
                    lame: self.lame.clone(),
                    timeout: self.timeout,
                    segmenter,
                    cache: Arc::clone(&self.cache),
                    key,
                };
                here(work, taken).await
            }
            (Engine::Outside(outside), ..) => self.ask(outside, (wanted, format, key), taken).await,
            (Engine::Here(_), ..) => Err(ApiError::internal(&"a voice or a format has gone")),
        };
        if spoken.is_ok() {
            metrics.spoken_anew();
        }
        spoken
    }

    /// Asks a server outside.
    async fn ask(
        &self,
        outside: &Outside,
        (wanted, format, key): (Wanted, &'static str, Key),
        Taken { place, seat }: Taken,
    ) -> Result<Spoken, ApiError> {
        let asked = Asked {
            text: wanted.text,
            voice: wanted.voice.unwrap_or_else(|| "alloy".to_owned()),
            speed: wanted.speed,
            format,
            instructions: wanted.instructions,
        };
        let answer = outside.ask(&asked).await?;
        let usual =
            FORMATS.into_iter().find(|(name, _)| *name == format).map_or("", |(_, kind)| kind);
        let media_type: Arc<str> = answer.media_type.as_deref().unwrap_or(usual).into();
        let (giving, coming) = mpsc::channel(PIECES_MAX);
        let kept = (Arc::clone(&self.cache), key, Arc::clone(&media_type));
        tokio::spawn(answer.hand_on(giving, kept, place));
        let pieces = Pieces::first(coming, seat).await?;
        Ok(Spoken { media_type, key, pieces })
    }

    /// The format that is meant.
    fn format(&self, named: Option<&str>) -> Result<&'static str, ApiError> {
        let formats = self.formats();
        let Some(named) = named else {
            return formats.first().copied().ok_or_else(|| ApiError::internal(&"no format"));
        };
        if named == Format::Mp3.name() && !formats.contains(&named) {
            let program = self.lame.display().to_string();
            let words = [named, program.as_str(), &formats.join(", ")];
            return Err(ApiError::about("response_format", "format_missing", &words));
        }
        formats.iter().copied().find(|format| *format == named).ok_or_else(|| {
            let words = ["response_format", named, &formats.join(", ")];
            ApiError::about("response_format", "bad_value", &words)
        })
    }

    /// The voice that is meant; nothing where a server outside knows it.
    fn voice(&self, named: Option<&str>) -> Result<Option<Voice>, ApiError> {
        let voices = self.voices();
        match named {
            Some(_) if voices.is_empty() => Ok(None),
            None => Ok(voices.first().copied()),
            Some(named) => Voice::named(named).map(Some).ok_or_else(|| {
                let known: Vec<&str> = voices.iter().map(|voice| voice.id).collect();
                ApiError::about("voice", "bad_value", &["voice", named, &known.join(", ")])
            }),
        }
    }

    /// A hash over all that shapes the sound.
    fn key(&self, wanted: &Wanted, (voice, format): (&str, &str)) -> Key {
        let engine = match &self.engine {
            Engine::Here(program) => program.display().to_string(),
            Engine::Outside(outside) => outside.id(),
        };
        let speed = wanted.speed.to_string();
        // A server outside may speak otherwise for other instructions; the program does not hear them.
        let instructions = match &self.engine {
            Engine::Outside(_) => wanted.instructions.as_deref().unwrap_or_default(),
            Engine::Here(_) => "",
        };
        let mut hasher = blake3::Hasher::new();
        for part in [&engine, format, &speed, voice, instructions, &wanted.text] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        let mut key = Key::default();
        hasher.finalize_xof().fill(&mut key);
        key
    }

    fn has_mp3(&self) -> bool {
        Program(self.lame.clone()).is_there()
    }
}

/// Speaks by the program, on a thread of its own.
async fn here(work: Work, Taken { place, seat }: Taken) -> Result<Spoken, ApiError> {
    let (giving, coming) = mpsc::channel(PIECES_MAX);
    let (media_type, key) = (work.format.media_type().into(), work.key);
    tokio::task::spawn_blocking(move || here::speak(&work, &giving, place));
    let pieces = Pieces::first(coming, seat).await?;
    Ok(Spoken { media_type, key, pieces })
}
