//! What stands where on a page.

/// A character or a few that are printed as one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    /// What it says.
    pub(crate) text: String,
    /// Its left edge, in points from the left.
    pub(crate) x: f64,
    /// Its foot, in points from the top.
    pub(crate) y: f64,
    /// How wide it is, in points.
    pub(crate) width: f64,
    /// How high its font is, in points.
    pub(crate) size: f64,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    /// What is printed on it, in the order of printing.
    pub(crate) glyphs: Vec<Glyph>,
    /// How many glyphs stand for no known character.
    pub(crate) unknown: usize,
    /// How high it is, in points.
    pub(crate) height: f64,
}
