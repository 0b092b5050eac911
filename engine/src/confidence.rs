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
    outside: f32,
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
            outside: asked.outside,
        }
    }

    /// How likely the right entry is among candidates that hold `share` of the choice and the best
    /// of which has `score`: a logistic regression (Platt 1999) over both, over how much of the
    /// question's weight stands anywhere in the base, its length (long ones are covered less without
    /// being understood less) and how it looks.
    pub fn right(&self, score: f32, share: f32) -> f32 {
        let Calibration { score: per_score, share: per_share, offset, .. } = self.calibration;
        let Calibration { known, length, outside, .. } = self.calibration;
        let of_question = self.of_question(known, length, outside);
        logistic(per_score * score + per_share * share + of_question + offset)
    }

    /// How likely the base knows the matter at all, by the best score, by how much of the question's
    /// weight stands anywhere in the base, by its length, and by how it looks.
    pub fn known(&self, score: f32) -> f32 {
        let Domain { score: per_score, known, length, outside, offset } = self.domain;
        logistic(per_score * score + self.of_question(known, length, outside) + offset)
    }

    /// What the question itself adds, with its weights.
    fn of_question(&self, known: f32, length: f32, outside: f32) -> f32 {
        known * self.known_share + length * self.chars_ln + outside * self.outside
    }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
