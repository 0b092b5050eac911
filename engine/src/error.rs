//! What can go wrong in the engine.

/// The errors of the engine crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Settings that cannot be read.
    #[error("`{file}`: {reason}")]
    Settings {
        /// The file.
        file: String,
        /// What is wrong, with line and field.
        reason: String,
    },
    /// The knowledge part refused something.
    #[error(transparent)]
    Knowledge(#[from] wenshui_knowledge::error::Error),
    /// The encoder failed.
    #[error(transparent)]
    Models(#[from] wenshui_models::Error),
    /// More entries or terms than the index can number.
    #[error("the knowledge has {found} {what}, the index holds at most {max}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        found: usize,
        /// How much there may be.
        max: usize,
    },
    /// An index file cannot be used.
    #[error(
        "the index `{path}` {reason}; delete it and start again, it is rebuilt from the knowledge"
    )]
    Index {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An index file cannot be read or written.
    #[error("cannot {action} `{path}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}
