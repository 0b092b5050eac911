//! How a command ends.

/// How a command ended when nothing kept it from running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is done: exit code 0.
    Done,
    /// A gate or a check failed: exit code 1.
    Failed,
}
