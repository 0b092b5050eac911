//! Sound as numbers: one channel of samples and their rate.

pub mod activity;
pub mod clean;
pub mod decode;
pub mod fault;
pub mod front;
pub mod live;
pub mod measure;
pub mod resample;
pub mod wav;

/// One channel of sound.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sound {
    /// Samples in a second.
    pub rate: u32,
    /// The samples, from -1 to 1.
    pub samples: Vec<f32>,
}

/// The rate at which speech is recognised: all of Whisper's models take 16 kHz.
pub const SPEECH_RATE: u32 = 16_000;

impl Sound {
    /// How long it lasts, in seconds.
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate.max(1))
    }

    /// The root of the mean of the squares of the samples; zero for no samples.
    pub fn level(&self) -> f32 {
        level(&self.samples)
    }

    /// The same sound at another rate.
    #[must_use]
    pub fn at_rate(self, rate: u32) -> Self {
        if rate == self.rate {
            return self;
        }
        Self { samples: resample::resample(&self.samples, (self.rate, rate)), rate }
    }
}

/// The root of the mean of the squares of samples; zero for none.
pub fn level(samples: &[f32]) -> f32 {
    let power: f64 = samples.iter().map(|s| f64::from(*s) * f64::from(*s)).sum();
    (power / samples.len().max(1) as f64).sqrt() as f32
}
