//! Tables as files that a spreadsheet opens.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use wenshui_desk::csv;

use crate::error::ApiError;

/// What programs for spreadsheets of this country take for a sign of UTF-8.
const MARK: char = '\u{feff}';

/// How a report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As JSON.
    Json,
    /// As a table.
    Csv,
}

/// Reads how a report is wanted.
///
/// # Errors
/// `bad_value`.
pub fn format(name: Option<&str>) -> Result<Format, ApiError> {
    match name {
        None | Some("json") => Ok(Format::Json),
        Some("csv") => Ok(Format::Csv),
        Some(other) => Err(ApiError::about("format", "bad_value", &["format", other, "json, csv"])),
    }
}

/// A table with the headings of its name, to be saved.
pub fn table(name: &'static str, rows: Vec<Vec<String>>) -> Response {
    let headings = columns().get(name).map(Vec::as_slice).unwrap_or_default();
    let rows = std::iter::once(headings).chain(rows.iter().map(Vec::as_slice));
    saved(name, &csv::text(rows))
}

/// A table as text, to be saved under a name and opened by spreadsheets.
pub fn saved(name: &str, text: &str) -> Response {
    let text = format!("{MARK}{text}");
    let saved = HeaderValue::try_from(format!("attachment; filename=\"{name}.csv\""));
    let saved = saved.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let unkept = HeaderValue::from_static("private, no-store");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, saved),
        (header::CACHE_CONTROL, unkept),
    ];
    (headers, text).into_response()
}

/// The headings of tables, by name.
fn columns() -> &'static BTreeMap<String, Vec<String>> {
    static COLUMNS: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    let text = include_str!("../../../data/columns.toml");
    COLUMNS.get_or_init(|| toml::from_str(text).expect("the columns are TOML; a test reads them"))
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn every_table_has_its_headings() {
        assert_eq!((columns()["statistics"].len(), columns()["audit"].len()), (14, 9));
    }
}
