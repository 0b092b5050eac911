//! What comes of a job: files with names and media types.

use serde::Serialize;

/// JSON.
pub const JSON: &str = "application/json";
/// A page to be read; it is served so that nothing in it runs.
pub const HTML: &str = "text/html; charset=utf-8";
/// Plain text, tables for a terminal among it.
pub const TEXT: &str = "text/plain; charset=utf-8";

/// One file that comes of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its name, of small letters, digits, dots, `-` and `_`, such as `report.json`.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub content: Vec<u8>,
}

impl Output {
    /// A value as JSON.
    ///
    /// # Errors
    /// When it is no value of JSON.
    pub fn json(name: &'static str, value: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self { name, media_type: JSON, content: serde_json::to_vec(value)? })
    }

    /// A page.
    pub fn html(name: &'static str, page: String) -> Self {
        Self { name, media_type: HTML, content: page.into_bytes() }
    }

    /// A text.
    pub fn text(name: &'static str, text: String) -> Self {
        Self { name, media_type: TEXT, content: text.into_bytes() }
    }
}
