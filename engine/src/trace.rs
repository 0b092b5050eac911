//! What each stage took and saw: the one record that explain, eval, Server-Timing and metrics read.

/// A monotonic clock in nanoseconds, passed in so that the engine reads none of its own.
pub type Clock = fn() -> u64;

/// The stages of an answer, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Folding, segmenting, concepts, quantities, terms.
    Understand,
    /// Guard, emotion and intent.
    Screen,
    /// The lexical index.
    Lexical,
    /// The encoder.
    Encode,
    /// The dense index.
    Dense,
    /// Features and scores.
    Rank,
    /// Confidence, decision, and putting the reply together.
    Compose,
}

impl Stage {
    /// Every stage in order.
    pub const ALL: [Self; 7] = [
        Self::Understand,
        Self::Screen,
        Self::Lexical,
        Self::Encode,
        Self::Dense,
        Self::Rank,
        Self::Compose,
    ];

    /// The name in headers and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Understand => "understand",
            Self::Screen => "screen",
            Self::Lexical => "lexical",
            Self::Encode => "encode",
            Self::Dense => "dense",
            Self::Rank => "rank",
            Self::Compose => "compose",
        }
    }
}

/// The record of one answer.
#[derive(Debug, Clone)]
pub struct Trace {
    clock: Clock,
    last: u64,
    /// Nanoseconds by stage, in the order of [`Stage::ALL`].
    nanoseconds: [u64; Stage::ALL.len()],
    /// How many documents the lexical index brought.
    pub lexical_hits: u32,
    /// How many documents the dense index brought.
    pub dense_hits: u32,
    /// Whether the question is a wording of the base.
    pub exact: bool,
}

impl Trace {
    /// Begins to measure.
    pub fn begin(clock: Clock) -> Self {
        let nanoseconds = [0; Stage::ALL.len()];
        Self { clock, last: clock(), nanoseconds, lexical_hits: 0, dense_hits: 0, exact: false }
    }

    /// Everything since the last call belongs to `stage`.
    pub fn finish(&mut self, stage: Stage) {
        let now = (self.clock)();
        self.nanoseconds[stage as usize] += now.saturating_sub(self.last);
        self.last = now;
    }

    /// The stages with what they took, in nanoseconds.
    pub fn stages(&self) -> impl Iterator<Item = (Stage, u64)> {
        Stage::ALL.into_iter().zip(self.nanoseconds)
    }

    /// What the answer took, in nanoseconds.
    pub fn total(&self) -> u64 {
        self.nanoseconds.iter().sum()
    }
}
