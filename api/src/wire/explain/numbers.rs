//! The numbers that scores, confidences and decisions rest on, as an explanation shows them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_engine::feature::Features;
use wenshui_engine::settings::{Calibration, Domain, Settings, Thresholds};

/// The settings of a version, as far as they shape a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainSettings {
    /// What each feature adds to a candidate's score, by name; the score is the sum of the products.
    pub weights: BTreeMap<&'static str, f32>,
    /// From a score to how likely the candidate is right.
    pub calibration: ExplainCalibration,
    /// From the best score to how likely the matter is known.
    pub domain: ExplainDomain,
    /// From there to a decision.
    pub decision: ExplainThresholds,
}

/// What each of these adds to the logit of a confidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainCalibration {
    /// A unit of the score.
    pub score: f32,
    /// The whole of the choice among the candidates.
    pub share: f32,
    /// All of the question's weight standing somewhere in the knowledge.
    pub known: f32,
    /// The natural logarithm of the question's length in characters.
    pub length: f32,
    /// A logit by which it looks as if it were not about taxes.
    pub outside: f32,
    /// What is added whatever the question is.
    pub offset: f32,
}

/// What each of these adds to the logit of the matter being known.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainDomain {
    /// A unit of the best score.
    pub score: f32,
    /// All of the question's weight standing somewhere in the knowledge.
    pub known: f32,
    /// The natural logarithm of the question's length in characters.
    pub length: f32,
    /// A logit by which it looks as if it were not about taxes.
    pub outside: f32,
    /// What is added whatever the question is.
    pub offset: f32,
}

/// What a decision goes by.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainThresholds {
    /// The least confidence of an answer.
    pub answer_min: f32,
    /// The confidence from which even what looks unknown is answered.
    pub sure_min: f32,
    /// The least chance that the matter is known.
    pub suggest_min: f32,
    /// The least distance in score between an answer and the next candidate.
    pub margin_min: f32,
}

impl ExplainSettings {
    /// Those of some settings.
    pub fn of(settings: &Settings) -> Self {
        let Thresholds { answer_min, sure_min, suggest_min, margin_min, .. } = settings.decision;
        let weights = Features::NAMES.into_iter().zip(settings.ranker.numbers()).collect();
        let Calibration { score, share, known, length, outside, offset, .. } = settings.calibration;
        let calibration = ExplainCalibration { score, share, known, length, outside, offset };
        let Domain { score, known, length, outside, offset } = settings.domain;
        Self {
            weights,
            calibration,
            domain: ExplainDomain { score, known, length, outside, offset },
            decision: ExplainThresholds { answer_min, sure_min, suggest_min, margin_min },
        }
    }
}
