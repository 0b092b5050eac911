//! What tells personal numbers from others, read from data.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use crate::lexicon::DataFile;
use crate::lexicon::tsv::rows;
use crate::problem::Problem;

/// The rules of the data file `personal.tsv`.
#[derive(Debug, Clone, Default)]
pub struct MaskRules {
    digits: FxHashMap<char, char>,
    gaps: FxHashSet<char>,
    /// A number beside one of these is an amount.
    pub units: Vec<Vec<char>>,
    /// The first two digits of places.
    pub regions: FxHashSet<String>,
    /// What people put before a mobile number.
    pub prefixes: Vec<Vec<char>>,
    /// Words that say the next number to be personal, longest first.
    pub labels: Vec<Label>,
    fillers: FxHashSet<char>,
}

/// A word that says the next number to be personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The word, lower case.
    pub word: Vec<char>,
    /// The fewest characters of the number.
    pub min: usize,
    /// The most characters of the number.
    pub max: usize,
}

impl MaskRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(file: &DataFile) -> Result<Self, Vec<Problem>> {
        let mut rules = Self::default();
        let mut problems = Vec::new();
        for (line, row) in rows(&file.text) {
            let fields: Vec<&str> = row.split('\t').collect();
            if let Err(fault) = rules.take(&fields) {
                let details = [fault.detail.as_str(), KINDS];
                let problem = Problem::error(line, fault.field, fault.code, &details);
                problems.push(problem.in_file(&file.name));
            }
        }
        rules.labels.sort_by_key(|label| std::cmp::Reverse(label.word.len()));
        rules.prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        if problems.is_empty() { Ok(rules) } else { Err(problems) }
    }

    fn take(&mut self, fields: &[&str]) -> Result<(), Fault> {
        let text = fields.get(1).copied().unwrap_or_default();
        if text.is_empty() {
            return Err(Fault::new("text", "empty_field", ""));
        }
        match fields[0] {
            "digit" => {
                let digit = single(fields.get(2).copied().unwrap_or_default(), "digit")?;
                self.digits.insert(single(text, "text")?, digit);
            }
            "gap" => {
                self.gaps.insert(single(text, "text")?);
            }
            "filler" => {
                self.fillers.insert(single(text, "text")?);
            }
            "unit" => self.units.push(text.chars().collect()),
            "region" => {
                self.regions.insert(text.to_owned());
            }
            "prefix" => self.prefixes.push(text.chars().collect()),
            "label" => {
                let (min, max) = (number(fields, 2, "min")?, number(fields, 3, "max")?);
                self.labels.push(Label { word: text.to_lowercase().chars().collect(), min, max });
            }
            kind => return Err(Fault::new("kind", "unknown_kind", kind)),
        }
        Ok(())
    }

    /// The digit that a character stands for.
    pub fn digit(&self, c: char) -> Option<char> {
        self.glyph(c).filter(char::is_ascii_digit)
    }

    /// The digit or capital letter that a character stands for in a number.
    pub fn glyph(&self, c: char) -> Option<char> {
        if c.is_ascii() {
            return c.is_ascii_alphanumeric().then(|| c.to_ascii_uppercase());
        }
        if let Some(digit) = self.digits.get(&c) {
            return Some(*digit);
        }
        let mut unified = std::iter::once(c).nfkc();
        let first = unified.next().filter(char::is_ascii_alphanumeric)?;
        unified.next().is_none().then(|| first.to_ascii_uppercase())
    }

    /// Whether a character may stand inside a number: white space, dashes, what nobody sees.
    pub fn is_gap(&self, c: char) -> bool {
        c.is_whitespace() && c != '\n' || self.gaps.contains(&c) || is_invisible(c)
    }

    /// Whether a character may stand between a label and its number.
    pub fn is_filler(&self, c: char) -> bool {
        self.fillers.contains(&c) || self.is_gap(c)
    }
}

/// Characters of no width (Unicode general category Cf, those that people can paste).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The kinds of rows.
const KINDS: &str = "digit, gap, unit, region, prefix, label, filler";

/// What is wrong with a row.
struct Fault {
    field: &'static str,
    code: &'static str,
    detail: String,
}

impl Fault {
    fn new(field: &'static str, code: &'static str, detail: &str) -> Self {
        Self { field, code, detail: detail.to_owned() }
    }
}

fn single(text: &str, field: &'static str) -> Result<char, Fault> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Fault::new(field, "not_one_character", text)),
    }
}

fn number(fields: &[&str], at: usize, field: &'static str) -> Result<usize, Fault> {
    let text = fields.get(at).copied().unwrap_or_default();
    text.parse().map_err(|_| Fault::new(field, "not_a_number", text))
}
