//! What the engine finds for the cases of a suite.

use std::collections::BTreeMap;

use jiff::civil::Date;
use wenshui_engine::engine::Engine;
use wenshui_engine::feature::FEATURES;
use wenshui_engine::question::Question;
use wenshui_engine::reply::Ranked;
use wenshui_engine::understand::Understanding;
use wenshui_engine::version::Version;

use crate::case::Case;
use crate::error::Error;
use crate::metrics::target;
use crate::suite::Suite;

/// Every candidate of a case is looked at: the best ones alone would be those of the settings that the fit
/// begins with, and what is fitted would depend on them.
const CANDIDATES: usize = 1_000;
/// Parts that are left out in turn.
pub const FOLDS: u8 = 5;

/// What the engine found for a case.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which set it belongs to.
    pub set: usize,
    /// What is right for it; cases with the same share a fold.
    pub target: String,
    /// How much it counts.
    pub weight: f64,
    /// The candidates with whether they are right.
    pub candidates: Vec<([f64; FEATURES], bool)>,
    /// Whether it is about what the base is about.
    pub inside: bool,
    /// Whether an entry is right for it.
    pub sought: bool,
    /// The share of its weight that stands anywhere in the base.
    pub known: f64,
    /// The natural logarithm of its length in characters.
    pub chars_ln: f64,
    /// How much it looks as if it were outside, in logits.
    pub outside: f64,
}

/// Asks the cases of a suite; targets count alike, and together as much as there are cases.
///
/// # Errors
/// When the engine fails on a question.
pub fn find(
    (set, suite): (usize, &Suite),
    engine: &Engine,
    today: Date,
) -> Result<Vec<Found>, Error> {
    let version = engine.version();
    let alone = suite.cases.iter().filter(|case| case.turn.is_none());
    let cases: Vec<&Case> =
        alone.filter(|case| !case.expect.is_empty() || refused(case) || vague(case)).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for case in &cases {
        *counts.entry(key(case)).or_insert(0) += 1;
    }
    let mean = cases.len() as f64 / counts.len().max(1) as f64;
    let mut asked = Understanding::default();
    let found = cases.into_iter().map(|case| {
        let question = Question {
            region: case.region,
            taxpayer_type: case.taxpayer_type,
            top_k: CANDIDATES,
            ..Question::new(&case.question, case.as_of.unwrap_or(today))
        };
        let mut reply = engine.answer(&version, &question)?;
        // Nor may the order in which sums are taken depend on them.
        reply.candidates.sort_unstable_by_key(|one| one.entry);
        asked.read(&case.question, &version.analyzer, &version.vocabulary);
        asked.look_closer(&version);
        let key = key(case);
        Ok(Found {
            set,
            weight: mean / counts[&key] as f64,
            target: key,
            candidates: reply.candidates.iter().map(|one| candidate(&version, case, one)).collect(),
            inside: !case.expect.is_empty() || vague(case),
            sought: !case.expect.is_empty(),
            known: f64::from(asked.known_share()),
            chars_ln: (asked.analysis.folded.text().chars().count().max(1) as f64).ln(),
            outside: f64::from(asked.outside),
        })
    });
    found.collect()
}

fn refused(case: &Case) -> bool {
    case.decision.as_deref() == Some("refuse")
}

/// What is about the field and says too little for an answer.
fn vague(case: &Case) -> bool {
    case.expect.is_empty() && case.decision.as_deref() == Some("clarify")
}

fn key(case: &Case) -> String {
    if case.expect.is_empty() { case.id.clone() } else { target(&case.expect) }
}

fn candidate(version: &Version, case: &Case, ranked: &Ranked) -> ([f64; FEATURES], bool) {
    let id = &version.base.entries[ranked.entry as usize].id;
    (ranked.features.numbers().map(f64::from), case.expect.contains(id))
}

impl Found {
    /// Which fold it is in.
    pub fn fold(&self) -> u8 {
        fold(&self.target)
    }

    /// What the chance of being inside is told by, with the score of the best candidate.
    pub(crate) fn domain(&self, score: f64) -> [f64; 5] {
        [score, self.known, self.chars_ln, self.outside, 1.0]
    }

    /// The scores of the candidates under weights.
    pub(crate) fn scores(&self, weights: &[f64; FEATURES]) -> Vec<f64> {
        self.candidates.iter().map(|(features, _)| dot(features, weights)).collect()
    }

    /// The best candidate under weights: its score, its share of the choice, whether it is right,
    /// and whether one of the best five is.
    pub(crate) fn best(&self, weights: &[f64; FEATURES]) -> Option<Best> {
        let scores = self.scores(weights);
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        let first = *order.first()?;
        let sum: f64 = scores.iter().map(|score| (score - scores[first]).exp()).sum();
        Some(Best {
            score: scores[first],
            share: 1.0 / sum,
            is_right: self.candidates[first].1,
            five: order.iter().take(5).any(|at| self.candidates[*at].1),
        })
    }
}

/// Which fold a target is in: by the second byte of its hash, as the first decides the half.
pub fn fold(target: &str) -> u8 {
    blake3::hash(target.as_bytes()).as_bytes()[1] % FOLDS
}

/// The best candidate of a case.
pub(crate) struct Best {
    pub(crate) score: f64,
    pub(crate) share: f64,
    pub(crate) is_right: bool,
    /// Whether one of the best five is right.
    pub(crate) five: bool,
}

pub(crate) fn dot(a: &[f64; FEATURES], b: &[f64; FEATURES]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
