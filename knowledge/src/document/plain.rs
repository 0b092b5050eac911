//! Plain text: a paragraph a line, lines that were broken joined.

use crate::document::mark;
use crate::document::part::{Content, Part, tidy};
use crate::document::words;

/// A line at least this long may have been broken, in characters.
const BROKEN_FROM: usize = 20;

/// Reads a text. Where blank lines part paragraphs and lines are of one length, lines are joined.
pub(crate) fn read(text: &str) -> Content {
    let lines: Vec<String> = text.lines().map(tidy).collect();
    let mut content = Content::default();
    let wrapped = is_wrapped(&lines);
    let mut paragraph = String::new();
    for line in &lines {
        let begins = line.is_empty() || !wrapped || mark::at_head(line).is_some();
        if begins && !paragraph.is_empty() {
            content.push(Part::Paragraph(std::mem::take(&mut paragraph)));
        }
        join(&mut paragraph, line);
    }
    content.push(Part::Paragraph(paragraph));
    content
}

/// Puts a line behind another: between letters stands a space, between Chinese characters none.
pub(crate) fn join(text: &mut String, line: &str) {
    let letters = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if letters(text.chars().last()) && letters(line.chars().next()) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether lines were broken at a width: several are about as long as the longest and end within a
/// sentence.
fn is_wrapped(lines: &[String]) -> bool {
    let lengths = || lines.iter().map(|line| line.chars().count());
    let width = lengths().max().unwrap_or(0);
    if !(BROKEN_FROM..=120).contains(&width) {
        return false;
    }
    let long: Vec<&String> =
        lines.iter().filter(|line| line.chars().count() + 4 >= width).collect();
    let ends = |line: &&&String| line.chars().last().is_some_and(|c| words::is(c, "stop"));
    long.len() >= 3 && long.iter().filter(ends).count() * 2 < long.len()
}
