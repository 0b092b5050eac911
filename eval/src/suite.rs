//! A suite: questions with what is right for each, as product.md's contract names the fields.

use std::collections::HashMap;
use std::path::Path;

use wenshui_knowledge::node::{Node, NodeReader, json};
use wenshui_knowledge::problem::Problem;

use crate::case::{Case, Half};
use crate::error::Error;

pub(crate) mod circumstances;
mod line;

/// Cases in the order of their file.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// The cases; the turns of a dialogue come one after the other.
    pub cases: Vec<Case>,
    /// BLAKE3 of the file, 16 hexadecimal digits.
    pub hash: String,
}

impl Suite {
    /// Reads a JSONL file.
    ///
    /// # Errors
    /// When the file cannot be read, or with every problem of its lines at once.
    pub fn load(path: &Path) -> Result<Self, Error> {
        Self::parse(&path.display().to_string(), &text(path)?)
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
        Ok(Self {
            cases: cases(name, text)?,
            hash: blake3::hash(text.as_bytes()).to_hex()[..16].to_owned(),
        })
    }
}

/// The cases of all lines; an id stands for one line.
fn cases(name: &str, text: &str) -> Result<Vec<Case>, Error> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let read = lines(name, text, |node, reader| {
        let cases = line::cases(node, reader)?;
        let id = cases.first().map(|case| case.id.clone())?;
        if let Some(first) = seen.get(&id) {
            let details = [id, format!("{name}:{first}")];
            let details = details.each_ref().map(String::as_str);
            reader.report(Problem::error(node.line, "id", "double_id", &details));
        } else {
            seen.insert(id, node.line);
        }
        Some(cases)
    });
    Ok(read?.into_iter().flatten().collect())
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
