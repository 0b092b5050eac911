//! A second opinion on abuse, where one is trained.

use wenshui_models::ngram_classifier::NgramClassifier;

use crate::utterance::Utterance;

/// Tells how likely a text is abuse.
pub trait AbuseModel: Send + Sync {
    /// The probability, 0 to 1.
    fn probability(&self, utterance: &Utterance) -> f32;
}

impl AbuseModel for NgramClassifier {
    fn probability(&self, utterance: &Utterance) -> f32 {
        self.probability(&utterance.chars)
    }
}
