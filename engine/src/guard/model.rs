//! A second opinion on abuse, where one is trained.

use wenshui_models::ngram_classifier::NgramClassifier;

use crate::utterance::Utterance;

/// What a text is likely to be, by probability; the three sum up to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Opinion {
    /// Nothing to object to, however angry.
    pub fine: f32,
    /// Contempt of people of a race, region or gender.
    pub hate: f32,
    /// Abuse of a person.
    pub abuse: f32,
}

/// Tells how likely a text is abuse.
pub trait AbuseModel: Send + Sync {
    /// What a text is likely to be.
    fn opinion(&self, utterance: &Utterance) -> Opinion;
}

/// The labels of a trained classifier.
const FINE: &str = "fine";
const HATE: &str = "hate";
const ABUSE: &str = "abuse";

impl AbuseModel for NgramClassifier {
    fn opinion(&self, utterance: &Utterance) -> Opinion {
        let probabilities = self.probabilities(&utterance.written);
        let of = |name: &str| {
            let row = self.header().labels.iter().position(|label| label == name);
            row.and_then(|row| probabilities.get(row)).copied().unwrap_or_default()
        };
        Opinion { fine: of(FINE), hate: of(HATE), abuse: of(ABUSE) }
    }
}
