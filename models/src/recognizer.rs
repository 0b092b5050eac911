//! Speech to text by whisper.cpp; the home of `whisper_rs`.
//!
//! A [`Recognizer`] is a model in memory, shared by all; a [`Listener`] is one worker's state of it.
//! Sounds come in as 16 kHz; whoever calls has cut them into pieces of speech.

mod ggml;
pub mod silero;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState,
};

use crate::error::Error;
use crate::hub::disk;
use crate::recognizer::silero::{Finder, Silero};
use crate::sound::SPEECH_RATE;

/// Windows in a second of sound, as the encoder gets it.
const PLACES_A_SECOND: f64 = 50.0;
/// Tokens that a second of the quickest speech holds, and what short sounds have besides: a model that
/// repeats itself without end is stopped there. Chinese has up to seven syllables a second and mostly
/// one or two tokens for each.
const TOKENS_A_SECOND: f64 = 14.0;
const TOKENS_LEAST: i32 = 16;
/// whisper.cpp leaves out what is shorter than a tenth of a second, and hears a second best.
const SAMPLES_MIN: usize = SPEECH_RATE as usize * 12 / 10;

/// A model of speech in memory.
pub struct Recognizer {
    file: String,
    id: String,
    context: WhisperContext,
    silero: Option<Silero>,
}

impl std::fmt::Debug for Recognizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recognizer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Which language is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spoken {
    /// Chinese.
    #[default]
    Chinese,
    /// Whatever it sounds like.
    Any,
}

/// How a piece is to be heard.
#[derive(Debug, Clone, Default)]
pub struct Hearing {
    /// Words that are likely to be said; the model is shown them as if they had been said before.
    pub prompt: String,
    /// The language.
    pub spoken: Spoken,
    /// Whether speed counts more than the last word: only as much is encoded as was said.
    pub hasty: bool,
    /// Where speed is measured: so many tokens (2 at least) are written in one try, unless the model ends
    /// before.
    pub tokens: Option<u16>,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeardPiece {
    /// The text as the model wrote it.
    pub text: String,
    /// How sure the model is, from 0 to 1: the geometric mean of the probabilities of the less sure half of
    /// its tokens, for one wrong word makes a wrong text; 0 without a word. The model's own estimate that
    /// nobody speaks is left out: whisper.cpp 1.8.3 reads it from the first token of the prompt, which has
    /// none.
    pub confidence: f32,
    /// The language that was heard, as two letters.
    pub language: String,
}

/// When a worker is to give up: shared between whoever waits and the worker.
#[derive(Debug, Clone, Default)]
pub struct Until {
    /// When time is over.
    pub deadline: Option<Instant>,
    /// Alive as long as somebody waits.
    pub caller: Option<Weak<()>>,
}

impl Until {
    fn is_over(&self) -> bool {
        let late = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        late || self.caller.as_ref().is_some_and(|caller| caller.strong_count() == 0)
    }
}

impl Recognizer {
    /// Reads a model in ggml layout.
    ///
    /// Where a file named like it with `.blake3` behind stands beside it, it must have that checksum.
    ///
    /// # Errors
    /// When the file is missing, damaged or no model.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let bytes = disk::read_checked(path)?;
        Self::from_bytes(&disk::name(path), &bytes)
    }

    /// Reads a model from memory; `file` is what errors call it.
    ///
    /// # Errors
    /// When it is no model.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        whisper_rs::install_logging_hooks();
        ggml::check(file, bytes)?;
        let parameters = WhisperContextParameters::default();
        let context = WhisperContext::new_from_buffer_with_params(bytes, parameters)
            .map_err(|error| ggml::refused(file, &error.to_string()))?;
        let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
        let id = crate::embed::id(&stem, blake3::hash(bytes));
        Ok(Self { file: file.to_owned(), id, context, silero: None })
    }

    /// The same, with speech found by Silero.
    #[must_use]
    pub fn with(self, silero: Option<Silero>) -> Self {
        Self { silero, ..self }
    }

    /// The name of the file and the beginning of its checksum.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The longest piece that is heard as a whole, in seconds.
    pub fn piece_max_s(&self) -> f64 {
        f64::from(self.context.n_audio_ctx()) / PLACES_A_SECOND
    }

    /// A worker's own state; `threads` compute in it.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn listener(&self, threads: usize) -> Result<Listener<'_>, Error> {
        let state = self.context.create_state().map_err(|error| self.failed(&error.to_string()))?;
        let until = Arc::new(Mutex::new(Until::default()));
        let [chinese, any] = [Some("zh"), None].map(|language| params(language, threads, &until));
        Ok(Listener { model: self, state, chinese, any, until })
    }

    /// What finds speech for a worker, where Silero's file is given.
    ///
    /// # Errors
    /// When whisper.cpp does not take the file.
    pub fn finder(&self, threads: usize) -> Result<Option<Finder>, Error> {
        self.silero.as_ref().map(|silero| silero.finder(threads)).transpose()
    }

    fn failed(&self, reason: &str) -> Error {
        Error::Recognizer { model: self.file.clone(), reason: reason.to_owned() }
    }
}

/// How whisper.cpp is to work. Made once for a listener: it is given pointers that it never gives back.
fn params(
    language: Option<&'static str>,
    threads: usize,
    until: &Arc<Mutex<Until>>,
) -> FullParams<'static, 'static> {
    let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    params.set_language(language);
    params.set_n_threads(i32::try_from(threads).unwrap_or(1));
    params.set_no_timestamps(true);
    params.set_single_segment(true);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_special(false);
    params.set_print_timestamps(false);
    // What whisper.cpp is given here is a box of a box, and what it hands to the closure is taken for
    // the closure's own type: only a closure that is such a box itself is called rightly.
    let watched = Arc::clone(until);
    let over: Box<dyn FnMut() -> bool> =
        Box::new(move || watched.lock().unwrap_or_else(PoisonError::into_inner).is_over());
    params.set_abort_callback_safe::<_, Box<dyn FnMut() -> bool>>(Some(over));
    params
}

/// One worker's state of a model.
pub struct Listener<'a> {
    model: &'a Recognizer,
    state: WhisperState,
    chinese: FullParams<'static, 'static>,
    any: FullParams<'static, 'static>,
    until: Arc<Mutex<Until>>,
}

impl Listener<'_> {
    /// The longest piece that is heard as a whole, in seconds.
    pub fn piece_max_s(&self) -> f64 {
        self.model.piece_max_s()
    }

    /// Hears one piece of speech at 16 kHz, at most [`Recognizer::piece_max_s`] long.
    ///
    /// # Errors
    /// [`Error::GivenUp`] when `until` is over before the end, else when whisper.cpp fails.
    pub fn hear(
        &mut self,
        samples: &[f32],
        hearing: &Hearing,
        until: Until,
    ) -> Result<HeardPiece, Error> {
        if until.is_over() {
            return Err(Error::GivenUp);
        }
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = until.clone();
        let context = &self.model.context;
        // A token is at least one byte long, so none is lost.
        let prompt = context.tokenize(&hearing.prompt, hearing.prompt.len().max(1));
        let prompt = prompt.unwrap_or_default();
        let mut params: FullParams<'_, '_> = match hearing.spoken {
            Spoken::Chinese => self.chinese.clone(),
            Spoken::Any => self.any.clone(),
        };
        params.set_tokens(&prompt);
        let mut padded;
        let samples = if samples.len() < SAMPLES_MIN {
            padded = samples.to_vec();
            padded.resize(SAMPLES_MIN, 0.0);
            &padded
        } else {
            samples
        };
        if hearing.hasty {
            params.set_audio_ctx(self.places(samples.len()));
            // Another try would come too late; what is said to its end gets one.
            params.set_temperature_inc(0.0);
        }
        let seconds = samples.len() as f64 / f64::from(SPEECH_RATE);
        params.set_max_tokens(TOKENS_LEAST + (seconds * TOKENS_A_SECOND) as i32);
        if let Some(tokens) = hearing.tokens {
            // whisper.cpp stops after one more than it is told.
            params.set_max_tokens(i32::from(tokens).max(2) - 1);
            params.set_temperature_inc(0.0);
        }
        self.state.full(params, samples).map_err(|error| {
            if until.is_over() { Error::GivenUp } else { self.model.failed(&error.to_string()) }
        })?;
        Ok(self.heard())
    }

    /// The places that so many samples need, with some to spare.
    fn places(&self, samples: usize) -> i32 {
        const SPARE: i32 = 32;
        let most = self.model.context.n_audio_ctx();
        let needed = samples as f64 / f64::from(SPEECH_RATE) * PLACES_A_SECOND;
        (needed as i32 + SPARE).min(most)
    }

    fn heard(&self) -> HeardPiece {
        let mut bytes = Vec::new();
        let mut logs: Vec<f32> = Vec::new();
        let end = self.model.context.token_eot();
        for segment in self.state.as_iter() {
            bytes.extend(segment.to_bytes().unwrap_or_default());
            let tokens = (0..segment.n_tokens()).filter_map(|at| segment.get_token(at));
            let words = tokens.filter(|token| token.token_id() < end);
            logs.extend(words.map(|token| token.token_probability().max(f32::MIN_POSITIVE).ln()));
        }
        logs.sort_unstable_by(f32::total_cmp);
        logs.truncate(logs.len().div_ceil(2));
        let mean = (logs.iter().sum::<f32>() / logs.len().max(1) as f32).exp();
        let language = self.state.full_lang_id_from_state();
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        // Dots and notes are what models write where they hear no words.
        let has_words = text.chars().any(char::is_alphanumeric);
        HeardPiece {
            text: if has_words { text } else { String::new() },
            confidence: if has_words { mean } else { 0.0 },
            language: whisper_rs::get_lang_str(language).unwrap_or_default().to_owned(),
        }
    }
}
