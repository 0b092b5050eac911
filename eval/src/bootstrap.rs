//! Intervals by resampling targets: cases of one target are no independent draws.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::metrics::{self, Seen, quantile};

/// How an interval is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// How often the targets are drawn anew.
    pub rounds: usize,
    /// The seed of the draws.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { rounds: 500, seed: 1 }
    }
}

/// The 95 % percentile interval of every metric (Efron 1979), resampled over targets.
pub fn intervals(seen: &[Seen], bootstrap: Bootstrap) -> BTreeMap<String, [f64; 2]> {
    let mut targets: BTreeMap<String, Vec<&Seen>> = BTreeMap::new();
    for (at, case) in seen.iter().enumerate() {
        // Cases without a target are drawn one by one.
        let target = if case.expect.is_empty() { format!("#{at}") } else { case.target.clone() };
        targets.entry(target).or_default().push(case);
    }
    let targets: Vec<Vec<&Seen>> = targets.into_values().collect();
    let mut draws: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut random = Pcg64Mcg::seed_from_u64(bootstrap.seed);
    for _ in 0..bootstrap.rounds {
        let mut drawn: Vec<Seen> = Vec::with_capacity(seen.len());
        for round in 0..targets.len() {
            let target = &targets[random.random_range(0..targets.len())];
            // A target drawn twice counts twice: its name gets the round's mark.
            drawn.extend(target.iter().map(|case| marked(case, round)));
        }
        for (name, value) in metrics::all(&drawn.iter().collect::<Vec<_>>()) {
            draws.entry(name).or_default().push(value);
        }
    }
    let interval = |values: Vec<f64>| {
        [quantile(values.iter().copied(), 0.025), quantile(values.iter().copied(), 0.975)]
    };
    draws.into_iter().map(|(name, values)| (name, interval(values))).collect()
}

fn marked(case: &Seen, round: usize) -> Seen {
    Seen { target: format!("{}\u{1f}{round}", case.target), ..case.clone() }
}
