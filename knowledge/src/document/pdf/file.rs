//! The file of a print, and its pages.

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::document::limit::{PAGES_MAX, too_much};
use crate::document::pdf::glyph::Sheet;
use crate::document::pdf::interpret::Interpreter;
use crate::problem::Problem;

/// Every page with what is printed on it.
///
/// # Errors
/// When the file is no print, is locked, or holds too much.
pub(crate) fn pages(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let broken = || Problem::error(1, "", "document_broken", &["PDF"]);
    let locked = || Problem::error(1, "", "document_locked", &[]);
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => locked(),
        _ => broken(),
    })?;
    let pages = pdf.pages();
    if pages.len() > PAGES_MAX {
        return Err(too_much("pages", PAGES_MAX));
    }
    if pages.is_empty() {
        return Err(broken());
    }
    let mut interpreter = Interpreter::default();
    pages.iter().map(|page| interpreter.page(page)).collect()
}
