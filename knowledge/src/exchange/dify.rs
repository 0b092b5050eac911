//! Annotations that Dify exports: a question and an answer a row, by their places.

use std::sync::Arc;

use crate::base::Draft;
use crate::base::columns::Columns;
use crate::exchange::headers::Headers;
use crate::exchange::item::Item;
use crate::exchange::made_id::MadeIds;
use crate::exchange::table::{Row, Table};
use crate::exchange::take::{self, Origin};
use crate::problem::letters;

/// Whether a header is that of an export: a question, an answer and nothing else.
pub(super) fn fits(header: &Row) -> bool {
    let fields = header.cells.iter().map(|cell| Headers::bundled().field("dify", &cell.text));
    header.cells.iter().map(|cell| cell.column).eq([0, 1])
        && fields.eq([Some("question"), Some("answer")])
}

/// Reads every row below the header.
pub(super) fn read(tables: &[Table], draft: &mut Draft) {
    let columns = [("question", 0), ("id", 0), ("answer", 1)];
    let columns = columns.map(|(field, column)| (field.to_owned(), column));
    let columns = Arc::new(Columns::new(columns.to_vec()));
    let mut ids = MadeIds::default();
    for table in tables {
        let origin = Origin { columns: Some(&columns), ..Origin::file(&table.name) };
        for row in table.rows.iter().skip(1) {
            let mut item = Item::new(row.number, origin, &mut draft.problems);
            let question = row.text(0).unwrap_or_default();
            item.text("id", Some(&ids.of(question)));
            item.text("question", Some(question));
            item.text("answer", row.text(1));
            for cell in row.cells.iter().filter(|cell| cell.column > 1) {
                item.lost(&letters(cell.column), &cell.text);
            }
            let node = item.into_node();
            take::entry(&node, origin, draft);
        }
    }
}
