//! Writes the table of rows, tests and mutations.

use std::path::Path;

use crate::error::Error;
use crate::tidy::files;
use crate::tidy::rows::test::tests;
use crate::tidy::rows::{DOCUMENT, document, proofs};
use crate::tidy::source::read_all;
use crate::tidy::tables::Tables;

/// Writes `docs/rows.md` of the repository at `root` anew.
///
/// # Errors
/// When files or tables cannot be read, or the document cannot be written.
pub fn write(root: &Path) -> Result<(), Error> {
    let tree = files::read(root)?;
    let tables = Tables::read(&tree)?;
    let tests = tests(&read_all(&tree).0);
    let text = document(&proofs(&tables.rows, &tests, &tables.mutations.mutation));
    let written = std::fs::write(root.join(DOCUMENT), text);
    written.map_err(|source| Error::Write { path: DOCUMENT.to_owned(), source })
}
