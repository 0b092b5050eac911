//! Speech that is still being said: what has been said so far is heard again and again, and what was
//! said to its end once more.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::future::OptionFuture;
use tokio::task::JoinHandle;
use wenshui_knowledge::heard::Ear;
use wenshui_models::sound::SPEECH_RATE;
use wenshui_models::sound::live::{Live, Utterance};

use crate::error::ApiError;
use crate::state::AppState;
use crate::transcription::SECONDS_MAX;
use crate::transcription::said::{Transcribed, Wanted};

/// Speech is heard for the first time after so many samples (0.3 s) …
const FIRST: usize = SPEECH_RATE as usize * 3 / 10;
/// … and again after so many more (0.4 s).
const AGAIN: usize = SPEECH_RATE as usize * 2 / 5;

/// A stream of speech and what is being made of it.
pub struct Speech {
    state: AppState,
    ear: Arc<Ear>,
    wanted: Wanted,
    live: Live,
    /// What was said to its end and is being heard.
    ended: VecDeque<Hearing>,
    /// What is said and heard for now.
    partial: Option<Hearing>,
    /// What is said is heard once it is so many samples long.
    next: usize,
    /// A byte that waits for its other half.
    half: Option<u8>,
    said: String,
}

struct Hearing {
    from_s: f64,
    to_s: f64,
    task: JoinHandle<Result<Transcribed, ApiError>>,
}

impl Drop for Hearing {
    fn drop(&mut self) {
        // Whoever is gone hears nothing, and nobody works for them.
        self.task.abort();
    }
}

/// Something heard.
#[derive(Debug)]
pub enum Heard {
    /// Of what is still being said.
    Partial(Said),
    /// To its end.
    Final(Said),
}

/// What was said from when to when.
#[derive(Debug)]
pub struct Said {
    /// Where it begins in the stream, in seconds.
    pub from_s: f64,
    /// Where it ends, in seconds.
    pub to_s: f64,
    /// What was heard, or why nothing.
    pub heard: Result<Transcribed, ApiError>,
}

impl Speech {
    /// A stream that begins.
    ///
    /// # Errors
    /// `speech_model_missing`.
    pub async fn begin(state: AppState, wanted: Wanted) -> Result<Self, ApiError> {
        if !state.transcription.is_there() {
            return Err(ApiError::new("speech_model_missing"));
        }
        let ear = state.transcription.ear(&state.engine.version()).await?;
        let (settings, piece) = (state.transcription.settings(), state.transcription.piece_max_s());
        Ok(Self {
            live: Live::new(settings, (SECONDS_MAX, piece)),
            state,
            ear,
            wanted,
            ended: VecDeque::new(),
            partial: None,
            next: FIRST,
            half: None,
            said: String::new(),
        })
    }

    /// Takes sound: numbers of 16 bits at 16 kHz, the low byte first.
    pub fn take(&mut self, bytes: &[u8]) {
        let half = self.half.take();
        let bytes: Vec<u8> = half.into_iter().chain(bytes.iter().copied()).collect();
        let pairs = bytes.chunks_exact(2);
        self.half = pairs.remainder().first().copied();
        let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
        let samples: Vec<f32> = pairs.map(sample).collect();
        let ended = self.live.take(&samples);
        self.hear_ended(ended);
        self.hear_partly();
    }

    /// Whether as much has come as is taken.
    pub fn is_full(&self) -> bool {
        self.live.is_full()
    }

    /// How much has come, in seconds.
    pub fn seconds(&self) -> f64 {
        self.live.seconds()
    }

    /// Nothing more comes.
    pub fn finish(&mut self) {
        let ended = self.live.finish();
        self.hear_ended(ended);
    }

    /// Whether something is still being heard to its end.
    pub fn is_hearing(&self) -> bool {
        !self.ended.is_empty()
    }

    /// Everything that was heard to its end.
    pub fn text(&self) -> &str {
        &self.said
    }

    /// What is heard next; never, where nothing is being heard.
    pub async fn next(&mut self) -> Heard {
        let ended: OptionFuture<_> = self.ended.front_mut().map(|hearing| &mut hearing.task).into();
        let partial: OptionFuture<_> =
            self.partial.as_mut().map(|hearing| &mut hearing.task).into();
        let (is_final, outcome) = tokio::select! {
            Some(outcome) = ended => (true, outcome),
            Some(outcome) = partial => (false, outcome),
            else => std::future::pending().await,
        };
        let heard = outcome.unwrap_or_else(|error| Err(ApiError::internal(&error)));
        let hearing = if is_final { self.ended.pop_front() } else { self.partial.take() };
        let (from_s, to_s) = hearing.map_or((0.0, 0.0), |hearing| (hearing.from_s, hearing.to_s));
        if is_final && let Ok(heard) = &heard {
            self.said.push_str(&heard.text);
        }
        let said = Said { from_s, to_s, heard };
        if is_final { Heard::Final(said) } else { Heard::Partial(said) }
    }

    fn hear_ended(&mut self, ended: Vec<Utterance>) {
        for utterance in ended {
            // What was heard of it for now is no longer wanted.
            self.partial = None;
            self.next = FIRST;
            let hearing = self.hear(utterance, false);
            self.ended.push_back(hearing);
        }
    }

    fn hear_partly(&mut self) {
        if self.partial.is_some() || !self.state.transcription.is_here() {
            return;
        }
        // Nothing is copied before it is long enough to be heard.
        if let Some(utterance) = self.live.going_on(self.next) {
            self.next = utterance.said + AGAIN;
            self.partial = Some(self.hear(utterance, true));
        }
    }

    fn hear(&self, utterance: Utterance, hasty: bool) -> Hearing {
        let (state, ear) = (self.state.clone(), Arc::clone(&self.ear));
        let wanted = Wanted { hasty, ..self.wanted.clone() };
        let samples = utterance.samples;
        let task =
            tokio::spawn(async move { state.transcription.said((samples, wanted), &ear).await });
        Hearing { from_s: utterance.seconds.start, to_s: utterance.seconds.end, task }
    }
}
