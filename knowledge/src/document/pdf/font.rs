//! A font: how its codes are cut, what they mean and how wide they are.

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use rustc_hash::FxHashMap;

use crate::document::pdf::characters::{Characters, Coding};
use crate::document::pdf::unfold::unfolded;

/// The most widths of one font.
const WIDTHS_MAX: usize = 65_536;

/// A font.
#[derive(Debug, Clone)]
pub(crate) struct Font {
    coding: Coding,
    characters: Characters,
    /// Code → width, in thousandths of the size.
    widths: FxHashMap<u32, f64>,
    width: f64,
}

/// A code that was read.
pub(crate) struct Shown {
    /// What it says, where that is known.
    pub(crate) text: Option<String>,
    /// How wide it is, in parts of the size.
    pub(crate) width: f64,
    /// Whether it is a blank of one byte, which words are spread at.
    pub(crate) blank: bool,
}

impl Font {
    /// Reads a font from its dictionary.
    pub(crate) fn read(dict: &Dict) -> Self {
        let table = dict.get::<Stream>("ToUnicode").and_then(|table| unfolded(&table));
        let characters = table.map(|table| Characters::parse(&table)).unwrap_or_default();
        let below = dict.get::<Array>("DescendantFonts");
        match below.and_then(|fonts| fonts.iter::<Dict>().next()) {
            Some(below) => Self::composite(dict, &below, characters),
            None => Self::simple(dict, characters),
        }
    }

    fn composite(dict: &Dict, below: &Dict, characters: Characters) -> Self {
        let name = dict.get::<Name>("Encoding");
        let coding = name.map_or(Coding::Pairs, |name| Coding::named(name.as_str()));
        let width = below.get::<f64>("DW").unwrap_or(1000.0);
        let mut own = Self { coding, characters, widths: FxHashMap::default(), width };
        // Widths go by glyphs, which are the codes only where these say nothing else.
        if coding == Coding::Pairs
            && let Some(widths) = below.get::<Array>("W")
        {
            own.composite_widths(&widths);
        }
        own
    }

    /// Runs of widths: a code and a list, or two codes and a width for all between (9.7.4.3).
    fn composite_widths(&mut self, widths: &Array) {
        let mut numbers: Vec<f64> = Vec::new();
        for item in widths.iter::<Object>() {
            match item {
                Object::Number(number) => numbers.push(number.as_f64()),
                Object::Array(list) => {
                    let first = numbers.pop().unwrap_or(0.0).max(0.0) as u32;
                    for (code, width) in (first..).zip(list.iter::<f64>()) {
                        self.put_width(code, width);
                    }
                    numbers.clear();
                }
                _ => {}
            }
            if let [first, last, width] = numbers.as_slice() {
                let (first, last) = (first.max(0.0) as u32, last.max(0.0) as u32);
                for code in first..=last.min(first.saturating_add(WIDTHS_MAX as u32)) {
                    self.put_width(code, *width);
                }
                numbers.clear();
            }
        }
    }

    fn simple(dict: &Dict, characters: Characters) -> Self {
        let mut own =
            Self { coding: Coding::Single, characters, widths: FxHashMap::default(), width: 500.0 };
        let first = dict.get::<i64>("FirstChar").unwrap_or(0).clamp(0, 255) as u32;
        if let Some(widths) = dict.get::<Array>("Widths") {
            for (code, width) in (first..).zip(widths.iter::<f64>()) {
                own.put_width(code, width);
            }
        }
        own
    }

    fn put_width(&mut self, code: u32, width: f64) {
        if self.widths.len() < WIDTHS_MAX {
            self.widths.insert(code, width);
        }
    }

    /// The codes of a string, one by one.
    pub(crate) fn show(&self, mut bytes: &[u8], mut each: impl FnMut(Shown)) {
        while let Some((code, own)) = self.coding.next(bytes) {
            bytes = &bytes[own.len()..];
            let known = self.characters.get(code).map(str::to_owned);
            let text = known.or_else(|| self.coding.read(own));
            // Where widths go by glyphs that nobody tells, Latin letters are half as wide as others.
            let by_glyph = matches!(self.coding, Coding::Bytes(_) | Coding::Unicode);
            let narrow = by_glyph && text.as_ref().is_some_and(|text| text.is_ascii());
            let width = self.widths.get(&code).copied().unwrap_or(self.width);
            let width = if narrow { width / 2.0 } else { width };
            each(Shown { text, width: width / 1000.0, blank: own == [b' '] });
        }
    }
}
