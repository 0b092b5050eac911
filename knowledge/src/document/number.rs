//! Numbers of documents (文号) in texts, by the shapes of `document_numbers.tsv`.

use crate::document::date::dates;
use crate::document::numeral;
use crate::document::words::{is, one};
use crate::lexicon::tsv::rows;

/// How they are written.
const SHAPES: &str = include_str!("../../words/document_numbers.tsv");
/// The longest name of who issued it, in characters.
const ISSUER_CHARS_MAX: usize = 40;

/// A number that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// As offices write it.
    pub(crate) number: String,
    /// What stands before it in the text, in characters.
    pub(crate) before: usize,
    /// What stands behind it, in characters.
    pub(crate) after: usize,
}

/// The first number of a text.
pub(crate) fn first(text: &str) -> Option<Found> {
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).find_map(|at| at_place(&chars, at))
}

/// A number that begins at a place, with who issued it before.
fn at_place(chars: &[char], at: usize) -> Option<Found> {
    let shapes = rows(SHAPES).filter_map(|(_, line)| line.strip_prefix("ends\t"));
    let (len, written) = shapes
        .into_iter()
        .filter_map(|shape| fit(shape, &chars[at..]))
        .max_by_key(|(len, _)| *len)?;
    // A number within a longer one is none.
    if at > 0 && numeral::read(&chars[at - 1..]).is_some() {
        return None;
    }
    let parts = |c: &&char| !is(**c, "open") && !is(**c, "close") && !is(**c, "stop");
    let issuer = chars[..at].iter().rev().take(ISSUER_CHARS_MAX).take_while(parts);
    let issuer: Vec<char> = issuer
        .take_while(|c| !matches!(c, '，' | '、' | '：' | ':' | '《' | '》'))
        .copied()
        .collect();
    let before = at - issuer.len();
    let issuer: Vec<char> = issuer.into_iter().rev().collect();
    // A day may stand before it, on which it was issued.
    let from = dates(&issuer).last().map_or(0, |found| found.end);
    let issuer: String = issuer[from..].iter().collect();
    let issuer = issuer.trim_start();
    let issuer = issuer.strip_prefix(one("dropped")).unwrap_or(issuer);
    let number = format!("{issuer}{written}");
    Some(Found { number, before, after: chars.len() - at - len })
}

/// Holds a shape against the head of a text: its length, and the number as offices write it.
fn fit(shape: &str, chars: &[char]) -> Option<(usize, String)> {
    let (mut at, mut written) = (0, String::new());
    for sign in shape.chars() {
        while at > 0 && chars.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        let rest = chars.get(at..)?;
        let c = *rest.first()?;
        match sign {
            'Y' => {
                let year = numeral::read(rest).filter(|own| (1949..2100).contains(&own.value))?;
                written.push_str(&year.value.to_string());
                at += year.len;
            }
            'N' => {
                let number = numeral::read(rest).filter(|own| own.value > 0)?;
                written.push_str(&number.value.to_string());
                at += number.len;
            }
            '〔' if is(c, "open") => (written, at) = (written + "〔", at + 1),
            '〕' if is(c, "close") => (written, at) = (written + "〕", at + 1),
            _ if sign == c => (written, at) = (format!("{written}{sign}"), at + 1),
            _ => return None,
        }
    }
    Some((at, written))
}

/// Whether a number says by itself that it is an order.
pub(crate) fn is_order(number: &str) -> bool {
    number.contains(one("order"))
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn numbers_are_found_and_written_as_usual() {
        let number = |text: &str| first(text).map(|found| found.number);
        assert_eq!(number("财税[2016]36号").as_deref(), Some("财税〔2016〕36号"));
        assert_eq!(
            number("国家税务总局公告2026年第4号").as_deref(),
            Some("国家税务总局公告2026年第4号")
        );
        assert_eq!(number("中华人民共和国主席令第四十一号").as_deref(), Some("主席令第41号"));
        assert_eq!(
            number("2007年12月6日 中华人民共和国国务院令第512号公布").as_deref(),
            Some("国务院令第512号")
        );
        assert_eq!(number("（财税〔2016〕第36号）").as_deref(), Some("财税〔2016〕第36号"));
        assert_eq!(number("自2026年1月1日起"), None);
    }
}
