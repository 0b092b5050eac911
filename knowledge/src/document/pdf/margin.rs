//! What stands at the edges of pages for their own sake: heads, feet and numbers.

use rustc_hash::FxHashMap;

use crate::document::pdf::line::Line;
use crate::document::words::list;

/// How many lines at either edge are looked at.
const EDGE_LINES: usize = 2;
/// How far from the edge they may stand, as a part of the height.
const EDGE_PART: f64 = 0.12;
/// On one of how many pages a line has to stand that is a head or a foot, and on how many at least.
const REPEATED_ONE_IN: usize = 3;
const REPEATED_MIN: usize = 2;

/// The lines of every page without what stands at the edges.
pub(crate) fn without_margins(pages: Vec<(Vec<Line>, f64)>) -> Vec<Vec<Line>> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for (lines, height) in &pages {
        for line in lines.iter().enumerate().filter(|own| is_at_edge(own.0, lines, *height)) {
            *seen.entry(without_digits(&line.1.text)).or_default() += 1;
        }
    }
    let enough = (pages.len() / REPEATED_ONE_IN).max(REPEATED_MIN);
    let repeats = |line: &Line| seen.get(&without_digits(&line.text)).is_some_and(|n| *n >= enough);
    let kept = pages.into_iter().map(|(lines, height)| {
        let inside = |(at, line): &(usize, &Line)| {
            !(is_at_edge(*at, &lines, height) && (repeats(line) || is_page_number(&line.text)))
        };
        lines.iter().enumerate().filter(inside).map(|(_, line)| line.clone()).collect()
    });
    kept.collect()
}

fn is_at_edge(at: usize, lines: &[Line], height: f64) -> bool {
    let edge = at < EDGE_LINES || at + EDGE_LINES >= lines.len();
    let foot = lines[at].foot / height.max(1.0);
    edge && !(EDGE_PART..=1.0 - EDGE_PART).contains(&foot)
}

/// Numbers of pages differ from page to page, and nothing else of a foot does.
fn without_digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect()
}

fn is_page_number(text: &str) -> bool {
    let words: String = without_digits(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    text.chars().any(char::is_numeric) && list("page_number").any(|known| known == words)
}
