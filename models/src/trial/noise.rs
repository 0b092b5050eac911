//! Noise, and speech in it.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use serde::Serialize;

use crate::sound::level;

/// Kinds of noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Noise {
    /// Equal power at all frequencies.
    White,
    /// Less power the higher, as rain or a fan.
    Pink,
    /// Much less the higher, as a car.
    Brown,
    /// A mains hum with its overtones.
    Hum,
}

/// All kinds.
pub const NOISES: [Noise; 4] = [Noise::White, Noise::Pink, Noise::Brown, Noise::Hum];

/// So many samples of noise at 16 kHz.
pub fn noise(kind: Noise, length: usize, rng: &mut Pcg64Mcg) -> Vec<f32> {
    let mut slow = [0.0_f32; 3];
    let hum = rng.random_range(48.0..62.0_f32) * std::f32::consts::TAU / 16_000.0;
    let sample = |at: usize| {
        let white = rng.random_range(-1.0..1.0_f32);
        match kind {
            Noise::White => white,
            Noise::Pink => {
                // Three slow followers of white noise, by Paul Kellet's economy method.
                slow[0] = 0.997_65 * slow[0] + white * 0.099_046;
                slow[1] = 0.963 * slow[1] + white * 0.296_516_4;
                slow[2] = 0.57 * slow[2] + white * 1.052_691_3;
                slow.iter().sum::<f32>() + white * 0.1848
            }
            Noise::Brown => {
                slow[0] = 0.99 * slow[0] + white * 0.1;
                slow[0]
            }
            Noise::Hum => {
                let overtones = (1..6).map(|n| (hum * (at * n) as f32).sin() / n as f32);
                overtones.sum::<f32>() + 0.1 * white
            }
        }
    };
    (0..length).map(sample).collect()
}

/// Adds noise so that speech is `decibels` louder, both measured as the root of the mean square; the
/// speech over its voiced part.
pub fn add(samples: &mut [f32], (noise, voiced): (&[f32], (usize, usize)), decibels: f32) {
    let speech = level(samples.get(voiced.0..voiced.1).unwrap_or(samples));
    let wanted = speech / 10.0_f32.powf(decibels / 20.0);
    let scale = wanted / level(noise).max(1e-9);
    for (sample, noise) in samples.iter_mut().zip(noise) {
        *sample += noise * scale;
    }
}
