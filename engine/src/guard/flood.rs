//! Too much, or too often the same: a function of the recent turns and a moment.

use jiff::Timestamp;

use crate::guard::rules::Flood;

/// A turn that was taken before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// A hash of its folded text.
    pub hash: u64,
}

/// What is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flooding {
    /// Too many turns.
    Rate {
        /// When the next may be taken.
        until: Timestamp,
    },
    /// Too often the same.
    Repeat {
        /// When the same may be said again.
        until: Timestamp,
    },
}

/// Whether this turn is one too many after the recent ones, in any order.
pub fn flooding(flood: &Flood, recent: &[Turn], this: Turn) -> Option<Flooding> {
    if let Some(until) = full(recent.iter(), (flood.turns_s, flood.turns_max), this.at) {
        return Some(Flooding::Rate { until });
    }
    let same = recent.iter().filter(|turn| turn.hash == this.hash);
    let until = full(same, (flood.repeats_s, flood.repeats_max), this.at)?;
    Some(Flooding::Repeat { until })
}

/// When a window that is full has room again.
fn full<'a>(
    turns: impl Iterator<Item = &'a Turn>,
    (window_s, max): (u32, usize),
    now: Timestamp,
) -> Option<Timestamp> {
    let window_s = i64::from(window_s);
    let age = |turn: &Turn| now.as_second() - turn.at.as_second();
    // A clock that was set back makes turns of the future; they count as just taken.
    let mut within: Vec<Timestamp> =
        turns.filter(|turn| age(turn) < window_s).map(|turn| turn.at).collect();
    within.sort_unstable();
    let leaves = within.len().checked_sub(max.max(1)).map(|at| within[at])?;
    Timestamp::from_second(leaves.as_second().min(now.as_second()) + window_s).ok()
}

/// How often the same character stands in a row at most.
pub fn longest_run(chars: &[char]) -> usize {
    chars.chunk_by(|a, b| a == b).map(<[char]>::len).max().unwrap_or(0)
}
