//! The choice of a point, and how sure it is where nothing was chosen.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::fit::found::{FOLDS, fold};
use crate::tune::pass::{Came, Weighing};
use crate::tune::point::Tally;

/// How often the held-out folds are drawn anew.
const RESAMPLES: usize = 1_000;
/// In so many of the resamples what is allowed has to be kept.
const KEPT_MIN: f64 = 0.95;
/// How far a bound lies above what was counted, in standard errors: the first is that of 95 % on one
/// side; the next are taken where the held-out folds show that it does not do.
const BOUNDS: [f64; 6] = [1.645, 2.0, 2.33, 2.58, 3.0, 3.5];

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The largest share of answers that may be wrong.
    pub wrong_max: f64,
    /// The largest share that may be refused of what the base is about; none: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_max: Option<f64>,
}

/// What was chosen.
pub(crate) struct Chosen {
    /// The place of the point.
    pub(crate) best: Option<usize>,
    /// How far the bound lies above what was counted, in standard errors.
    pub(crate) bound: f64,
    /// The share of resamples of held-out folds in which what is allowed was kept.
    pub(crate) kept: f64,
    /// How many resamples there were.
    pub(crate) resamples: usize,
}

/// The tallies of a point: of all cases, and of all but each fold.
type Tallies = Vec<Tally>;

/// Chooses a point by the least bound that keeps what is allowed on the held-out folds.
pub(crate) fn choose(
    weighed: &[Weighing],
    columns: &[Vec<Came>],
    (limits, seed): (Limits, u64),
) -> Chosen {
    let folds: Vec<u8> = weighed.iter().map(|one| fold(&one.target)).collect();
    let tallies: Vec<Tallies> = columns
        .par_iter()
        .map(|column| {
            let all = Tally::of(weighed, column, |_| true);
            let others = (0..FOLDS).map(|out| Tally::of(weighed, column, |at| folds[at] != out));
            std::iter::once(all).chain(others).collect()
        })
        .collect();
    let mut chosen = Chosen { best: None, bound: BOUNDS[0], kept: 0.0, resamples: RESAMPLES };
    for bound in BOUNDS {
        let by = |set: usize| best(&tallies, set, (limits, bound));
        let of_folds: Option<Vec<usize>> = (1..=usize::from(FOLDS)).map(by).collect();
        let (Some(all), Some(of_folds)) = (by(0), of_folds) else {
            break;
        };
        let held: Vec<Came> =
            (0..weighed.len()).map(|at| columns[of_folds[usize::from(folds[at])]][at]).collect();
        let kept = kept(weighed, &held, (limits, seed));
        chosen = Chosen { best: Some(all), bound, kept, ..chosen };
        if kept >= KEPT_MIN {
            break;
        }
    }
    chosen
}

/// The point by which most goes right among those whose bounds stay within what is allowed; of equal ones
/// the first.
fn best(tallies: &[Tallies], set: usize, (limits, bound): (Limits, f64)) -> Option<usize> {
    let good = |at: &usize| {
        let tally = &tallies[*at][set];
        let refused = limits.refused_max.is_none_or(|max| tally.refusals().upper(bound) <= max);
        !tally.answers().is_empty() && refused && tally.answers().upper(bound) <= limits.wrong_max
    };
    (0..tallies.len()).filter(good).reduce(|best, next| {
        let (one, two) = (tallies[best][set].gain(), tallies[next][set].gain());
        if two > one { next } else { best }
    })
}

/// The share of resamples over targets in which what is allowed is kept.
fn kept(weighed: &[Weighing], came: &[Came], (limits, seed): (Limits, u64)) -> f64 {
    let mut targets: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
    for (one, came) in weighed.iter().zip(came) {
        let sums = targets.entry(&one.target).or_default();
        let refused = one.inside && *came == Came::Refused;
        let marks =
            [matches!(came, Came::Right | Came::Wrong), *came == Came::Wrong, one.inside, refused];
        for (sum, mark) in sums.iter_mut().zip(marks) {
            *sum += one.weight * f64::from(u8::from(mark));
        }
    }
    let targets: Vec<[f64; 4]> = targets.into_values().collect();
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let keeps = (0..RESAMPLES).filter(|_| {
        let mut sums = [0.0; 4];
        for _ in 0..targets.len() {
            let target = &targets[random.random_range(0..targets.len())];
            sums.iter_mut().zip(target).for_each(|(sum, more)| *sum += more);
        }
        let [answers, wrong, inside, refused] = sums;
        let refused_max = limits.refused_max.unwrap_or(1.0);
        wrong <= limits.wrong_max * answers && refused <= refused_max * inside
    });
    keeps.count() as f64 / RESAMPLES as f64
}
