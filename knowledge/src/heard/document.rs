//! The numbers of documents that were said, in the form in which they are published.

use crate::heard::said::{SaidWords, any, skip};
use crate::heard::transcript::Edit;
use crate::text::quantity::numeral::Numeral;

/// Every document number of a text as it is published.
pub fn edits(chars: &[char], said: &SaidWords) -> Vec<Edit> {
    let reader = Reader { chars, said };
    let mut edits = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match reader.document(at) {
            Some((end, to)) => {
                edits.push(Edit { span: at..end, to });
                at = end;
            }
            None => at += 1,
        }
    }
    edits
}

struct Reader<'a> {
    chars: &'a [char],
    said: &'a SaidWords,
}

/// The parts of a document number.
struct Parts<'a> {
    issuer: &'a str,
    year: Option<String>,
    /// Whether the word before the running number was said.
    ordinal: bool,
    number: String,
    /// The words behind the running number.
    suffix: String,
}

impl Reader<'_> {
    /// An issuer, a year and a running number, any of the first two left out.
    fn document(&self, at: usize) -> Option<(usize, String)> {
        let rules = &self.said.rules;
        if !rules.begins(self.chars[at]) && self.said.digit(self.chars[at]).is_none() {
            return None;
        }
        let inside = at.checked_sub(1).is_some_and(|before| {
            let c = self.chars[before];
            c.is_ascii_digit() || self.said.is_numeral(c)
        });
        let issuer = rules.issuer(&self.chars[at..]).unwrap_or_default();
        if inside && issuer.is_empty() {
            return None;
        }
        let begin = self.gap(at + issuer.chars().count());
        let (year, after) = match self.year(begin, !issuer.is_empty()) {
            Some((year, after)) => (Some(year), after),
            None => (None, begin),
        };
        let first = skip(self.chars, after, &rules.ordinal);
        let (number, last) = self.running(first)?;
        let end = any(self.chars, last, &rules.number)?;
        let suffix: String = self.chars[last..end].iter().collect();
        let parts = Parts { issuer, year, ordinal: first > after, number, suffix };
        // A bare 号 says "document" only where something else does.
        let plain = parts.suffix.chars().count() == 1;
        let named = !issuer.is_empty() || !plain || (parts.year.is_some() && parts.ordinal);
        named.then(|| (end, self.written(&parts)))
    }

    fn written(&self, parts: &Parts<'_>) -> String {
        let rules = &self.said.rules;
        let form = self.said.document(parts.issuer).filter(|_| !parts.issuer.is_empty());
        if let (Some(form), Some(year)) = (form, &parts.year) {
            return form
                .replace("{issuer}", parts.issuer)
                .replace("{year}", year)
                .replace("{number}", &parts.number);
        }
        let word = |word: &[char]| word.iter().collect::<String>();
        let year = parts.year.as_ref().map(|year| format!("{year}{}", word(&rules.year)));
        let ordinal = if parts.ordinal { word(&rules.ordinal) } else { String::new() };
        let year = year.unwrap_or_default();
        format!("{}{year}{ordinal}{}{}", parts.issuer, parts.number, parts.suffix)
    }

    /// The four digits of a year and where the number behind them begins. Without an issuer the
    /// word for year has to be said.
    fn year(&self, at: usize, issued: bool) -> Option<(String, usize)> {
        let digits = self.chars.get(at..at + YEAR_DIGITS)?.iter();
        let year: String = digits.filter_map(|c| self.said.any_digit(*c)).collect();
        let value: u32 = year.parse().ok().filter(|_| year.len() == YEAR_DIGITS)?;
        let spaced = self.gap(at + YEAR_DIGITS);
        let after = skip(self.chars, spaced, &self.said.rules.year);
        let known = (1949..2100).contains(&value) && (issued || after > spaced);
        known.then(|| (year, self.gap(after)))
    }

    /// The running number, in ASCII digits.
    fn running(&self, at: usize) -> Option<(String, usize)> {
        let rest = self.chars.get(at..)?;
        let digits: String = rest.iter().map_while(|c| self.said.any_digit(*c)).collect();
        let end = at + digits.len();
        let in_words = self.chars.get(end).is_some_and(|c| self.said.is_numeral(*c));
        if !in_words {
            return (1..=DIGITS_MAX).contains(&digits.len()).then_some((digits, end));
        }
        let numeral = Numeral::read(rest, &self.said.rules).filter(|read| !read.arabic)?;
        Some((numeral.value.to_string(), at + numeral.len))
    }

    /// Behind white space and brackets.
    fn gap(&self, at: usize) -> usize {
        let rest = self.chars.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|c| self.said.is_bracket(**c)).count()
    }
}

const YEAR_DIGITS: usize = 4;
/// The most digits of a running number.
const DIGITS_MAX: usize = 6;
