//! Office Open XML texts (ECMA-376) into parts: what a reader of the printed page sees.
//!
//! Numbers of headings and lists are written out, footnotes stand where they are called, and what was
//! deleted, struck out or hidden does not appear.

mod body;
mod numbering;
mod package;
mod styles;
mod xml;

use crate::document::docx::body::Body;
use crate::document::docx::numbering::Numbering;
use crate::document::docx::package::Package;
use crate::document::docx::styles::Styles;
use crate::document::docx::xml::broken;
use crate::document::part::Content;
use crate::problem::Problem;

/// Reads a file.
///
/// # Errors
/// When it is no such file, is damaged, or unfolds to too much.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, Problem> {
    let mut package = Package::open(bytes)?;
    let text = package.main()?.ok_or_else(|| broken("word/document.xml"))?;
    let styles = Styles::read(&package.part("word/styles.xml")?.unwrap_or_default())?;
    let numbering = Numbering::read(&package.part("word/numbering.xml")?.unwrap_or_default())?;
    let notes = body::notes(&package.part("word/footnotes.xml")?.unwrap_or_default())?;
    Body::new((&styles, numbering, &notes)).read(&text)
}
