//! What stands in front of the recogniser, tried on recordings with noise added.

pub mod noise;

use std::time::Instant;

use rand_pcg::Pcg64Mcg;
use serde::Serialize;

use crate::sound::activity::speech;
use crate::sound::clean::clean;
use crate::sound::measure::{Finds, STEP, distortion_db, truth};
use crate::sound::{SPEECH_RATE, Sound};
use crate::trial::noise::{NOISES, Noise, add, noise};

/// The noise in which cleaning is tried: speech is so many decibels louder.
pub const CLEANED_AT_DB: f32 = 5.0;
/// The noise in which speech is looked for.
pub const FOUND_AT_DB: f32 = 10.0;

/// How a recording fared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// How long it is, in seconds.
    pub seconds: f64,
    /// How far it stands over what cleaning does to it without noise, in decibels.
    pub kept_db: f32,
    /// What cleaning and looking for speech take, in milliseconds a second of sound.
    pub ms_a_second: f64,
    /// How it fared in every kind of noise.
    pub noises: Vec<TriedNoise>,
}

/// How a recording fared in a noise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TriedNoise {
    /// Which.
    pub noise: Noise,
    /// How many decibels cleaning gains at [`CLEANED_AT_DB`].
    pub gain_db: f32,
    /// Speech found at [`FOUND_AT_DB`].
    pub finds: Finds,
}

/// Tries a recording of speech that has little noise of its own.
pub fn tried(recording: Sound, seed: u64) -> Tried {
    let speech_only = recording.at_rate(SPEECH_RATE).samples;
    let spoken = truth(&speech_only);
    let voiced = voiced(&spoken, speech_only.len());
    let mut rng = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
    let began = Instant::now();
    let cleaned = clean(&speech_only);
    let found = speech(&cleaned.frames);
    let took_ms = began.elapsed().as_secs_f64() * 1000.0;
    drop(found);
    let seconds = speech_only.len() as f64 / f64::from(SPEECH_RATE);
    let noises = NOISES.map(|kind| {
        let noise = noise(kind, speech_only.len(), &mut rng);
        let at = |decibels: f32| {
            let mut noisy = speech_only.clone();
            add(&mut noisy, (&noise, voiced), decibels);
            noisy
        };
        let noisy = at(CLEANED_AT_DB);
        let before = distortion_db(&speech_only, &noisy);
        let gain_db = distortion_db(&speech_only, &clean(&noisy).samples) - before;
        let mut finds = Finds::default();
        finds.count(&spoken, &speech(&clean(&at(FOUND_AT_DB)).frames));
        TriedNoise { noise: kind, gain_db, finds }
    });
    Tried {
        seconds,
        kept_db: distortion_db(&speech_only, &cleaned.samples),
        ms_a_second: took_ms / seconds.max(f64::MIN_POSITIVE),
        noises: noises.to_vec(),
    }
}

/// From the first speech to the last, in samples.
fn voiced(spoken: &[bool], length: usize) -> (usize, usize) {
    let first = spoken.iter().position(|spoken| *spoken).unwrap_or(0);
    let last = spoken.iter().rposition(|spoken| *spoken).map_or(length, |last| (last + 1) * STEP);
    (first * STEP, last.min(length))
}
