//! What can be felt, and who hears it.

use wenshui_models::ngram_classifier::NgramClassifier;

use crate::utterance::Utterance;

/// What somebody feels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feeling {
    /// Nothing that needs care.
    #[default]
    Calm,
    /// Worry: something may go wrong (担心).
    Worried,
    /// Dissatisfaction: something went wrong (不满).
    Dissatisfied,
    /// Agitation: the person is beside themselves (激动).
    Agitated,
}

impl Feeling {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Calm, Self::Worried, Self::Dissatisfied, Self::Agitated];

    /// Its name on the wire and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Worried => "worried",
            Self::Dissatisfied => "dissatisfied",
            Self::Agitated => "agitated",
        }
    }
}

/// A feeling with its level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Emotion {
    /// The feeling.
    pub feeling: Feeling,
    /// 0 for calm, else 1 to 3.
    pub level: u8,
}

/// How much of each feeling was heard; 0 is none, 1 is about the least that shows, and what calms
/// counts below 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EmotionScores {
    /// Worry.
    pub worried: f32,
    /// Dissatisfaction.
    pub dissatisfied: f32,
    /// Agitation.
    pub agitated: f32,
}

impl EmotionScores {
    /// The score of a feeling; calm has none.
    pub fn of(&self, feeling: Feeling) -> f32 {
        match feeling {
            Feeling::Calm => 0.0,
            Feeling::Worried => self.worried,
            Feeling::Dissatisfied => self.dissatisfied,
            Feeling::Agitated => self.agitated,
        }
    }

    /// The scores by a rule for each feeling.
    pub(crate) fn map(self, rule: impl Fn(Feeling, f32) -> f32) -> Self {
        Self {
            worried: rule(Feeling::Worried, self.worried),
            dissatisfied: rule(Feeling::Dissatisfied, self.dissatisfied),
            agitated: rule(Feeling::Agitated, self.agitated),
        }
    }
}

/// Tells which feeling a text shows, beside the lexicon, which tells how strong it is.
pub trait EmotionModel: Send + Sync {
    /// How much speaks for each feeling, in logits and in the order of [`Feeling::ALL`]: what e to
    /// their powers sums up to is shared between them by probability.
    fn logits(&self, utterance: &Utterance) -> [f32; 4];
}

impl EmotionModel for NgramClassifier {
    fn logits(&self, utterance: &Utterance) -> [f32; 4] {
        let sums = self.logits(&utterance.written);
        let labels = &self.header().labels;
        Feeling::ALL.map(|feeling| {
            let row = labels.iter().position(|label| label == feeling.name());
            row.and_then(|row| sums.get(row)).copied().unwrap_or(f32::NEG_INFINITY)
        })
    }
}
