//! Prints (ISO 32000) into parts: glyphs with their places into lines, lines into paragraphs.
//!
//! A print knows no paragraphs. They are told by indents, by lines that end early and by marks; what
//! repeats at the edges of pages and the numbers of pages are left out. A scan holds no text and says so.

mod characters;
mod file;
mod font;
mod glyph;
mod interpret;
mod line;
mod margin;
mod paragraph;
mod unfold;
mod weigh;

use crate::document::part::Content;
use crate::document::pdf::file::pages;
use crate::document::pdf::glyph::Sheet;
use crate::document::pdf::line::lines;
use crate::document::pdf::margin::without_margins;
use crate::document::pdf::paragraph::content;
use crate::document::pdf::weigh::weigh;
use crate::problem::Problem;

/// Of how many glyphs one may stand for no known character until the text counts as unreadable.
const UNKNOWN_ONE_IN: usize = 5;

/// Reads a print.
///
/// # Errors
/// When it is none, is locked, holds too much, holds no text, or its fonts do not say what their glyphs
/// mean.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, Problem> {
    weigh(bytes)?;
    let sheets = pages(bytes)?;
    let glyphs: usize = sheets.iter().map(|sheet| sheet.glyphs.len()).sum();
    let unknown: usize = sheets.iter().map(|sheet| sheet.unknown).sum();
    if glyphs == 0 && unknown == 0 {
        return Err(Problem::error(1, "", "document_scanned", &[&sheets.len().to_string()]));
    }
    if unknown * UNKNOWN_ONE_IN > glyphs + unknown {
        return Err(Problem::error(1, "", "document_unknown_glyphs", &[]));
    }
    let pages = sheets.into_iter().map(|Sheet { glyphs, height, .. }| (lines(glyphs), height));
    Ok(content(without_margins(pages.collect())))
}
