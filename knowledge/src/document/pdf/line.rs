//! Glyphs into lines.

use crate::document::pdf::glyph::Glyph;

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// What it says.
    pub(crate) text: String,
    /// Its left edge, in points.
    pub(crate) left: f64,
    /// Its right edge, in points.
    pub(crate) right: f64,
    /// Its foot, in points from the top.
    pub(crate) foot: f64,
    /// The size of most of its glyphs, in points.
    pub(crate) size: f64,
}

/// How far feet of one line may lie apart, in parts of the size.
const FOOT: f64 = 0.4;
/// The least gap that stands for a blank between letters, in parts of the size.
const GAP: f64 = 0.2;
/// The least gap that stands for a blank between any two glyphs.
const WIDE_GAP: f64 = 0.9;
/// The largest number that is believed to be a place, in points.
const PLACE_MAX: f64 = 1e6;

/// The lines of a page from top to bottom.
pub(crate) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let mut glyphs: Vec<Glyph> = glyphs.into_iter().filter(is_sound).collect();
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines = Vec::new();
    let mut row: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let same = row
            .last()
            .is_none_or(|last| (glyph.y - last.y).abs() <= FOOT * glyph.size.max(last.size));
        if !same {
            lines.extend(line(std::mem::take(&mut row)));
        }
        row.push(glyph);
    }
    lines.extend(line(row));
    lines
}

/// Whether a glyph stands at a place that can be.
fn is_sound(glyph: &Glyph) -> bool {
    let numbers = [glyph.x, glyph.y, glyph.width, glyph.size];
    numbers.iter().all(|number| number.is_finite() && number.abs() < PLACE_MAX) && glyph.size > 0.5
}

fn line(mut row: Vec<Glyph>) -> Option<Line> {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    // Bold print is sometimes the same glyph twice, a little apart.
    row.dedup_by(|next, last| {
        next.text == last.text
            && (next.x - last.x).abs() < 0.2 * last.size
            && !next.text.trim().is_empty()
    });
    let first = row.iter().find(|glyph| !glyph.text.trim().is_empty())?;
    let (left, foot) = (first.x, first.y);
    let (mut text, mut right, mut size) = (String::new(), left, 0.0_f64);
    for glyph in &row {
        let gap = (glyph.x - right) / glyph.size;
        let letters = text.chars().last().is_some_and(|c| c.is_ascii_alphanumeric())
            && glyph.text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if gap > WIDE_GAP || letters && gap > GAP {
            text.push(' ');
        }
        text.push_str(&glyph.text);
        if !glyph.text.trim().is_empty() {
            right = right.max(glyph.x + glyph.width);
            size = size.max(glyph.size);
        }
    }
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(Line { text, left, right, foot, size })
}
