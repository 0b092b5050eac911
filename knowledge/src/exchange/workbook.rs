//! Workbooks (XLSX) into rows of cells; the one home of `calamine`.
//!
//! Cells are read one by one and never laid out as a grid, so that a lonely cell in the last row costs
//! nothing.

pub(super) mod unpacked;
pub(super) mod write;

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::exchange::table::{Cell, CellKind, Row, Table, Tables};
use crate::exchange::workbook::unpacked::{UNPACKED_MAX, check_size};
use crate::problem::Problem;

/// The tables of a workbook, one a sheet.
pub(super) fn read(name: &str, bytes: &[u8]) -> Tables {
    let mut read = Tables::default();
    let opened = check_size(bytes).and_then(|()| open(bytes));
    let mut book = match opened {
        Ok(book) => book,
        Err(problem) => {
            read.problems.push(problem.in_file(name));
            return read;
        }
    };
    let sheets = book.sheets_metadata().to_vec();
    let mut room = UNPACKED_MAX;
    for sheet in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let called =
            if sheets.len() > 1 { format!("{name}[{}]", sheet.name) } else { name.to_owned() };
        let mut table = Table { name: called, sheet: sheet.name.clone(), rows: Vec::new() };
        let mut problems = Vec::new();
        if hidden(sheet) {
            problems.push(Problem::warning(1, "", "hidden_sheet", &[]));
        } else if let Err(problem) = fill(&mut table, (&mut book, &mut room), &mut problems) {
            problems.push(problem);
        }
        read.problems.extend(problems.into_iter().map(|problem| problem.in_file(&table.name)));
        if !table.rows.is_empty() {
            read.tables.push(table);
        }
    }
    read
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

fn open(bytes: &[u8]) -> Result<Book<'_>, Problem> {
    Xlsx::new(Cursor::new(bytes)).map_err(unreadable)
}

fn unreadable(error: XlsxError) -> Problem {
    Problem::error(1, "", "bad_workbook", &[&error.to_string()])
}

fn hidden(sheet: &Sheet) -> bool {
    sheet.visible != SheetVisible::Visible
}

/// Reads the cells of a sheet; `room` is how many bytes of text the workbook may still have, as many
/// cells can name one long text.
fn fill(
    table: &mut Table,
    (book, room): (&mut Book<'_>, &mut u64),
    problems: &mut Vec<Problem>,
) -> Result<(), Problem> {
    let mut cells = book.worksheet_cells_reader(&table.sheet).map_err(unreadable)?;
    while let Some(found) = cells.next_cell_with_formula_metadata().map_err(unreadable)? {
        let (number, column) = (found.pos.0 as usize + 1, found.pos.1 as usize);
        let fault = match (&found.value, &found.formula) {
            (DataRef::Error(error), _) => Some(("cell_error", error.to_string())),
            (DataRef::Empty, Some(_)) => Some(("no_value", String::new())),
            _ => None,
        };
        if let Some((code, detail)) = fault {
            let problem = Problem::error(number, "", code, &[&detail]);
            problems.push(problem.in_column(column));
            continue;
        }
        let Some(cell) = cell(column, &found.value) else { continue };
        let size = cell.text.len() as u64;
        *room = room.checked_sub(size).ok_or_else(|| unpacked::too_big(number))?;
        match table.rows.last_mut().filter(|row| row.number == number) {
            Some(row) => row.cells.push(cell),
            None => table.rows.push(Row { number, cells: vec![cell] }),
        }
    }
    // Whoever wrote the file may have put rows and cells in any order.
    table.rows.sort_by_key(|row| row.number);
    table.rows.dedup_by(|later, row| later.number == row.number && merge(row, later));
    table.rows.iter_mut().for_each(|row| row.cells.sort_by_key(|cell| cell.column));
    Ok(())
}

fn merge(row: &mut Row, later: &mut Row) -> bool {
    row.cells.append(&mut later.cells);
    true
}

fn cell(column: usize, value: &DataRef<'_>) -> Option<Cell> {
    let (text, kind) = match value {
        DataRef::String(text) => (text.clone(), CellKind::Text),
        DataRef::SharedString(text) => ((*text).to_owned(), CellKind::Text),
        DataRef::Int(number) => (number.to_string(), CellKind::Number),
        DataRef::Float(number) => (decimal(*number), CellKind::Number),
        DataRef::Bool(truth) => (truth.to_string(), CellKind::Number),
        DataRef::DateTime(moment) => (day(*moment), CellKind::Date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (text.clone(), CellKind::Date),
        DataRef::Error(_) | DataRef::Empty => return None,
    };
    (!text.is_empty()).then_some(Cell { column, text, kind })
}

/// Numbers are kept as floating point: 440000 comes as 440000.0.
fn decimal(number: f64) -> String {
    const WHOLE_MAX: f64 = 1e15;
    if number.fract() == 0.0 && number.abs() < WHOLE_MAX {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

fn day(moment: ExcelDateTime) -> String {
    if moment.is_duration() {
        return decimal(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn whole_numbers_have_no_decimals() {
        assert_eq!([440_000.0, -3.0, 0.03].map(decimal), ["440000", "-3", "0.03"]);
    }
}
