//! A whole text said: phrase by phrase, in the bytes of a format, with the moments of its words.

use std::ops::Range;

use crate::error::Error;
use crate::voice::encode::Encoder;
use crate::voice::plan::Phrase;
use crate::voice::program::Watch;
use crate::voice::speaker::{RATE, Said, Speaker};

/// A stretch of the text and when it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Where it begins, in characters of the text.
    pub from: usize,
    /// Where it ends, exclusive.
    pub to: usize,
    /// When it begins, in milliseconds from the beginning of the sound.
    pub start_ms: u64,
    /// When it ends.
    pub end_ms: u64,
}

/// What a phrase gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The bytes of its sound; one behind the other they are the whole file.
    pub bytes: Vec<u8>,
    /// Its sentence, from where the sentence began to where this phrase ends.
    pub sentence: Mark,
    /// Its words.
    pub words: Vec<Mark>,
}

/// A text being said. It has ended when it gives nothing more.
pub struct Speech {
    speaker: Speaker,
    phrases: std::iter::Peekable<std::vec::IntoIter<Phrase>>,
    encoder: Option<Encoder>,
    /// Samples before the next phrase.
    at: usize,
    /// The sentence that was begun, and the sample at which it was.
    sentence: (Range<usize>, usize),
}

impl Speech {
    /// Prepares to say phrases. The silence after the last one is left out.
    pub fn new(speaker: Speaker, encoder: Encoder, mut phrases: Vec<Phrase>) -> Self {
        if let Some(last) = phrases.last_mut().and_then(|phrase| phrase.words.last_mut()) {
            last.rest_ms = 0;
        }
        let phrases = phrases.into_iter().peekable();
        Self { speaker, phrases, encoder: Some(encoder), at: 0, sentence: (0..0, 0) }
    }

    /// Says the next phrase.
    ///
    /// # Errors
    /// When the voice or the encoder fails, or nobody wants it.
    pub fn next(&mut self, watch: Watch<'_>) -> Result<Option<Piece>, Error> {
        let (Some(phrase), Some(encoder)) = (self.phrases.next(), self.encoder.as_mut()) else {
            return Ok(None);
        };
        let said = self.speaker.say(&phrase, watch)?;
        let mut bytes = encoder.write(&said.samples, watch)?;
        if self.phrases.peek().is_none()
            && let Some(encoder) = self.encoder.take()
        {
            bytes.extend(encoder.finish(watch)?);
        }
        let words = self.words(&phrase, &said);
        if self.sentence.0 != phrase.sentence {
            self.sentence = (phrase.sentence.clone(), self.at);
        }
        let sentence = mark(&phrase.sentence, self.sentence.1..self.at + said.voiced);
        self.at += said.samples.len();
        Ok(Some(Piece { bytes, sentence, words }))
    }

    fn words(&self, phrase: &Phrase, said: &Said) -> Vec<Mark> {
        let words = phrase.words.iter().zip(&said.words);
        words
            .map(|(word, samples)| mark(&word.span, self.at + samples.start..self.at + samples.end))
            .collect()
    }
}

fn mark(span: &Range<usize>, samples: Range<usize>) -> Mark {
    let (start_ms, end_ms) = (ms(samples.start), ms(samples.end));
    Mark { from: span.start, to: span.end, start_ms, end_ms }
}

fn ms(samples: usize) -> u64 {
    samples as u64 * 1000 / u64::from(RATE)
}
