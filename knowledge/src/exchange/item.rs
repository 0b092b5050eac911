//! An entry of another system on its way into a node.

use crate::exchange::take::Origin;
use crate::node::{Node, Value};
use crate::problem::Problem;
use crate::text::fold::Folded;

/// Fields of an entry, and what of it is lost.
pub(super) struct Item<'a> {
    line: usize,
    fields: Vec<(String, Node)>,
    origin: Origin<'a>,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Item<'a> {
    /// An entry that stands on a line or row; problems are told into the list.
    pub(super) fn new(line: usize, origin: Origin<'a>, problems: &'a mut Vec<Problem>) -> Self {
        Self { line, fields: Vec::new(), origin, problems }
    }

    /// Sets a text, where there is one.
    pub(super) fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.fields.push((name.to_owned(), self.node(Value::Text(text.to_owned()))));
        }
    }

    /// Sets a list of texts, where there is one.
    pub(super) fn texts(&mut self, name: &str, texts: impl IntoIterator<Item = String>) {
        let nodes = texts.into_iter().map(|text| self.node(Value::Text(text)));
        let nodes: Vec<Node> = nodes.collect();
        if !nodes.is_empty() {
            self.fields.push((name.to_owned(), self.node(Value::List(nodes))));
        }
    }

    /// Sets the wordings, the first as the standard question. What differs from one before in nothing
    /// that counts is left out and told: other systems allow it.
    pub(super) fn wordings(&mut self, wordings: &[(usize, String)]) {
        let (mut kept, mut keys) = (Vec::new(), Vec::new());
        for (line, wording) in wordings {
            let key = Folded::new(wording).key();
            if keys.contains(&key) {
                let problem = Problem::warning(*line, "question", "dropped_wording", &[wording]);
                self.problems.push(self.origin.told(problem));
                continue;
            }
            keys.push(key);
            kept.push(wording.clone());
        }
        let mut kept = kept.into_iter();
        self.text("question", kept.next().as_deref());
        self.texts("similar", kept);
    }

    /// Sets a list of blocks, each with its fields, where there are any.
    pub(super) fn blocks(&mut self, blocks: &[[(&str, &str); 3]]) {
        let block = |fields: &[(&str, &str); 3]| {
            let field = |(name, text): &(&str, &str)| {
                ((*name).to_owned(), self.node(Value::Text((*text).to_owned())))
            };
            self.node(Value::Map(fields.iter().map(field).collect()))
        };
        let nodes: Vec<Node> = blocks.iter().map(block).collect();
        if !nodes.is_empty() {
            self.fields.push(("blocks".to_owned(), self.node(Value::List(nodes))));
        }
    }

    /// Tells that something has no place here.
    pub(super) fn lost(&mut self, what: &str, value: &str) {
        self.warn(what, "lost", &[what, &shortened(value)]);
    }

    /// Tells a warning about a field of the other system.
    pub(super) fn warn(&mut self, field: &str, code: &'static str, details: &[&str]) {
        let problem = Problem::warning(self.line, field, code, details);
        self.problems.push(self.origin.told(problem));
    }

    /// The entry.
    pub(super) fn into_node(self) -> Node {
        Node { line: self.line, value: Value::Map(self.fields) }
    }

    fn node(&self, value: Value) -> Node {
        Node { line: self.line, value }
    }
}

/// As much of a value as tells which one it is.
fn shortened(value: &str) -> String {
    const CHARS_MAX: usize = 60;
    match value.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
