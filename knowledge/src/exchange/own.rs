//! Tables with our own columns, by the names of the fields or by the words of `headers.tsv`.

use std::sync::Arc;

use crate::base::Draft;
use crate::exchange::kind::Kind;
use crate::exchange::made_id::MadeIds;
use crate::exchange::shape::{Shape, Sheet};
use crate::exchange::table::Table;
use crate::exchange::take::{self, Origin};
use crate::node::{Node, Value};
use crate::problem::Problem;

/// The columns that an entry can have.
pub(super) const ENTRY: Shape = Shape {
    name: "entry",
    fields: &[
        ("id", Kind::Name),
        ("topic", Kind::Text),
        ("question", Kind::Text),
        ("similar", Kind::Texts),
        ("answer", Kind::Text),
        ("tax", Kind::Text),
        ("taxpayer_types", Kind::Texts),
        ("regions", Kind::Texts),
        ("valid_from", Kind::Day),
        ("valid_to", Kind::Day),
        ("basis", Kind::Json),
        ("basis.*.title", Kind::Text),
        ("basis.*.number", Kind::Text),
        ("basis.*.article", Kind::Text),
        ("basis.*.issued_on", Kind::Day),
        ("basis.*.effective_from", Kind::Day),
        ("basis.*.effective_to", Kind::Day),
        ("basis.*.url", Kind::Text),
        ("followups", Kind::Texts),
        ("clarify", Kind::Pairs),
        ("tags", Kind::Texts),
        ("blocks", Kind::Json),
        ("reviewed_on", Kind::Day),
        ("reviewed_by", Kind::Text),
        ("note", Kind::Text),
    ],
    required: &["question"],
};

/// Reads the tables of a file. A sheet that is no table of entries, such as one with instructions, is
/// told and left out as long as another one is.
pub(super) fn read(tables: &[Table], draft: &mut Draft) {
    let any = tables.iter().any(|table| ENTRY.fits(table));
    let mut ids = MadeIds::default();
    for table in tables {
        if any && !ENTRY.fits(table) {
            let problem = Problem::warning(1, "", "skipped_sheet", &["question"]);
            draft.problems.push(problem.in_file(&table.name));
            continue;
        }
        let sheet = ENTRY.sheet(table, &mut draft.problems);
        if ENTRY.fits(table) {
            entries(&sheet, &mut ids, draft);
        }
    }
}

fn entries(sheet: &Sheet<'_>, ids: &mut MadeIds, draft: &mut Draft) {
    let columns = Arc::new(sheet.columns.clone());
    let origin = Origin { columns: Some(&columns), ..Origin::file(sheet.name) };
    let named = sheet.has("id");
    for row in sheet.rows {
        let (mut node, problems) = sheet.node(row);
        draft.problems.extend(problems.into_iter().map(|problem| origin.told(problem)));
        if !named {
            name(&mut node, ids);
        }
        take::entry(&node, origin, draft);
    }
}

/// Gives an entry an id, where its table has none at all.
fn name(node: &mut Node, ids: &mut MadeIds) {
    let line = node.line;
    let Value::Map(fields) = &mut node.value else { return };
    let question = fields.iter().find(|(field, _)| field == "question");
    if let Some((_, Node { value: Value::Text(question), .. })) = question {
        let id = Node { line, value: Value::Text(ids.of(question)) };
        fields.push(("id".to_owned(), id));
    } else {
        // Without a question there is none; that is told, not the id.
        let id = Node { line, value: Value::Text("q".to_owned()) };
        fields.push(("id".to_owned(), id));
    }
}
