//! Sound as Whisper's encoder takes it: powers of 80 bands of the mel scale, every 10 ms.
//!
//! The formulas are those of Whisper's own preparation (Radford et al. 2022, section 2.2) in the form
//! that whisper.cpp gives them; the bands are Slaney's, with equal areas.

use std::f32::consts::TAU;
use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex};

/// Samples of one window.
pub const WINDOW: usize = 400;
/// Samples from one window to the next.
pub const HOP: usize = 160;
/// Bands.
pub const BANDS: usize = 80;
/// Frequencies of a window.
pub const BINS: usize = WINDOW / 2 + 1;

/// Computes bands.
pub struct LogMel {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    filters: Vec<f32>,
    /// For every band the frequencies that it has weights for.
    reach: Vec<std::ops::Range<usize>>,
}

impl std::fmt::Debug for LogMel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogMel").finish_non_exhaustive()
    }
}

impl Default for LogMel {
    fn default() -> Self {
        let hann = |i: usize| 0.5 * (1.0 - (TAU * i as f32 / WINDOW as f32).cos());
        let filters = filters();
        let reach = |filter: &[f32]| {
            let from = filter.iter().position(|weight| *weight > 0.0).unwrap_or_default();
            from..filter.iter().rposition(|weight| *weight > 0.0).map_or(from, |last| last + 1)
        };
        Self {
            fft: RealFftPlanner::new().plan_fft_forward(WINDOW),
            window: (0..WINDOW).map(hann).collect(),
            reach: filters.chunks_exact(BINS).map(reach).collect(),
            filters,
        }
    }
}

impl LogMel {
    /// The weights of the bands, [`BANDS`] rows of [`BINS`].
    pub fn filters(&self) -> &[f32] {
        &self.filters
    }

    /// The bands of `frames` windows, one window after the other, of sound at 16 kHz.
    ///
    /// Where the sound has ended the windows hold the floor.
    pub fn of(&self, samples: &[f32], frames: usize) -> Vec<f32> {
        let mut padded = vec![0.0; WINDOW / 2 + samples.len()];
        for (at, sample) in padded[..WINDOW / 2].iter_mut().rev().enumerate() {
            *sample = samples.get(at + 1).copied().unwrap_or_default();
        }
        padded[WINDOW / 2..].copy_from_slice(samples);
        let mut bands = vec![-10.0_f32; frames * BANDS];
        let mut input = self.fft.make_input_vec();
        let mut output = self.fft.make_output_vec();
        for (frame, row) in bands.chunks_exact_mut(BANDS).enumerate() {
            let Some(rest) = padded.get(frame * HOP..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            input.fill(0.0);
            for ((to, from), weight) in input.iter_mut().zip(rest).zip(&self.window) {
                *to = from * weight;
            }
            // The lengths are those of the plan, so this cannot fail.
            let _done = self.fft.process(&mut input, &mut output);
            let powers: Vec<f32> =
                output.iter().map(realfft::num_complex::Complex::norm_sqr).collect();
            let filters = self.filters.chunks_exact(BINS).zip(&self.reach);
            for (band, (filter, reach)) in row.iter_mut().zip(filters) {
                let (powers, filter) = (&powers[reach.clone()], &filter[reach.clone()]);
                let sum: f32 = powers.iter().zip(filter).map(|(p, f)| p * f).sum();
                *band = sum.max(1e-10).log10();
            }
        }
        let loudest = bands.iter().copied().fold(-10.0_f32, f32::max);
        for band in &mut bands {
            *band = (band.max(loudest - 8.0) + 4.0) / 4.0;
        }
        bands
    }
}

/// Slaney's scale: even steps below 1 kHz, even ratios above.
fn hertz(mel: f32) -> f32 {
    if mel < 15.0 { mel * 200.0 / 3.0 } else { 1000.0 * (6.4_f32.ln() / 27.0 * (mel - 15.0)).exp() }
}

fn filters() -> Vec<f32> {
    // 8 kHz, the highest frequency at 16 kHz, on the scale.
    let top = 15.0 + 8.0_f32.ln() / (6.4_f32.ln() / 27.0);
    let corners: Vec<f32> =
        (0..BANDS + 2).map(|i| hertz(top * i as f32 / (BANDS + 1) as f32)).collect();
    let mut filters = Vec::with_capacity(BANDS * BINS);
    for band in corners.windows(3) {
        let [low, middle, high] = [band[0], band[1], band[2]];
        for bin in 0..BINS {
            let at = bin as f32 * 8000.0 / (BINS - 1) as f32;
            let rising = (at - low) / (middle - low);
            let falling = (high - at) / (high - middle);
            filters.push(rising.min(falling).max(0.0) * 2.0 / (high - low));
        }
    }
    filters
}
