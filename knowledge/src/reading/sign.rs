//! Signs: what is said for them, what is a pause, and what is silent.

use crate::reading::draft::{Found, Role, all};
use crate::reading::hanzi::is_han;
use crate::reading::number::{self, Counts, Number};
use crate::reading::scan::Scan;
use crate::reading::spoken::Pause;

/// The number of a list's item at the head of a line: `1.`, `2、`, `3)`.
pub(crate) fn list_number(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let head = scan.said_before(at).is_none_or(|c| c == '\n');
    let (_, end) = scan.number(at, (1..=2, 0..=99)).filter(|_| head)?;
    let mark = scan.at(end).filter(|c| ".、)）．".contains(*c))?;
    let decimal = mark == '.' && scan.at(end + 1).is_some_and(|c| c.is_ascii_digit());
    let whole = scan.digits(at);
    let number = Number { whole: &whole, decimals: "", counts: Counts::Nothing };
    let syllables = number::spoken(number, scan.tables);
    (!decimal).then(|| Found { end: end + 1, syllables, pause: Pause::Comma })
}

/// A minus before a number, between the parts of a formula, or a range.
pub(crate) fn stroke(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let c = scan.at(at).filter(|c| scan.tables.is_in("range_signs", *c) || *c == '−')?;
    let end = at + scan.rest(at).iter().take(2).take_while(|next| **next == c).count();
    let next = scan.at(scan.skip_blanks(end))?;
    let before = scan.said_before(at);
    let number_next = next.is_ascii_digit() || scan.heads("currencies", scan.skip_blanks(end));
    let after_number =
        before.is_some_and(|c| c.is_ascii_digit() || scan.tables.is_in("range_left", c));
    let name = if is_minus(c) && before.is_some_and(is_operand) && in_formula(scan, at) {
        "less"
    } else if c != '−' && number_next && after_number {
        "to"
    } else if is_minus(c) && number_next && end == at + 1 && scan.at(end) == Some(next) {
        "minus"
    } else if c == '−' || c == '－' {
        "less"
    } else {
        return None;
    };
    // A sign is a group by itself, so that its tones stay.
    Some(Found::spoken(end, scan.tables.name(name, Role::Fixed).collect()))
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '－' | '–')
}

fn is_operand(c: char) -> bool {
    is_han(c) || c.is_ascii_alphanumeric() || ")）”%".contains(c)
}

/// Whether another sign of a formula stands near on the same line.
fn in_formula(scan: &Scan<'_>, at: usize) -> bool {
    let line_end = |c: &&char| **c != '\n' && !"。；，;".contains(**c);
    let before = scan.chars[..at].iter().rev().take(FORMULA).take_while(line_end);
    let after = scan.rest(at).iter().take(FORMULA).take_while(line_end);
    before.chain(after).any(|c| "=×÷".contains(*c))
}

/// How far apart the signs of a formula may be, in characters.
const FORMULA: usize = 60;

/// A slash: 每 between a price and its unit, divided in a formula, else a short pause.
pub(crate) fn slash(scan: &Scan<'_>, at: usize) -> Option<Found> {
    if scan.at(at)? != '/' {
        return None;
    }
    let end = at + 1;
    let unit = || scan.tables.unit(scan.rest(end)).is_some();
    let per = scan.ends_with("per_left", at) && (scan.heads("per_right", end) || unit());
    let name = if per {
        "per"
    } else if in_formula(scan, at) {
        "divide"
    } else {
        return Some(Found { end, syllables: Vec::new(), pause: Pause::Short });
    };
    let mut found = Found::spoken(end, scan.tables.name(name, Role::Fixed).collect());
    if let Some((len, unit)) = scan.tables.unit(scan.rest(end)).filter(|_| per) {
        found.syllables.extend(all(unit, Role::Plain));
        found.end += len;
    }
    Some(found)
}

/// A sign that is spoken: ≥, ×, ①.
pub(crate) fn spoken(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let c = scan.at(at)?;
    let two = scan.at(at + 1).filter(|next| *next == '=' && "<>".contains(c));
    let sign = two.map_or(c, |_| if c == '<' { '≤' } else { '≥' });
    let syllables = all(scan.tables.sign(sign)?, Role::Fixed).collect();
    let numbered = ('\u{2460}'..='\u{249b}').contains(&c);
    let pause = if numbered { Pause::Short } else { Pause::None };
    Some(Found { end: at + 1 + usize::from(two.is_some()), syllables, pause })
}

/// A mark at which the voice rests. The brackets of 第（三）项 are none.
pub(crate) fn rest(scan: &Scan<'_>, at: usize) -> Option<Found> {
    let c = scan.at(at)?;
    let end = at + 1;
    let silent = |pause| Some(Found { end, syllables: Vec::new(), pause });
    match c {
        '\n' => {
            let empty = scan.at(scan.skip_blanks(end)) == Some('\n');
            silent(if empty { Pause::Paragraph } else { Pause::Sentence })
        }
        '(' | '（' if scan.ends_with("ordinal_marks", at) => silent(Pause::None),
        ')' | '）' if closes_ordinal(scan, at) => silent(Pause::None),
        '.' if !ends_sentence(scan, at) => silent(Pause::None),
        ',' | ':' if scan.at(end).is_some_and(|c| c.is_ascii_digit()) => silent(Pause::Short),
        '-' | '－' | '~' | '～' => silent(Pause::Short),
        _ => silent(scan.tables.pause(c)?),
    }
}

/// A narrow full stop ends a sentence where nothing is joined to it.
fn ends_sentence(scan: &Scan<'_>, at: usize) -> bool {
    let joined = |c: Option<char>| c.is_some_and(|c| c != ' ' && c != '\n');
    joined(scan.before(at)) && !joined(scan.at(at + 1))
}

/// Whether the bracket that ends here began behind 第.
fn closes_ordinal(scan: &Scan<'_>, at: usize) -> bool {
    let from = at.saturating_sub(ORDINAL_MAX);
    let opened = scan.chars[from..at].iter().rposition(|c| "(（".contains(*c));
    opened.is_some_and(|opened| scan.ends_with("ordinal_marks", from + opened))
}

/// The longest number in brackets behind 第, in characters.
const ORDINAL_MAX: usize = 6;

#[cfg(test)]
mod tests {
    use super::{list_number, slash, spoken, stroke};
    use crate::reading::scan::tests::check;

    #[test]
    fn signs_are_said_by_what_stands_around_them() {
        check(list_number, ("1. 税", "2 yi1"));
        check(list_number, ("1.5", ""));
        check(stroke, ("-5", "1 fu4"));
        check(stroke, ("——税", ""));
        check(slash, ("/税", "1 "));
        check(spoken, ("<=3", "2 xiao3 yu2 deng3 yu2"));
    }
}
