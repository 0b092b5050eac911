//! Where what lists look at stands in the table: several kinds of matters share its columns.

use wenshui_desk::fault::Fault;
use wenshui_desk::filter::columns::Columns;
use wenshui_desk::filter::{Test, Value, Wanted};
use wenshui_desk::machine::Machine;

use crate::store::matter::FiledAs;

/// A machine whose things lists find.
pub trait Filed: Machine<Command: Send> + Columns + Send + Sync + 'static {}

impl<M: Machine<Command: Send> + Columns + Send + Sync + 'static> Filed for M {}

/// A column of the table, and the columns of things that are kept in it.
const PLACES: [(&str, &[&str]); 9] = [
    ("number", &["number"]),
    ("state", &["confirmation", "state"]),
    ("progress", &["progress"]),
    ("class", &["service_type", "note_type"]),
    ("category", &["business_category"]),
    ("way", &["way"]),
    ("words", &["subject_matter", "content", "title", "matter"]),
    ("starts_at", &["begins_at", "left_at", "filed_at", "opened_at", "open_from"]),
    ("accepted_at", &["accepted_at"]),
];

/// What a thing is found by now.
pub fn filed<M: Filed>(thing: &M) -> FiledAs {
    let value = |place: &str| {
        let (_, columns) = PLACES.iter().find(|(name, _)| *name == place)?;
        columns.iter().find_map(|column| thing.column(column))
    };
    let text = |place: &str| match value(place) {
        Some(Value::Text(text)) => text,
        Some(Value::Time(_)) | None => String::new(),
    };
    let time = |place: &str| match value(place) {
        Some(Value::Time(at)) => Some(at.as_millisecond()),
        Some(Value::Text(_)) | None => None,
    };
    let state = text("state");
    FiledAs {
        state: if state.is_empty() { thing.state().to_owned() } else { state },
        progress: text("progress"),
        class: text("class"),
        category: text("category"),
        way: text("way"),
        words: text("words"),
        starts_at: time("starts_at"),
        accepted_at: time("accepted_at"),
        beside: beside(thing),
        is_over: thing.is_over(),
    }
}

/// The centers that have it in hand besides the one that serves it.
fn beside<M: Filed>(thing: &M) -> String {
    let sides = thing.sides();
    let others = sides.into_iter().flat_map(|sides| [Some(sides.origin), sides.deciding]);
    let between_bars: String = others.flatten().map(|center| format!("|{center}|")).collect();
    between_bars
}

/// Conditions on things as conditions on the table.
///
/// # Errors
/// Every condition on what the table does not keep.
pub fn terms(wanted: Wanted) -> Result<Vec<(&'static str, Test)>, Vec<Fault>> {
    let (mut terms, mut faults) = (Vec::new(), Vec::new());
    for term in wanted.terms {
        match PLACES.iter().find(|(_, columns)| columns.contains(&term.column)) {
            Some((place, _)) => terms.push((*place, term.test)),
            None => faults.push(Fault::new(term.column, "unknown")),
        }
    }
    if faults.is_empty() { Ok(terms) } else { Err(faults) }
}
