//! The digits and letters of a text, run by run, with the way back to its characters.

use std::ops::Range;

use crate::text::mask::rules::MaskRules;

/// A digit or letter of a text.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    /// The digit or capital letter.
    pub value: char,
    /// The place of its character in the text.
    pub at: usize,
    /// Whether a number may begin here: at the beginning of a run, after a gap, and where digits
    /// and letters, or two ways to write digits, meet.
    pub begins: bool,
}

/// The glyphs of a text in runs: between two glyphs of a run stand only gaps.
#[derive(Debug)]
pub struct Glyphs<'a> {
    /// The text.
    pub chars: &'a [char],
    glyphs: Vec<Glyph>,
    runs: Vec<Range<usize>>,
}

/// How many gap characters may stand between two digits of one number.
const GAPS_MAX: usize = 3;

impl<'a> Glyphs<'a> {
    /// Reads `chars`.
    pub fn new(chars: &'a [char], rules: &MaskRules) -> Self {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut gaps = 0;
        let mut open = false;
        for (at, c) in chars.iter().enumerate() {
            let Some(value) = rules.glyph(*c) else {
                gaps += 1;
                open &= rules.is_gap(*c) && gaps <= GAPS_MAX;
                continue;
            };
            let begins =
                !open || gaps > 0 || glyphs.last().is_none_or(|last| differ(chars[last.at], *c));
            if !open {
                runs.push(glyphs.len()..glyphs.len());
            }
            glyphs.push(Glyph { value, at, begins });
            if let Some(run) = runs.last_mut() {
                run.end = glyphs.len();
            }
            (open, gaps) = (true, 0);
        }
        Self { chars, glyphs, runs }
    }

    /// The runs in order.
    pub fn runs(&self) -> impl Iterator<Item = &[Glyph]> {
        self.runs.iter().map(|run| &self.glyphs[run.clone()])
    }
}

/// Whether two neighbours are written differently: digit and letter, or ASCII and not.
fn differ(a: char, b: char) -> bool {
    (a.is_ascii_digit(), a.is_ascii_alphabetic()) != (b.is_ascii_digit(), b.is_ascii_alphabetic())
}
