//! A suite: questions with what is right for each, as product.md's contract names the fields.

use std::path::Path;

use wenshui_knowledge::exchange::format::Format;
use wenshui_knowledge::node::{Node, NodeReader, json};
use wenshui_knowledge::problem::Problem;

use crate::case::{Case, Half};
use crate::error::Error;
use crate::suite::cases::Cases;

mod azure;
mod cases;
pub(crate) mod circumstances;
mod line;
mod table;
mod turns;

/// Cases in the order of their file.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// The cases; the turns of a dialogue come one after the other.
    pub cases: Vec<Case>,
    /// BLAKE3 of the file, 16 hexadecimal digits.
    pub hash: String,
}

impl Suite {
    /// Reads a file: JSONL, or a table by its extension.
    ///
    /// # Errors
    /// When the file cannot be read, or with every problem of its lines at once.
    pub fn load(path: &Path) -> Result<Self, Error> {
        Self::read(path).map(|(suite, _)| suite)
    }

    /// Reads a file, with what is worth a look in it.
    ///
    /// # Errors
    /// As of [`Suite::load`].
    pub fn read(path: &Path) -> Result<(Self, Vec<Problem>), Error> {
        let unreadable = |source| Error::Read { path: path.display().to_string(), source };
        let bytes = std::fs::read(path).map_err(unreadable)?;
        Self::of(&path.display().to_string(), &bytes)
    }

    /// Reads what stands in a file; `name` is for the problems, and its extension says what it is.
    ///
    /// # Errors
    /// Every problem at once, each with its place.
    pub fn of(name: &str, bytes: &[u8]) -> Result<(Self, Vec<Problem>), Error> {
        let read = match Format::of_extension(name) {
            Some(Format::Csv | Format::Tsv | Format::Xlsx) => table::cases(name, bytes),
            _ => match std::str::from_utf8(bytes) {
                Ok(text) => of_lines(name, text),
                Err(_) => {
                    let problem = Problem::error(1, "", "unknown_encoding", &[]);
                    return Err(Error::Suite(vec![problem.in_file(name)]));
                }
            },
        };
        let (cases, warnings) = read.finish(name)?;
        let hash = blake3::hash(bytes).to_hex()[..16].to_owned();
        Ok((Self { cases, hash }, warnings))
    }

    /// The same suite with one half of its cases.
    #[must_use]
    pub fn half(mut self, half: Half) -> Self {
        self.cases.retain(|case| case.half == half);
        self
    }

    /// Reads the text of a JSONL file; `name` is for the problems.
    ///
    /// # Errors
    /// Every problem at once, each with line and field.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let (cases, _) = of_lines(name, text).finish(name)?;
        Ok(Self { cases, hash: blake3::hash(text.as_bytes()).to_hex()[..16].to_owned() })
    }
}

/// The cases of all lines.
fn of_lines(name: &str, text: &str) -> Cases {
    let mut read = Cases::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (row, line) in text.lines().zip(1..).filter(|(row, _)| !row.trim().is_empty()) {
        match json::parse(row, line) {
            Ok(node) => read.take(&node, name, |problem| problem),
            Err(problem) => read.problems.push(problem.in_file(name)),
        }
    }
    read
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read.
pub fn text(path: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Read { path: path.display().to_string(), source };
    std::fs::read_to_string(path).map_err(unreadable)
}

/// Reads the lines of a JSONL text by `read`; empty ones are none. `name` is for the problems.
///
/// # Errors
/// Every problem at once, each with line and field; also when there is no line at all.
pub fn lines<T>(
    name: &str,
    text: &str,
    mut read: impl FnMut(&Node, &mut NodeReader) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (row, line) in text.lines().zip(1..).filter(|(row, _)| !row.trim().is_empty()) {
        let mut reader = NodeReader::default();
        match json::parse(row, line) {
            Ok(node) => found.extend(read(&node, &mut reader)),
            Err(problem) => problems.push(problem),
        }
        problems.extend(reader.into_problems());
    }
    if found.is_empty() && problems.is_empty() {
        problems.push(Problem::error(1, "", "no_entries", &[]));
    }
    if problems.is_empty() {
        return Ok(found);
    }
    Err(Error::Suite(problems.into_iter().map(|problem| problem.in_file(name)).collect()))
}
