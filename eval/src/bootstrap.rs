//! Intervals by resampling targets: cases of one target are no independent draws.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

use crate::metrics::quantile;
use crate::metrics::sample::Sample;
use crate::seen::Seen;

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

/// A metric of two runs of the same cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// What it was.
    pub before: f64,
    /// What it is.
    pub after: f64,
    /// How much more it is.
    pub difference: f64,
    /// The 95 % percentile interval of the difference.
    pub interval: [f64; 2],
    /// How likely a difference as far from nothing is where there is none, both directions together.
    pub p: f64,
}

/// The 95 % percentile interval of every metric (Efron 1979), resampled over targets.
pub fn intervals(seen: &[Seen], bootstrap: Bootstrap) -> BTreeMap<String, [f64; 2]> {
    bootstrap.intervals(&Sample::new(seen))
}

/// Every metric of two runs of the same cases in the same order, with the difference in the same draws
/// of targets (Efron and Tibshirani 1993, chapter 16; Sakai, "Evaluating evaluation metrics based on the
/// bootstrap", SIGIR 2006). A difference is as likely as twice the smaller part of the draws that lie
/// on either side of nothing. Metrics that only one run has are left out.
pub fn paired(
    (before, after): (&[Seen], &[Seen]),
    bootstrap: Bootstrap,
) -> BTreeMap<String, Paired> {
    // Targets are numbered by what is right for the cases, which is the same in both.
    let (one, two) = (Sample::new(before), Sample::new(after));
    let mut draws: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    bootstrap.draw(one.targets(), |times| {
        let other: BTreeMap<String, f64> = two.of(times).collect();
        for (name, value) in one.of(times) {
            if let Some(other) = other.get(&name) {
                draws.entry(name).or_default().push(other - value);
            }
        }
    });
    let after = two.metrics();
    let paired = one.metrics().into_iter().filter_map(|(name, before)| {
        let (after, drawn) = (*after.get(&name)?, draws.get(&name)?);
        let count = |on: fn(&f64) -> bool| (drawn.iter().filter(|d| on(d)).count() + 1) as f64;
        let smaller = count(|d| *d <= 0.0).min(count(|d| *d >= 0.0));
        let p = (2.0 * smaller / (drawn.len() + 1) as f64).min(1.0);
        let difference = after - before;
        Some((name, Paired { before, after, difference, interval: interval(drawn), p }))
    });
    paired.collect()
}

impl Bootstrap {
    /// The same of cases that are numbers already.
    pub fn intervals(self, sample: &Sample) -> BTreeMap<String, [f64; 2]> {
        let mut draws: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        self.draw(sample.targets(), |times| {
            for (name, value) in sample.of(times) {
                draws.entry(name).or_default().push(value);
            }
        });
        draws.into_iter().map(|(name, values)| (name, interval(&values))).collect()
    }

    /// Draws as many targets as there are, again and again, and tells how often each came.
    fn draw(self, targets: usize, mut drawn: impl FnMut(&[u32])) {
        let mut random = Pcg64Mcg::seed_from_u64(self.seed);
        for _ in 0..self.rounds {
            // A target drawn twice counts twice, among cases and among targets alike.
            let mut times = vec![0; targets];
            for _ in 0..targets {
                times[random.random_range(0..targets)] += 1;
            }
            drawn(&times);
        }
    }
}

fn interval(values: &[f64]) -> [f64; 2] {
    [0.025, 0.975].map(|share| quantile(values.iter().copied(), share))
}
