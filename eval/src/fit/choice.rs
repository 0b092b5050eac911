//! Weights under which the right candidates are chosen.

use wenshui_engine::feature::FEATURES;

use crate::fit::found::{Found, dot};

/// Steps of descent; the weights move in no digit that settings keep long before.
const STEPS: u32 = 600;
/// The length of a step, in units of a weight.
const RATE: f64 = 0.1;
/// Takes from features that decide nothing what they are worth in the beginning.
const SHRINK: f64 = 1e-4;
/// What every feature is worth in the beginning.
const BEGIN: f64 = 2.0;

/// Fits by Adam (Kingma and Ba 2015); a weight that would fall below zero stays there.
pub(crate) fn fit(found: &[&Found]) -> [f64; FEATURES] {
    let cases: Vec<&Found> = found
        .iter()
        .copied()
        .filter(|one| one.candidates.iter().any(|(_, right)| *right))
        .collect();
    let total: f64 = cases.iter().map(|one| one.weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let mut weights = [BEGIN; FEATURES];
    let (mut mean, mut square) = ([0.0; FEATURES], [0.0; FEATURES]);
    let (first, second): (f64, f64) = (0.9, 0.999);
    for step in 1..=STEPS {
        let slope = slope(&cases, &weights);
        for at in 0..FEATURES {
            let slope = slope[at] / total + SHRINK * weights[at];
            mean[at] = first * mean[at] + (1.0 - first) * slope;
            square[at] = second * square[at] + (1.0 - second) * slope * slope;
            let mean = mean[at] / (1.0 - first.powi(step as i32));
            let square = square[at] / (1.0 - second.powi(step as i32));
            weights[at] = (weights[at] - RATE * mean / (square.sqrt() + 1e-8)).max(0.0);
        }
    }
    weights
}

/// The slope of the negative logarithm of the chance that a right candidate is chosen.
fn slope(cases: &[&Found], weights: &[f64; FEATURES]) -> [f64; FEATURES] {
    let mut slope = [0.0; FEATURES];
    for one in cases {
        let scores: Vec<f64> =
            one.candidates.iter().map(|(features, _)| dot(features, weights)).collect();
        let highest = scores.iter().copied().fold(f64::MIN, f64::max);
        let parts: Vec<f64> = scores.iter().map(|score| (score - highest).exp()).collect();
        let all: f64 = parts.iter().sum();
        let right: f64 = parts
            .iter()
            .zip(&one.candidates)
            .filter(|(_, (_, right))| *right)
            .map(|(part, _)| part)
            .sum();
        for (part, (features, is_right)) in parts.iter().zip(&one.candidates) {
            let chosen = part / all;
            let meant = if *is_right { part / right.max(f64::MIN_POSITIVE) } else { 0.0 };
            for (slope, feature) in slope.iter_mut().zip(features) {
                *slope += one.weight * (chosen - meant) * feature;
            }
        }
    }
    slope
}
