//! Words that are made for one answer, as a block.

use serde::Serialize;

/// A block of words of its own.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename = "text")]
pub struct SayBlock {
    /// The words in Markdown.
    pub markdown: String,
}

impl SayBlock {
    /// A block with these words.
    pub fn new(markdown: &str) -> Self {
        Self { markdown: markdown.to_owned() }
    }
}
