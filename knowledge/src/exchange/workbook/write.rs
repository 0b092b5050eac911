//! A grid of cells into a workbook; the one home of `rust_xlsxwriter`.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::exchange::grid::{Grid, Value};

/// Characters that a cell can hold, and rows that a sheet can have (limits of Excel).
pub(in crate::exchange) const CELL_CHARS_MAX: usize = 32_767;
pub(in crate::exchange) const ROWS_MAX: usize = 1_048_576;
/// Widths of columns, in characters.
const WIDE: f64 = 48.0;
const NARROW: f64 = 16.0;
/// Days before this one are texts: Excel counts from 1900 and counts 1900-02-29, which there was not.
const FIRST_DAY: &str = "1900-03-01";

/// The bytes of a workbook with one sheet; the same grid gives the same bytes.
///
/// # Errors
/// When it has more than a workbook can hold.
pub(in crate::exchange) fn write(grid: &Grid) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Otherwise the time of writing stands in it.
    let moment = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    fill(book.add_worksheet().set_name("knowledge")?, grid)?;
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, grid: &Grid) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let dated = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(&grid.header) {
        sheet.write_string_with_format(0, column, name, &bold)?;
        let long = ["question", "similar", "answer"].contains(&name.as_str());
        sheet.set_column_width(column, if long { WIDE } else { NARROW })?;
    }
    for (row, cells) in (1..).zip(&grid.rows) {
        for (column, value) in (0..).zip(cells) {
            match value {
                Value::Empty => {}
                Value::Day(day) if day.to_string().as_str() < FIRST_DAY => {
                    sheet.write_string_with_format(row, column, day.to_string(), &wrapped)?;
                }
                Value::Day(day) => {
                    let (year, month, date) = (day.year(), day.month(), day.day());
                    let day = ExcelDateTime::from_ymd(year as u16, month as u8, date as u8)?;
                    sheet.write_datetime_with_format(row, column, &day, &dated)?;
                }
                Value::Text(text) => {
                    sheet.write_string_with_format(row, column, text, &wrapped)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let (last_row, last_column) = (grid.rows.len() as u32, grid.header.len() as u16 - 1);
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}
