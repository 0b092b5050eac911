//! How laws, circulars and pages are written, read from data.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::lexicon::tsv::rows;

/// The files, each of rows of a kind, a value and for some a third column.
const FILES: [&str; 3] = [
    include_str!("../../words/document/words.tsv"),
    include_str!("../../words/document/entries.tsv"),
    include_str!("../../words/document/pages.tsv"),
];
/// Words in titles, and the tax that each means.
const TAXES: &str = include_str!("../../words/document/taxes.tsv");

/// A value with its third column, empty where there is none.
type Row = (&'static str, &'static str);

/// The rows of a kind, in the order of the file.
pub(crate) fn rows_of(kind: &str) -> &'static [Row] {
    static ROWS: OnceLock<FxHashMap<&str, Vec<Row>>> = OnceLock::new();
    let all = ROWS.get_or_init(|| {
        let mut all: FxHashMap<&str, Vec<Row>> = FxHashMap::default();
        // Values may end with a blank, so lines are not trimmed.
        let lines = FILES.iter().flat_map(|file| file.lines());
        for line in lines.filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            if let (Some(kind), Some(value)) = (columns.next(), columns.next()) {
                all.entry(kind).or_default().push((value, columns.next().unwrap_or_default()));
            }
        }
        all
    });
    all.get(kind).map(Vec::as_slice).unwrap_or_default()
}

/// The values of a kind.
pub(crate) fn list(kind: &str) -> impl Iterator<Item = &'static str> {
    rows_of(kind).iter().map(|(value, _)| *value)
}

/// The one value of a kind.
pub(crate) fn one(kind: &str) -> &'static str {
    list(kind).next().unwrap_or_default()
}

/// The value of a kind that has this name in the third column.
pub(crate) fn named(kind: &str, name: &str) -> &'static str {
    let own = rows_of(kind).iter().find(|(_, third)| *third == name);
    own.map(|(value, _)| *value).unwrap_or_default()
}

/// Whether a character is one of a kind.
pub(crate) fn is(c: char, kind: &str) -> bool {
    list(kind).any(|value| value.chars().eq([c]))
}

/// The tax or fee that a title names.
pub(crate) fn tax_of(title: &str) -> Option<&'static str> {
    let taxes = rows(TAXES).filter_map(|(_, line)| line.split_once('\t'));
    taxes.into_iter().find(|(word, _)| title.contains(word)).map(|(_, tax)| tax)
}
