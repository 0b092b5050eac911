//! The entries that hold in some places only, and those that hold at some times only.
//!
//! They are looked for by themselves where no place is known, or where the rule that is asked for may have ended.
//! Those of a place mostly stand together, so that they are few spans, and to look at these takes less than to
//! look for them among the best of all.

use std::ops::Range;

use crate::index::documents::Documents;
use crate::scope::Scope;

/// Where the documents of some entries lie, in rising spans.
#[derive(Debug, Clone, Default)]
pub struct Spans {
    /// Their wordings.
    pub wordings: Vec<Range<u32>>,
    /// Their wholes.
    pub wholes: Vec<Range<u32>>,
}

impl Spans {
    /// Those of the entries that hold in some places only.
    pub fn local(documents: &Documents, scopes: &[Scope]) -> Self {
        let all = (0_u32..).zip(scopes);
        Self::of(documents, all.filter(|(_, scope)| scope.is_local()).map(|(entry, _)| entry))
    }

    /// Those of the entries that do not hold always.
    pub fn timed(documents: &Documents, scopes: &[Scope]) -> Self {
        let all = (0_u32..).zip(scopes);
        let timed = all.filter(|(_, scope)| scope.ends() != (None, None));
        Self::of(documents, timed.map(|(entry, _)| entry))
    }

    /// Those of all entries.
    pub fn all(documents: &Documents) -> Self {
        Self::of(documents, 0..documents.wholes.len() as u32)
    }

    fn of(documents: &Documents, entries: impl Iterator<Item = u32>) -> Self {
        let mut spans = Self::default();
        for entry in entries {
            add(&mut spans.wordings, documents.wordings_of(entry));
            if let Some(whole) = documents.whole_of(entry) {
                add(&mut spans.wholes, whole..whole + 1);
            }
        }
        spans
    }
}

fn add(spans: &mut Vec<Range<u32>>, next: Range<u32>) {
    match spans.last_mut() {
        Some(last) if last.end == next.start => last.end = next.end,
        _ => spans.push(next),
    }
}
