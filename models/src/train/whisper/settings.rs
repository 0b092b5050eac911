//! The numbers of the small speech model and of its training.

/// Sizes and rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct WhisperSettings {
    /// Numbers of a state.
    pub width: usize,
    /// Heads of attention.
    pub heads: usize,
    /// Layers of the encoder, and as many of the decoder.
    pub layers: usize,
    /// Places of the encoder, 20 ms each.
    pub audio_ctx: usize,
    /// Places of the decoder; whisper.cpp shows a model prompts of half as many tokens.
    pub text_ctx: usize,
    /// Questions that are spoken before training begins.
    pub spoken: usize,
    /// Steps of descent.
    pub steps: usize,
    /// Questions in a step.
    pub batch: usize,
    /// The highest rate of descent.
    pub rate: f64,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for WhisperSettings {
    fn default() -> Self {
        Self {
            width: 64,
            heads: 2,
            layers: 2,
            audio_ctx: 500,
            text_ctx: 160,
            spoken: 5200,
            steps: 4400,
            batch: 24,
            rate: 3e-3,
            seed: 5,
        }
    }
}
