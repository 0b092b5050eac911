//! Our own files of text: JSONL and topic files.

use crate::base::Draft;
use crate::exchange::take::{self, Origin};
use crate::node::{NodeReader, Value, json, yaml};
use crate::problem::Problem;

/// Reads an entry a line.
pub(super) fn jsonl(name: &str, text: &str, draft: &mut Draft) {
    let origin = Origin::file(name);
    for (row, line) in text.lines().zip(1..) {
        if row.trim().is_empty() {
            draft.problems.push(origin.told(Problem::error(line, "", "empty_line", &[])));
            continue;
        }
        match json::parse(row, line) {
            Ok(node) => take::entry(&node, origin, draft),
            Err(problem) => draft.problems.push(origin.told(problem)),
        }
    }
}

/// Reads a topic file.
pub(super) fn topic(name: &str, text: &str, draft: &mut Draft) {
    let origin = Origin::file(name);
    let root = match yaml::parse(text) {
        Ok(root) => root,
        Err(problem) => return draft.problems.push(origin.told(problem)),
    };
    let mut reader = NodeReader::default();
    let mut fields = reader.fields(&root);
    let topic = fields.required(&mut reader, "topic");
    let entries = fields.node("entries");
    fields.finish(&mut reader);
    draft.problems.extend(reader.into_problems().into_iter().map(|problem| origin.told(problem)));
    let fault = match entries.map(|node| (&node.value, node.line)) {
        Some((Value::List(entries), _)) => {
            let origin = Origin { topic: topic.as_deref(), ..origin };
            for node in entries {
                take::entry(node, origin, draft);
            }
            return;
        }
        Some((_, line)) => Problem::error(line, "entries", "not_a_list", &[]),
        None => Problem::error(root.line, "", "missing_field", &["entries"]),
    };
    draft.problems.push(origin.told(fault));
}
