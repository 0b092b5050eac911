//! What can go wrong in an evaluation.

/// The errors of the eval crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The suite cannot be read.
    #[error("cannot read the suite `{path}`")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A suite or another list has faults; each names its file, line and field.
    #[error("{}:\n{}", counted(.0.len()), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Suite(Vec<wenshui_knowledge::problem::Problem>),
    /// A gate that cannot be understood.
    #[error("the gate `{gate}` is not of the form `hit@1>=0.80`: {reason}")]
    Gate {
        /// The gate as it was given.
        gate: String,
        /// What is wrong.
        reason: String,
    },
    /// A half that there is not.
    #[error("`{0}` is no half; there are tune and measure")]
    Half(String),
    /// Two reports that cannot be compared.
    #[error("the reports cannot be compared: {0}")]
    Apart(String),
    /// A change of the lexicon that cannot be made; each problem names its line.
    #[error("the lexicon cannot be changed like this:\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Lexicon(Vec<wenshui_knowledge::problem::Problem>),
    /// The system gives no threads.
    #[error("cannot start the threads that ask: {0}")]
    Threads(String),
    /// A page that cannot be written.
    #[error("cannot write the page: {0}")]
    Page(String),
    /// A file is no table of ways of answering.
    #[error("`{name}` is no table of `eval ablate`: {reason}")]
    Table {
        /// The file.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Whoever waited has called the work off.
    #[error("it was called off")]
    Cancelled,
    /// The engine failed on a question.
    #[error(transparent)]
    Engine(#[from] wenshui_engine::error::Error),
}

fn counted(problems: usize) -> String {
    if problems == 1 { "1 problem".to_owned() } else { format!("{problems} problems") }
}
