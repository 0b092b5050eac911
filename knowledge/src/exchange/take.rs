//! Nodes into entries of a draft, whatever file they were read from.

use std::sync::Arc;

use crate::base::columns::Columns;
use crate::base::{Draft, Place};
use crate::entry::read;
use crate::node::{Node, NodeReader};
use crate::problem::Problem;

/// Where nodes come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The file.
    pub(super) file: &'a str,
    /// What it says of all its entries.
    pub(super) topic: Option<&'a str>,
    /// Its columns, where it is a table.
    pub(super) columns: Option<&'a Arc<Columns>>,
}

impl<'a> Origin<'a> {
    /// A file that is no table.
    pub(super) fn file(file: &'a str) -> Self {
        Self { file, topic: None, columns: None }
    }

    /// The place of a line. All entries of a file share its name.
    fn at(&self, line: usize, draft: &Draft) -> Place {
        let before = draft.base.places.last().filter(|place| *place.file == *self.file);
        let file = before.map_or_else(|| self.file.into(), |place| Arc::clone(&place.file));
        Place { file, line, columns: self.columns.cloned() }
    }

    /// A problem of this file, with its column.
    pub(super) fn told(&self, problem: Problem) -> Problem {
        let problem = problem.in_file(self.file);
        self.columns.map(|columns| columns.locate(problem.clone())).unwrap_or(problem)
    }
}

/// Reads an entry into a draft; what is wrong with it is told.
pub(super) fn entry(node: &Node, origin: Origin<'_>, draft: &mut Draft) {
    let mut reader = NodeReader::default();
    if let Some(entry) = read::entry(node, origin.topic, &mut reader) {
        let place = origin.at(node.line, draft);
        draft.base.push(entry, place);
    }
    let problems = reader.into_problems().into_iter();
    draft.problems.extend(problems.map(|problem| origin.told(problem)));
}
