//! Cases as numbers by target, so that the metrics of any draw of targets are a few sums.
//!
//! A bootstrap asks for the metrics of hundreds of draws. Nothing of a case but its numbers is looked
//! at again: means are sums over targets, and what needs an order is sorted once and walked with how
//! often each target was drawn.

use std::collections::{BTreeMap, HashMap};

use crate::metrics::means::{MEANS, Mean};
use crate::seen::Seen;

/// What the name of a mean over targets ends in.
const MACRO: &str = ".macro";
/// The name of calibration error.
const ERROR: &str = "ece";
/// How many equal-mass bins calibration error is taken over.
const BINS: usize = 10;
/// The quantiles of latency that are told, rising.
const QUANTILES: [(&str, f64); 4] = [
    ("latency_us.p50", 0.5),
    ("latency_us.p90", 0.9),
    ("latency_us.p99", 0.99),
    ("latency_us.p99.9", 0.999),
];

/// The names of all metrics but those of means over targets, which end in [`MACRO`].
pub fn names() -> impl Iterator<Item = &'static str> {
    let means = MEANS.iter().map(|mean| mean.name);
    means.chain([ERROR]).chain(QUANTILES.iter().map(|(name, _)| *name))
}

/// Whether a metric is called so.
pub fn is_name(name: &str) -> bool {
    let is_mean = |name: &str| MEANS.iter().any(|mean| mean.name == name);
    names().any(|known| known == name) || name.strip_suffix(MACRO).is_some_and(is_mean)
}

/// Cases as numbers, grouped by target; a case without a right entry is a target of its own.
pub struct Sample {
    targets: usize,
    /// For each mean the targets that have cases which count.
    means: Vec<Vec<Part>>,
    /// Every case that counts by rising confidence, with whether it was right.
    by_confidence: Vec<(usize, f64, f64)>,
    /// Every case by rising latency.
    by_latency: Vec<(usize, f64)>,
}

/// What one target brings to a mean.
struct Part {
    target: usize,
    weight: f64,
    /// The weighted sum over its cases.
    sum: f64,
}

impl Sample {
    /// The numbers of these cases.
    pub fn new<'a>(seen: impl IntoIterator<Item = &'a Seen>) -> Self {
        let mut targets: HashMap<&str, usize> = HashMap::new();
        let mut sample = Self {
            targets: 0,
            means: MEANS.iter().map(|_| Vec::new()).collect(),
            by_confidence: Vec::new(),
            by_latency: Vec::new(),
        };
        // A target's cases may lie apart, and its part of a mean is found again by this.
        let mut places: HashMap<(usize, usize), usize> = HashMap::new();
        for case in seen {
            let next = sample.targets;
            let target = if case.expect.is_empty() {
                next
            } else {
                *targets.entry(&case.target).or_insert(next)
            };
            sample.targets += usize::from(target == next);
            for (number, mean) in MEANS.iter().enumerate().filter(|(_, mean)| bears(mean, case)) {
                let parts = &mut sample.means[number];
                let at = *places.entry((number, target)).or_insert(parts.len());
                if at == parts.len() {
                    parts.push(Part { target, weight: 0.0, sum: 0.0 });
                }
                parts[at].weight += case.weight;
                parts[at].sum += case.weight * (mean.of)(case);
            }
            // What counts nothing was only asked.
            if case.weight > 0.0 {
                let right = f64::from(u8::from(case.right()));
                sample.by_confidence.push((target, case.confidence, right));
            }
            sample.by_latency.push((target, case.latency_us));
        }
        sample.by_confidence.sort_by(|a, b| a.1.total_cmp(&b.1));
        sample.by_latency.sort_by(|a, b| a.1.total_cmp(&b.1));
        sample
    }

    /// How many targets there are.
    pub fn targets(&self) -> usize {
        self.targets
    }

    /// Every metric that the cases allow, by name.
    pub fn metrics(&self) -> BTreeMap<String, f64> {
        self.of(&vec![1; self.targets]).collect()
    }

    /// The same when each target is there so many times, in an order that is always the same.
    pub fn of<'a>(&'a self, times: &'a [u32]) -> impl Iterator<Item = (String, f64)> + 'a {
        let means = MEANS.iter().zip(&self.means).flat_map(|(mean, parts)| {
            let (over_cases, over_targets) = means(parts, times);
            let over_cases = over_cases.map(|value| (mean.name.to_owned(), value));
            let over_targets = over_targets.map(|value| (format!("{}{MACRO}", mean.name), value));
            over_cases.into_iter().chain(over_targets)
        });
        let error = self.calibration_error(times).map(|error| (ERROR.to_owned(), error));
        let latency = QUANTILES.iter().zip(self.latencies(times));
        let latency = latency.map(|((name, _), value)| ((*name).to_owned(), value));
        means.chain(error).chain(latency)
    }

    fn cases(&self, times: &[u32]) -> usize {
        self.by_latency.iter().map(|(target, _)| times[*target] as usize).sum()
    }

    fn counted(&self, times: &[u32]) -> usize {
        self.by_confidence.iter().map(|(target, ..)| times[*target] as usize).sum()
    }

    /// Expected calibration error (Naeini, Cooper and Hauskrecht 2015) over bins of equal mass: the
    /// mean distance between confidence and share of right first candidates, weighted by bin.
    fn calibration_error(&self, times: &[u32]) -> Option<f64> {
        let count = self.counted(times);
        let end = |bin: usize| (bin + 1) * count / BINS;
        let (mut bin, mut place, mut distance, mut error) = (0, 0, 0.0_f64, 0.0);
        for (target, confidence, right) in &self.by_confidence {
            let mut left = times[*target] as usize;
            while left > 0 {
                while place == end(bin) {
                    error += std::mem::take(&mut distance).abs();
                    bin += 1;
                }
                let taken = left.min(end(bin) - place);
                distance += taken as f64 * (confidence - right);
                place += taken;
                left -= taken;
            }
        }
        (count > 0).then(|| (error + distance.abs()) / count as f64)
    }

    /// The quantiles of latency: each the smallest that at least so large a share does not exceed.
    fn latencies(&self, times: &[u32]) -> Vec<f64> {
        let count = self.cases(times);
        let mut wanted = QUANTILES.iter().map(|(_, share)| (share * count as f64).ceil() as usize);
        let mut found = Vec::with_capacity(QUANTILES.len());
        let (mut place, mut next) = (0, wanted.next());
        for (target, latency) in &self.by_latency {
            place += times[*target] as usize;
            while next.is_some_and(|rank: usize| place >= rank.max(1)) {
                found.push(*latency);
                next = wanted.next();
            }
        }
        found
    }
}

/// Whether a case counts for a mean; one without weight was only asked.
fn bears(mean: &Mean, case: &Seen) -> bool {
    case.weight > 0.0 && (mean.over)(case)
}

/// The weighted mean over cases and the mean over targets; `None` without cases.
fn means(parts: &[Part], times: &[u32]) -> (Option<f64>, Option<f64>) {
    let (mut weight, mut sum, mut drawn, mut of_means) = (0.0, 0.0, 0.0, 0.0);
    for part in parts {
        let times = f64::from(times[part.target]);
        weight += times * part.weight;
        sum += times * part.sum;
        drawn += times;
        of_means += times * part.sum / part.weight;
    }
    ((weight > 0.0).then(|| sum / weight), (drawn > 0.0).then(|| of_means / drawn))
}
