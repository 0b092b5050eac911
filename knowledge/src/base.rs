//! A knowledge base: entries that have been read, each with the place it came from.

pub mod columns;

use std::fmt::Write as _;
use std::sync::Arc;

use crate::base::columns::Columns;
use crate::entry::Entry;
use crate::problem::Problem;

/// Entries in the order of their files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Base {
    /// The entries.
    pub entries: Vec<Entry>,
    /// For each entry where it was written.
    pub places: Vec<Place>,
}

/// Where an entry was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was given; one text for all of its entries.
    pub file: Arc<str>,
    /// The line, or the row of a table, counted from 1.
    pub line: usize,
    /// The columns of the table that it was read from.
    pub columns: Option<Arc<Columns>>,
}

impl Place {
    /// The problem as one of what was written here.
    #[must_use]
    pub fn of(&self, problem: Problem) -> Problem {
        let problem = Problem { line: self.line, ..problem }.in_file(&self.file);
        match &self.columns {
            Some(columns) => columns.locate(problem),
            None => problem,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A base as it was read, with every problem met on the way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// What could be read.
    pub base: Base,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

impl Base {
    /// How many wordings there are.
    pub fn wordings(&self) -> usize {
        self.entries.iter().map(|entry| 1 + entry.similar.len()).sum()
    }

    /// The entries as JSONL, one a line: the form of export and of the version's hash.
    ///
    /// # Panics
    /// Never: an entry has no value that JSON cannot hold.
    pub fn to_jsonl(&self) -> String {
        let mut out = String::new();
        for entry in &self.entries {
            let line = serde_json::to_string(entry).expect("an entry is plain data");
            writeln!(out, "{line}").expect("writing to a string cannot fail");
        }
        out
    }

    pub(crate) fn push(&mut self, entry: Entry, place: Place) {
        self.entries.push(entry);
        self.places.push(place);
    }
}
