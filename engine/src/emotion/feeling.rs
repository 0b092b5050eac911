//! What can be felt, and who hears it.

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

/// How much of each feeling was heard; 0 is none, 1 is about the least that shows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EmotionScores {
    /// Worry.
    pub worried: f32,
    /// Dissatisfaction.
    pub dissatisfied: f32,
    /// Agitation.
    pub agitated: f32,
}

/// Hears feelings in a text. The lexicon does; a trained model can.
pub trait EmotionModel: Send + Sync {
    /// How much of each feeling is in an utterance by itself.
    fn scores(&self, utterance: &Utterance) -> EmotionScores;
}
