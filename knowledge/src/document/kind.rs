//! Which kind of file a document is.

use std::path::Path;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Office Open XML text (ECMA-376).
    Docx,
    /// Portable document format (ISO 32000).
    Pdf,
    /// A page of the web.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text, a paragraph a line.
    Text,
}

/// What files begin with: archives (PKWARE APPNOTE 4.3.7), and prints (ISO 32000-2, 7.5.2).
const ARCHIVE: &[u8] = b"PK\x03\x04";
const PRINT: &[u8] = b"%PDF-";
/// How far from its beginning a print may say what it is.
const PRINT_WITHIN: usize = 1024;

impl Kind {
    /// By the extension of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "docx" => Self::Docx,
            "pdf" => Self::Pdf,
            "html" | "htm" | "shtml" | "xhtml" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            "txt" => Self::Text,
            _ => return None,
        })
    }

    /// By what a file holds, else by its name: pages are often saved under another one.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(PRINT_WITHIN)];
        if head.windows(PRINT.len()).any(|window| window == PRINT) {
            return Some(Self::Pdf);
        }
        if bytes.starts_with(ARCHIVE) {
            return Some(Self::Docx);
        }
        match Self::of_name(name) {
            Some(Self::Text) if is_page(head) => Some(Self::Html),
            named => named,
        }
    }
}

fn is_page(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.trim_start().starts_with("<!doctype html") || head.contains("<html")
}
