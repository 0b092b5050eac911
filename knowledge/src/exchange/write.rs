//! Entries into bytes of a format of our own.

use std::borrow::Cow;

use crate::base::Base;
use crate::error::Error;
use crate::exchange::format::Format;
use crate::exchange::grid::{self, Grid, Value};
use crate::exchange::guarded::{guarded, marked};
use crate::exchange::separated::push_cell;
use crate::exchange::workbook::write::{CELL_CHARS_MAX, ROWS_MAX, write as workbook};
use crate::problem::Problem;

/// By this mark Excel knows that a text file is UTF-8; without it reads the code page of its country.
const MARK: &str = "\u{feff}";

/// The bytes of a base in a format; the same base gives the same bytes.
///
/// # Errors
/// [`Error::NotWritten`] for a format that is only read, [`Error::Problems`] with all that a workbook
/// cannot hold.
pub fn write(base: &Base, format: Format) -> Result<Vec<u8>, Error> {
    match format {
        Format::Jsonl => Ok(base.to_jsonl().into_bytes()),
        Format::Csv => Ok(separated(&grid::of(base), ',')),
        Format::Tsv => Ok(separated(&grid::of(base), '\t')),
        Format::Xlsx => book(grid::of(base)),
        _ => Err(Error::NotWritten { format: format.name() }),
    }
}

fn separated(grid: &Grid, separator: char) -> Vec<u8> {
    let mut out = MARK.to_owned();
    let mut row = |cells: &mut dyn Iterator<Item = Cow<'_, str>>| {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                out.push(separator);
            }
            push_cell(&mut out, &cell, separator);
        }
        out.push_str("\r\n");
    };
    row(&mut grid.header.iter().map(|name| Cow::Borrowed(name.as_str())));
    for cells in &grid.rows {
        row(&mut cells.iter().map(text));
    }
    out.into_bytes()
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Empty => Cow::Borrowed(""),
        Value::Text(text) => guarded(text),
        // A year before Christ begins with a sign.
        Value::Day(day) => Cow::Owned(guarded(&day.to_string()).into_owned()),
    }
}

fn book(mut grid: Grid) -> Result<Vec<u8>, Error> {
    let mut problems = Vec::new();
    if grid.rows.len() >= ROWS_MAX {
        problems.push(Problem::error(ROWS_MAX, "", "many_rows", &[&(ROWS_MAX - 1).to_string()]));
    }
    for (row, cells) in (2..).zip(&mut grid.rows) {
        for (column, value) in cells.iter_mut().enumerate() {
            let Value::Text(text) = value else { continue };
            if let Cow::Owned(marked) = marked(text) {
                *text = marked;
            }
            let chars = text.encode_utf16().count();
            if chars > CELL_CHARS_MAX {
                let details = [chars.to_string(), CELL_CHARS_MAX.to_string()];
                let details = details.each_ref().map(String::as_str);
                let problem = Problem::error(row, &grid.header[column], "long_cell", &details);
                problems.push(problem.in_column(column));
            }
        }
    }
    if !problems.is_empty() {
        let file = Format::Xlsx.name();
        let problems = problems.into_iter().map(|problem| problem.in_file(file));
        return Err(Error::Problems(problems.collect()));
    }
    workbook(&grid).map_err(|error| Error::Workbook { reason: error.to_string() })
}
