//! From a match to what is marked, in characters of the wording as it is shown.

use std::ops::Range;

use wenshui_knowledge::text::fold::Folded;

use crate::suggest::list::Match;
use crate::version::Version;

/// What a match marks in the wording `number` of its entry.
pub fn highlights(version: &Version, found: &Match, number: usize) -> Vec<Range<usize>> {
    let (at, chars) = (found.at as usize, found.chars as usize);
    if version.prefix.is_plain(found.place, at + chars) {
        return std::iter::once(at..at + chars).collect();
    }
    let entry = &version.base.entries[found.entry as usize];
    spans(entry.wordings().nth(number).unwrap_or_default(), at..at + chars)
}

/// Where in a wording some of its folded characters without spaces came from.
fn spans(wording: &str, folded: Range<usize>) -> Vec<Range<usize>> {
    let text = Folded::new(wording);
    let kept = text.text().chars().zip(text.origin()).filter(|(c, _)| *c != ' ');
    let origins = kept.map(|(_, origin)| *origin as usize);
    let mut spans: Vec<Range<usize>> = Vec::new();
    for at in origins.skip(folded.start).take(folded.len()) {
        match spans.last_mut() {
            Some(last) if at <= last.end => last.end = last.end.max(at + 1),
            _ => spans.push(at..at + 1),
        }
    }
    spans
}
