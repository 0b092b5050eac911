//! Questions that people asked, from a log: masked as they are read, and each counted once with how often
//! it was asked.

use std::collections::BTreeMap;
use std::path::Path;

use wenshui_knowledge::node::{Node, NodeReader, Value};
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::text::mask::Masker;

use crate::asked::Asked;
use crate::error::Error;
use crate::suite::{circumstances, lines, text};

/// A question with how often it was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// The question, without anything personal.
    pub asked: Asked,
    /// How often it was asked.
    pub count: u64,
}

/// Reads a JSONL file: `question`, and where they are known `count`, `region`, `taxpayer_type`, `as_of`.
///
/// # Errors
/// When it cannot be read, or with every problem of its lines at once.
pub fn load(path: &Path) -> Result<Vec<Logged>, Error> {
    parse(&path.display().to_string(), &text(path)?)
}

/// Reads the text of a JSONL file; `name` is for the problems. Equal questions become one, in the order
/// in which they are met first. Numbers of people are masked here, so that nothing behind this door
/// has any: what is asked of the engine, stored and shown is what the server's own log holds.
///
/// # Errors
/// Every problem at once, each with line and field.
pub fn parse(name: &str, text: &str) -> Result<Vec<Logged>, Error> {
    let masker = Masker::bundled().map_err(Error::Lexicon)?;
    Ok(distinct(lines(name, text, |node, reader| one(node, reader, &masker))?))
}

/// Makes one of questions that are equal and were asked from the same circumstances, in the order in which
/// they are met first.
pub fn distinct(logged: impl IntoIterator<Item = Logged>) -> Vec<Logged> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<Logged> = Vec::new();
    for logged in logged {
        let Asked { text, region, taxpayer_type, as_of } = &logged.asked;
        let key = format!("{text}\u{1f}{region:?}\u{1f}{taxpayer_type:?}\u{1f}{as_of:?}");
        let at = *places.entry(key).or_insert(found.len());
        match found.get_mut(at) {
            Some(held) => held.count = held.count.saturating_add(logged.count),
            None => found.push(logged),
        }
    }
    found
}

fn one(node: &Node, reader: &mut NodeReader, masker: &Masker) -> Option<Logged> {
    let mut fields = reader.fields(node);
    let question = fields.required(reader, "question");
    let (region, taxpayer_type, as_of) = circumstances::read(&mut fields, node.line, reader);
    let count = count(fields.node("count"), node.line, reader);
    fields.finish(reader);
    let text = masker.mask(&question?).into_owned();
    Some(Logged { asked: Asked { text, region, taxpayer_type, as_of }, count })
}

fn count(node: Option<&Node>, line: usize, reader: &mut NodeReader) -> u64 {
    let Some(node) = node else { return 1 };
    let number = match &node.value {
        Value::Number(raw) => raw.parse().ok(),
        _ => None,
    };
    number.filter(|count| *count > 0).unwrap_or_else(|| {
        reader.report(Problem::error(line, "count", "not_above_zero", &[]));
        1
    })
}
