//! Labelled texts, read from JSON lines.

use serde::Deserialize;

use crate::error::Error;
use crate::ngram_classifier::buckets;
use crate::train::ngrams::settings::NgramsSettings;

/// A text with its label.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// The buckets of its runs.
    pub(crate) buckets: Vec<u32>,
    /// Whether it is of the kind.
    pub(crate) is_kind: bool,
    hash: [u8; 32],
}

#[derive(Deserialize)]
struct Line {
    text: String,
    label: u8,
}

/// A line of which only the text counts.
#[derive(Deserialize)]
struct Text {
    #[serde(alias = "question")]
    text: String,
}

impl Example {
    /// A text with its label; `line` decides its place in the rounds.
    pub(crate) fn new(
        (text, is_kind): (&str, bool),
        line: &[u8],
        settings: &NgramsSettings,
    ) -> Self {
        let chars: Vec<char> = text.chars().collect();
        Self {
            buckets: buckets(&chars, settings.length_max, settings.buckets),
            is_kind,
            hash: *blake3::hash(line).as_bytes(),
        }
    }

    /// Its place in a round: as good as drawn, and the same every time.
    pub(crate) fn order(&self, round: u32) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.hash);
        hasher.update(&round.to_le_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// Adds the labelled texts of a file.
pub(crate) fn read(
    file: &str,
    bytes: &[u8],
    settings: &NgramsSettings,
    examples: &mut Vec<Example>,
) -> Result<(), Error> {
    each(file, bytes, |line| {
        let Line { text, label } = serde_json::from_slice(line).map_err(|e| e.to_string())?;
        if label > 1 {
            return Err(format!("the label is {label}, it must be 0 or 1"));
        }
        examples.push(Example::new((&text, label == 1), line, settings));
        Ok(())
    })
}

/// Adds the texts of a file all of which are of the kind, or none.
pub(crate) fn read_all(
    (file, is_kind): (&str, bool),
    bytes: &[u8],
    settings: &NgramsSettings,
    examples: &mut Vec<Example>,
) -> Result<(), Error> {
    each(file, bytes, |line| {
        let Text { text } = serde_json::from_slice(line).map_err(|e| e.to_string())?;
        examples.push(Example::new((&text, is_kind), line, settings));
        Ok(())
    })
}

/// Reads every line that is not empty; a file without one is at fault.
fn each(
    file: &str,
    bytes: &[u8],
    mut read: impl FnMut(&[u8]) -> Result<(), String>,
) -> Result<(), Error> {
    let mut is_any = false;
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let fault =
            |reason| Error::Corpus { file: file.to_owned(), line: number, field: None, reason };
        read(line).map_err(fault)?;
        is_any = true;
    }
    if is_any {
        return Ok(());
    }
    let reason = "it holds no labelled text".to_owned();
    Err(Error::Training { file: file.to_owned(), reason })
}
