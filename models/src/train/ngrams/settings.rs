//! The numbers that steer the training of a classifier.

use crate::ngram_classifier::runs::Runs;

/// The numbers of a training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NgramsSettings {
    /// Which runs of characters count.
    pub runs: Runs,
    /// How often every text is seen.
    pub rounds: u32,
    /// The first step; it shrinks with the rounds.
    pub rate: f32,
    /// How much of a weight goes with every step that touches it.
    pub decay: f32,
}

impl Default for NgramsSettings {
    fn default() -> Self {
        let runs = Runs { length_max: 3, buckets: 1 << 17, tone: false };
        Self { runs, rounds: 8, rate: 0.5, decay: 1e-5 }
    }
}
