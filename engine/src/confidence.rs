//! From scores to probabilities: how likely a candidate is right, and the matter known at all.

use crate::settings::{Calibration, Domain, Settings};
use crate::understand::Understanding;

/// What the probabilities need to know of a question beside its candidates.
#[derive(Debug, Clone, Copy)]
pub struct Confidence {
    calibration: Calibration,
    domain: Domain,
    chars_ln: f32,
    known_share: f32,
}

impl Confidence {
    /// The probabilities for one question.
    pub fn new(settings: &Settings, asked: &Understanding) -> Self {
        let chars = asked.analysis.folded.text().chars().count();
        Self {
            calibration: settings.calibration,
            domain: settings.domain,
            chars_ln: (chars.max(1) as f32).ln(),
            known_share: asked.known_share(),
        }
    }

    /// How likely the right entry is among candidates that hold `share` of the choice and the best
    /// of which has `score`: a logistic regression (Platt 1999) over both and the length of the
    /// question, of which long ones are covered less without being understood less.
    pub fn right(&self, score: f32, share: f32) -> f32 {
        let Calibration { score: per_score, share: per_share, length, offset, .. } =
            self.calibration;
        logistic(per_score * score + per_share * share + length * self.chars_ln + offset)
    }

    /// How likely the base knows the matter at all, by the best score and by how much of the
    /// question's weight stands anywhere in the base.
    pub fn known(&self, score: f32) -> f32 {
        let Domain { score: per_score, known, offset } = self.domain;
        logistic(per_score * score + known * self.known_share + offset)
    }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
