//! Numerals of articles and dates: 31, ３１, 三十一, 二〇二六.

use crate::document::words::{list, rows_of};

/// A numeral at the head of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numeral {
    /// Its value.
    pub(crate) value: u32,
    /// How many characters it takes.
    pub(crate) len: usize,
    /// Whether it is written with Chinese characters.
    pub(crate) chinese: bool,
}

/// The most characters of a numeral.
const CHARS_MAX: usize = 9;

/// Reads the longest numeral at the head.
pub(crate) fn read(chars: &[char]) -> Option<Numeral> {
    arabic(chars).or_else(|| chinese(chars))
}

/// Digits, narrow or wide.
pub(crate) fn arabic(chars: &[char]) -> Option<Numeral> {
    let digits = chars.iter().map_while(|c| digit(*c)).take(CHARS_MAX);
    let (mut value, mut len) = (0, 0);
    for digit in digits {
        value = value * 10 + digit;
        len += 1;
    }
    (len > 0).then_some(Numeral { value, len, chinese: false })
}

fn digit(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => c.to_digit(10),
    }
}

/// Chinese characters: with units, or digit by digit as in years.
pub(crate) fn chinese(chars: &[char]) -> Option<Numeral> {
    let (mut total, mut pending, mut len): (u32, Option<u32>, usize) = (0, None, 0);
    for c in chars.iter().take(CHARS_MAX) {
        if let Some(digit) = value("digit", *c) {
            pending = Some(pending.map_or(digit, |before| before * 10 + digit));
        } else if let Some(unit) = value("unit", *c) {
            total += pending.take().unwrap_or(1) * unit;
        } else {
            break;
        }
        len += 1;
    }
    let value = total + pending.unwrap_or(0);
    (len > 0).then_some(Numeral { value, len, chinese: true })
}

fn value(kind: &str, c: char) -> Option<u32> {
    let own = rows_of(kind).iter().find(|(form, _)| form.chars().eq([c]))?;
    own.1.parse().ok()
}

/// A number in Chinese characters, from 1 to 9999.
pub(crate) fn write(number: u32) -> String {
    let digit = |value: u32| {
        let mut own = rows_of("digit").iter().filter(|(_, third)| third.parse() == Ok(value));
        // The first form of zero is that of years; the second stands between units.
        let form = own.nth(usize::from(value == 0));
        form.map(|(form, _)| *form).unwrap_or_default()
    };
    let units: Vec<&str> = list("unit").collect();
    let mut text = String::new();
    for (place, size) in [1000, 100, 10, 1].into_iter().enumerate() {
        let at = number / size % 10;
        if at == 0 {
            let more = !number.is_multiple_of(size);
            if !text.is_empty() && more && !text.ends_with(digit(0)) {
                text.push_str(digit(0));
            }
            continue;
        }
        // Ten to nineteen begin with the unit.
        if !(size == 10 && at == 1 && text.is_empty()) {
            text.push_str(digit(at));
        }
        text.push_str(units.get(2_usize.wrapping_sub(place)).copied().unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    fn value(text: &str) -> Option<(u32, usize)> {
        let chars: Vec<char> = text.chars().collect();
        read(&chars).map(|numeral| (numeral.value, numeral.len))
    }

    #[test]
    fn numerals_are_read_and_written() {
        assert_eq!(value("三十一条"), Some((31, 3)));
        assert_eq!(value("一百零五条"), Some((105, 4)));
        assert_eq!(value("二〇二六年"), Some((2026, 4)));
        assert_eq!(value("１２条"), Some((12, 2)));
        assert_eq!(value("条"), None);
        for number in [1, 10, 11, 20, 31, 99, 100, 101, 110, 115, 999, 1000, 1001, 1010, 1100] {
            assert_eq!(value(&write(number)), Some((number, write(number).chars().count())));
        }
        assert_eq!([10, 11, 31, 105].map(write), ["十", "十一", "三十一", "一百零五"]);
    }
}
