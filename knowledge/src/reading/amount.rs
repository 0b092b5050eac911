//! Numbers among words: amounts of money, shares, fractions, units, telephone numbers and codes.

use crate::reading::draft::{Found, Role, Syllable, all};
use crate::reading::number::{Counts, Number, code, spoken};
use crate::reading::scan::Scan;

/// Digits that are no value: telephone numbers, codes, whatever is too long to be a number.
pub(crate) fn digits(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let first = scan.digits(at);
    if first.is_empty() {
        return None;
    }
    let end = at + first.len();
    if let Some(found) = telephone(scan, (at, &first)) {
        return Some(found);
    }
    let hotline = scan.tables.set("hotlines").iter().any(|n| n.iter().collect::<String>() == first);
    let zero = first.len() > 1 && first.starts_with('0');
    let followed = scan.heads("multipliers", end) || scan.heads("money_words", end);
    let long = first.len() >= LONG && !followed;
    let named = first.len() >= CODE_MIN
        && scan.near_before("code_words", at)
        && !followed
        && !scan.at(end).is_some_and(|c| ".,%".contains(c));
    let decimal = scan.at(end) == Some('.') && scan.at(end + 1).is_some_and(|c| c.is_ascii_digit());
    let is_code = (hotline && !followed || zero || long || named) && !decimal;
    is_code.then(|| Found::spoken(end, code(&first, scan.tables)))
}

/// From so many digits on a number without marks is read digit by digit.
const LONG: usize = 9;
/// So many digits behind a word such as 号码 are a code.
const CODE_MIN: usize = 3;

/// 010-12345678 and 400-810-1234: groups of digits with strokes between.
fn telephone(scan: &Scan<'_>, (at, first): (usize, &str)) -> Option<Found> {
    let area = matches!(first.len(), 3 | 4) && first.starts_with('0');
    let service = matches!(first, "400" | "800");
    let mobile = first.len() == 3 && first.starts_with('1');
    let mut groups = vec![first.to_owned()];
    let mut end = at + first.len();
    while groups.len() < 3 && scan.at(end) == Some('-') {
        let group = scan.digits(end + 1);
        if group.len() < 3 {
            break;
        }
        end += 1 + group.len();
        groups.push(group);
    }
    let lens: Vec<usize> = groups[1..].iter().map(String::len).collect();
    let fits = match lens[..] {
        [5 | 7 | 8] => area,
        [3, 4] | [4, 3] => service,
        [4, 4] => mobile,
        _ => false,
    };
    let spoken = || groups.iter().flat_map(|group| code(group, scan.tables)).collect();
    fits.then(|| Found::spoken(end, spoken()))
}

/// A fraction or a proportion of two whole numbers: 1/3, 1:2.
pub(crate) fn fraction(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let (above, end) = scan.number(at, (1..=3, 1..=999))?;
    let mark = scan.at(end)?;
    let (below, last) = scan.number(end + 1, (1..=4, 1..=9999))?;
    let goes_on = scan.at(last).is_some_and(|c| c == mark || c == '.' || c.is_ascii_alphabetic());
    let begun = scan.before(at).is_some_and(|c| c == mark || c == '.');
    if goes_on || begun {
        return None;
    }
    let value = |number: u32| plain(scan, &number.to_string());
    let (mut syllables, name, second) = match mark {
        '/' if below > 1 => (value(below), "of", above),
        ':' | '：' | '∶' => (value(above), "ratio", below),
        _ => return None,
    };
    syllables.extend(scan.tables.name(name, Role::Plain));
    syllables.extend(value(second));
    Some(Found::spoken(last, syllables))
}

fn plain(scan: &Scan<'_>, whole: &str) -> Vec<Syllable> {
    spoken(Number { whole, decimals: "", counts: Counts::Nothing }, scan.tables)
}

/// A number with what belongs to it: a sign of money, a share, a unit.
pub(crate) fn number(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let currency =
        scan.tables.set("currencies").iter().find(|sign| scan.rest(at).starts_with(sign));
    let from = currency.map_or(at, |sign| scan.skip_blanks(at + sign.len()));
    let written = Written::read(scan, from)?;
    let counts = counts(scan, (from, written.end));
    let number = Number { whole: &written.whole, decimals: &written.decimals, counts };
    if let Some((end, name)) = share(scan, written.end) {
        let mut syllables: Vec<Syllable> = scan.tables.name(name, Role::Plain).collect();
        syllables.extend(spoken(Number { counts: Counts::Nothing, ..number }, scan.tables));
        return Some(Found::spoken(end, syllables));
    }
    let mut found = Found::spoken(written.end, spoken(number, scan.tables));
    if let Some(sign) = currency {
        money(scan, &mut found, sign);
    } else if let Some((len, unit)) = scan.tables.unit(scan.rest(scan.skip_blanks(found.end))) {
        found.end = scan.skip_blanks(found.end) + len;
        found.syllables.extend(all(unit, Role::Plain));
    }
    Some(found)
}

/// The money that a sign before the number means: ¥10万 is 十万元.
fn money(scan: &Scan<'_>, found: &mut Found, sign: &[char]) {
    let rest = scan.rest(found.end);
    let powers = rest.iter().take(2).take_while(|c| scan.tables.is_in("multipliers", **c)).count();
    for c in &rest[..powers] {
        let spoken = scan.tables.common(*c);
        found.syllables.extend(spoken.map(|spoken| Syllable { spoken, role: Role::Plain }));
    }
    found.end += powers;
    if !scan.heads("money_words", found.end) {
        let name: String = sign.iter().collect();
        found.syllables.extend(scan.tables.name(&name, Role::Plain));
    }
}

/// The sign of a share behind a number: its end and its name.
fn share(scan: &Scan<'_>, at: usize) -> Option<(usize, &'static str)> {
    let end = scan.skip_blanks(at);
    match scan.at(end)? {
        '%' => Some((end + 1, "percent")),
        '‰' => Some((end + 1, "permille")),
        _ => None,
    }
}

/// A number as it is written: its digits, and where it ends.
struct Written {
    whole: String,
    decimals: String,
    end: usize,
}

impl Written {
    fn read(scan: &Scan<'_>, at: usize) -> Option<Self> {
        let mut whole = scan.digits(at);
        let mut end = at + whole.len();
        if whole.is_empty() {
            return None;
        }
        // Marks between thousands: every group behind them has three digits.
        let grouped = whole.len() <= 3;
        while grouped && whole.len() < LONG_WRITTEN && scan.at(end) == Some(',') {
            let group = scan.digits(end + 1);
            if group.len() != 3 {
                break;
            }
            whole.push_str(&group);
            end += 4;
        }
        let mut decimals = String::new();
        if scan.at(end) == Some('.') {
            decimals = scan.digits(end + 1);
            end += if decimals.is_empty() { 0 } else { 1 + decimals.len() };
        }
        Some(Self { whole, decimals, end })
    }
}

/// No number is written in groups beyond this.
const LONG_WRITTEN: usize = 16;

/// What a number counts, by what stands around it.
fn counts(scan: &Scan<'_>, (at, end): (usize, usize)) -> Counts {
    if scan.ends_with("ordinal_marks", at) {
        return Counts::Nothing;
    }
    let after = scan.skip_blanks(end);
    // 2-3个 counts things already with its first number, but one that ends a range stays 一.
    if let Some(next) = scan.at(after).filter(|c| scan.tables.is_in("range_signs", *c)) {
        let len = scan.digits(after + 1).len();
        let things = len > 0 && next != '.' && scan.heads("measures", after + 1 + len);
        let two = scan.digits(at) == "2";
        return if things && two { Counts::Things } else { Counts::Nothing };
    }
    let unit = scan.tables.unit(scan.rest(after)).is_some();
    if scan.heads("ordinal_nouns", after) {
        Counts::Nothing
    } else if unit || scan.heads("measures", after) {
        Counts::Things
    } else if scan.heads("powers", after) {
        Counts::Powers
    } else {
        Counts::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::{digits, fraction, number};
    use crate::reading::scan::tests::check;

    #[test]
    fn codes_are_read_digit_by_digit() {
        check(digits, ("12366", "5 yao1 er4 san1 liu4 liu4"));
        check(digits, ("010-12345678", "12 ling2 yao1 ling2 yao1 er4 san1 si4 wu3 liu4 qi1 ba1"));
        check(digits, ("0.5", ""));
        check(digits, ("1234567890元", ""));
    }

    #[test]
    fn numbers_take_what_belongs_to_them() {
        check(number, ("1,234,5", "5 yi1 qian1 er4 bai3 san1 shi2 si4"));
        check(number, ("¥2万", "3 liang3 wan4 yuan2"));
        check(number, ("5 %", "3 bai3 fen1 zhi1 wu3"));
        check(number, ("2kg", "3 liang3 gong1 jin1"));
        check(fraction, ("2/3", "3 san1 fen1 zhi1 er4"));
        check(fraction, ("2026/1/1", ""));
    }
}
