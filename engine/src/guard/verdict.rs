//! What the guard decided.

use std::ops::Range;

use jiff::Timestamp;

use crate::guard::action::{Action, Category};
use crate::guard::flood::Turn;
use crate::guard::offence::Offence;

/// When a text came and what came before.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Now.
    pub now: Timestamp,
    /// The turns of the same person before this one, in any order.
    pub recent: &'a [Turn],
    /// A hash of the folded text, made as those of the recent turns.
    pub hash: u64,
}

/// What the guard decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is done.
    pub action: Action,
    /// The stable id of the rule it rests on; none when all is well.
    pub rule: Option<String>,
    /// What the rule is about.
    pub category: Option<Category>,
    /// Where the text did what it should not, in characters, rising and apart; for masking.
    pub spans: Vec<Range<usize>>,
    /// Until when nothing is answered, or when a flooding one may go on.
    pub until: Option<Timestamp>,
    /// Whether a word was written so that a list would not find it.
    pub evaded: bool,
}

/// The offence that weighs most; of equal ones the first in the text, then the first rule.
pub fn worst(offences: &[Offence]) -> Option<&Offence> {
    let order =
        |offence: &&Offence| (std::cmp::Reverse(offence.action), offence.span.start, offence.rule);
    offences.iter().min_by_key(order)
}

/// The places of all offences, joined where they overlap.
pub fn apart(offences: &[Offence]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = offences.iter().map(|o| o.span.clone()).collect();
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
