//! Suites from spreadsheets: a case a row, or a turn of a dialogue.

use wenshui_knowledge::exchange::format::Format;
use wenshui_knowledge::exchange::kind::Kind;
use wenshui_knowledge::exchange::shape::{Shape, Sheet};
use wenshui_knowledge::exchange::{File, tables};
use wenshui_knowledge::node::{Node, Value};
use wenshui_knowledge::problem::Problem;

use crate::suite::azure;
use crate::suite::cases::Cases;
use crate::suite::turns;

/// The columns that a case can have; `turn` is the number of a row in its dialogue.
const CASE: Shape = Shape {
    name: "case",
    fields: &[
        ("id", Kind::Name),
        ("turn", Kind::Name),
        ("question", Kind::Text),
        ("option", Kind::Name),
        ("expect", Kind::Texts),
        ("forbid", Kind::Texts),
        ("decision", Kind::Name),
        ("region", Kind::Name),
        ("taxpayer_type", Kind::Name),
        ("as_of", Kind::Day),
        ("facts", Kind::Pairs),
        ("turns", Kind::Json),
        ("tags", Kind::Texts),
        ("weight", Kind::Number),
    ],
    required: &["question", "expect"],
};

/// The cases of a CSV or TSV file or a workbook.
pub(super) fn cases(name: &str, bytes: &[u8]) -> Cases {
    let file = File { name, bytes };
    let mut read = tables(file, None);
    let mut cases = Cases::default();
    // A batch test of Azure has no header; nothing in its first line is the name of a column.
    if let ([table], Some(Format::Tsv)) = (read.tables.as_slice(), Format::of_extension(name))
        && !CASE.knows_any(table)
    {
        let raw = tables(file, Some(Format::QnaMaker));
        cases.problems.extend(raw.problems);
        raw.tables.iter().for_each(|table| azure::cases(table, &mut cases));
        cases.problems.sort_by(Problem::in_order);
        return cases;
    }
    cases.problems.append(&mut read.problems);
    let any = read.tables.iter().any(|table| CASE.fits(table));
    for table in &read.tables {
        if any && !CASE.fits(table) {
            let problem = Problem::warning(1, "", "skipped_sheet", CASE.required);
            cases.problems.push(problem.in_file(&table.name));
            continue;
        }
        let sheet = CASE.sheet(table, &mut cases.problems);
        if CASE.fits(table) {
            rows(&sheet, &mut cases);
        }
    }
    cases.problems.sort_by(|a, b| a.file.cmp(&b.file).then_with(|| a.in_order(b)));
    cases
}

fn rows(sheet: &Sheet<'_>, cases: &mut Cases) {
    let located = |problem: Problem| {
        let own = of_row(&problem.field).filter(|_| !sheet.has("turns"));
        let field = own.map_or_else(|| problem.field.clone(), str::to_owned);
        sheet.columns.locate(Problem { field, ..problem })
    };
    let mut nodes = Vec::new();
    for row in sheet.rows {
        let (mut node, problems) = sheet.node(row);
        cases.problems.extend(problems.into_iter().map(|problem| problem.in_file(sheet.name)));
        complete(&mut node, sheet);
        nodes.push(node);
    }
    let (nodes, problems) = turns::joined(nodes);
    cases.problems.extend(problems.into_iter().map(|own| located(own.in_file(sheet.name))));
    for node in &nodes {
        cases.take(node, sheet.name, located);
    }
}

/// The field of a turn that is a row of its own: it has its fields in columns of their own.
fn of_row(field: &str) -> Option<&str> {
    let (_, field) = field.strip_prefix("turns[")?.split_once(']')?;
    Some(field.trim_start_matches('.'))
}

/// What an empty cell means: no entry is right, and a case without a name is called by its row.
fn complete(node: &mut Node, sheet: &Sheet<'_>) {
    let line = node.line;
    let Value::Map(fields) = &mut node.value else { return };
    let has = |fields: &[(String, Node)], name: &str| fields.iter().any(|(field, _)| field == name);
    if !has(fields, "expect") && !has(fields, "turns") {
        fields.push(("expect".to_owned(), Node { line, value: Value::List(Vec::new()) }));
    }
    if !sheet.has("id") {
        let id = Node { line, value: Value::Text(format!("row-{line}")) };
        fields.push(("id".to_owned(), id));
    }
}
