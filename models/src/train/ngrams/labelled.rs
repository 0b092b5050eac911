//! Labelled texts, read from JSON lines.

use serde::Deserialize;

use crate::error::Error;
use crate::ngram_classifier::runs::Runs;

/// A text with its label.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// The buckets of its runs.
    pub(crate) buckets: Vec<u32>,
    /// What it is: the number of its label; where only one kind is told, 1 for that kind, else 0.
    pub(crate) label: usize,
    hash: [u8; 32],
}

#[derive(Deserialize)]
struct Line {
    #[serde(alias = "question")]
    text: String,
    label: Option<serde_json::Value>,
}

impl Example {
    /// A text with its label; `line` decides its place in the rounds.
    pub(crate) fn new((text, label): (&str, usize), line: &[u8], runs: &Runs) -> Self {
        let chars: Vec<char> = text.chars().collect();
        Self { buckets: runs.of(&chars), label, hash: *blake3::hash(line).as_bytes() }
    }

    /// Its place in a round: as good as drawn, and the same every time.
    pub(crate) fn order(&self, round: u32) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.hash);
        hasher.update(&round.to_le_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// How the labels of a file are written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Names<'a> {
    /// As 0 and 1, and which labels these are.
    Numbers([usize; 2]),
    /// By name.
    Labels(&'a [String]),
    /// Not at all: every line has this one.
    All(usize),
}

/// Adds the labelled texts of a file.
pub(crate) fn read(
    (file, bytes): (&str, &[u8]),
    (names, runs): (Names, &Runs),
    examples: &mut Vec<Example>,
) -> Result<(), Error> {
    let mut is_any = false;
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let fault =
            |reason| Error::Corpus { file: file.to_owned(), line: number, field: None, reason };
        examples.push(example(line, (names, runs)).map_err(fault)?);
        is_any = true;
    }
    if is_any {
        return Ok(());
    }
    let reason = "it holds no labelled text".to_owned();
    Err(Error::Training { file: file.to_owned(), reason })
}

fn example(line: &[u8], (names, runs): (Names, &Runs)) -> Result<Example, String> {
    let read: Line = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    Ok(Example::new((&read.text, number(read.label.as_ref(), names)?), line, runs))
}

/// The number of a label.
fn number(label: Option<&serde_json::Value>, names: Names) -> Result<usize, String> {
    let label = label.unwrap_or(&serde_json::Value::Null);
    let fault = |expected: String| format!("`label` is {label}, it must be {expected}");
    match names {
        Names::All(number) => Ok(number),
        Names::Numbers(numbers) => {
            let at = label.as_u64().and_then(|at| usize::try_from(at).ok());
            let number = at.and_then(|at| numbers.get(at)).copied();
            number.ok_or_else(|| fault("0 or 1".to_owned()))
        }
        Names::Labels(labels) => {
            let at = labels.iter().position(|known| label.as_str() == Some(known));
            at.ok_or_else(|| fault(format!("one of {}", labels.join(", "))))
        }
    }
}
