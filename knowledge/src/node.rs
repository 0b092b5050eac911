//! A tree of values that remembers its lines: what every data file becomes before it is read.

pub mod json;
pub mod yaml;

use jiff::civil::Date;

use crate::problem::Problem;

/// A value and the line it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The line, counted from 1.
    pub line: usize,
    /// The value.
    pub value: Value,
}

/// The shapes a value can have.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A truth value (JSON only; in YAML it is a text until somebody asks for it).
    Bool(bool),
    /// A number as it was written (JSON only).
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Fields in their order.
    Map(Vec<(String, Node)>),
}

/// Collects the problems found while nodes are read.
#[derive(Debug, Default)]
pub struct NodeReader {
    problems: Vec<Problem>,
    path: Vec<String>,
}

impl NodeReader {
    /// Everything that was wrong, in the order of finding.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Whether nothing was wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Adds a problem; its field is put under the path that is being read.
    pub fn report(&mut self, mut problem: Problem) {
        let path = self.path.join(".");
        problem.field = match (path.is_empty(), problem.field.is_empty()) {
            (true, _) => problem.field,
            (false, true) => path,
            (false, false) => format!("{path}.{}", problem.field),
        };
        self.problems.push(problem);
    }

    /// Reads something whose problems belong under `field`.
    pub fn under<T>(&mut self, field: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(field.to_owned());
        let value = read(self);
        self.path.pop();
        value
    }

    /// The fields of a map; a node of another shape is reported and has none.
    pub fn fields<'a>(&mut self, node: &'a Node) -> Fields<'a> {
        let fields = match &node.value {
            Value::Map(fields) => fields.as_slice(),
            _ => {
                self.report(Problem::error(node.line, "", "not_a_map", &[]));
                &[]
            }
        };
        Fields { line: node.line, fields, asked: Vec::new() }
    }

    /// The items of a list; a node of another shape is reported and has none.
    pub fn list<'a>(&mut self, node: &'a Node) -> &'a [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => {
                self.report(Problem::error(node.line, "", "not_a_list", &[]));
                &[]
            }
        }
    }

    /// A text; anything else is reported.
    pub fn text(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            _ => {
                self.report(Problem::error(node.line, "", "not_text", &[]));
                None
            }
        }
    }

    fn number(&mut self, node: &Node) -> Option<f64> {
        let raw = match &node.value {
            Value::Number(raw) | Value::Text(raw) => raw.as_str(),
            _ => "",
        };
        let number = raw.parse().ok().filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.report(Problem::error(node.line, "", "not_a_number", &[raw]));
        }
        number
    }
}

/// The fields of one map while they are read; what nobody asked for is reported as unknown.
pub struct Fields<'a> {
    line: usize,
    fields: &'a [(String, Node)],
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The node of a field, if it is there and not null.
    pub fn node(&mut self, name: &'static str) -> Option<&'a Node> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, node)| node).filter(|node| node.value != Value::Null)
    }

    /// The line of a field, or of the map where the field is missing.
    pub fn line(&self, name: &str) -> usize {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or(self.line, |(_, node)| node.line)
    }

    /// A text field.
    pub fn text(&mut self, reader: &mut NodeReader, name: &'static str) -> Option<String> {
        let node = self.node(name)?;
        reader.under(name, |reader| reader.text(node))
    }

    /// A text field that must be there and say something.
    pub fn required(&mut self, reader: &mut NodeReader, name: &'static str) -> Option<String> {
        let given = self.node(name).is_some();
        if !given {
            reader.report(Problem::error(self.line, "", "missing_field", &[name]));
            return None;
        }
        let text = self.text(reader, name)?;
        if text.trim().is_empty() {
            reader.report(Problem::error(self.line(name), name, "empty_field", &[]));
            return None;
        }
        Some(text)
    }

    /// A list of texts.
    pub fn texts(&mut self, reader: &mut NodeReader, name: &'static str) -> Vec<String> {
        let Some(node) = self.node(name) else {
            return Vec::new();
        };
        let items = reader.under(name, |reader| reader.list(node));
        let mut texts = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            texts.extend(reader.under(&format!("{name}[{at}]"), |reader| reader.text(item)));
        }
        texts
    }

    /// A date.
    pub fn date(&mut self, reader: &mut NodeReader, name: &'static str) -> Option<Date> {
        let line = self.line(name);
        let text = self.text(reader, name)?;
        let date = text.parse().ok().filter(|_| text.len() == "2026-01-01".len());
        if date.is_none() {
            reader.report(Problem::error(line, name, "not_a_date", &[&text]));
        }
        date
    }

    /// A whole number.
    pub fn count(&mut self, reader: &mut NodeReader, name: &'static str) -> Option<u64> {
        let node = self.node(name)?;
        let number = reader.under(name, |reader| reader.number(node))?;
        (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
    }

    /// A map of texts to numbers, in its order.
    pub fn numbers(&mut self, reader: &mut NodeReader, name: &'static str) -> Vec<(String, f64)> {
        self.pairs(reader, name, NodeReader::number)
    }

    /// A map of texts to texts, in its order.
    pub fn text_map(
        &mut self,
        reader: &mut NodeReader,
        name: &'static str,
    ) -> Vec<(String, String)> {
        self.pairs(reader, name, NodeReader::text)
    }

    /// Reports every field that was never asked for.
    pub fn finish(self, reader: &mut NodeReader) {
        for (field, node) in self.fields {
            if !self.asked.contains(&field.as_str()) {
                let known = self.asked.join(", ");
                reader.report(Problem::error(node.line, field, "unknown_field", &[field, &known]));
            }
        }
    }

    fn pairs<T>(
        &mut self,
        reader: &mut NodeReader,
        name: &'static str,
        read: impl Fn(&mut NodeReader, &Node) -> Option<T>,
    ) -> Vec<(String, T)> {
        let Some(node) = self.node(name) else {
            return Vec::new();
        };
        reader.under(name, |reader| {
            let Value::Map(pairs) = &node.value else {
                reader.report(Problem::error(node.line, "", "not_a_map", &[]));
                return Vec::new();
            };
            pairs
                .iter()
                .filter_map(|(key, value)| {
                    Some((key.clone(), reader.under(key, |reader| read(reader, value))?))
                })
                .collect()
        })
    }
}
