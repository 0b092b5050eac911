//! Axes of charts of speed: times on a logarithmic scale, and round numbers.

use wenshui_eval::html::chart::{Frame, Scale, Tick};

/// How many names find room below an axis.
const TICKS_MAX: usize = 6;

/// A scale of times in microseconds, logarithmic, and its ticks.
pub(super) struct Times {
    scale: Scale,
    /// Round times.
    pub(super) ticks: Vec<Tick>,
}

/// Whether an axis lies below or to the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Below,
    Left,
}

impl Times {
    /// An axis that holds all these times.
    pub(super) fn new(frame: Frame, side: Side, times: impl Iterator<Item = f64>) -> Self {
        let (low, high) = times
            .filter(|us| *us > 0.0)
            .fold((f64::MAX, 0.0_f64), |(low, high), us| (low.min(us), high.max(us)));
        let (low, high) = if high > 0.0 { (low / 1.3, high * 1.3) } else { (1.0, 10.0) };
        let (from, to) = (low.log10(), high.log10());
        let scale = if side == Side::Below { frame.across(from, to) } else { frame.up(from, to) };
        let ticks = scale.ticks(milestones((low, high)), |power| words(10.0_f64.powf(power)));
        Self { scale, ticks }
    }

    /// The place of a time.
    pub(super) fn at(&self, us: f64) -> f64 {
        self.scale.at(us.max(f64::MIN_POSITIVE).log10())
    }
}

/// The powers of ten of round times between two: 1, 2 and 5 of each decade where there is room, else only
/// the decades.
fn milestones((from, to): (f64, f64)) -> Vec<f64> {
    let between = |steps: &[f64]| -> Vec<f64> {
        let powers = (-2..10).map(|power| 10.0_f64.powi(power));
        let times = powers.flat_map(|power| steps.iter().map(move |step| step * power));
        times.filter(|us| (from..=to).contains(us)).map(f64::log10).collect()
    };
    let fine = between(&[1.0, 2.0, 5.0]);
    if fine.len() <= TICKS_MAX { fine } else { between(&[1.0]) }
}

/// A time as people read it.
pub(super) fn words(us: f64) -> String {
    let (value, unit) = match us {
        1e6.. => (us / 1e6, "s"),
        1e3.. => (us / 1e3, "ms"),
        _ => (us, "µs"),
    };
    let digits = match value {
        100.0.. => 0,
        _ if (value - value.round()).abs() < 0.005 => 0,
        10.0.. => 1,
        _ => 2,
    };
    format!("{value:.digits$} {unit}")
}

/// A number of entries as people read it.
pub(super) fn entries(count: u64) -> String {
    match count {
        1_000_000.. if count % 100_000 == 0 => format!("{} M", count as f64 / 1e6),
        1_000.. if count % 100 == 0 => format!("{} k", count as f64 / 1e3),
        _ => count.to_string(),
    }
}

/// Round numbers from zero up to `most`, four or fewer above it.
pub(super) fn steps(most: f64) -> Vec<f64> {
    let most = most.max(f64::MIN_POSITIVE);
    let power = 10.0_f64.powf((most / 4.0).log10().floor());
    let fits = |step: &f64| most / (power * step) <= 4.5;
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(fits).unwrap_or(10.0) * power;
    (0..5).map(|times| f64::from(times) * step).filter(|value| *value <= most).collect()
}

#[cfg(test)]
mod tests {
    use super::{entries, steps, words};

    #[test]
    fn numbers_read_as_people_write_them() {
        let told = [0.8, 12.34, 100.0, 1_500.0, 2e6].map(words);
        assert_eq!(told, ["0.80 µs", "12.3 µs", "100 µs", "1.50 ms", "2 s"]);
        assert_eq!([897, 1_000, 7_210, 1_000_000].map(entries), ["897", "1 k", "7210", "1 M"]);
        assert_eq!(steps(430.0), [0.0, 100.0, 200.0, 300.0, 400.0]);
    }
}
