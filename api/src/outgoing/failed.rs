//! Why something was not taken.

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// Another try may succeed.
    Later(String),
    /// It never will.
    Never(String),
}
