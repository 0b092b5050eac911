//! Numbers as syllables: values, digits one by one, years.

use crate::reading::draft::{Role, Syllable};
use crate::reading::tables::Tables;

/// A number as it is written in digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number<'a> {
    /// The digits before the point, without marks between thousands.
    pub(crate) whole: &'a str,
    /// The digits behind the point; empty where there is no point.
    pub(crate) decimals: &'a str,
    /// How a 1 or a 2 that is the whole number is read.
    pub(crate) counts: Counts,
}

/// What a number does with what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// It counts things: 2 is 两, and 1 changes its tone.
    Things,
    /// It counts by tens or hundreds: 2 is 二, and 1 changes its tone.
    Powers,
    /// It is a number by itself, or the number of something.
    Nothing,
}

/// The longest number that has names for its places, in digits.
const DIGITS_MAX: usize = 16;
/// How many places have the same name for their group: myriads.
const GROUP: usize = 4;

/// A number as it is spoken; one that is too long digit by digit.
pub(crate) fn spoken(number: Number<'_>, tables: &Tables) -> Vec<Syllable> {
    let digits: Vec<usize> = values(number.whole).skip_while(|digit| *digit == 0).collect();
    let mut syllables = match digits[..] {
        [] => digit(0, (Role::Plain, tables)).collect(),
        [1] if number.decimals.is_empty() && number.counts != Counts::Nothing => {
            digit(1, (Role::One, tables)).collect()
        }
        [2] if number.decimals.is_empty() && number.counts == Counts::Things => {
            tables.name("two_of", Role::Plain).collect()
        }
        _ if digits.len() > DIGITS_MAX => one_by_one(number.whole, tables),
        _ => places(&digits, tables),
    };
    if !number.decimals.is_empty() {
        syllables.extend(tables.name("point", Role::Plain));
        for value in values(number.decimals) {
            syllables.extend(digit(value, (Role::Fixed, tables)));
        }
    }
    syllables
}

/// Digits one after the other, as years are read.
pub(crate) fn one_by_one(digits: &str, tables: &Tables) -> Vec<Syllable> {
    values(digits).flat_map(|value| digit(value, (Role::Fixed, tables))).collect()
}

/// Digits one after the other, 1 as 幺, as telephone numbers and codes are read.
pub(crate) fn code(digits: &str, tables: &Tables) -> Vec<Syllable> {
    let mut syllables = Vec::new();
    for value in values(digits) {
        if value == 1 {
            syllables.extend(tables.name("one_code", Role::Fixed));
        } else {
            syllables.extend(digit(value, (Role::Fixed, tables)));
        }
    }
    syllables
}

fn values(digits: &str) -> impl Iterator<Item = usize> {
    digits.bytes().filter(u8::is_ascii_digit).map(|b| usize::from(b - b'0'))
}

fn digit(value: usize, (role, tables): (Role, &Tables)) -> impl Iterator<Item = Syllable> + '_ {
    const NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    tables.name(NAMES[value % 10], role)
}

/// Digits with the names of their places; the first is not 0.
fn places(digits: &[usize], tables: &Tables) -> Vec<Syllable> {
    let mut syllables = Vec::new();
    let mut gap = false;
    let mut group_said = false;
    for (at, value) in digits.iter().copied().enumerate() {
        let left = digits.len() - 1 - at;
        let place = Place { value, left, first: at == 0, more: group_said };
        if value == 0 {
            gap = true;
        } else {
            if gap {
                syllables.extend(digit(0, (Role::Plain, tables)));
            }
            gap = false;
            place.speak(tables, &mut syllables);
            group_said = true;
        }
        if left.is_multiple_of(GROUP) {
            if group_said {
                syllables.extend(group(left / GROUP, tables));
            }
            group_said = false;
        }
    }
    syllables
}

/// The name of a group of four places, counted from the right.
fn group(number: usize, tables: &Tables) -> Vec<Syllable> {
    let names: &[&str] = match number {
        1 => &["myriad"],
        2 => &["yi"],
        3 => &["myriad", "yi"],
        _ => &[],
    };
    names.iter().flat_map(|name| tables.name(name, Role::Plain)).collect()
}

/// A digit that is not 0, at its place.
struct Place {
    value: usize,
    /// How many digits stand to its right.
    left: usize,
    first: bool,
    /// Whether its group has said something already.
    more: bool,
}

impl Place {
    fn speak(&self, tables: &Tables, syllables: &mut Vec<Syllable>) {
        let power = self.left % GROUP;
        let ends_group = power == 0 && self.left > 0;
        match self.value {
            // 十二 and not 一十二, at the head of a number.
            1 if power == 1 && self.first => {}
            1 if power > 1 || ends_group && !self.more => {
                syllables.extend(digit(1, (Role::One, tables)));
            }
            1 => syllables.extend(digit(1, (Role::Fixed, tables))),
            // 两千, 两万 and 两亿 at the head, 二千 behind it.
            2 if self.first && (power == 3 || ends_group) => {
                syllables.extend(tables.name("two_of", Role::Plain));
            }
            value => syllables.extend(digit(value, (Role::Plain, tables))),
        }
        let name = ["", "ten", "hundred", "thousand"][power];
        syllables.extend(tables.name(name, Role::Plain));
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Number, code, spoken};
    use crate::bundled;
    use crate::lexicon::Lexicons;
    use crate::reading::draft::Syllable;
    use crate::reading::tables::Tables;

    fn said(syllables: &[Syllable]) -> String {
        let said: Vec<String> = syllables.iter().map(|s| s.spoken.to_string()).collect();
        said.join(" ")
    }

    #[test]
    fn places_have_names_and_gaps_a_zero() {
        let tables = Tables::new(&Lexicons::read(&bundled::lexicons()).unwrap().reading);
        for (whole, expected) in [
            ("0", "ling2"),
            ("10", "shi2"),
            ("110", "yi1 bai3 yi1 shi2"),
            ("2005", "liang3 qian1 ling2 wu3"),
            ("20200", "liang3 wan4 ling2 er4 bai3"),
            ("100000", "shi2 wan4"),
            ("100000000", "yi1 yi4"),
            ("100010000", "yi1 yi4 ling2 yi1 wan4"),
            ("1000000000000", "yi1 wan4 yi4"),
        ] {
            let number = Number { whole, decimals: "", counts: Counts::Nothing };
            assert_eq!(said(&spoken(number, &tables)), expected, "{whole}");
        }
        assert_eq!(said(&code("110", &tables)), "yao1 yao1 ling2");
    }
}
