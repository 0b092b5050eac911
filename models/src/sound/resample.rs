//! Sound at another rate; the one home of rubato.

use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{Fft, FixedSync, Resampler};

/// Frames that are worked on at a time; a longer block lets the filter cut more sharply.
const CHUNK: usize = 1024;

/// The samples at the rate `to`, as long as before to within a sample.
///
/// Both rates must be above zero; with a rate that cannot be had nothing comes back.
pub fn resample(samples: &[f32], (from, to): (u32, u32)) -> Vec<f32> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let (from, to) = (from as usize, to as usize);
    let block = from / gcd(from, to);
    // The filter delays by half of its length, which is a whole number of samples only if that is even.
    let chunk = block * CHUNK.div_ceil(block).next_multiple_of(2);
    let Ok(mut resampler) = Fft::<f32>::new_custom(
        from,
        to,
        chunk,
        1,
        1,
        rubato::WindowFunction::BlackmanHarris2,
        FixedSync::Both,
    ) else {
        return Vec::new();
    };
    let channels = [samples.to_vec()];
    let Ok(input) = SequentialSliceOfVecs::new(&channels, 1, samples.len()) else {
        return Vec::new();
    };
    let Ok(output) = resampler.process_all(&input, samples.len(), None) else {
        return Vec::new();
    };
    output.take_data()
}

/// The greatest number that divides both (Euclid).
fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::resample;

    fn tone(hertz: f32, rate: u32) -> Vec<f32> {
        (0..rate).map(|i| (TAU * hertz * i as f32 / rate as f32).sin()).collect()
    }

    #[test]
    fn a_tone_stays_the_tone_it_was() {
        for (from, to) in [
            (22_050, 16_000),
            (44_100, 16_000),
            (48_000, 16_000),
            (16_000, 48_000),
            (8_000, 16_000),
        ] {
            let there = resample(&tone(440.0, from), (from, to));
            let expected = tone(440.0, to);
            assert!(there.len().abs_diff(expected.len()) <= 2, "{from} {to} {}", there.len());
            // The ends are in the reach of the filter.
            let middle = to as usize / 10..to as usize * 9 / 10;
            let apart = middle.map(|i| (there[i] - expected[i]).abs()).fold(0.0_f32, f32::max);
            assert!(apart < 0.01, "{from} {to} {apart}");
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_gone() {
        let there = resample(&tone(11_000.0, 48_000), (48_000, 16_000));
        assert!(there[1000..15_000].iter().all(|sample| sample.abs() < 0.01));
    }
}
