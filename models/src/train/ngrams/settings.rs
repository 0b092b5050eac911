//! The numbers that steer the training of a classifier.

/// The numbers of a training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NgramsSettings {
    /// How many buckets there are.
    pub buckets: usize,
    /// The longest run of characters.
    pub length_max: usize,
    /// How often every text is seen.
    pub rounds: u32,
    /// The first step; it shrinks with the rounds.
    pub rate: f32,
    /// How much of a weight goes with every step that touches it.
    pub decay: f32,
}

impl Default for NgramsSettings {
    fn default() -> Self {
        Self { buckets: 1 << 17, length_max: 3, rounds: 8, rate: 0.5, decay: 1e-5 }
    }
}
