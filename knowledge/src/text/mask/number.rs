//! Personal numbers: which windows of a run of digits and letters are one.

use crate::text::mask::checks::{
    credit_digit, is_credit_code, is_day, is_identity, is_luhn, is_organization,
};
use crate::text::mask::glyph::{Glyph, Glyphs};
use crate::text::mask::personal::{Personal, PersonalKind};
use crate::text::mask::rules::MaskRules;

/// The lengths that are tried, longest first, and with each what it may be.
const LENGTHS: [(usize, Kinds); 10] = [
    (20, Kinds::OldTaxpayer),
    (19, Kinds::Card),
    (18, Kinds::Eighteen),
    (17, Kinds::Card),
    (16, Kinds::Card),
    (15, Kinds::Fifteen),
    (14, Kinds::Card),
    (12, Kinds::Landline),
    (11, Kinds::Phone),
    (10, Kinds::Landline),
];

/// What a window of one length may be.
#[derive(Debug, Clone, Copy)]
enum Kinds {
    OldTaxpayer,
    Card,
    Eighteen,
    Fifteen,
    Phone,
    Landline,
}

/// The personal numbers of a text, in order.
pub fn find(glyphs: &Glyphs, rules: &MaskRules) -> Vec<Personal> {
    let mut found = Vec::new();
    for run in glyphs.runs() {
        let mut at = 0;
        while at < run.len() {
            match in_run((glyphs.chars, run), at, rules) {
                Some((length, kind)) => {
                    let span = run[at].at..run[at + length - 1].at + 1;
                    found.push(Personal { span, kind });
                    at += length;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// The number that begins at `at`, with its length in glyphs.
fn in_run(
    (chars, run): (&[char], &[Glyph]),
    at: usize,
    rules: &MaskRules,
) -> Option<(usize, PersonalKind)> {
    let rest = &run[at..];
    let begins = rest[0].begins;
    if begins && let Some(length) = labelled(chars, rest, rules) {
        return Some((length, PersonalKind::Labelled));
    }
    let prefixed = is_prefixed(&run[..at], rules);
    if !begins && !prefixed {
        return None;
    }
    let ends = |length: usize| rest.get(length).is_none_or(|next| next.begins);
    let windows = LENGTHS.iter().filter(|(length, _)| rest.len() >= *length && ends(*length));
    windows.copied().find_map(|(length, kinds)| {
        let window = &rest[..length];
        let value: Vec<char> = window.iter().map(|glyph| glyph.value).collect();
        let kind = kind_of(&value, kinds, rules)?;
        let phone = kind == PersonalKind::Phone;
        let amount = value.len() < 15 && is_amount(chars, window, rules);
        ((begins || phone) && !amount).then_some((length, kind))
    })
}

/// Whether what stands before is a prefix of phone numbers, from where a number may begin.
fn is_prefixed(before: &[Glyph], rules: &MaskRules) -> bool {
    rules.prefixes.iter().any(|prefix| {
        let Some(start) = before.len().checked_sub(prefix.len()) else {
            return false;
        };
        before[start].begins && before[start..].iter().map(|g| g.value).eq(prefix.iter().copied())
    })
}

fn kind_of(value: &[char], kinds: Kinds, rules: &MaskRules) -> Option<PersonalKind> {
    match kinds {
        Kinds::OldTaxpayer => is_old_taxpayer(value, rules).then_some(PersonalKind::Taxpayer),
        Kinds::Card => is_card(value).then_some(PersonalKind::Card),
        Kinds::Eighteen => eighteen(value, rules),
        Kinds::Fifteen => fifteen(value, rules),
        Kinds::Phone if is_mobile(value) => Some(PersonalKind::Phone),
        Kinds::Phone | Kinds::Landline => is_landline(value).then_some(PersonalKind::Phone),
    }
}

/// An identity number with two more digits: how natural persons were once registered. The date is
/// asked for too, because the numbers of electronic invoices have twenty digits as well.
fn is_old_taxpayer(value: &[char], rules: &MaskRules) -> bool {
    in_region(value, rules) && is_day(&value[6..14]) && is_identity(&value[..18])
}

fn is_card(value: &[char]) -> bool {
    matches!(value[0], '3'..='6') && is_luhn(value)
}

/// A number with a wrong check character is mistyped and still somebody's, so that its shape
/// decides: a region and a day of birth, or a credit code with a letter.
fn eighteen(value: &[char], rules: &MaskRules) -> Option<PersonalKind> {
    let digits = value[..17].iter().all(char::is_ascii_digit);
    let closes = value[17].is_ascii_digit() || value[17] == 'X';
    let born = digits && closes && in_region(value, rules) && is_day(&value[6..14]);
    if born || (digits && is_identity(value)) {
        return Some(PersonalKind::Identity);
    }
    let code = value.iter().all(|c| credit_digit(*c).is_some());
    let shaped = code
        && in_region(&value[2..], rules)
        && value[2..8].iter().all(char::is_ascii_digit)
        && value.iter().any(char::is_ascii_alphabetic);
    if shaped || is_credit_code(value) {
        return Some(PersonalKind::Taxpayer);
    }
    is_card(value).then_some(PersonalKind::Card)
}

/// An old identity number (a region, a day of the last century, three digits), an old taxpayer
/// number (a region and an organization code) or a card.
fn fifteen(value: &[char], rules: &MaskRules) -> Option<PersonalKind> {
    let digits = value.iter().all(char::is_ascii_digit);
    let day: Vec<char> = ['1', '9'].iter().chain(&value[6..12]).copied().collect();
    if digits && in_region(value, rules) && is_day(&day) {
        return Some(PersonalKind::Identity);
    }
    let region = in_region(value, rules) && value[..6].iter().all(char::is_ascii_digit);
    if region && is_organization(&value[6..]) {
        return Some(PersonalKind::Taxpayer);
    }
    is_card(value).then_some(PersonalKind::Card)
}

fn in_region(value: &[char], rules: &MaskRules) -> bool {
    rules.regions.contains(&value[..2].iter().collect::<String>())
}

fn is_mobile(value: &[char]) -> bool {
    value.iter().all(char::is_ascii_digit) && value[0] == '1' && matches!(value[1], '3'..='9')
}

/// An area code and seven or eight digits, of which the first is neither 0 nor 1.
fn is_landline(value: &[char]) -> bool {
    let area = match (value[0], value[1]) {
        ('0', '1' | '2') => 3,
        ('0', '3'..='9') => 4,
        _ => return false,
    };
    let local = value.len() - area;
    value.iter().all(char::is_ascii_digit)
        && (local == 8 || local == 7)
        && !matches!(value[area], '0' | '1')
}

/// Whether a unit of money or a fraction stands beside the number.
fn is_amount(chars: &[char], window: &[Glyph], rules: &MaskRules) -> bool {
    let (first, last) = (window[0].at, window[window.len() - 1].at);
    let part = |at: Option<usize>, beyond: Option<usize>| {
        let mark = at.and_then(|at| chars.get(at)).is_some_and(|c| matches!(c, '.' | ','));
        mark && beyond.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit)
    };
    let after = &chars[last + 1..];
    let after = &after[after.iter().take_while(|c| c.is_whitespace()).count()..];
    let before = &chars[..first];
    let before =
        &before[..before.len() - before.iter().rev().take_while(|c| c.is_whitespace()).count()];
    rules.units.iter().any(|unit| after.starts_with(unit) || before.ends_with(unit))
        || part(Some(last + 1), Some(last + 2))
        || part(first.checked_sub(1), first.checked_sub(2))
}

/// How far a label may stand from its number.
const FILLERS_MAX: usize = 4;

/// The length of the number that a label before it says to be personal.
fn labelled(chars: &[char], rest: &[Glyph], rules: &MaskRules) -> Option<usize> {
    let mut before = &chars[..rest[0].at];
    for _ in 0..=FILLERS_MAX {
        let ends = |word: &[char]| {
            before.len() >= word.len()
                && before[before.len() - word.len()..]
                    .iter()
                    .zip(word)
                    .all(|(c, w)| c.to_lowercase().eq(std::iter::once(*w)))
        };
        for label in rules.labels.iter().filter(|label| ends(&label.word)) {
            // A label holds for the whole of the next number, however it is grouped.
            let ends = |length: &usize| rest.get(*length).is_none_or(|next| next.begins);
            let lengths = (label.min..=label.max.min(rest.len())).rev();
            let digits = |length: &usize| {
                rest[..*length].iter().filter(|g| g.value.is_ascii_digit()).count() * 2 >= *length
            };
            if let Some(length) = lengths.filter(ends).find(digits) {
                return Some(length);
            }
        }
        match before.split_last() {
            Some((last, shorter)) if rules.is_filler(*last) => before = shorter,
            _ => return None,
        }
    }
    None
}
