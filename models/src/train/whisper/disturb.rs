//! Sound as it comes from the world: farther and faster.

/// Plays samples faster by `factor`, which raises the pitch too.
pub fn faster(samples: &[f32], factor: f32) -> Vec<f32> {
    let length = (samples.len() as f32 / factor) as usize;
    let between = |at: usize| {
        let place = at as f32 * factor;
        let (left, part) = (place as usize, place.fract());
        let sample = |at: usize| samples.get(at).copied().unwrap_or_default();
        sample(left) * (1.0 - part) + sample(left + 1) * part
    };
    (0..length).map(between).collect()
}

/// A simple filter: `tilt` above zero favours low frequencies, below zero high ones.
pub fn tilt(samples: &mut [f32], tilt: f32) {
    let mut before = 0.0;
    for sample in samples {
        let here = *sample;
        *sample = here + tilt * before;
        before = here;
    }
}
