//! Points: thresholds with what comes of the cases by them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wenshui_engine::settings::Thresholds;

use crate::tune::pass::{Came, Weighing};

/// Thresholds with what comes of the cases by them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The thresholds.
    pub thresholds: Thresholds,
    /// The share of cases that is answered: coverage.
    pub answered: f64,
    /// The share of cases that is answered and right.
    pub right: f64,
    /// The share of answers that is wrong: what is missing to precision.
    pub wrong: f64,
    /// The upper bound of that share.
    pub wrong_upper: f64,
    /// The share refused of the cases that are about what the base is about.
    pub refused: f64,
    /// The upper bound of that share.
    pub refused_upper: f64,
    /// The share refused of the cases that are about something else.
    pub refused_outside: f64,
}

/// Sums over cases, by target.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    cases: f64,
    right: f64,
    outside: f64,
    refused_outside: f64,
    answers: Share,
    refusals: Share,
}

/// A share of something, with what each target brings to it.
#[derive(Debug, Clone, Default)]
pub struct Share {
    /// How much there is of it in all.
    all: f64,
    /// How much has the mark.
    marked: f64,
    /// The same by target.
    targets: Vec<(f64, f64)>,
}

impl Share {
    fn new(targets: impl Iterator<Item = (f64, f64)>) -> Self {
        let targets: Vec<(f64, f64)> = targets.filter(|(all, _)| *all > 0.0).collect();
        let all = targets.iter().map(|(all, _)| all).sum();
        let marked = targets.iter().map(|(_, marked)| marked).sum();
        Self { all, marked, targets }
    }

    /// Whether there is nothing of it.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The share.
    pub fn share(&self) -> f64 {
        if self.all > 0.0 { self.marked / self.all } else { 0.0 }
    }

    /// Its upper bound of `z` standard errors (Wilson 1927); as cases of one target are no independent
    /// draws, there are as many of them as their variance by targets says (Kish 1965).
    pub fn upper(&self, z: f64) -> f64 {
        if self.all <= 0.0 {
            return 0.0;
        }
        let p = self.share();
        let clustered: f64 =
            self.targets.iter().map(|(all, marked)| (marked - p * all).powi(2)).sum();
        let plain = self.all * p * (1.0 - p);
        let effect = if plain > 0.0 { (clustered / plain).max(1.0) } else { 1.0 };
        let n = self.all / effect;
        let (middle, spread) =
            (p + z * z / (2.0 * n), z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt());
        (middle + spread) / (1.0 + z * z / n)
    }
}

impl Tally {
    /// Sums up those cases that `counts` lets pass.
    pub fn of(weighed: &[Weighing], came: &[Came], counts: impl Fn(usize) -> bool) -> Self {
        let mut targets: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
        let mut sum = Self::default();
        let counted = weighed.iter().zip(came).enumerate().filter(|(at, _)| counts(*at));
        for (_, (one, came)) in counted {
            let if_so = |is: bool| one.weight * f64::from(u8::from(is));
            let answered = matches!(came, Came::Right | Came::Wrong);
            let sums = targets.entry(&one.target).or_default();
            let more = [
                if_so(answered),
                if_so(*came == Came::Wrong),
                if_so(one.inside),
                if_so(one.inside && *came == Came::Refused),
            ];
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            sum.cases += one.weight;
            sum.right += if_so(*came == Came::Right);
            sum.outside += if_so(!one.inside);
            sum.refused_outside += if_so(!one.inside && *came == Came::Refused);
        }
        let answers = Share::new(targets.values().map(|sums| (sums[0], sums[1])));
        let refusals = Share::new(targets.values().map(|sums| (sums[2], sums[3])));
        Self { answers, refusals, ..sum }
    }

    /// How much goes right: right answers and refusals of what is about something else, less what is
    /// refused in vain.
    pub fn gain(&self) -> f64 {
        self.right + self.refused_outside - self.refusals.marked
    }

    /// The wrong ones among answers.
    pub fn answers(&self) -> &Share {
        &self.answers
    }

    /// The refused ones among what is inside.
    pub fn refusals(&self) -> &Share {
        &self.refusals
    }
}

impl Point {
    /// A point with its shares and their bounds of `z` standard errors.
    pub fn new(thresholds: &Thresholds, tally: &Tally, z: f64) -> Self {
        let cases = tally.cases.max(f64::MIN_POSITIVE);
        Self {
            thresholds: *thresholds,
            answered: tally.answers.all / cases,
            right: tally.right / cases,
            wrong: tally.answers.share(),
            wrong_upper: tally.answers.upper(z),
            refused: tally.refusals.share(),
            refused_upper: tally.refusals.upper(z),
            refused_outside: tally.refused_outside / tally.outside.max(f64::MIN_POSITIVE),
        }
    }

    /// The heads of rows.
    pub fn heads() -> String {
        let heads = ["answer_min", "sure_min", "suggest_min", "margin_min"];
        let shares = ["answered", "right", "wrong", "at most", "refused", "outside"];
        let cells: String = heads.iter().chain(&shares).map(|head| format!("{head:>12}")).collect();
        format!("{:<14}{cells}", "")
    }

    /// The point as a row.
    pub fn row(&self, name: &str) -> String {
        let Thresholds { answer_min, sure_min, suggest_min, margin_min, .. } = self.thresholds;
        let numbers = [answer_min, sure_min, suggest_min, margin_min].map(f64::from);
        let shares = [
            self.answered,
            self.right,
            self.wrong,
            self.wrong_upper,
            self.refused,
            self.refused_outside,
        ];
        let cells: String =
            numbers.iter().chain(&shares).map(|number| format!("{number:>12.4}")).collect();
        format!("{name:<14}{cells}")
    }
}

/// Values that are tried of each threshold, beside what it is; four decimals, as settings keep them.
const ANSWER: (i32, i32, i32) = (3000, 9800, 200);
const SURE: [f32; 4] = [0.8, 0.9, 0.95, 0.99];
const SUGGEST: [f32; 5] = [0.3, 0.45, 0.6, 0.75, 0.9];
const MARGIN: [f32; 4] = [0.0, 0.01, 0.02, 0.05];

fn steps((first, last, step): (i32, i32, i32)) -> Vec<f32> {
    let count = (last - first) / step;
    (0..=count).map(|at| (first + at * step) as f32 / 10_000.0).collect()
}

fn with(values: &[f32], own: f32) -> Vec<f32> {
    let mut values: Vec<f32> = values.iter().copied().chain([own]).collect();
    values.sort_by(f32::total_cmp);
    values.dedup();
    values
}

/// The points that are tried; what a decision leaves as it is stays. `sure_min` below `answer_min` says
/// nothing more than `answer_min`.
pub fn grid(current: &Thresholds) -> Vec<Thresholds> {
    let mut grid = Vec::new();
    for answer_min in with(&steps(ANSWER), current.answer_min) {
        for suggest_min in with(&SUGGEST, current.suggest_min) {
            for margin_min in with(&MARGIN, current.margin_min) {
                let sure = with(&SURE, current.sure_min);
                let sure: Vec<f32> = sure.into_iter().filter(|sure| *sure >= answer_min).collect();
                grid.extend(sure.into_iter().map(|sure_min| Thresholds {
                    answer_min,
                    sure_min,
                    suggest_min,
                    margin_min,
                    ..*current
                }));
            }
        }
    }
    grid
}

/// The points along each threshold, the others as in `along`.
pub fn curves(along: &Thresholds) -> Vec<(&'static str, Vec<Thresholds>)> {
    let line = |values: Vec<f32>, of: fn(Thresholds, f32) -> Thresholds| {
        values.into_iter().map(|value| of(*along, value)).collect()
    };
    vec![
        (
            "answer_min",
            line(with(&steps((3000, 9900, 300)), along.answer_min), |along, answer_min| {
                Thresholds { answer_min, ..along }
            }),
        ),
        (
            "sure_min",
            line(with(&steps((5000, 9900, 350)), along.sure_min), |along, sure_min| Thresholds {
                sure_min,
                ..along
            }),
        ),
        (
            "suggest_min",
            line(with(&steps((1000, 9500, 500)), along.suggest_min), |along, suggest_min| {
                Thresholds { suggest_min, ..along }
            }),
        ),
        (
            "margin_min",
            line(with(&steps((0, 1000, 50)), along.margin_min), |along, margin_min| Thresholds {
                margin_min,
                ..along
            }),
        ),
    ]
}
