//! A suite: questions with what is right for each, as product.md's contract names the fields.

use std::path::Path;

use jiff::civil::Date;
use wenshui_knowledge::node::{Node, NodeReader, Value, json};
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::error::Error;

/// Cases in the order of their file.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// The cases.
    pub cases: Vec<Case>,
    /// How many lines hold scripted dialogues, which a run of single questions leaves out.
    pub dialogues: usize,
    /// BLAKE3 of the file, 16 hexadecimal digits.
    pub hash: String,
}

/// A question with what is right for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// Its name in reports.
    pub id: String,
    /// The words.
    pub question: String,
    /// Entries any of which is right; empty: the right thing is not to answer.
    pub expect: Vec<String>,
    /// Entries that must not come first.
    pub forbid: Vec<String>,
    /// The decision that is right, where it matters.
    pub decision: Option<String>,
    /// Where it is asked from.
    pub region: Option<Region>,
    /// Who asks.
    pub taxpayer_type: Option<TaxpayerType>,
    /// The day whose rules are asked for; `None`: the day of the run.
    pub as_of: Option<Date>,
    /// Marks to group by.
    pub tags: Vec<String>,
    /// How much it counts.
    pub weight: f64,
}

/// The decisions that a case may name.
const DECISIONS: [&str; 6] = ["answer", "clarify", "suggest", "reply", "refuse", "handover"];

impl Suite {
    /// Reads a JSONL file.
    ///
    /// # Errors
    /// When the file cannot be read, or with every problem of its lines at once.
    pub fn load(path: &Path) -> Result<Self, Error> {
        Self::parse(&path.display().to_string(), &text(path)?)
    }

    /// Reads the text of a JSONL file; `name` is for the problems.
    ///
    /// # Errors
    /// Every problem at once, each with line and field.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let mut suite = Self {
            hash: blake3::hash(text.as_bytes()).to_hex()[..16].to_owned(),
            ..Self::default()
        };
        for line in lines(name, text, case)? {
            match line {
                Line::Case(case) => suite.cases.push(case),
                Line::Dialogue => suite.dialogues += 1,
            }
        }
        Ok(suite)
    }
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
    read: impl Fn(&Node, &mut NodeReader) -> Option<T>,
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

/// What a line holds.
enum Line {
    Case(Case),
    Dialogue,
}

fn case(node: &Node, reader: &mut NodeReader) -> Option<Line> {
    let mut fields = reader.fields(node);
    let id = fields.required(reader, "id");
    let dialogue = fields.node("turns").is_some();
    let question = if dialogue {
        fields.text(reader, "question")
    } else {
        fields.required(reader, "question")
    };
    let expect = fields.texts(reader, "expect");
    if !dialogue && fields.node("expect").is_none() {
        reader.report(Problem::error(node.line, "", "missing_field", &["expect"]));
    }
    let forbid = fields.texts(reader, "forbid");
    let decision = fields.text(reader, "decision");
    if let Some(decision) = decision.as_deref().filter(|name| !DECISIONS.contains(name)) {
        let known = DECISIONS.join(", ");
        reader.report(Problem::error(
            node.line,
            "decision",
            "unknown_decision",
            &[decision, &known],
        ));
    }
    let region = fields.text(reader, "region").and_then(|code| {
        let region = Region::parse(&code);
        if region.is_none() {
            reader.report(Problem::error(node.line, "region", "unknown_region", &[&code]));
        }
        region
    });
    let taxpayer_type = fields.text(reader, "taxpayer_type").and_then(|name| {
        let found = TaxpayerType::parse(&name);
        if found.is_none() {
            let known = TaxpayerType::names().collect::<Vec<_>>().join(", ");
            let field = "taxpayer_type";
            let details = [name.as_str(), known.as_str()];
            reader.report(Problem::error(node.line, field, "unknown_taxpayer_type", &details));
        }
        found
    });
    let as_of = fields.date(reader, "as_of");
    fields.text_map(reader, "facts");
    let tags = fields.texts(reader, "tags");
    let weight = weight(fields.node("weight"), node.line, reader);
    fields.finish(reader);
    if dialogue {
        return Some(Line::Dialogue);
    }
    Some(Line::Case(Case {
        id: id?,
        question: question?,
        expect,
        forbid,
        decision,
        region,
        taxpayer_type,
        as_of,
        tags,
        weight,
    }))
}

fn weight(node: Option<&Node>, line: usize, reader: &mut NodeReader) -> f64 {
    let Some(node) = node else { return 1.0 };
    let number = match &node.value {
        Value::Number(raw) => raw.parse().ok(),
        _ => None,
    };
    number.filter(|weight: &f64| weight.is_finite() && *weight > 0.0).unwrap_or_else(|| {
        reader.report(Problem::error(line, "weight", "not_a_number", &["weight"]));
        1.0
    })
}
