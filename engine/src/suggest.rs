//! Suggestions while somebody types: one row an answer, with what matched marked.

use std::ops::Range;

use wenshui_knowledge::text::fold::Folded;

use crate::question::Question;
use crate::version::Version;

/// How many wordings are looked at before the list is closed, whatever it holds by then.
const LOOKED_AT_MAX: usize = 400;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The entry.
    pub entry: u32,
    /// Which of its wordings is shown: 0 the standard question, then the similar ones.
    pub wording: usize,
    /// What matched, in characters of that wording, the end exclusive.
    pub highlights: Vec<Range<usize>>,
}

/// The best `limit` suggestions for what was typed, of entries that may answer `question`.
pub fn suggest(version: &Version, question: &Question, limit: usize) -> Vec<Suggestion> {
    let typed: Vec<char> = Folded::new(question.text).key().chars().collect();
    let mut found: Vec<Suggestion> = Vec::with_capacity(limit);
    if limit == 0 {
        return found;
    }
    let mut looked_at = 0;
    version.prefix.search(&typed, |contains| {
        let entry = version.documents.entries[contains.wording as usize];
        looked_at += 1;
        let fresh = !found.iter().any(|suggestion| suggestion.entry == entry);
        if fresh && version.scopes[entry as usize].admits(question) {
            let span = contains.at as usize..contains.at as usize + typed.len();
            found.push(row(version, entry, contains.wording, span));
        }
        found.len() < limit && looked_at < LOOKED_AT_MAX
    });
    found
}

/// A row; `span` counts folded characters without spaces.
fn row(version: &Version, entry: u32, wording: u32, span: Range<usize>) -> Suggestion {
    let number = (wording - version.documents.wordings_of(entry).start) as usize;
    let text = version.base.entries[entry as usize].wordings().nth(number).unwrap_or_default();
    let folded = Folded::new(text);
    let kept = folded.text().chars().zip(folded.origin()).filter(|(c, _)| *c != ' ');
    let marked = kept.map(|(_, origin)| *origin as usize).skip(span.start).take(span.len());
    let mut highlights: Vec<Range<usize>> = Vec::new();
    for at in marked {
        match highlights.last_mut() {
            Some(last) if at <= last.end => last.end = last.end.max(at + 1),
            _ => highlights.push(at..at + 1),
        }
    }
    Suggestion { entry, wording: number, highlights }
}
