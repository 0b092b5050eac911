//! The cases of a suite while they are read, with what is wrong.

use std::collections::HashMap;

use wenshui_knowledge::node::{Node, NodeReader};
use wenshui_knowledge::problem::Problem;

use crate::case::Case;
use crate::error::Error;
use crate::suite::line;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// The cases in their order.
    pub(super) cases: Vec<Case>,
    /// What is wrong, each with its file.
    pub(super) problems: Vec<Problem>,
    /// Where an id stands first.
    seen: HashMap<String, String>,
}

impl Cases {
    /// Reads a line or row of the file `name`; `located` adds what else is known of a problem's place.
    /// An id stands for one line.
    pub(super) fn take(&mut self, node: &Node, name: &str, located: impl Fn(Problem) -> Problem) {
        let mut reader = NodeReader::default();
        let cases = line::cases(node, &mut reader).unwrap_or_default();
        if let Some(case) = cases.first() {
            // The turns of a dialogue are named by it.
            let id = match case.turn {
                Some(_) => case.id.rsplit_once('.').map_or(case.id.as_str(), |(id, _)| id),
                None => case.id.as_str(),
            };
            let place = format!("{name}:{}", node.line);
            match self.seen.get(id) {
                Some(first) => {
                    reader.report(Problem::error(node.line, "id", "double_id", &[id, first]));
                }
                None => drop(self.seen.insert(id.to_owned(), place)),
            }
        }
        let problems = reader.into_problems().into_iter();
        self.problems.extend(problems.map(|problem| located(problem.in_file(name))));
        self.cases.extend(cases);
    }

    /// The cases with what is worth a look; `name` is the file.
    ///
    /// # Errors
    /// Every problem at once, when any of them is an error; also when there is no case at all.
    pub(super) fn finish(mut self, name: &str) -> Result<(Vec<Case>, Vec<Problem>), Error> {
        let broken = self.problems.iter().any(Problem::is_error);
        if self.cases.is_empty() && !broken {
            self.problems.push(Problem::error(1, "", "no_entries", &[]).in_file(name));
        } else if !broken {
            return Ok((self.cases, self.problems));
        }
        Err(Error::Suite(self.problems))
    }
}
