//! Rows of cells as they stand in a file, before anybody says what they mean.

use crate::problem::Problem;

/// One table of a file: all of a text file, or a sheet of a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What problems and places call it: the file, and its sheet where there are several.
    pub name: String,
    /// The name of its sheet; empty for a text file.
    pub sheet: String,
    /// The rows that hold anything, in their order; the first is the header.
    pub rows: Vec<Row>,
}

/// A row with the cells that are not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number as spreadsheets count: the header is usually 1, and a quoted line break does not count.
    pub number: usize,
    /// Its cells from left to right.
    pub cells: Vec<Cell>,
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its column, counted from 0.
    pub column: usize,
    /// Its text; a number without decimals it has not, a date as 2026-01-31.
    pub text: String,
    /// What it was in the file.
    pub kind: CellKind,
}

/// What a cell was in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// A text.
    Text,
    /// A number or a truth value of a workbook, of which the form on the screen is not known.
    Number,
    /// A day.
    Date,
}

impl Row {
    /// The text of a column.
    pub fn text(&self, column: usize) -> Option<&str> {
        self.cells.iter().find(|cell| cell.column == column).map(|cell| cell.text.as_str())
    }
}

/// The tables of a file with what was wrong with the file itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    /// The tables that hold anything.
    pub tables: Vec<Table>,
    /// What was wrong, each with its file.
    pub problems: Vec<Problem>,
}
