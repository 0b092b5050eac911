//! The file of a print, and its pages.

use hayro_syntax::object::Stream;
use hayro_syntax::{DecryptionError, Filter, LoadPdfError, Pdf};

use crate::document::limit::{PAGES_MAX, too_much};
use crate::document::pdf::glyph::Sheet;
use crate::document::pdf::interpret::Interpreter;
use crate::problem::Problem;

/// The most bytes of a stream that unfolds by another way than the one that was weighed.
const UNWEIGHED_BYTES_MAX: usize = 256 * 1024;

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

/// The bytes of a stream; `None` where they cannot be unfolded or may unfold to anything.
pub(crate) fn unfolded(stream: &Stream) -> Option<Vec<u8>> {
    let filters = stream.filters();
    let unfolding = |filter: &&Filter| {
        matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
    };
    let weighed = matches!(filters.as_slice(), [] | [Filter::FlateDecode]);
    let small = stream.raw_data().len() <= UNWEIGHED_BYTES_MAX;
    if filters.iter().filter(unfolding).count() > 1 || !weighed && !small {
        return None;
    }
    stream.decoded_data().ok().map(|bytes| bytes.into_owned())
}
