//! Fitting the ranker, the calibration and the domain to suites.
//!
//! What the engine finds for every case is taken once; the weights of the ranker are those under
//! which the right candidates are likeliest in a softmax over all (listwise, Cao and others 2007),
//! none below zero, so that no feature speaks against a candidate by rising. Confidence and domain
//! are logistic regressions over the scores. How well that does where it was not fitted is told by
//! five folds over targets.

mod choice;
pub mod fitted;
pub mod found;
mod logistic;
pub mod text;

use wenshui_engine::feature::{FEATURES, Features};
use wenshui_engine::settings::{Calibration, Domain, Settings};

use crate::fit::fitted::Fitted;
use crate::fit::found::{Best, FOLDS, Found};

/// The part of what an entry is right for that may be refused.
const REFUSED_INSIDE: f64 = 0.014;

/// How well cases did whose targets were left out.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Held {
    /// The share with the right candidate first, of those for which there is one.
    pub first: f64,
    /// The same among five.
    pub five: f64,
    /// The share refused, of those outside.
    pub refused_outside: f64,
    /// The share refused, of those inside.
    pub refused_inside: f64,
}

/// Numbers before they are brought to the scale of settings: scores are logits of the choice.
struct Raw {
    weights: [f64; FEATURES],
    right: [f64; 6],
    known: [f64; 5],
    suggest_min: f64,
}

fn fit_raw(found: &[&Found]) -> Raw {
    let weights = choice::fit(found);
    let bests: Vec<(&Found, Best)> =
        found.iter().filter_map(|found| Some((*found, found.best(&weights)?))).collect();
    let scale: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let right = logistic::fit(bests.iter().map(|(found, best)| {
        let [score, known, chars_ln, outside, one] = found.domain(best.score / scale);
        ([score, best.share, known, chars_ln, outside, one], best.is_right, found.weight)
    }));
    let known = logistic::fit(
        bests
            .iter()
            .map(|(found, best)| (found.domain(best.score / scale), found.inside, found.weight)),
    );
    let mut chances: Vec<f64> = bests
        .iter()
        .filter(|(found, _)| found.sought)
        .map(|(found, best)| logistic::chance(&known, &found.domain(best.score / scale)))
        .collect();
    chances.sort_by(f64::total_cmp);
    let at = (chances.len() as f64 * REFUSED_INSIDE) as usize;
    let suggest_min = chances.get(at).copied().unwrap_or_default();
    Raw { weights, right, known, suggest_min }
}

/// Fits everything to all cases; `settings` gives what is not fitted.
pub fn fit(found: &[Found], settings: &Settings) -> Fitted {
    let all: Vec<&Found> = found.iter().collect();
    let Raw { weights, right, known, suggest_min } = fit_raw(&all);
    let scale: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let calibration = {
        let [score, share, known, length, outside, offset] = right.map(|number| number as f32);
        let sharpness = scale as f32;
        Calibration { sharpness, score, share, known, length, outside, offset }
    };
    // Without a case that is outside nothing can be told from it.
    let parted = found.iter().any(|one| !one.inside);
    let domain = {
        let [score, known, length, outside, offset] = known.map(|number| number as f32);
        Domain { score, known, length, outside, offset }
    };
    Fitted {
        ranker: Features::from_numbers(weights.map(|weight| (weight / scale) as f32)),
        calibration,
        domain: if parted { domain } else { settings.domain },
        suggest_min: if parted { suggest_min as f32 } else { settings.decision.suggest_min },
    }
}

/// How every fold of every set does under what was fitted to the others: by set, then by fold.
pub fn folds(found: &[Found], sets: usize) -> Vec<Vec<Held>> {
    let mut held = vec![Vec::new(); sets];
    for fold in 0..FOLDS {
        let (out, others): (Vec<&Found>, Vec<&Found>) =
            found.iter().partition(|one| one.fold() == fold);
        let raw = fit_raw(&others);
        for (set, held) in held.iter_mut().enumerate() {
            let of_set = out.iter().copied().filter(|one| one.set == set).collect::<Vec<_>>();
            held.push(judge(&of_set, &raw));
        }
    }
    held
}

fn judge(found: &[&Found], raw: &Raw) -> Held {
    let scale: f64 = raw.weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let (mut held, mut sought, mut inside, mut outside) = (Held::default(), 0.0, 0.0, 0.0);
    for one in found {
        let best = one.best(&raw.weights);
        let refused = best.as_ref().is_none_or(|best| {
            logistic::chance(&raw.known, &one.domain(best.score / scale)) < raw.suggest_min
        });
        let counted = |is: bool| one.weight * f64::from(u8::from(is));
        if one.sought {
            sought += one.weight;
            held.first += counted(best.as_ref().is_some_and(|best| best.is_right));
            held.five += counted(best.is_some_and(|best| best.five));
        }
        if one.inside {
            inside += one.weight;
            held.refused_inside += counted(refused);
        } else {
            outside += one.weight;
            held.refused_outside += counted(refused);
        }
    }
    Held {
        first: held.first / sought,
        five: held.five / sought,
        refused_inside: held.refused_inside / inside,
        refused_outside: held.refused_outside / outside,
    }
}
