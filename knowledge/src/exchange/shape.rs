//! What columns mean: which field stands in which, and how its cells are read.

use std::collections::HashMap;

use crate::base::columns::Columns;
use crate::exchange::cell;
use crate::exchange::headers::Headers;
use crate::exchange::kind::Kind;
use crate::exchange::table::{CellKind, Row, Table};
use crate::node::{Node, Value};
use crate::problem::Problem;

/// The fields that a table can have.
#[derive(Debug)]
pub struct Shape {
    /// What the words of its headers are listed under in `headers.tsv`.
    pub name: &'static str,
    /// Its fields; with a `*` for the number of a part, as in `basis.*.title`.
    pub fields: &'static [(&'static str, Kind)],
    /// The fields without a column of which nothing can be read.
    pub required: &'static [&'static str],
}

/// A table of which every column is known.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// The name of the table.
    pub name: &'a str,
    /// Fields and their columns.
    pub columns: Columns,
    /// Its rows without the header.
    pub rows: &'a [Row],
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    column: usize,
    path: String,
    kind: Kind,
}

impl Shape {
    /// Reads the header of a table; columns that it does not know are told once and left out.
    pub fn sheet<'a>(&self, table: &'a Table, problems: &mut Vec<Problem>) -> Sheet<'a> {
        let (header, rows) = match table.rows.split_first() {
            Some((header, rows)) => (header.clone(), rows),
            None => (Row::default(), table.rows.as_slice()),
        };
        let mut fields: Vec<Field> = Vec::new();
        let mut report = |column, code, details: &[&str]| {
            let problem = Problem::error(header.number, "", code, details);
            problems.push(problem.in_column(column).in_file(&table.name));
        };
        for cell in &header.cells {
            match self.field(&cell.text) {
                None => report(cell.column, "unknown_column", &[&cell.text, &self.known()]),
                Some((path, kind))
                    if kind != Kind::Texts && fields.iter().any(|f| f.path == path) =>
                {
                    report(cell.column, "double_column", &[&cell.text]);
                }
                Some((path, kind)) => fields.push(Field { column: cell.column, path, kind }),
            }
        }
        for name in self.required.iter().filter(|name| !fields.iter().any(|f| f.path == **name)) {
            let problem = Problem::error(header.number, "", "missing_column", &[name]);
            problems.push(problem.in_file(&table.name));
        }
        nameless(table, &header, problems);
        let places = fields.iter().map(|field| (field.path.clone(), field.column)).collect();
        Sheet { name: &table.name, columns: Columns::new(places), rows, fields }
    }

    /// Whether the header of a table names what cannot be missing.
    pub fn fits(&self, table: &Table) -> bool {
        let named: Vec<_> = table.rows.first().into_iter().flat_map(|row| &row.cells).collect();
        let has = |name: &&str| {
            named.iter().any(|cell| self.field(&cell.text).is_some_and(|(path, _)| path == **name))
        };
        self.required.iter().all(has)
    }

    /// Whether the first row of a table names any field at all.
    pub fn knows_any(&self, table: &Table) -> bool {
        let mut cells = table.rows.iter().take(1).flat_map(|row| &row.cells);
        cells.any(|cell| self.field(&cell.text).is_some())
    }

    /// The field that a header names, as the path that problems tell.
    fn field(&self, header: &str) -> Option<(String, Kind)> {
        let header = header.trim();
        let name = Headers::bundled().field(self.name, header);
        let name = name.map_or_else(|| header.to_lowercase(), str::to_owned);
        self.fields.iter().find_map(|(field, kind)| Some((matched(field, &name, *kind)?, *kind)))
    }

    fn known(&self) -> String {
        self.fields.iter().map(|(field, _)| *field).collect::<Vec<_>>().join(", ")
    }
}

/// The path of a field that a name means: `basis.2.title` of `basis.*.title` is `basis[1].title`, and
/// `similar.2` goes on with `similar`.
fn matched(field: &str, name: &str, kind: Kind) -> Option<String> {
    if name == field {
        return (!field.contains('*')).then(|| field.to_owned());
    }
    let number =
        |text: &str| text.parse().ok().filter(|number: &usize| (1..=PARTS_MAX).contains(number));
    match field.split_once(".*.") {
        Some((whole, part)) => {
            let middle = name.strip_prefix(whole)?.strip_prefix('.')?;
            let middle = middle.strip_suffix(part)?.strip_suffix('.')?;
            Some(format!("{whole}[{}].{part}", number(middle)? - 1))
        }
        None => {
            let more = name.strip_prefix(field)?.strip_prefix('.')?;
            number(more).filter(|_| kind == Kind::Texts).map(|_| field.to_owned())
        }
    }
}

/// The highest number that a column may have: a header makes no list of millions.
const PARTS_MAX: usize = 999;

/// Tells columns that hold something and have no name, once each.
fn nameless(table: &Table, header: &Row, problems: &mut Vec<Problem>) {
    let mut told: HashMap<usize, usize> = HashMap::new();
    for row in table.rows.iter().skip(1) {
        for cell in row.cells.iter().filter(|cell| header.text(cell.column).is_none()) {
            told.entry(cell.column).or_insert(row.number);
        }
    }
    let mut told: Vec<_> = told.into_iter().collect();
    told.sort_unstable();
    problems.extend(told.into_iter().map(|(column, row)| {
        let problem = Problem::error(row, "", "no_header", &[]);
        problem.in_column(column).in_file(&table.name)
    }));
}

impl Sheet<'_> {
    /// Whether a field has a column.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|own| own.path == field)
    }

    /// A row as a map of its fields, with what was wrong with its cells.
    pub fn node(&self, row: &Row) -> (Node, Vec<Problem>) {
        let (mut map, mut problems) = (Vec::new(), Vec::new());
        let mut cells = row.cells.iter().peekable();
        for field in &self.fields {
            while cells.next_if(|cell| cell.column < field.column).is_some() {}
            let Some(cell) = cells.next_if(|cell| cell.column == field.column) else { continue };
            if field.kind == Kind::Text && cell.kind != CellKind::Text {
                // What it showed is not in the file: 3 % is 0.03.
                let problem =
                    Problem::warning(row.number, &field.path, "number_cell", &[&cell.text]);
                problems.push(self.columns.locate(problem));
            }
            match cell::value(&cell.text, field.kind, row.number) {
                Ok(Some(node)) => put(&mut map, &field.path, node),
                Ok(None) => {}
                Err(problem) => {
                    let field = field.path.clone();
                    problems.push(self.columns.locate(Problem { field, ..problem }));
                }
            }
        }
        (Node { line: row.number, value: Value::Map(map) }, problems)
    }
}

/// Puts a value where its path says: a field, or the field of a part of a list.
fn put(map: &mut Vec<(String, Node)>, path: &str, node: Node) {
    let line = node.line;
    let part = path.split_once('[').and_then(|(whole, rest)| {
        let (at, field) = rest.split_once("].")?;
        Some((whole, at.parse::<usize>().ok()?, field))
    });
    let Some((whole, at, field)) = part else {
        match (map.iter_mut().find(|(name, _)| name == path), node.value) {
            (Some((_, Node { value: Value::List(list), .. })), Value::List(mut more)) => {
                list.append(&mut more);
            }
            (_, value) => map.push((path.to_owned(), Node { line, value })),
        }
        return;
    };
    let empty = |value| Node { line, value };
    if !map.iter().any(|(name, _)| name == whole) {
        map.push((whole.to_owned(), empty(Value::List(Vec::new()))));
    }
    let list = map.iter_mut().find(|(name, _)| name == whole);
    if let Some((_, Node { value: Value::List(parts), .. })) = list {
        while parts.len() <= at {
            parts.push(empty(Value::Map(Vec::new())));
        }
        if let Value::Map(fields) = &mut parts[at].value {
            fields.push((field.to_owned(), node));
        }
    }
}
