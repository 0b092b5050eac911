//! Question and answer tables of `MaxKB`: a title, the content and its questions, a sheet a document.

use std::path::Path;
use std::sync::Arc;

use crate::base::Draft;
use crate::base::columns::Columns;
use crate::exchange::headers::Headers;
use crate::exchange::item::Item;
use crate::exchange::made_id::MadeIds;
use crate::exchange::table::{Row, Table};
use crate::exchange::take::{self, Origin};

/// The sheet of a new workbook: `MaxKB` takes the name of the file in its place.
const UNNAMED: &str = "Sheet1";
/// Where columns stand that no header names.
const USUAL: [(&str, usize); 3] = [("title", 0), ("content", 1), ("problems", 2)];

/// Whether a header is one of its templates.
pub(super) fn fits(header: &Row) -> bool {
    let begun = |field| move |cell: &&str| Headers::bundled().begun("maxkb", cell) == Some(field);
    let texts = || header.cells.iter().map(|cell| cell.text.as_str());
    ["title", "content"].into_iter().all(|field| texts().any(|text| begun(field)(&text)))
}

/// Reads every row below the header of every sheet; the name of a sheet is the topic.
pub(super) fn read(tables: &[Table], draft: &mut Draft) {
    let mut ids = MadeIds::default();
    for table in tables {
        let Some((header, rows)) = table.rows.split_first() else { continue };
        let stem =
            Path::new(&table.name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let topic = match table.sheet.as_str() {
            "" | UNNAMED => stem.unwrap_or_default(),
            sheet => sheet.to_owned(),
        };
        let at = USUAL.map(|(field, usual)| column(header, field).unwrap_or(usual));
        let names = [("question", at[0]), ("id", at[0]), ("answer", at[1]), ("similar", at[2])];
        let names = names.map(|(field, column)| (field.to_owned(), column));
        let columns = Arc::new(Columns::new(names.to_vec()));
        let origin = Origin { file: &table.name, topic: Some(&topic), columns: Some(&columns) };
        for row in rows {
            segment((row, header, at), origin, (&mut ids, &mut *draft));
        }
    }
}

fn column(header: &Row, field: &str) -> Option<usize> {
    let words = Headers::bundled();
    header
        .cells
        .iter()
        .find(|cell| words.begun("maxkb", &cell.text) == Some(field))
        .map(|cell| cell.column)
}

/// A row: its title is the standard question, without one the first of its questions is.
fn segment(
    (row, header, [title, content, problems]): (&Row, &Row, [usize; 3]),
    origin: Origin<'_>,
    (ids, draft): (&mut MadeIds, &mut Draft),
) {
    let mut item = Item::new(row.number, origin, &mut draft.problems);
    let questions = row.text(problems).unwrap_or_default().lines();
    let wordings = row.text(title).into_iter().chain(questions).map(str::trim);
    let wordings = wordings.filter(|wording| !wording.is_empty());
    let wordings: Vec<_> = wordings.map(|wording| (row.number, wording.to_owned())).collect();
    let standard = wordings.first().map(|(_, wording)| wording.as_str()).unwrap_or_default();
    item.text("id", Some(&ids.of(standard)));
    item.wordings(&wordings);
    item.text("answer", row.text(content));
    for cell in row.cells.iter().filter(|cell| ![title, content, problems].contains(&cell.column)) {
        item.lost(header.text(cell.column).unwrap_or_default(), &cell.text);
    }
    let node = item.into_node();
    take::entry(&node, origin, draft);
}
