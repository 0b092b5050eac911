//! What can go wrong in this crate besides problems in people's files.

/// The errors of the knowledge crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or directory cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The path as it was given.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A path that is neither a file nor a directory with knowledge.
    #[error(
        "`{path}` is neither a file of knowledge (.jsonl, .yaml, .csv, .tsv, .xlsx, .json) nor a directory that holds .jsonl or .yaml files"
    )]
    NotKnowledge {
        /// The path as it was given.
        path: String,
    },
    /// Files that people wrote have problems; each names its file, line and field.
    #[error("{} problems, the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Problems(Vec<crate::problem::Problem>),
    /// A format that there is not.
    #[error(
        "`{0}` is no format; there are jsonl, yaml, csv, tsv, xlsx, qnamaker, qnabot, maxkb and dify"
    )]
    Format(String),
    /// A format that is only read.
    #[error("nothing is written as {format}; there are jsonl, csv, tsv and xlsx")]
    NotWritten {
        /// Its name.
        format: &'static str,
    },
    /// A workbook cannot be written.
    #[error("the workbook cannot be written: {reason}")]
    Workbook {
        /// What the writer said.
        reason: String,
    },
    /// Phrases of a lexicon cannot be compiled.
    #[error("the phrases of a lexicon cannot be compiled: {reason}")]
    Patterns {
        /// What the automaton's builder said.
        reason: String,
    },
}
