//! Text with separated values into rows of cells, and back.
//!
//! The form is that of RFC 4180 as spreadsheets write it: a cell may stand in quotes, which are doubled
//! inside; line breaks in quotes belong to the cell. Some systems write TSV without any quoting.

use crate::exchange::table::{Cell, CellKind, Row};
use crate::problem::Problem;

/// How values are set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// By this character, with quotes.
    Quoted(char),
    /// By tabs, a row a line; quotes are characters as others.
    Raw,
}

/// The rows of a text that are not empty, with faults of its quoting.
pub(super) fn read(text: &str, style: Style) -> (Vec<Row>, Vec<Problem>) {
    match style {
        Style::Quoted(separator) => Scanner::new(text, separator).rows(),
        Style::Raw => (text.lines().zip(1..).filter_map(raw).collect(), Vec::new()),
    }
}

/// A row of unquoted TSV. A spreadsheet that saved it has put quotes around cells with quotes.
fn raw((line, number): (&str, usize)) -> Option<Row> {
    let cells = line.split('\t').enumerate().filter_map(|(column, cell)| {
        let text = requoted(cell).unwrap_or_else(|| cell.to_owned());
        (!text.is_empty()).then_some(Cell { column, text, kind: CellKind::Text })
    });
    let cells: Vec<Cell> = cells.collect();
    (!cells.is_empty()).then_some(Row { number, cells })
}

/// What stood in a cell before it was quoted: only doubled quotes inside show that it was.
fn requoted(cell: &str) -> Option<String> {
    let inner = cell.strip_prefix('"')?.strip_suffix('"')?;
    let single = inner.replace("\"\"", "");
    (single.len() < inner.len() && !single.contains('"')).then(|| inner.replace("\"\"", "\""))
}

/// The separator that the first line has most of.
pub(super) fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: &char| first.matches(*separator).count();
    // Of equals the last is taken, and a comma is the usual one.
    ['\t', ';', ','].into_iter().max_by_key(count).unwrap_or(',')
}

/// Adds a cell to a text, in quotes where it needs them.
pub(super) fn push_cell(out: &mut String, text: &str, separator: char) {
    if text.contains([separator, '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// Reads quoted text from start to end.
struct Scanner<'a> {
    rest: &'a str,
    separator: char,
    number: usize,
    column: usize,
    cells: Vec<Cell>,
    problems: Vec<Problem>,
}

impl<'a> Scanner<'a> {
    fn new(rest: &'a str, separator: char) -> Self {
        let (cells, problems) = (Vec::new(), Vec::new());
        Self { rest, separator, number: 1, column: 0, cells, problems }
    }

    fn rows(mut self) -> (Vec<Row>, Vec<Problem>) {
        let mut rows = Vec::new();
        while !self.rest.is_empty() {
            self.cell();
            if self.ends_row() {
                let cells = std::mem::take(&mut self.cells);
                if !cells.is_empty() {
                    rows.push(Row { number: self.number, cells });
                }
                self.number += 1;
                self.column = 0;
            } else {
                self.column += 1;
            }
        }
        // A text that ends behind a separator ends in its row.
        if !self.cells.is_empty() {
            rows.push(Row { number: self.number, cells: self.cells });
        }
        (rows, self.problems)
    }

    /// Takes a cell up to what ends it.
    fn cell(&mut self) {
        let text = match self.rest.strip_prefix('"') {
            Some(quoted) => self.quoted(quoted),
            None => self.plain().to_owned(),
        };
        if !text.is_empty() {
            self.cells.push(Cell { column: self.column, text, kind: CellKind::Text });
        }
    }

    fn plain(&mut self) -> &'a str {
        let end = self.rest.find([self.separator, '\n', '\r']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        cell
    }

    fn quoted(&mut self, mut rest: &'a str) -> String {
        let mut text = String::new();
        loop {
            let Some((before, after)) = rest.split_once('"') else {
                // All to the end stands in one cell: whatever follows must be looked at again.
                self.report("open_quote");
                self.rest = "";
                return text + rest;
            };
            text.push_str(before);
            match after.strip_prefix('"') {
                Some(more) => {
                    text.push('"');
                    rest = more;
                }
                None => {
                    rest = after;
                    break;
                }
            }
        }
        self.rest = rest;
        let stray = self.plain();
        if !stray.is_empty() {
            self.report("after_quote");
            text.push_str(stray);
        }
        text
    }

    /// Takes what ended a cell; whether its row ended too.
    fn ends_row(&mut self) -> bool {
        if let Some(rest) = self.rest.strip_prefix(self.separator) {
            self.rest = rest;
            return false;
        }
        let broken = self.rest.strip_prefix("\r\n");
        self.rest = broken.or_else(|| self.rest.strip_prefix(['\n', '\r'])).unwrap_or(self.rest);
        true
    }

    fn report(&mut self, code: &'static str) {
        let problem = Problem::error(self.number, "", code, &[]);
        self.problems.push(problem.in_column(self.column));
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, read, separator};

    fn check(text: &str, style: Style, expected: &str) {
        let (rows, problems) = read(text, style);
        let mut told = String::new();
        for row in &rows {
            let cells = row.cells.iter().map(|cell| format!(" {}={:?}", cell.column, cell.text));
            told.push_str(&format!("{}:{}\n", row.number, cells.collect::<String>()));
        }
        told.extend(
            problems.iter().map(|own| format!("{} {:?} {}\n", own.line, own.column, own.code)),
        );
        assert_eq!(told, expected);
    }

    #[test]
    fn quotes_hold_separators_line_breaks_and_quotes() {
        let text = "a,\"b,\n\"\"c\"\"\r\n\",\r\n\r\n,,\nd,,e";
        check(
            text,
            Style::Quoted(','),
            "1: 0=\"a\" 1=\"b,\\n\\\"c\\\"\\r\\n\"\n4: 0=\"d\" 2=\"e\"\n",
        );
        check("a\rb\r\nc\n", Style::Quoted(','), "1: 0=\"a\"\n2: 0=\"b\"\n3: 0=\"c\"\n");
        check("5\" pipe,x", Style::Quoted(','), "1: 0=\"5\\\" pipe\" 1=\"x\"\n");
    }

    #[test]
    fn broken_quotes_are_told_where_they_begin() {
        check(
            "a,b\nc,\"d\ne,f",
            Style::Quoted(','),
            "1: 0=\"a\" 1=\"b\"\n2: 0=\"c\" 1=\"d\\ne,f\"\n2 Some(1) open_quote\n",
        );
        check(
            "\"a\"b,c\nd",
            Style::Quoted(','),
            "1: 0=\"ab\" 1=\"c\"\n2: 0=\"d\"\n1 Some(0) after_quote\n",
        );
    }

    #[test]
    fn raw_text_keeps_its_quotes_unless_a_spreadsheet_put_them() {
        check(
            "a\t\"b\"\n\nc\t\"[{\"\"d\"\":1}]\"",
            Style::Raw,
            "1: 0=\"a\" 1=\"\\\"b\\\"\"\n3: 0=\"c\" 1=\"[{\\\"d\\\":1}]\"\n",
        );
    }

    #[test]
    fn the_separator_is_the_one_that_the_header_has_most_of() {
        assert_eq!(separator("id;question;answer, long\n"), ';');
        assert_eq!(separator("id\tquestion"), '\t');
        assert_eq!(separator("question"), ',');
    }
}
