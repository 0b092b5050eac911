//! Years, dates, times and the numbers of documents.

use crate::reading::draft::{Found, Role, Syllable};
use crate::reading::number::{Counts, Number, one_by_one, spoken};
use crate::reading::scan::Scan;
use crate::reading::tables::Tables;

/// A year as documents name it.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// A year in brackets behind whoever issued a document: 〔2016〕.
pub(crate) fn document_year(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let close = match scan.at(at)? {
        '〔' => '〕',
        '[' => ']',
        '【' => '】',
        '(' => ')',
        '（' => '）',
        _ => return None,
    };
    let (_, end) = scan.number(at + 1, (4..=4, YEARS))?;
    let number = if scan.heads("ordinal_marks", end + 1) { end + 2 } else { end + 1 };
    let after = scan.skip_blanks(number) + scan.digits(scan.skip_blanks(number)).len();
    let named = after > number && scan.heads("document_words", after);
    (scan.at(end) == Some(close) && named)
        .then(|| Found::spoken(end + 1, one_by_one(&scan.digits(at + 1), scan.tables)))
}

/// The digits of a year before its word, or before a range that ends with the word.
pub(crate) fn year(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let (_, end) = scan.number(at, (4..=4, YEARS))?;
    let named = |at: usize| scan.heads("year_words", scan.skip_blanks(at));
    let ranged = || {
        let joins = |c: &char| {
            *c == '/' || scan.tables.is_in("range_signs", *c) || scan.tables.is_in("year_links", *c)
        };
        let signs = scan.rest(end).iter().take(2).take_while(|c| joins(c)).count();
        let next = scan.number(end + signs, (4..=4, YEARS)).filter(|_| signs > 0);
        next.filter(|(_, end)| named(*end))
    };
    (named(end) || ranged().is_some())
        .then(|| Found::spoken(end, one_by_one(&scan.digits(at), scan.tables)))
}

/// A date in digits: 2026-01-01, 2026/1/1, 2026.01.01, 2026-01.
pub(crate) fn date(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let (_, end) = scan.number(at, (4..=4, YEARS))?;
    let mark = scan.at(end).filter(|c| "-/.".contains(*c))?;
    let (month, month_end) = scan.number(end + 1, (1..=2, 1..=12))?;
    let day = (scan.at(month_end) == Some(mark))
        .then(|| scan.number(month_end + 1, (1..=2, 1..=31)))
        .flatten();
    // Two numbers alone are a month only where nothing else is likely: 2026-01.
    if day.is_none() && (mark != '-' || month_end - end != 3) {
        return None;
    }
    let last = day.map_or(month_end, |(_, end)| end);
    if scan.at(last).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let mut syllables = one_by_one(&scan.digits(at), scan.tables);
    syllables.extend(scan.tables.name("year", Role::Plain));
    syllables.extend(counted((month, "month"), scan.tables));
    if let Some((day, _)) = day {
        syllables.extend(counted((day, "day"), scan.tables));
    }
    Some(Found::spoken(last, syllables))
}

/// A time of the day: 9:00, 17:30, 23:59:59.
pub(crate) fn time(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let colon = |at: usize| matches!(scan.at(at), Some(':' | '：'));
    let (hour, hour_end) = scan.number(at, (1..=2, 0..=24))?;
    if !colon(hour_end) {
        return None;
    }
    let (minute, mut end) = scan.number(hour_end + 1, (2..=2, 0..=59))?;
    let mut syllables = if hour == 2 {
        scan.tables.name("two_of", Role::Plain).collect()
    } else {
        value(hour, (hour == 1, scan.tables))
    };
    syllables.extend(scan.tables.name("hour", Role::Plain));
    let second = if colon(end) { scan.number(end + 1, (2..=2, 0..=59)) } else { None };
    if minute > 0 || second.is_some() {
        syllables.extend(two_digits((minute, "minute"), scan.tables));
    }
    if let Some((second, after)) = second {
        syllables.extend(two_digits((second, "second"), scan.tables));
        end = after;
    }
    Some(Found::spoken(end, syllables))
}

/// A number and what it counts in a date.
fn counted((number, name): (u32, &str), tables: &Tables) -> Vec<Syllable> {
    let mut syllables = value(number, (false, tables));
    syllables.extend(tables.name(name, Role::Plain));
    syllables
}

/// Minutes and seconds: 零五分.
fn two_digits((number, name): (u32, &str), tables: &Tables) -> Vec<Syllable> {
    let zero = (1..10).contains(&number).then(|| tables.name("0", Role::Plain));
    zero.into_iter().flatten().chain(counted((number, name), tables)).collect()
}

fn value(number: u32, (changes, tables): (bool, &Tables)) -> Vec<Syllable> {
    let counts = if changes { Counts::Powers } else { Counts::Nothing };
    spoken(Number { whole: &number.to_string(), decimals: "", counts }, tables)
}

#[cfg(test)]
mod tests {
    use super::{date, document_year, time, year};
    use crate::reading::scan::tests::check;

    #[test]
    fn years_are_read_digit_by_digit() {
        check(year, ("2026年", "4 er4 ling2 er4 liu4"));
        check(year, ("2026元", ""));
        check(year, ("2025-2026年", "4 er4 ling2 er4 wu3"));
        check(year, ("2025至2026年", "4 er4 ling2 er4 wu3"));
        check(year, ("2000至3000元", ""));
        check(document_year, ("〔2016〕36号", "6 er4 ling2 yi1 liu4"));
        check(document_year, ("(2016)", ""));
    }

    #[test]
    fn dates_and_times_are_no_sums() {
        check(date, ("2026-1-2 ", "8 er4 ling2 er4 liu4 nian2 yi1 yue4 er4 ri4"));
        check(date, ("2026-13-2", ""));
        check(date, ("2026.01", ""));
        check(time, ("2:05", "4 liang3 dian3 ling2 wu3 fen1"));
        check(time, ("25:00", ""));
    }
}
