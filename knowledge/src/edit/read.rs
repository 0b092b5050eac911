//! Nodes into edits, in the form that they are written in.

use crate::edit::{Edit, EntryDates};
use crate::entry::read as entry;
use crate::node::{Fields, Node, NodeReader};
use crate::problem::Problem;

/// The names of all edits.
const NAMES: [&str; 8] = [
    "upsert",
    "remove",
    "merge",
    "add_wordings",
    "remove_wordings",
    "set_dates",
    "set_number",
    "remove_followups",
];

/// Reads an edit; what is wrong with it is reported.
pub fn edit(node: &Node, reader: &mut NodeReader) -> Option<Edit> {
    let mut fields = reader.fields(node);
    let name = fields.required(reader, "edit")?;
    let read = match name.as_str() {
        "upsert" => upsert(&mut fields, node.line, reader),
        "remove" => fields.required(reader, "id").map(|id| Edit::Remove { id }),
        "merge" => {
            let (into, from) = (fields.required(reader, "into"), fields.required(reader, "from"));
            into.zip(from).map(|(into, from)| Edit::Merge { into, from })
        }
        "add_wordings" => listed(&mut fields, reader, "wordings", |id, wordings| {
            Edit::AddWordings { id, wordings }
        }),
        "remove_wordings" => listed(&mut fields, reader, "wordings", |id, wordings| {
            Edit::RemoveWordings { id, wordings }
        }),
        "set_dates" => set_dates(&mut fields, reader),
        "set_number" => {
            let title = fields.required(reader, "title");
            let number = fields.required(reader, "number");
            title.zip(number).map(|(title, number)| Edit::SetNumber { title, number })
        }
        "remove_followups" => listed(&mut fields, reader, "followups", |id, followups| {
            Edit::RemoveFollowups { id, followups }
        }),
        _ => {
            let (line, known) = (fields.line("edit"), NAMES.join(", "));
            reader.report(Problem::error(line, "edit", "unknown_value", &[&name, &known]));
            return None;
        }
    };
    fields.finish(reader);
    read
}

fn upsert(fields: &mut Fields, line: usize, reader: &mut NodeReader) -> Option<Edit> {
    let Some(node) = fields.node("entry") else {
        reader.report(Problem::error(line, "", "missing_field", &["entry"]));
        return None;
    };
    let entry = reader.under("entry", |reader| entry::entry(node, None, reader))?;
    Some(Edit::Upsert { entry: Box::new(entry) })
}

/// An edit of an entry that names a list.
fn listed(
    fields: &mut Fields,
    reader: &mut NodeReader,
    name: &'static str,
    edit: impl Fn(String, Vec<String>) -> Edit,
) -> Option<Edit> {
    let id = fields.required(reader, "id");
    let list = fields.texts(reader, name);
    if list.is_empty() {
        reader.report(Problem::error(fields.line(name), name, "empty_field", &[]));
        return None;
    }
    id.map(|id| edit(id, list))
}

fn set_dates(fields: &mut Fields, reader: &mut NodeReader) -> Option<Edit> {
    let id = fields.required(reader, "id");
    let Some(node) = fields.node("dates") else {
        reader.report(Problem::error(fields.line("dates"), "", "missing_field", &["dates"]));
        return None;
    };
    let dates = reader.under("dates", |reader| {
        let mut fields = reader.fields(node);
        let dates = EntryDates {
            valid_from: fields.date(reader, "valid_from"),
            valid_to: fields.date(reader, "valid_to"),
            reviewed_on: fields.date(reader, "reviewed_on"),
        };
        fields.finish(reader);
        dates
    });
    id.map(|id| Edit::SetDates { id, dates })
}
