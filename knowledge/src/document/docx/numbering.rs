//! Numbers that the program that shows a text counts itself (ECMA-376, 17.9).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::docx::xml::{Token, Xml};
use crate::document::numeral;
use crate::problem::Problem;

/// How many levels a list has.
const LEVELS: usize = 9;

/// How a level of a list is numbered.
#[derive(Debug, Clone)]
struct Level {
    format: String,
    /// The words around the numbers, `%1` for that of the first level.
    text: String,
    start: u32,
}

impl Default for Level {
    fn default() -> Self {
        Self { format: "decimal".to_owned(), text: String::new(), start: 1 }
    }
}

/// The lists of a text and how far each has been counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbering {
    abstracts: FxHashMap<i64, Vec<Level>>,
    /// The abstract list of each list, with other first numbers.
    lists: FxHashMap<i64, (i64, FxHashMap<i64, u32>)>,
    /// Counters by abstract list: lists that share one count on.
    counters: FxHashMap<i64, [Option<u32>; LEVELS]>,
    /// Lists that have begun.
    begun: FxHashSet<i64>,
}

impl Numbering {
    /// Reads the part of numbering.
    ///
    /// # Errors
    /// When it is no XML.
    pub(crate) fn read(text: &str) -> Result<Self, Problem> {
        let mut numbering = Self::default();
        let (mut of, mut list, mut level) = (0, None, 0);
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            let Token::Open(tag) = token else {
                continue;
            };
            let value = tag.attribute("val").unwrap_or_default();
            match tag.name() {
                "abstractNum" => (of, list) = (tag.number("abstractNumId").unwrap_or(0), None),
                "num" => list = tag.number("numId"),
                "lvl" | "lvlOverride" => level = tag.number("ilvl").unwrap_or(0),
                "abstractNumId" => {
                    let own = (tag.number("val").unwrap_or(0), FxHashMap::default());
                    list.map(|list| numbering.lists.insert(list, own));
                }
                "startOverride" => {
                    let own = list.and_then(|list| numbering.lists.get_mut(&list));
                    if let (Some((_, starts)), Ok(start)) = (own, value.parse()) {
                        starts.insert(level, start);
                    }
                }
                // Overrides of whole levels are rare; what they say is not taken for the abstract list's.
                "numFmt" if list.is_none() => numbering.level(of, level).format = value,
                "lvlText" if list.is_none() => numbering.level(of, level).text = value,
                "start" if list.is_none() => {
                    numbering.level(of, level).start = value.parse().unwrap_or(1);
                }
                _ => {}
            }
        }
        Ok(numbering)
    }

    fn level(&mut self, of: i64, level: i64) -> &mut Level {
        let levels = self.abstracts.entry(of).or_insert_with(|| vec![Level::default(); LEVELS]);
        &mut levels[(level.max(0) as usize).min(LEVELS - 1)]
    }

    /// The mark of the next paragraph of a list; empty for a bullet.
    pub(crate) fn next(&mut self, list: i64, level: i64) -> Option<String> {
        let level = (level.max(0) as usize).min(LEVELS - 1);
        let (of, starts) = self.lists.get(&list)?.clone();
        let levels = self.abstracts.get(&of)?;
        let counters = self.counters.entry(of).or_default();
        if self.begun.insert(list) && !starts.is_empty() {
            *counters = Default::default();
        }
        let start = |at: usize| starts.get(&(at as i64)).copied().unwrap_or(levels[at].start);
        counters[level] = Some(counters[level].map_or(start(level), |last| last.saturating_add(1)));
        counters[level + 1..].fill(None);
        if levels[level].format == "bullet" || levels[level].format == "none" {
            return Some(String::new());
        }
        let mut text = levels[level].text.clone();
        for at in 0..=level {
            let number = counters[at].unwrap_or_else(|| start(at));
            text = text.replace(&format!("%{}", at + 1), &written(number, &levels[at].format));
        }
        Some(text)
    }
}

/// A number in a format (ECMA-376, 17.18.59).
fn written(number: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "chineseLegalSimplified"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => numeral::write(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            let circled = (1..=20).contains(&number).then(|| char::from_u32(0x245f + number));
            circled.flatten().map_or_else(|| number.to_string(), String::from)
        }
        "upperLetter" => letters(number).to_uppercase(),
        "lowerLetter" => letters(number),
        "upperRoman" => roman(number).to_uppercase(),
        "lowerRoman" => roman(number),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

/// a to z, then aa to zz.
fn letters(number: u32) -> String {
    let at = number.saturating_sub(1);
    let letter = char::from(b'a' + (at % 26) as u8);
    String::from(letter).repeat((at / 26 + 1).min(9) as usize)
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let (mut left, mut text) = (number % 4000, String::new());
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}
