//! Entries as a grid of cells: what is written as CSV, TSV and workbook.

use jiff::civil::Date;

use crate::base::Base;
use crate::entry::{Basis, Entry};
use crate::exchange::cell::{keyed, texts};

/// Rows of cells under a header.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The names of the columns.
    pub(super) header: Vec<String>,
    /// The rows, each with a value a column.
    pub(super) rows: Vec<Vec<Value>>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A day.
    Day(Date),
}

type Of<T> = fn(&T) -> Value;

/// What stands before the grounds, in the order in which people read it.
const BEFORE: [(&str, Of<Entry>); 10] = [
    ("id", |entry| Value::Text(entry.id.clone())),
    ("topic", |entry| optional(entry.topic.as_ref())),
    ("question", |entry| Value::Text(entry.question.clone())),
    ("similar", |entry| listed(&entry.similar)),
    ("answer", |entry| optional(entry.answer.as_ref())),
    ("tax", |entry| optional(entry.tax.as_ref())),
    ("taxpayer_types", |entry| listed(&entry.taxpayer_types)),
    ("regions", |entry| listed(&entry.regions)),
    ("valid_from", |entry| dated(entry.valid_from)),
    ("valid_to", |entry| dated(entry.valid_to)),
];

/// What stands behind them.
const BEHIND: [(&str, Of<Entry>); 7] = [
    ("followups", |entry| listed(&entry.followups)),
    ("clarify", |entry| filled(!entry.clarify.is_empty(), || keyed(&entry.clarify))),
    ("tags", |entry| listed(&entry.tags)),
    ("blocks", |entry| filled(!entry.blocks.is_empty(), || blocks(entry))),
    ("reviewed_on", |entry| dated(entry.reviewed_on)),
    ("reviewed_by", |entry| optional(entry.reviewed_by.as_ref())),
    ("note", |entry| optional(entry.note.as_ref())),
];

/// The columns of one ground.
const BASIS: [(&str, Of<Basis>); 7] = [
    ("title", |basis| Value::Text(basis.title.clone())),
    ("number", |basis| optional(basis.number.as_ref())),
    ("article", |basis| optional(basis.article.as_ref())),
    ("issued_on", |basis| dated(basis.issued_on)),
    ("effective_from", |basis| dated(basis.effective_from)),
    ("effective_to", |basis| dated(basis.effective_to)),
    ("url", |basis| optional(basis.url.as_ref())),
];

/// The entries of a base, a row each.
pub(super) fn of(base: &Base) -> Grid {
    let grounds = grounds(base);
    let mut header: Vec<String> = BEFORE.iter().map(|(name, _)| (*name).to_owned()).collect();
    header.extend(grounds.iter().map(|(at, name, _)| format!("basis.{}.{name}", at + 1)));
    header.extend(BEHIND.iter().map(|(name, _)| (*name).to_owned()));
    let row = |entry: &Entry| {
        let before = BEFORE.iter().map(|(_, of)| of(entry));
        let between =
            grounds.iter().map(|(at, _, of)| entry.basis.get(*at).map_or(Value::Empty, of));
        before.chain(between).chain(BEHIND.iter().map(|(_, of)| of(entry))).collect()
    };
    Grid { header, rows: base.entries.iter().map(row).collect() }
}

/// The columns of grounds that any entry needs; those of the first title and number are always there.
fn grounds(base: &Base) -> Vec<(usize, &'static str, Of<Basis>)> {
    let most = base.entries.iter().map(|entry| entry.basis.len()).max().unwrap_or(0).max(1);
    let mut columns = Vec::new();
    for at in 0..most {
        for (name, of) in BASIS {
            let mut found = base.entries.iter().filter_map(|entry| entry.basis.get(at));
            let always = at == 0 && matches!(name, "title" | "number");
            if always || found.any(|basis| of(basis) != Value::Empty) {
                columns.push((at, name, of));
            }
        }
    }
    columns
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::Empty, |text| Value::Text(text.clone()))
}

fn dated(day: Option<Date>) -> Value {
    day.map_or(Value::Empty, Value::Day)
}

fn listed(list: &[String]) -> Value {
    filled(!list.is_empty(), || texts(list))
}

fn filled(any: bool, text: impl FnOnce() -> String) -> Value {
    if any { Value::Text(text()) } else { Value::Empty }
}

fn blocks(entry: &Entry) -> String {
    serde_json::to_string(&entry.blocks).expect("blocks are plain data")
}
