//! Intervals by resampling targets: cases of one target are no independent draws.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

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
    let mut draws: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for drawn in Draws::new(seen, bootstrap) {
        for (name, value) in metrics_of(seen, &drawn) {
            draws.entry(name).or_default().push(value);
        }
    }
    draws.into_iter().map(|(name, values)| (name, interval(&values))).collect()
}

/// Every metric of two runs of the same cases in the same order, with the difference in the same draws
/// of targets (Efron and Tibshirani 1993, chapter 16; Sakai, "Evaluating evaluation metrics based on the
/// bootstrap", SIGIR 2006). A difference is as likely as twice the smaller part of the draws that lie
/// on either side of nothing. Metrics that only one run has are left out.
pub fn paired(
    (before, after): (&[Seen], &[Seen]),
    bootstrap: Bootstrap,
) -> BTreeMap<String, Paired> {
    let all = |seen: &[Seen]| metrics::all(&seen.iter().collect::<Vec<_>>());
    let (one, two) = (all(before), all(after));
    let mut draws: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for drawn in Draws::new(before, bootstrap) {
        let (one, two) = (metrics_of(before, &drawn), metrics_of(after, &drawn));
        for (name, value) in &one {
            if let Some(other) = two.get(name) {
                draws.entry(name.clone()).or_default().push(other - value);
            }
        }
    }
    let paired = one.into_iter().filter_map(|(name, before)| {
        let (after, drawn) = (*two.get(&name)?, draws.get(&name)?);
        let count = |on: fn(&f64) -> bool| (drawn.iter().filter(|d| on(d)).count() + 1) as f64;
        let smaller = count(|d| *d <= 0.0).min(count(|d| *d >= 0.0));
        let p = (2.0 * smaller / (drawn.len() + 1) as f64).min(1.0);
        let difference = after - before;
        Some((name, Paired { before, after, difference, interval: interval(drawn), p }))
    });
    paired.collect()
}

fn interval(values: &[f64]) -> [f64; 2] {
    [0.025, 0.975].map(|share| quantile(values.iter().copied(), share))
}

fn metrics_of(seen: &[Seen], drawn: &[(usize, usize)]) -> BTreeMap<String, f64> {
    let drawn: Vec<Seen> = drawn.iter().map(|(case, round)| marked(&seen[*case], *round)).collect();
    metrics::all(&drawn.iter().collect::<Vec<_>>())
}

/// Draws of targets: each gives the cases of as many targets as there are, and for each case in which
/// draw its target came.
struct Draws {
    targets: Vec<Vec<usize>>,
    rounds: usize,
    random: Pcg64Mcg,
}

impl Draws {
    fn new(seen: &[Seen], bootstrap: Bootstrap) -> Self {
        let mut targets: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, case) in seen.iter().enumerate() {
            // Cases without a target are drawn one by one.
            let target =
                if case.expect.is_empty() { format!("#{at}") } else { case.target.clone() };
            targets.entry(target).or_default().push(at);
        }
        Self {
            targets: targets.into_values().collect(),
            rounds: bootstrap.rounds,
            random: Pcg64Mcg::seed_from_u64(bootstrap.seed),
        }
    }
}

impl Iterator for Draws {
    type Item = Vec<(usize, usize)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rounds = self.rounds.checked_sub(1)?;
        let count = self.targets.len();
        let mut drawn = Vec::new();
        for round in 0..count {
            let target = &self.targets[self.random.random_range(0..count)];
            drawn.extend(target.iter().map(|case| (*case, round)));
        }
        Some(drawn)
    }
}

/// A target drawn twice counts twice: its name gets the round's mark. What no metric reads stays behind.
fn marked(case: &Seen, round: usize) -> Seen {
    Seen {
        id: String::new(),
        question: String::new(),
        tags: Vec::new(),
        target: format!("{}\u{1f}{round}", case.target),
        ..case.clone()
    }
}
