//! A document cut into its sheets: the text itself with what stands before and behind it, and the
//! attachments.

use crate::document::date;
use crate::document::mark::{self, Level, Mark};
use crate::document::part::Part;
use crate::document::words::{is, list};

/// A line of a text: words, or a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// The words; empty for a table.
    pub(crate) text: String,
    /// The rows of a table.
    pub(crate) table: Option<Vec<Vec<String>>>,
    /// The level of a heading.
    pub(crate) heading: Option<u8>,
    /// The mark at its head.
    pub(crate) mark: Option<Mark>,
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    /// The number of the attachment; `None` for the text itself, 0 for one without a number.
    pub(crate) attachment: Option<u32>,
    /// What stands before the first mark: title, number, addressees, reasons.
    pub(crate) front: Vec<String>,
    /// The text.
    pub(crate) body: Vec<Line>,
    /// What stands behind it: who signed and when.
    pub(crate) tail: Vec<String>,
}

/// How many lines of one end of a text are looked at.
const TAIL_LINES_MAX: usize = 12;
/// The longest name of who signed, in characters.
const SIGNED_CHARS_MAX: usize = 60;

/// Cuts parts into sheets, the text itself first.
pub(crate) fn sheets(parts: &[Part]) -> Vec<Sheet> {
    let mut all = vec![(None, Vec::new())];
    let mut in_list = false;
    for line in without_contents(lines(parts)) {
        if let Some(mark) = line.mark.as_ref().filter(|mark| mark.level == Level::Attachment) {
            // With a colon and names behind it, it lists what is attached.
            in_list = mark.rest.starts_with(['：', ':']) && mark.rest.chars().count() > 1;
            if in_list {
                continue;
            }
            all.push((Some(mark.number), Vec::new()));
            if !mark.rest.is_empty() {
                let text = mark.rest.trim_start_matches(['：', ':']).to_owned();
                push(&mut all, Line { text, mark: None, ..line });
            }
            continue;
        }
        let listed = line.mark.as_ref().is_some_and(|mark| mark.level == Level::Number);
        in_list &= listed;
        if !in_list {
            push(&mut all, line);
        }
    }
    all.into_iter().map(|(attachment, lines)| sheet(attachment, lines)).collect()
}

fn push(all: &mut [(Option<u32>, Vec<Line>)], line: Line) {
    if let Some((_, lines)) = all.last_mut() {
        lines.push(line);
    }
}

fn lines(parts: &[Part]) -> Vec<Line> {
    let dropped = |text: &str| list("dropped_line").any(|own| own == text);
    let line = |part: &Part| {
        let text = part.text().unwrap_or_default().to_owned();
        let table = if let Part::Table(rows) = part { Some(rows.clone()) } else { None };
        let heading = if let Part::Heading { level, .. } = part { Some(*level) } else { None };
        let mark = mark::at_head(&text);
        Line { text, table, heading, mark }
    };
    let kept = parts.iter().filter(|part| part.text().is_none_or(|text| !dropped(text)));
    kept.map(line).collect()
}

/// Leaves a table of contents out: chapters that stand again further down, with nothing but such lines
/// between.
fn without_contents(lines: Vec<Line>) -> Vec<Line> {
    let divides = |line: &Line| line.mark.as_ref().is_some_and(|mark| mark.level.divides());
    let key = |line: &Line| -> String {
        line.text.chars().filter(|c| c.is_alphabetic() || is(*c, "digit")).collect()
    };
    let keys: Vec<String> = lines.iter().map(key).collect();
    let again = |at: usize| {
        let rest = lines[at + 1..].iter().zip(&keys[at + 1..]);
        let run = rest.take_while(|(line, _)| divides(line));
        run.into_iter().any(|(_, own)| *own == keys[at])
    };
    let heads = |line: &Line| list("not_title").any(|own| own == line.text);
    let kept =
        (0..lines.len()).filter(|at| !(heads(&lines[*at]) || divides(&lines[*at]) && again(*at)));
    kept.map(|at| lines[at].clone()).collect()
}

fn sheet(attachment: Option<u32>, lines: Vec<Line>) -> Sheet {
    let first = headings_lead(&lines).or_else(|| first_mark(&lines));
    let mut body = lines;
    let tail_at = tail_at(&body).max(first.unwrap_or(0));
    let tail = body.split_off(tail_at);
    let front = match first {
        Some(first) => body.drain(..first.min(tail_at)).collect(),
        // Without any mark the title and what names it are the front.
        None => body.drain(..unmarked_front(&body)).collect(),
    };
    let words = |lines: Vec<Line>| lines.into_iter().map(|line| line.text).collect();
    Sheet { attachment, front: words(front), body, tail: words(tail) }
}

/// Where headings without numbers begin to order a text, whose numbers only count what stands below them.
pub(crate) fn headings_lead(lines: &[Line]) -> Option<usize> {
    let plain = |line: &Line| line.heading.is_some_and(|level| level > 1) && line.mark.is_none();
    let head = |line: &Line| line.mark.as_ref().is_some_and(|mark| mark.level <= Level::Head);
    let (plains, heads) =
        (lines.iter().filter(|l| plain(l)).count(), lines.iter().filter(|l| head(l)).count());
    let first = lines.iter().position(plain);
    first.filter(|_| plains > heads && plains > 1)
}

/// Where the text begins: at its first chapter, article or number.
fn first_mark(lines: &[Line]) -> Option<usize> {
    let begins = |line: &Line| {
        line.mark.as_ref().is_some_and(|mark| {
            // A date in brackets or a number of a document is no item of a text.
            mark.level != Level::Paren || mark.number < 100
        })
    };
    lines.iter().position(begins)
}

/// Lines at the beginning that are no sentences.
fn unmarked_front(lines: &[Line]) -> usize {
    let sentence = |line: &Line| {
        line.table.is_some()
            || line.text.chars().last().is_some_and(|c| is(c, "stop"))
            || line.text.chars().count() > 100
    };
    let front = lines.iter().position(sentence).unwrap_or(lines.len());
    // A text that is nothing but headings and short lines has its first line as its title.
    if front == lines.len() { front.min(1) } else { front }
}

/// Where who signed and when begins: short lines at the end, up to the last line that is a date.
fn tail_at(lines: &[Line]) -> usize {
    let from = lines.len().saturating_sub(TAIL_LINES_MAX);
    let dated = lines[from..].iter().position(|line| date::only(&line.text).is_some());
    let Some(mut at) = dated.map(|at| from + at) else {
        return lines.len();
    };
    while at > 0 && is_signed(&lines[at - 1]) {
        at -= 1;
    }
    at
}

fn is_signed(line: &Line) -> bool {
    let short = line.text.chars().count() <= SIGNED_CHARS_MAX;
    let issuer = list("issuer_end").any(|end| line.text.ends_with(end));
    line.table.is_none() && line.mark.is_none() && short && issuer
}
