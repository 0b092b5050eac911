//! What can go wrong in the models crate.

use crate::fault::Fault;

/// The errors of the models crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Weights, or what stands beside them, cannot be used.
    #[error("`{file}`: {fault}; {}", fault.mend())]
    Weights {
        /// The file or folder, as the caller named it.
        file: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The queue in front of an encoder is full.
    #[error("the queue of the encoder is full, try again in {retry_after_ms} ms")]
    Overloaded {
        /// When a place should be free, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// The encoder gave no vector in time.
    #[error("the encoder gave no vector within {waited_ms} ms")]
    TimedOut {
        /// How long the caller waited, in milliseconds.
        waited_ms: u64,
    },
    /// The encoder could not compute.
    #[error("the encoder `{encoder}` failed: {reason}")]
    Compute {
        /// The encoder's id.
        encoder: String,
        /// What the numeric library said.
        reason: String,
    },
    /// The caller's slice does not fit the vectors.
    #[error("the slice holds {found} numbers, a vector has {expected}")]
    Output {
        /// The encoder's dims.
        expected: usize,
        /// The length of the slice.
        found: usize,
    },
    /// A number that steers training or a queue is out of its range.
    #[error("`{name}` is {found}, it must be {expected}")]
    Setting {
        /// The field.
        name: &'static str,
        /// Its value.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// An input of training cannot be used.
    #[error("`{file}` line {line}{}: {reason}", words_for(field.as_deref()))]
    Corpus {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The field, unless the line as a whole is meant.
        field: Option<String>,
        /// What is wrong.
        reason: String,
    },
    /// The vectors or the vocabulary that training starts from cannot be used.
    #[error("`{file}`: {reason}")]
    Training {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A voice did not speak.
    #[error("the voice failed: {reason}")]
    Voice {
        /// What it said.
        reason: String,
    },
    /// A model of speech could not hear.
    #[error("the speech model `{model}` failed: {reason}")]
    Recognizer {
        /// The model's file.
        model: String,
        /// What whisper.cpp said.
        reason: String,
    },
    /// A model by name is none, or not what came.
    #[error("the model `{model}` cannot be used: {reason}")]
    Named {
        /// Its name.
        model: String,
        /// Why.
        reason: String,
    },
    /// Whoever waited is gone, or time is over.
    #[error("given up before the end")]
    GivenUp,
    /// The system refused.
    #[error("cannot {action} `{what}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file or thread.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// A fault of a file.
    pub(crate) fn weights(file: &str, fault: Fault) -> Self {
        Self::Weights { file: file.to_owned(), fault }
    }
}

fn words_for(field: Option<&str>) -> String {
    field.map_or_else(String::new, |field| format!(", field `{field}`"))
}
