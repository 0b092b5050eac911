//! How much a document may hold. Files come from outside: each limit stops one way to make a small file
//! cost much, and says so as a problem.

use crate::problem::Problem;

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 100 * 1024 * 1024;
/// The most bytes that a file may unfold to.
pub(crate) const UNFOLDED_BYTES_MAX: usize = 256 * 1024 * 1024;
/// The most characters of text.
pub(crate) const CHARS_MAX: usize = 5_000_000;
/// The most parts: paragraphs, items and tables, or nodes of a page.
pub(crate) const PARTS_MAX: usize = 200_000;
/// How deep elements may stand within each other; pages go to some thirty, browsers to 512.
pub(crate) const DEPTH_MAX: usize = 400;
/// The most pages of a print.
pub(crate) const PAGES_MAX: usize = 5_000;

/// Says that there is more of something than may be.
pub(crate) fn too_much(what: &str, max: usize) -> Problem {
    Problem::error(1, "", "document_too_large", &[what, &max.to_string()])
}
