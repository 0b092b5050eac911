//! Noise taken out of speech, frequency by frequency.
//!
//! The noise in each frequency is followed by how likely speech is there (Gerkmann and Hendriks 2012,
//! "Unbiased MMSE-based noise power estimation", IEEE TASLP 20(4)); what speech is expected there
//! follows the frame before (Ephraim and Malah 1984, "decision-directed"), and Wiener's gain is
//! applied. Frames overlap, so that the same numbers come back where no gain is applied.

use std::f32::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

/// Samples of a frame, 32 ms at 16 kHz.
pub const FRAME: usize = 512;
/// Samples from one frame to the next.
pub const HOP: usize = 128;
const BINS: usize = FRAME / 2 + 1;

/// The frequencies of voices, 190 Hz to 4 kHz.
const VOICES: std::ops::Range<usize> = 6..128;

/// What the noise of the past counts against a new estimate.
const NOISE_MEMORY: f32 = 0.8;
/// How loud speech is against noise where there is speech, as power; 15 dB.
const SPEECH_OVER_NOISE: f32 = 31.62;
/// What the presence of speech in the past counts.
const PRESENCE_MEMORY: f32 = 0.9;
/// More sure of speech than this for long, the follower would no longer follow.
const PRESENCE_MAX: f32 = 0.99;
/// What the frame before counts for the speech that is expected.
const SPEECH_MEMORY: f32 = 0.94;
/// The least gain: what is taken for noise stays this loud, for silence between words sounds wrong.
const GAIN_MIN: f32 = 0.1;
/// Power below this is silence of a file, not noise of a room.
const POWER_MIN: f32 = 1e-9;
/// How loud speech is over the noise, as power, where cleaning begins to be held back (16.5 dB), and where
/// nothing is left to clean (22.5 dB): every gain also costs a little of the speech.
const CLEAN_ENOUGH: (f32, f32) = (45.0, 180.0);
/// What the loudest frames of the past count against a quieter one: it falls to a third in four seconds.
const LOUDNESS_MEMORY: f32 = 0.998;
/// How much louder noise is in the mean than a tenth of the frames of noise and speech.
const QUIET_TO_MEAN: f32 = 4.0;
/// Frames (0.1 s) whose mean is the first estimate of a stream: people begin a little later.
const FIRST_FRAMES: usize = 12;

/// Takes noise out of one stream at 16 kHz, which may come in pieces of any length.
pub struct Cleaner {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    window: Vec<f32>,
    /// Samples that have not been part of [`FRAME`] / [`HOP`] frames yet.
    waiting: Vec<f32>,
    /// Sums of the frames that are not complete yet.
    sums: Vec<f32>,
    noise: Vec<f32>,
    presence: Vec<f32>,
    /// The cleaned power of the frame before.
    before: Vec<f32>,
    /// How loud speech was of late, as the power of its frames.
    loudness: f32,
    /// The same of what is left after cleaning, in the frequencies of voices.
    loudest: f32,
    frames: usize,
    /// Samples that came before the first frame's middle and are not given out.
    lead: usize,
}

impl std::fmt::Debug for Cleaner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cleaner").field("frames", &self.frames).finish_non_exhaustive()
    }
}

impl Default for Cleaner {
    fn default() -> Self {
        let mut planner = RealFftPlanner::new();
        // The root of Hann's window, once before and once after.
        let window = |i: usize| (PI * (i as f32 + 0.5) / FRAME as f32).sin();
        Self {
            forward: planner.plan_fft_forward(FRAME),
            inverse: planner.plan_fft_inverse(FRAME),
            window: (0..FRAME).map(window).collect(),
            // The first samples get as many frames as all others.
            waiting: vec![0.0; FRAME - HOP],
            sums: vec![0.0; FRAME],
            noise: vec![0.0; BINS],
            presence: vec![0.5; BINS],
            before: vec![0.0; BINS],
            loudness: 0.0,
            loudest: 0.0,
            frames: 0,
            lead: FRAME - HOP,
        }
    }
}

/// Clean sound, and what was found in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cleaned {
    /// The samples.
    pub samples: Vec<f32>,
    /// One for every [`HOP`] samples that went in.
    pub frames: Vec<Frame>,
}

/// What was found in a frame, in the frequencies of voices.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Frame {
    /// How far what is left stands over the noise, in decibels.
    pub over_noise_db: f32,
    /// How far it stays below the loudest of late, in decibels.
    pub below_loudest_db: f32,
}

/// A whole sound at 16 kHz without its noise, as long as before.
pub fn clean(samples: &[f32]) -> Cleaned {
    let mut cleaner = Cleaner::default();
    cleaner.learn(samples);
    let mut cleaned = cleaner.take(samples);
    let rest = cleaner.finish();
    cleaned.samples.extend(rest.samples);
    cleaned.frames.extend(rest.frames);
    cleaned.samples.truncate(samples.len());
    cleaned.frames.truncate(samples.len().div_ceil(HOP));
    cleaned
}

impl Cleaner {
    /// Learns the noise from a whole sound before it is cleaned: in every frequency from its quieter
    /// frames.
    fn learn(&mut self, samples: &[f32]) {
        let mut powers: Vec<Vec<f32>> = vec![Vec::new(); BINS];
        let mut spectrum = self.forward.make_output_vec();
        for frame in samples.windows(FRAME).step_by(FRAME) {
            self.analyze(frame, &mut spectrum);
            self.loudness = self.loudness.max(spectrum.iter().map(Complex::norm_sqr).sum());
            for (all, value) in powers.iter_mut().zip(&spectrum) {
                all.push(value.norm_sqr());
            }
        }
        for (noise, mut powers) in self.noise.iter_mut().zip(powers) {
            powers.sort_unstable_by(f32::total_cmp);
            if let Some(quiet) = powers.get(powers.len() / 10) {
                *noise = (quiet * QUIET_TO_MEAN).max(POWER_MIN);
            }
        }
        self.frames = FIRST_FRAMES + 1;
    }

    /// Takes the next samples and gives back those that are clean by now; they come 32 ms late.
    pub fn take(&mut self, samples: &[f32]) -> Cleaned {
        self.waiting.extend_from_slice(samples);
        let mut out = Vec::with_capacity(samples.len() + HOP);
        let mut frames = Vec::with_capacity(samples.len() / HOP + 1);
        let mut at = 0;
        while at + FRAME <= self.waiting.len() {
            frames.push(self.frame(at));
            let done = self.sums[..HOP].iter();
            out.extend(done.skip(self.lead.min(HOP)));
            self.lead = self.lead.saturating_sub(HOP);
            self.sums.copy_within(HOP.., 0);
            self.sums[FRAME - HOP..].fill(0.0);
            at += HOP;
        }
        self.waiting.drain(..at);
        Cleaned { samples: out, frames }
    }

    /// The rest of the stream.
    pub fn finish(&mut self) -> Cleaned {
        self.take(&[0.0; FRAME])
    }

    fn analyze(&self, frame: &[f32], spectrum: &mut [Complex<f32>]) {
        let mut input: Vec<f32> = frame.iter().zip(&self.window).map(|(s, w)| s * w).collect();
        // The lengths are those of the plan, so this cannot fail.
        let _done = self.forward.process(&mut input, spectrum);
    }

    fn frame(&mut self, at: usize) -> Frame {
        let mut spectrum = self.forward.make_output_vec();
        self.analyze(&self.waiting[at..at + FRAME], &mut spectrum);
        self.frames += 1;
        let strength = self.strength(&spectrum);
        for (bin, value) in spectrum.iter_mut().enumerate() {
            let power = value.norm_sqr();
            let gain = self.gain(bin, power);
            *value *= 1.0 - strength * (1.0 - gain);
            self.before[bin] = power * gain * gain;
        }
        // Both ends of a real signal's spectrum are real.
        spectrum[0].im = 0.0;
        spectrum[BINS - 1].im = 0.0;
        let mut out = self.inverse.make_output_vec();
        let _done = self.inverse.process(&mut spectrum, &mut out);
        // Squared windows sum to FRAME / HOP / 2, and the transforms there and back to FRAME.
        let scale = 2.0 * HOP as f32 / (FRAME * FRAME) as f32;
        for ((sum, value), window) in self.sums.iter_mut().zip(&out).zip(&self.window) {
            *sum += value * window * scale;
        }
        self.found()
    }

    fn found(&mut self) -> Frame {
        let speech: f32 = self.before[VOICES].iter().sum();
        let noise: f32 = self.noise[VOICES].iter().sum();
        self.loudest = speech.max(LOUDNESS_MEMORY * self.loudest);
        let decibels = |ratio: f32| 10.0 * ratio.max(1e-12).log10();
        Frame {
            over_noise_db: decibels(speech / noise),
            below_loudest_db: -decibels(speech / self.loudest.max(POWER_MIN)),
        }
    }

    /// How much of the gains is applied, from 0 to 1, by how far speech stands out.
    fn strength(&mut self, spectrum: &[Complex<f32>]) -> f32 {
        let power: f32 = spectrum.iter().map(Complex::norm_sqr).sum();
        self.loudness = power.max(LOUDNESS_MEMORY * self.loudness);
        let noise: f32 = self.noise.iter().sum();
        let (some, enough) = CLEAN_ENOUGH;
        let over = (self.loudness / noise).clamp(some, enough);
        (enough / over).ln() / (enough / some).ln()
    }

    /// The gain of a frequency, after its noise has been followed.
    fn gain(&mut self, bin: usize, power: f32) -> f32 {
        let noise = &mut self.noise[bin];
        if self.frames <= FIRST_FRAMES {
            let count = self.frames as f32;
            *noise = (*noise + (power - *noise) / count).max(POWER_MIN);
        }
        let over = power / *noise;
        let exponent = over * SPEECH_OVER_NOISE / (1.0 + SPEECH_OVER_NOISE);
        let mut presence = 1.0 / (1.0 + (1.0 + SPEECH_OVER_NOISE) * (-exponent).exp());
        let seen = &mut self.presence[bin];
        *seen = PRESENCE_MEMORY * *seen + (1.0 - PRESENCE_MEMORY) * presence;
        if *seen > PRESENCE_MAX {
            presence = presence.min(PRESENCE_MAX);
        }
        let heard = presence * *noise + (1.0 - presence) * power;
        *noise = (NOISE_MEMORY * *noise + (1.0 - NOISE_MEMORY) * heard).max(POWER_MIN);
        let expected = SPEECH_MEMORY * self.before[bin] / *noise
            + (1.0 - SPEECH_MEMORY) * (power / *noise - 1.0).max(0.0);
        (expected / (1.0 + expected)).max(GAIN_MIN)
    }
}
