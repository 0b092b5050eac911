//! Import and export: files of many kinds into entries, and entries into files.
//!
//! A table of any system becomes nodes, so that the one reader of entries reads them all and every
//! problem is told with its row and its column.

mod cell;
mod decode;
mod dify;
pub mod format;
mod grid;
mod guarded;
mod headers;
mod item;
pub mod kind;
mod lines;
mod made_id;
mod maxkb;
mod own;
mod qna_bot;
pub mod qna_maker;
mod separated;
pub mod shape;
pub mod table;
mod take;
mod workbook;
pub mod write;

use crate::base::Draft;
use crate::exchange::format::Format;
use crate::exchange::separated::Style;
use crate::exchange::table::{Row, Table, Tables};
use crate::problem::Problem;

/// A file in memory.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for problems and for its extension.
    pub name: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
}

/// What workbooks begin with: they are archives (PKWARE APPNOTE 4.3.7), old ones compound files (MS-CFB).
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0]];

/// Reads a file into a draft: in `format` where it is named, else in the one that the name, the first
/// bytes and the header show.
pub fn read(file: File<'_>, format: Option<Format>, draft: &mut Draft) {
    let before = (draft.base.entries.len(), draft.problems.len());
    match of_text(file, format) {
        Some(format) => read_text(file, format, draft),
        None => {
            let mut read = tables(file, format);
            draft.problems.append(&mut read.problems);
            read_tables(&read.tables, format, draft);
        }
    }
    let errors = draft.problems[before.1..].iter().any(Problem::is_error);
    if draft.base.entries.len() == before.0 && !errors {
        draft.problems.push(Problem::error(1, "", "no_entries", &[]).in_file(file.name));
    }
    // A file is told from top to bottom and from left to right; sheets stay in their order.
    let told = &mut draft.problems[before.1..];
    told.chunk_by_mut(|a, b| a.file == b.file).for_each(|own| own.sort_by(Problem::in_order));
}

/// The format of a file that is no table.
fn of_text(file: File<'_>, format: Option<Format>) -> Option<Format> {
    if is_workbook(file.bytes) {
        return None;
    }
    let named = Format::of_extension(file.name);
    match (format, named) {
        (Some(Format::QnaBot), Some(Format::Csv | Format::Tsv)) => None,
        (None, Some(Format::Jsonl)) if is_bot_line(file.bytes) => Some(Format::QnaBot),
        (format, named) => format
            .or(named)
            .filter(|format| matches!(format, Format::Jsonl | Format::Yaml | Format::QnaBot)),
    }
}

fn is_workbook(bytes: &[u8]) -> bool {
    WORKBOOKS.iter().any(|start| bytes.starts_with(start))
}

/// Whether lines of JSON are items of `QnABot`, which writes them as our own extension has them.
fn is_bot_line(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    std::str::from_utf8(first)
        .is_ok_and(|line| line.contains("\"qid\"") && !line.contains("\"id\""))
}

fn read_text(file: File<'_>, format: Format, draft: &mut Draft) {
    let (text, warning) = match decode::text(file.bytes) {
        Ok(read) => read,
        Err(problem) => return draft.problems.push(problem.in_file(file.name)),
    };
    draft.problems.extend(warning.map(|warning| warning.in_file(file.name)));
    match format {
        Format::Yaml => lines::topic(file.name, &text, draft),
        Format::QnaBot => qna_bot::json(file.name, &text, draft),
        _ => lines::jsonl(file.name, &text, draft),
    }
}

/// The tables of a workbook or of a text with separated values; `format` says which separator, else the
/// extension and the first line do.
pub fn tables(file: File<'_>, format: Option<Format>) -> Tables {
    if is_workbook(file.bytes) {
        return workbook::read(file.name, file.bytes);
    }
    let (text, warning) = match decode::text(file.bytes) {
        Ok(read) => read,
        Err(problem) => {
            return Tables { problems: vec![problem.in_file(file.name)], ..Tables::default() };
        }
    };
    let style = match format.or_else(|| Format::of_extension(file.name)) {
        Some(Format::QnaMaker) if text.contains('\t') => Style::Raw,
        _ if is_raw(&text) => Style::Raw,
        Some(Format::Tsv) => Style::Quoted('\t'),
        _ => Style::Quoted(separated::separator(&text)),
    };
    let (rows, problems) = separated::read(&text, style);
    let problems = warning.into_iter().chain(problems).map(|problem| problem.in_file(file.name));
    let table = Table { name: file.name.to_owned(), sheet: String::new(), rows };
    let tables = if table.rows.is_empty() { Vec::new() } else { vec![table] };
    Tables { tables, problems: problems.collect() }
}

/// Whether a text is TSV without quoting: what `QnA Maker` exports.
fn is_raw(text: &str) -> bool {
    qna_maker::fits(text.lines().next().unwrap_or_default().split('\t'))
}

fn read_tables(tables: &[Table], format: Option<Format>, draft: &mut Draft) {
    let first = tables.first().and_then(|table| table.rows.first());
    match format.or_else(|| first.and_then(foreign)) {
        Some(Format::QnaMaker) => qna_maker::read(tables, draft),
        Some(Format::QnaBot) => qna_bot::tables(tables, draft),
        Some(Format::MaxKb) => maxkb::read(tables, draft),
        Some(Format::Dify) => dify::read(tables, draft),
        _ => own::read(tables, draft),
    }
}

/// The other system whose header it is.
fn foreign(header: &Row) -> Option<Format> {
    let names = || header.cells.iter().map(|cell| cell.text.as_str());
    if qna_maker::fits(names()) {
        Some(Format::QnaMaker)
    } else if qna_bot::fits(names()) {
        Some(Format::QnaBot)
    } else if maxkb::fits(header) {
        Some(Format::MaxKb)
    } else {
        dify::fits(header).then_some(Format::Dify)
    }
}
