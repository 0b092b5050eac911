//! Numbers, shares, amounts and dates that were said, as people write them.
//!
//! The forms and the values are those of [`crate::text::quantity`]: `QuantityRules` knows the
//! words and `Numeral` reads what a number is worth. What is decided here is how far a number
//! goes in running speech, whether it is one, and how it is written.

use crate::heard::extent::{Extent, extent, run_end};
use crate::heard::said::{SaidWords, any, skip};
use crate::heard::transcript::Edit;
use crate::text::quantity::numeral::Numeral;

/// A number that was said: where it ends and how it is written.
type Written = (usize, String);

/// Every number of a text as it is written; where `kept` is set nothing is read.
pub fn edits(chars: &[char], kept: &[bool], said: &SaidWords) -> Vec<Edit> {
    let reader = Reader { chars, kept, said };
    let mut edits = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if kept[at] {
            at += 1;
            continue;
        }
        match reader.read(at) {
            Read::Written((end, to)) => {
                edits.push(Edit { span: at..end, to });
                at = end;
            }
            Read::AsSaid(end) => at = end.max(at + 1),
        }
    }
    edits
}

/// What is found at a place.
enum Read {
    Written(Written),
    /// Nothing to be written otherwise up to here.
    AsSaid(usize),
}

struct Reader<'a> {
    chars: &'a [char],
    kept: &'a [bool],
    said: &'a SaidWords,
}

/// A number with what is known of it.
struct Said {
    end: usize,
    text: String,
    value: f64,
    /// Whether it has a decimal point or a multiplier of ten thousand and more.
    is_number: bool,
}

impl Reader<'_> {
    fn read(&self, at: usize) -> Read {
        if let Some(written) = self.whole(at) {
            return Read::Written(written);
        }
        if let Some(share) = self.share(at) {
            return share;
        }
        if !self.said.is_numeral(self.chars[at]) && self.said.digit(self.chars[at]).is_none() {
            return self.negative(at).map_or(Read::AsSaid(at + 1), Read::Written);
        }
        if let Some(written) = self.digits(at) {
            return Read::Written(written);
        }
        match self.number(at) {
            Ok(said) if self.is_written(at, &said) => Read::Written((said.end, said.text)),
            Ok(said) => Read::AsSaid(said.end),
            Err(end) => Read::AsSaid(end),
        }
    }

    /// A saying that has a written form of its own.
    fn whole(&self, at: usize) -> Option<Written> {
        let rest = &self.chars[at..];
        let (form, to) = self.said.whole.iter().find(|(form, _)| rest.starts_with(form))?;
        let end = at + form.len();
        let more = self.chars.get(end).is_some_and(|c| self.said.is_numeral(*c));
        (!more).then(|| (end, to.clone()))
    }

    /// 百分之三 is 3%, 千分之三 is 3‰; one part in ten thousand is written as it is said.
    fn share(&self, at: usize) -> Option<Read> {
        let rest = &self.chars[at..];
        let (form, parts) =
            self.said.rules.fractions.iter().find(|(form, _)| rest.starts_with(form))?;
        let begin = at + form.len();
        let negative = skip(self.chars, begin, &self.said.minus);
        let said = self.number(negative).ok()?;
        let sign =
            match self.said.rules.percents.iter().find(|(sign, of)| of == parts && sign.len() == 1)
            {
                Some((sign, _)) => sign.iter().collect::<String>(),
                None => return Some(Read::AsSaid(said.end)),
            };
        let minus = if negative > begin { "-" } else { "" };
        Some(Read::Written((said.end, format!("{minus}{}{sign}", said.text))))
    }

    /// The word for minus, and a number or a share behind it.
    fn negative(&self, at: usize) -> Option<Written> {
        let begin = skip(self.chars, at, &self.said.minus);
        let inside_word =
            at.checked_sub(1).is_some_and(|before| self.chars[before].is_alphanumeric());
        if begin == at || begin >= self.chars.len() || inside_word {
            return None;
        }
        if let Some(Read::Written((end, text))) = self.share(begin) {
            return Some((end, format!("-{text}")));
        }
        let said = self.number(begin).ok().filter(|said| self.is_written(begin, said))?;
        Some((said.end, format!("-{}", said.text)))
    }

    /// Digits that are said one by one: years, telephone numbers, hotlines.
    fn digits(&self, at: usize) -> Option<Written> {
        let run = run_end(self.chars, at, (self.said, self.kept));
        let spoken = self.chars[at..run].iter().map_while(|c| self.said.digit(*c));
        let mut text: String = spoken.collect();
        if at + text.len() < run {
            // The last digit belongs to the multiplier behind it.
            text.pop();
        }
        let end = at + text.len();
        let year = self.chars[end..].starts_with(&self.said.rules.year);
        let long = match text.len() {
            0 | 1 => false,
            2 => year && text.as_str() < "30" && !rises(&text),
            3 | 4 => year || !rises(&text),
            _ => true,
        };
        let first = at == 0 || !self.chars[at - 1].is_ascii_digit();
        (long && first && !self.is_open(at)).then_some((end, text))
    }

    /// A number in words with its decimals; else where nothing more is to be read.
    fn number(&self, at: usize) -> Result<Said, usize> {
        let integer = match extent(self.chars, at, (self.said, self.kept)) {
            Extent::Number(end) if end > at => end,
            Extent::Number(end) | Extent::Vague(end) => return Err(end),
        };
        let words = &self.chars[at..integer];
        let value = Numeral::read(words, &self.said.rules).filter(|read| read.len == words.len());
        let Some(Numeral { value, .. }) = value else { return Err(integer) };
        if let Some(said) = self.decimals(integer, value) {
            return Ok(said);
        }
        let myriads = words.iter().any(|c| self.said.myriads(*c).is_some());
        let text = if myriads { self.in_myriads(value) } else { value.to_string() };
        Ok(Said { end: integer, text, value, is_number: value >= HUNDRED })
    }

    /// The digits behind the point that stands at `at`, and the multiplier behind them.
    fn decimals(&self, at: usize, whole: f64) -> Option<Said> {
        let begin = skip(self.chars, at, &self.said.point);
        let run = run_end(self.chars, begin, (self.said, self.kept));
        let digits: String =
            self.chars[begin..run].iter().map_while(|c| self.said.digit(*c)).collect();
        let mut end = begin + digits.len();
        if begin == at || digits.is_empty() || self.is_time(end) {
            return None;
        }
        let mut text = format!("{whole}.{digits}");
        while let Some(c) = self.chars.get(end).filter(|c| self.said.myriads(**c).is_some()) {
            text.push(*c);
            end += 1;
        }
        (end == run).then_some(Said { end, text, value: whole, is_number: true })
    }

    /// Whether minutes follow, so that the point before was the hour's: 三点五十, 八点零五分.
    fn is_time(&self, end: usize) -> bool {
        let tens = self.chars.get(end).is_some_and(|c| self.said.tens(*c).is_some());
        tens || self.chars[end..].starts_with(&self.said.minute)
    }

    /// The number with ten thousand or a hundred million as its unit, where two decimals do.
    fn in_myriads(&self, value: f64) -> String {
        let mut units: Vec<(char, f64)> =
            self.said.rules.myriads.iter().map(|(c, times)| (*c, *times)).collect();
        units.retain(|(c, times)| !c.is_ascii() && value >= *times);
        units.sort_by(|a, b| b.1.total_cmp(&a.1));
        let short = units.into_iter().find(|(_, times)| value * 100.0 % times == 0.0);
        short.map_or_else(|| value.to_string(), |(c, times)| format!("{}{c}", value / times))
    }

    /// Whether people write this number in digits where it stands.
    fn is_written(&self, at: usize, said: &Said) -> bool {
        if self.is_open(at) {
            return false;
        }
        let unit = any(self.chars, said.end, &self.said.units).is_some();
        let counted = any(self.chars, said.end, &self.said.counters).is_some();
        said.is_number || unit || (said.value >= TEN && counted)
    }

    /// Whether what stands before makes the number a rank, inexact, or the rest of another one.
    fn is_open(&self, at: usize) -> bool {
        let before = &self.chars[..at];
        let multiplies = |c: char| self.said.myriads(c).or_else(|| self.said.tens(c)).is_some();
        let inexact =
            multiplies(self.chars[at]) && self.said.open.iter().any(|form| before.ends_with(form));
        let rest = before.last().is_some_and(|c| multiplies(*c));
        inexact || rest || before.ends_with(&self.said.rules.ordinal)
    }
}

/// From here on a number is written in digits whatever it counts.
const HUNDRED: f64 = 100.0;
/// From here on a number is written in digits where it counts something.
const TEN: f64 = 10.0;

/// Whether every digit is one more than that before it: 一二三 counts up.
fn rises(digits: &str) -> bool {
    digits.as_bytes().windows(2).all(|pair| pair[1] == pair[0] + 1)
}
