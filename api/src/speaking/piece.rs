//! What is spoken, piece by piece, from where it is made or kept to whoever asked.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Bytes;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use utoipa::ToSchema;
use wenshui_models::voice::speech::Mark;

use crate::error::ApiError;

/// A stretch of the text and when it is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpeechMark {
    /// Where it begins, in characters of `input`.
    pub from: usize,
    /// Where it ends, exclusive.
    pub to: usize,
    /// When it begins, in milliseconds from the beginning of the sound.
    pub start_ms: u64,
    /// When it ends.
    pub end_ms: u64,
}

impl From<Mark> for SpeechMark {
    fn from(Mark { from, to, start_ms, end_ms }: Mark) -> Self {
        Self { from, to, start_ms, end_ms }
    }
}

/// When a sentence and its words are heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpeechMarks {
    /// The sentence, so far as it has been spoken by now; the last marks of a sentence tell its end.
    pub sentence: SpeechMark,
    /// The words that the next bytes say; none where only sentences are known.
    pub words: Vec<SpeechMark>,
}

/// A part of the sound.
#[derive(Debug, Clone)]
pub struct SoundPiece {
    /// Its bytes.
    pub bytes: Bytes,
    /// What it says when; nothing where that is not known.
    pub marks: Option<Arc<SpeechMarks>>,
}

impl SoundPiece {
    /// What it takes in memory, in bytes.
    pub fn size(&self) -> u64 {
        let words = self.marks.as_ref().map_or(0, |marks| marks.words.len() + 1);
        (self.bytes.len() + size_of::<Self>() + words * size_of::<SpeechMark>()) as u64
    }
}

/// The end of a channel at which pieces are made.
pub type Giving = mpsc::Sender<Result<SoundPiece, ApiError>>;

/// Pieces as they come. Dropped before the end, it stops whoever makes them.
pub struct Pieces {
    ready: VecDeque<SoundPiece>,
    coming: Option<mpsc::Receiver<Result<SoundPiece, ApiError>>>,
    /// Kept for as long as somebody listens.
    _seat: Option<OwnedSemaphorePermit>,
}

impl Pieces {
    /// All pieces at once.
    pub fn kept(pieces: &[SoundPiece]) -> Self {
        Self { ready: pieces.iter().cloned().collect(), coming: None, _seat: None }
    }

    /// Pieces that are still made; the first is waited for, so that what cannot be spoken at all is
    /// refused in time.
    ///
    /// # Errors
    /// Why nothing is spoken.
    pub async fn first(
        mut coming: mpsc::Receiver<Result<SoundPiece, ApiError>>,
        seat: OwnedSemaphorePermit,
    ) -> Result<Self, ApiError> {
        let first = coming.recv().await;
        let first = first.ok_or_else(|| ApiError::internal(&"nothing was spoken"))??;
        Ok(Self { ready: [first].into(), coming: Some(coming), _seat: Some(seat) })
    }

    /// The next piece, nothing at the end.
    ///
    /// # Errors
    /// Why it does not go on.
    pub async fn next(&mut self) -> Option<Result<SoundPiece, ApiError>> {
        if let Some(piece) = self.ready.pop_front() {
            return Some(Ok(piece));
        }
        match &mut self.coming {
            Some(coming) => coming.recv().await,
            None => None,
        }
    }

    /// How many bytes come, where all are there.
    pub fn length(&self) -> Option<usize> {
        let all = self.coming.is_none();
        all.then(|| self.ready.iter().map(|piece| piece.bytes.len()).sum())
    }

    /// Whether they tell what they say when; of a source one does as all do.
    pub fn are_marked(&self) -> bool {
        self.ready.front().is_some_and(|piece| piece.marks.is_some())
    }

    /// All pieces, waited for.
    ///
    /// # Errors
    /// Why it does not go on.
    pub async fn all(mut self) -> Result<Vec<SoundPiece>, ApiError> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await {
            all.push(piece?);
        }
        Ok(all)
    }
}
