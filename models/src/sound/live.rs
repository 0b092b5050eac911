//! Sound that is still coming: cleaned as it comes, with the beginning and the end of what is said.

use std::ops::Range;

use crate::sound::SPEECH_RATE;
use crate::sound::activity::Activity;
use crate::sound::clean::{Cleaned, Cleaner};
use crate::sound::front::FrontSettings;

/// Samples before speech that are heard with it, 0.2 s.
const MARGIN: usize = SPEECH_RATE as usize / 5;
/// Speech that is interrupted for less (0.7 s) goes on.
const PAUSE: usize = SPEECH_RATE as usize * 7 / 10;

/// A stream of sound at 16 kHz.
#[derive(Debug)]
pub struct Live {
    settings: FrontSettings,
    cleaner: Cleaner,
    activity: Activity,
    /// The samples from `offset` on.
    samples: Vec<f32>,
    offset: usize,
    /// The samples that came in, uncleaned and not longer needed by the cleaner.
    raw: Vec<f32>,
    /// What has been said since the last end, as samples of the stream.
    said: Option<Range<usize>>,
    taken: usize,
    samples_max: usize,
    piece_max: usize,
}

/// Something that was said, from its beginning to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The samples with a margin.
    pub samples: Vec<f32>,
    /// How many samples were said, without margins.
    pub said: usize,
    /// Where in the stream it is, in seconds.
    pub seconds: Range<f64>,
}

impl Live {
    /// A stream of at most `seconds_max`; what is said without a pause is cut at `piece_max_s`.
    pub fn new(settings: FrontSettings, (seconds_max, piece_max_s): (f64, f64)) -> Self {
        let samples = |seconds: f64| (seconds * f64::from(SPEECH_RATE)).round() as usize;
        Self {
            settings,
            cleaner: Cleaner::default(),
            activity: Activity::default(),
            samples: Vec::new(),
            offset: 0,
            raw: Vec::new(),
            said: None,
            taken: 0,
            samples_max: samples(seconds_max),
            // With its margins, and the pause after which speech may turn out to go on.
            piece_max: samples(piece_max_s) - 4 * MARGIN,
        }
    }

    /// How much has come, in seconds.
    pub fn seconds(&self) -> f64 {
        self.taken as f64 / f64::from(SPEECH_RATE)
    }

    /// Whether as much has come as is taken.
    pub fn is_full(&self) -> bool {
        self.taken >= self.samples_max
    }

    /// Takes what comes next, up to the limit; gives what has been said to its end by now.
    pub fn take(&mut self, samples: &[f32]) -> Vec<Utterance> {
        let room = self.samples_max - self.taken;
        let samples = &samples[..samples.len().min(room)];
        self.taken += samples.len();
        let cleaned = self.cleaner.take(samples);
        self.keep(samples, cleaned)
    }

    /// Ends the stream; gives what has been said since the last end.
    pub fn finish(&mut self) -> Vec<Utterance> {
        let cleaned = self.cleaner.finish();
        let mut ended = self.keep(&[], cleaned);
        if let Some(range) = self.activity.end() {
            self.say(range);
        }
        ended.extend(self.end());
        ended
    }

    /// What has been said since the last end, so far, once it is as many samples long without margins.
    pub fn going_on(&self, samples_min: usize) -> Option<Utterance> {
        let said = match (&self.said, self.activity.going_on()) {
            (Some(said), Some(more)) => said.start..more.end,
            (Some(said), None) => said.clone(),
            (None, more) => more?,
        };
        (said.len() >= samples_min).then(|| self.utterance(said))
    }

    fn keep(&mut self, raw: &[f32], cleaned: Cleaned) -> Vec<Utterance> {
        self.raw.extend_from_slice(raw);
        let count = cleaned.samples.len();
        if self.settings.clean {
            self.samples.extend(cleaned.samples);
        } else {
            let ready = count.min(self.raw.len());
            self.samples.extend_from_slice(&self.raw[..ready]);
        }
        self.raw.drain(..count.min(self.raw.len()));
        let mut ended = Vec::new();
        for frame in cleaned.frames {
            if let Some(range) = self.activity.take(frame) {
                self.say(range);
            }
            ended.extend(self.end_if_due());
        }
        self.forget();
        ended
    }

    fn say(&mut self, range: Range<usize>) {
        let from = self.said.as_ref().map_or(range.start, |said| said.start);
        self.said = Some(from..range.end);
    }

    fn end_if_due(&mut self) -> Option<Utterance> {
        let going_on = self.activity.going_on();
        let from = self.said.as_ref().or(going_on.as_ref())?.start;
        let to = going_on.as_ref().map_or(from, |more| more.end);
        if to - from >= self.piece_max {
            let range = self.activity.end()?;
            self.say(range);
            return self.end();
        }
        let is_over = going_on.is_none() && self.activity.silent_for() >= PAUSE;
        if is_over { self.end() } else { None }
    }

    fn end(&mut self) -> Option<Utterance> {
        self.said.take().map(|said| self.utterance(said))
    }

    fn utterance(&self, said: Range<usize>) -> Utterance {
        let last = (self.offset + self.samples.len()).min(self.taken);
        let from = said.start.saturating_sub(MARGIN).clamp(self.offset, last);
        let to = (said.end + MARGIN).clamp(from, last);
        let second = |sample: usize| sample as f64 / f64::from(SPEECH_RATE);
        Utterance {
            samples: self.samples[from - self.offset..to - self.offset].to_vec(),
            said: said.len(),
            seconds: second(from)..second(to),
        }
    }

    /// Forgets what no utterance will need.
    fn forget(&mut self) {
        let going_on = self.activity.going_on();
        let last = self.offset + self.samples.len();
        let needed = self.said.as_ref().or(going_on.as_ref()).map_or(last, |said| said.start);
        let from = needed.saturating_sub(4 * MARGIN).max(self.offset);
        self.samples.drain(..from - self.offset);
        self.offset = from;
    }
}
