//! What is done to a sound before it is heard: cleaned, searched for speech, cut into pieces, levelled.

use std::ops::Range;

use crate::sound::activity::speech;
use crate::sound::clean::clean;
use crate::sound::{SPEECH_RATE, Sound, level};

/// What is done; each can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontSettings {
    /// Noise is taken out.
    pub clean: bool,
    /// What is between and around speech is left out.
    pub trim: bool,
    /// Quiet speech is made louder.
    pub level: bool,
}

impl Default for FrontSettings {
    fn default() -> Self {
        Self { clean: true, trim: true, level: true }
    }
}

/// A sound ready to be heard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prepared {
    /// The samples at 16 kHz.
    pub samples: Vec<f32>,
    /// Where somebody speaks, in samples.
    pub speech: Vec<Range<usize>>,
}

/// Samples around speech that are heard with it, 0.2 s.
const MARGIN: usize = SPEECH_RATE as usize / 5;
/// A pause as long (0.7 s) ends a piece that is longer than this part of the longest.
const PAUSE: usize = SPEECH_RATE as usize * 7 / 10;
const PIECE_SHORT: usize = 8;
/// A piece that must be cut is cut where it is quietest, behind this part of it.
const CUT_FROM: f64 = 0.6;
/// How finely that place is looked for, 20 ms.
const CUT_STEP: usize = SPEECH_RATE as usize / 50;
/// Speech is brought to this level, 20 dB below the loudest that there is.
const LEVEL: f32 = 0.1;
/// And made louder by no more than this, 30 dB: beyond is no speech.
const GAIN_MAX: f32 = 31.6;
/// No sample becomes louder.
const PEAK: f32 = 0.99;

/// Prepares a whole sound.
pub fn prepare(sound: Sound, settings: FrontSettings) -> Prepared {
    let samples = sound.at_rate(SPEECH_RATE).samples;
    let cleaned = clean(&samples);
    let speech = speech(&cleaned.frames);
    let samples = if settings.clean { cleaned.samples } else { samples };
    Prepared { samples, speech }
}

impl Prepared {
    /// How long somebody speaks, in seconds.
    pub fn speech_s(&self) -> f64 {
        self.speech.iter().map(Range::len).sum::<usize>() as f64 / f64::from(SPEECH_RATE)
    }

    /// What is heard at a time: neighbouring speech together up to `seconds_max`, parted at long pauses,
    /// with a margin. Without `trim` all of the sound is in some piece.
    pub fn pieces(&self, seconds_max: f64, trim: bool) -> Vec<Range<usize>> {
        let whole = 0..self.samples.len();
        let all = std::slice::from_ref(&whole);
        let speech = if trim { self.speech.as_slice() } else { all };
        let longest = (seconds_max * f64::from(SPEECH_RATE)) as usize - 2 * MARGIN;
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for mut part in speech.iter().cloned() {
            while part.len() > longest {
                let cut = self.quietest(
                    part.start + (longest as f64 * CUT_FROM) as usize..part.start + longest,
                );
                pieces.push(part.start..cut);
                part.start = cut;
            }
            match pieces.last_mut() {
                Some(last) if joins(last, &part, longest) => last.end = part.end,
                _ => pieces.push(part),
            }
        }
        let wide = |piece: Range<usize>| {
            piece.start.saturating_sub(MARGIN)..(piece.end + MARGIN).min(self.samples.len())
        };
        pieces.into_iter().map(wide).collect()
    }

    fn quietest(&self, within: Range<usize>) -> usize {
        let loudness = |at: &usize| level(&self.samples[*at..at + CUT_STEP]);
        let places =
            within.clone().step_by(CUT_STEP).filter(|at| at + CUT_STEP <= self.samples.len());
        places.min_by(|a, b| loudness(a).total_cmp(&loudness(b))).unwrap_or(within.end)
    }
}

fn joins(last: &Range<usize>, next: &Range<usize>, longest: usize) -> bool {
    let is_long = last.len() > longest / PIECE_SHORT;
    let pause = next.start - last.end;
    next.end - last.start <= longest && !(is_long && pause >= PAUSE)
}

/// Brings the speech in a piece to one level.
pub fn levelled(piece: &mut [f32]) {
    let peak = piece.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    // Voices are well above the mean of a piece with pauses; the louder half tells how loud they are.
    let mut loudness: Vec<f32> = piece.chunks(CUT_STEP).map(level).collect();
    loudness.sort_unstable_by(f32::total_cmp);
    let upper = &loudness[loudness.len() / 2..];
    let voice = upper.iter().sum::<f32>() / upper.len().max(1) as f32;
    if voice > 0.0 && peak > 0.0 {
        let gain = (LEVEL / voice).min(GAIN_MAX).min(PEAK / peak);
        for sample in piece.iter_mut() {
            *sample *= gain;
        }
    }
}
