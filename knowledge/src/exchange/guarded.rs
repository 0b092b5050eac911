//! Cells that spreadsheets would take for formulas, and cells that are there but empty.
//!
//! A spreadsheet runs what begins with `=`, `+`, `-`, `@`, a tab or a carriage return, and their wide
//! forms (OWASP, CSV injection). In front of such a text an apostrophe is put, as people do; in front of
//! a text that begins with apostrophes and would then be read as guarded, one more. An empty text that
//! is there is a single apostrophe. Reading takes one away, so that every text comes back as it was.

use std::borrow::Cow;

const GUARD: char = '\'';
const RUN: [char; 10] =
    ['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A text as it may stand in a cell of a text file.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    let rest = text.trim_start_matches(GUARD);
    put(text, rest.is_empty() || rest.starts_with(RUN))
}

/// A text as it may stand in a cell that is marked as text, as in workbooks, which nothing runs.
pub(super) fn marked(text: &str) -> Cow<'_, str> {
    let rest = text.trim_start_matches(GUARD);
    put(text, rest.is_empty() || (rest.len() < text.len() && rest.starts_with(RUN)))
}

fn put(text: &str, needed: bool) -> Cow<'_, str> {
    if needed { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell.
pub(super) fn bare(cell: &str) -> &str {
    let rest = cell.trim_start_matches(GUARD);
    let guarded = rest.len() < cell.len() && (rest.is_empty() || rest.starts_with(RUN));
    if guarded { &cell[GUARD.len_utf8()..] } else { cell }
}

#[cfg(test)]
mod tests {
    use super::{bare, guarded, marked};

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded_and_comes_back() {
        let texts = ["=1+1", "-3%", "'=1", "''", "", "'quoted'", "@a", "plain", "\u{ff1d}1", "\tx"];
        for text in texts {
            assert_eq!(bare(&guarded(text)), text);
            assert_eq!(bare(&marked(text)), text);
            assert!(!guarded(text).starts_with(super::RUN), "{text:?}");
        }
        assert_eq!(marked("- a list"), "- a list");
        assert_eq!(guarded("- a list"), "'- a list");
        assert_eq!(guarded("'quoted'"), "'quoted'");
    }
}
