//! Days by words: 去年, 上个月, 2025年3月.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Deserialize;

/// Years that are taken for years.
const YEARS: Range<i16> = 1990..2100;

/// Words that name a time by its distance.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    years: BTreeMap<String, i8>,
    months: BTreeMap<String, i8>,
    /// What stands behind the number of a year.
    year: Vec<String>,
    /// What of these names the accounts of a year rather than a time.
    accounts: Vec<String>,
    /// What stands behind the number of a month.
    month: Vec<String>,
}

/// A time that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// Of what is past its last day, of what comes its first, else the day asked about.
    pub day: Date,
}

impl When {
    /// The first time that a text names, the longest where several begin together.
    pub fn find(&self, text: &str, today: Date) -> Option<Named> {
        let mut starts = text.char_indices().map(|(at, _)| at);
        starts.find_map(|at| {
            self.by_word(text, (at, today)).or_else(|| self.by_number(text, (at, today)))
        })
    }

    /// The first year that a text names by its number, unless for its accounts (2025年度), which are settled by
    /// rules of later.
    pub fn year(&self, text: &str, today: Date) -> Option<Named> {
        let mut starts = text.char_indices().map(|(at, _)| at);
        let named = starts.find_map(|at| self.by_number(text, (at, today)))?;
        let of_accounts = |words: &String| text[..named.span.end].ends_with(words.as_str());
        (!self.accounts.iter().any(of_accounts)).then_some(named)
    }

    fn by_word(&self, text: &str, (at, today): (usize, Date)) -> Option<Named> {
        let longest = |words: &BTreeMap<String, i8>| {
            let here = words.iter().filter(|(word, _)| text[at..].starts_with(word.as_str()));
            here.max_by_key(|(word, _)| word.len()).map(|(word, away)| (word.len(), *away))
        };
        let month = longest(&self.months).and_then(|(len, away)| {
            let other = today.checked_add(i32::from(away).months()).ok()?;
            Some((len, self::day((other.year(), Some(other.month())), today)?))
        });
        let year = || {
            let (len, away) = longest(&self.years)?;
            Some((len, self::day((today.year() + i16::from(away), None), today)?))
        };
        let (len, day) = month.or_else(year)?;
        Some(Named { span: at..at + len, day })
    }

    fn by_number(&self, text: &str, (at, today): (usize, Date)) -> Option<Named> {
        let before = text[..at].ends_with(|c: char| c.is_ascii_digit());
        let (year, end) = number(text, at).filter(|_| !before)?;
        let end = end + behind(&self.year, &text[end..])?;
        let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
        let month = number(text, end).and_then(|(month, end)| {
            let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
            Some((month, end + behind(&self.month, &text[end..])?))
        });
        let (month, end) = month.map_or((None, end), |(month, end)| (Some(month), end));
        Some(Named { span: at..end, day: day((year, month), today)? })
    }
}

/// The number that begins at a place, and where it ends.
fn number(text: &str, at: usize) -> Option<(u32, usize)> {
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    Some((text[at..at + digits].parse().ok()?, at + digits))
}

/// How long the longest of these words is that a text begins with.
fn behind(words: &[String], text: &str) -> Option<usize> {
    let here = words.iter().filter(|word| text.starts_with(word.as_str()));
    here.map(String::len).max()
}

/// The day of a year or month that stands for it.
fn day((year, month): (i16, Option<i8>), today: Date) -> Option<Date> {
    let first = Date::new(year, month.unwrap_or(1), 1).ok()?;
    let last = match month {
        Some(_) => first.last_of_month(),
        None => first.last_of_year(),
    };
    Some(if last < today { last } else { first.max(today) })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::context::words::ContextWords;

    #[test]
    fn what_is_past_means_its_last_day_and_what_comes_its_first() {
        let when = ContextWords::bundled().unwrap().when;
        let today = date(2026, 11, 26);
        for (text, day) in [
            ("去年", Some(date(2025, 12, 31))),
            ("那前年的", Some(date(2024, 12, 31))),
            ("今年", Some(today)),
            ("明年", Some(date(2027, 1, 1))),
            ("上个月", Some(date(2026, 10, 31))),
            ("本月", Some(today)),
            ("下个月", Some(date(2026, 12, 1))),
            ("2025年", Some(date(2025, 12, 31))),
            ("2025年度", Some(date(2025, 12, 31))),
            ("2026年", Some(today)),
            ("2026年3月", Some(date(2026, 3, 31))),
            ("2024年2月份", Some(date(2024, 2, 29))),
            ("2028年", Some(date(2028, 1, 1))),
            ("12026年", None),
            ("2025号", None),
            ("9999年", None),
            ("小规模", None),
        ] {
            assert_eq!(when.find(text, today).map(|named| named.day), day, "{text}");
        }
        let named = when.find("那2025年3月的呢", today).unwrap();
        assert_eq!(&"那2025年3月的呢"[named.span], "2025年3月");
    }
}
