//! Dates in texts: 2026年1月1日, 二〇二六年一月一日, 2026-01-01.

use jiff::civil::Date;

use crate::document::numeral;
use crate::document::words::is;

/// A date with the characters that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it begins.
    pub(crate) start: usize,
    /// Where what follows it begins.
    pub(crate) end: usize,
    /// The day.
    pub(crate) date: Date,
}

/// Every date of a text.
pub(crate) fn dates(chars: &[char]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match read(&chars[at..]) {
            Some((len, date)) => {
                found.push(Found { start: at, end: at + len, date });
                at += len;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a text is one date and nothing else.
pub(crate) fn only(text: &str) -> Option<Date> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    read(&chars).filter(|(len, _)| *len == chars.len()).map(|(_, date)| date)
}

fn read(chars: &[char]) -> Option<(usize, Date)> {
    let year = numeral::read(chars).filter(|year| (1949..2200).contains(&year.value))?;
    let mut at = year.len;
    let written = chars.get(at).is_some_and(|c| is(*c, "year"));
    if !written && !chars.get(at).is_some_and(|c| matches!(c, '-' | '.' | '/')) {
        return None;
    }
    at += 1;
    let mut part = |end: &str, last: bool| {
        while chars.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        let number = numeral::read(chars.get(at..)?)?;
        at += number.len;
        let ends = chars.get(at).is_some_and(|c| is(*c, end));
        if written && !ends {
            return None;
        }
        at += usize::from(written || !last);
        i8::try_from(number.value).ok()
    };
    let month = part("month", false)?;
    let day = part("day", true)?;
    let date = Date::new(i16::try_from(year.value).ok()?, month, day).ok()?;
    Some((at, date))
}

#[cfg(test)]
mod tests {
    use super::{dates, only};

    #[test]
    fn dates_are_found_in_all_forms() {
        let text: Vec<char> =
            "自2026年1月1日至二〇二七年十二月三十一日，2025-12-05印发".chars().collect();
        let found: Vec<String> = dates(&text).iter().map(|own| own.date.to_string()).collect();
        assert_eq!(found, ["2026-01-01", "2027-12-31", "2025-12-05"]);
        assert_eq!(
            only("2026年1月30日").map(|date| date.to_string()).as_deref(),
            Some("2026-01-30")
        );
        assert_eq!(only("2026年1月30日起"), None);
    }
}
