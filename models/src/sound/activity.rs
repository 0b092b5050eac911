//! Where somebody speaks.
//!
//! A frame is speech when what is left of it after cleaning stands over the noise and is not much
//! quieter than the loudest of late. Speech begins when most of a few frames are such, and ends when
//! none was for a while: voices pause between words.

use std::ops::Range;

use crate::sound::clean::{Frame, HOP};

/// Speech stands so far over the noise, in decibels.
const OVER_NOISE_DB: f32 = 1.0;
/// And is no quieter than this below the loudest, in decibels.
const BELOW_LOUDEST_DB: f32 = 36.0;
/// Of so many frames (40 ms) …
const FRAMES: usize = 5;
/// … so many make a beginning.
const FRAMES_SPOKEN: usize = 4;
/// So many frames without speech (200 ms) make an end.
const FRAMES_SILENT: usize = 25;
/// Speech is taken so much longer at both ends (40 ms): consonants begin and vowels end softly.
const BORDER: usize = 5;
/// A frame's number says where it ends; its middle is a little before.
const LAG: usize = HOP;

/// Follows frames and says from where to where somebody speaks.
#[derive(Debug, Clone, Default)]
pub struct Activity {
    /// Frames so far.
    frames: usize,
    /// The last [`FRAMES`], one bit each.
    recent: u32,
    /// The frame in which the speech began that goes on.
    began: Option<usize>,
    /// The last frame that was speech.
    last: usize,
}

impl Activity {
    /// Takes a frame; gives the samples of a speech that has ended with it.
    pub fn take(&mut self, frame: Frame) -> Option<Range<usize>> {
        let at = self.frames;
        self.frames += 1;
        let is_speech =
            frame.over_noise_db > OVER_NOISE_DB && frame.below_loudest_db < BELOW_LOUDEST_DB;
        self.recent = (self.recent << 1 | u32::from(is_speech)) & ((1 << FRAMES) - 1);
        if is_speech {
            self.last = at;
        }
        match self.began {
            None if self.recent.count_ones() as usize >= FRAMES_SPOKEN => {
                self.began = Some((at + 1).saturating_sub(FRAMES));
                None
            }
            Some(_) if at - self.last >= FRAMES_SILENT => self.end(),
            _ => None,
        }
    }

    /// The speech that goes on, as far as it is known: its first sample and the one after its last.
    pub fn going_on(&self) -> Option<Range<usize>> {
        self.began.map(|began| sample(began.saturating_sub(BORDER))..sample(self.last + 1 + BORDER))
    }

    /// How long nobody has spoken, in samples.
    pub fn silent_for(&self) -> usize {
        (self.frames.saturating_sub(self.last + 1)) * HOP
    }

    /// Ends the speech that goes on, if any.
    pub fn end(&mut self) -> Option<Range<usize>> {
        let ended = self.going_on();
        self.began = None;
        self.recent = 0;
        ended
    }
}

/// The speech in a whole sound, as ranges of samples.
pub fn speech(frames: &[Frame]) -> Vec<Range<usize>> {
    let mut activity = Activity::default();
    let mut found: Vec<Range<usize>> =
        frames.iter().filter_map(|frame| activity.take(*frame)).collect();
    found.extend(activity.end());
    found
}

fn sample(frame: usize) -> usize {
    (frame * HOP).saturating_sub(LAG)
}
