//! Speaking here, by the program espeak-ng, on a thread that may wait.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use wenshui_knowledge::text::segment::Segmenter;
use wenshui_models::error::Error;
use wenshui_models::voice::casting::Voice;
use wenshui_models::voice::encode::{Encoder, Format};
use wenshui_models::voice::program::Watch;
use wenshui_models::voice::speaker::Speaker;
use wenshui_models::voice::speech::{Piece, Speech};

use crate::error::ApiError;
use crate::speaking::cache::{Cache, Kept, Key};
use crate::speaking::piece::{Giving, SoundPiece, SpeechMarks};
use crate::speaking::reading::{planned, reader};

/// How long a listener may take nothing, before it is left.
const PATIENCE: Duration = Duration::from_secs(60);

/// A text to be spoken.
pub struct Work {
    /// The text.
    pub text: String,
    /// Whose voice.
    pub voice: Voice,
    /// How many times as fast as usual.
    pub speed: f64,
    /// In what format.
    pub format: Format,
    /// The program that speaks.
    pub program: PathBuf,
    /// The program that makes MP3.
    pub lame: PathBuf,
    /// How long a program may give nothing.
    pub timeout: Duration,
    /// What cuts texts into words.
    pub segmenter: Arc<Segmenter>,
    /// Where it is kept in the end.
    pub cache: Arc<Cache>,
    /// What names it there.
    pub key: Key,
}

/// Speaks, phrase by phrase, for as long as somebody listens; to be called where waiting is allowed.
pub fn speak(work: &Work, giving: &Giving, place: OwnedSemaphorePermit) {
    if let Err(error) = spoken(work, giving) {
        // Whoever is gone already is told nothing.
        let _ = giving.try_send(Err(error));
    }
    drop(place);
}

fn spoken(work: &Work, giving: &Giving) -> Result<(), ApiError> {
    let phrases = planned(reader(&work.segmenter)?.read(&work.text));
    if phrases.is_empty() {
        return Err(ApiError::about("input", "speech_input_silent", &[]));
    }
    let wanted = || !giving.is_closed();
    let watch = Watch { timeout: work.timeout, wanted: &wanted };
    let (espeak, speed) = work.voice.at(&work.program, work.speed);
    let encoder = Encoder::new(work.format, &work.lame).map_err(|error| failed(&error))?;
    let mut speech = Speech::new(Speaker { espeak, speed }, encoder, phrases);
    let (mut all, mut bytes) = (Vec::new(), 0);
    while let Some(piece) = speech.next(watch).map_err(|error| failed(&error))? {
        let piece = sound(piece);
        bytes += piece.size();
        if bytes <= work.cache.bytes_of_one_max() {
            all.push(piece.clone());
        }
        let sent = Handle::current().block_on(timeout(PATIENCE, giving.send(Ok(piece))));
        if !matches!(sent, Ok(Ok(()))) {
            return Ok(());
        }
    }
    if bytes <= work.cache.bytes_of_one_max() {
        let media_type = work.format.media_type().into();
        work.cache.put(work.key, Kept { media_type, pieces: all.into() });
    }
    Ok(())
}

fn sound(piece: Piece) -> SoundPiece {
    let words = piece.words.into_iter().map(Into::into).collect();
    let marks = SpeechMarks { sentence: piece.sentence.into(), words };
    SoundPiece { bytes: piece.bytes.into(), marks: Some(Arc::new(marks)) }
}

fn failed(error: &Error) -> ApiError {
    ApiError { log: Some(format!("{error:?}").into()), ..ApiError::new("voice_failed") }
}
