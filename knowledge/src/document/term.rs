//! From when until when a text says that it holds.

use jiff::civil::Date;

use crate::document::date::dates;
use crate::document::words::{is, list, one};

/// The longest sentence that tells of the text although it does not say so, in characters.
const SHORT_CHARS_MAX: usize = 60;

/// The first and the last day on which a text says that it holds itself.
pub(crate) fn term(lines: &[&str], issued_on: Option<Date>) -> (Option<Date>, Option<Date>) {
    let (mut own, mut any, mut to) = (None, None, None);
    for line in lines {
        for sentence in line.split_inclusive(|c| is(c, "stop")) {
            let itself = list("self").any(|word| sentence.contains(word));
            let found = held(sentence, issued_on);
            to = found.1.filter(|_| itself).or(to);
            own = found.0.filter(|_| itself).or(own);
            any = found.0.filter(|_| sentence.chars().count() < SHORT_CHARS_MAX).or(any);
        }
    }
    (own.or(any), to)
}

/// The days of a sentence: from a date that is followed by a word for coming into force, and until one
/// that is preceded by a word for lasting.
fn held(sentence: &str, issued_on: Option<Date>) -> (Option<Date>, Option<Date>) {
    let chars: Vec<char> = sentence.chars().filter(|c| !c.is_whitespace()).collect();
    let found = dates(&chars);
    let (mut from, mut to) = (None, None);
    for (at, date) in found.iter().enumerate() {
        let rest: String = chars[date.end..].iter().collect();
        let before: String = chars[..date.start].iter().collect();
        if list("effective").any(|word| rest.starts_with(word)) {
            from = Some(date.date);
        }
        if list("until").any(|word| before.ends_with(word)) {
            to = Some(date.date);
        }
        // From one date to the next, as a term.
        if let Some(next) = found.get(at + 1) {
            let between: String = chars[date.end..next.start].iter().collect();
            let joined = between.trim_start_matches(one("from_word"));
            if list("span").any(|word| word == joined) {
                (from, to) = (Some(date.date), Some(next.date));
            }
        }
    }
    if from.is_none() && list("from_issue").any(|word| sentence.contains(word)) {
        from = issued_on;
    }
    (from, to)
}
