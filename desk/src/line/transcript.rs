//! What was understood of a recording that came into a session without words (D-06).

use serde::{Deserialize, Serialize};

/// What became of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The number of the event that the line with the recording is.
    pub number: i64,
    /// Whether that line was whispered, so that the taxpayer sees neither.
    pub whispered: bool,
    /// What was heard.
    #[serde(flatten)]
    pub heard: Heard,
}

/// What was heard in a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Heard {
    /// Words.
    Words {
        /// As people write them; empty where nobody speaks.
        text: String,
        /// Whether they are as sure as the settings want.
        confident: bool,
    },
    /// Nothing could be written down.
    Nothing {
        /// Why, as the name of a problem.
        problem: String,
    },
}
