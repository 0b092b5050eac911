//! How often entries were asked.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use wenshui_knowledge::node::{Node, NodeReader};
use wenshui_knowledge::problem::Problem;

use crate::error::Error;
use crate::suite::lines;

/// Counts by entry over a period.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    counts: FxHashMap<String, u64>,
    period: Option<(Date, Date)>,
}

/// How often an entry was asked in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The entry.
    pub id: String,
    /// How often.
    pub count: u64,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Usage {
    /// Adds up counts; the period runs from the first day of any to the last.
    pub fn new(used: impl IntoIterator<Item = Used>) -> Self {
        let mut usage = Self::default();
        for Used { id, count, from, to } in used {
            let sum = usage.counts.entry(id).or_default();
            *sum = sum.saturating_add(count);
            let (first, last) = usage.period.unwrap_or((from, to));
            usage.period = Some((first.min(from), last.max(to)));
        }
        usage
    }

    /// Reads lines of {id, count, from, to}.
    ///
    /// # Errors
    /// Every problem at once, each with line and field.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        Ok(Self::new(lines(name, text, used)?))
    }

    /// How often an entry was asked.
    pub fn of(&self, id: &str) -> u64 {
        self.counts.get(id).copied().unwrap_or_default()
    }

    /// The first and the last day; none without counts.
    pub fn period(&self) -> Option<(Date, Date)> {
        self.period
    }
}

fn used(node: &Node, reader: &mut NodeReader) -> Option<Used> {
    let mut fields = reader.fields(node);
    let id = fields.required(reader, "id");
    let count = fields.count(reader, "count");
    if count.is_none() {
        reader.report(Problem::error(fields.line("count"), "", "missing_field", &["count"]));
    }
    let [from, to] = ["from", "to"].map(|name| {
        if fields.node(name).is_none() {
            reader.report(Problem::error(fields.line(name), "", "missing_field", &[name]));
        }
        fields.date(reader, name)
    });
    let line = fields.line("to");
    fields.finish(reader);
    if let Some((from, to)) = from.zip(to).filter(|(from, to)| to < from) {
        let details = [from.to_string(), to.to_string()];
        let details = details.each_ref().map(String::as_str);
        reader.report(Problem::error(line, "to", "dates_reversed", &details));
    }
    Some(Used { id: id?, count: count?, from: from?, to: to? })
}
