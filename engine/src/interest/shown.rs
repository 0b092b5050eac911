//! Another batch: what was shown is remembered by the client, in a cursor that says nothing else.

use std::fmt::Write as _;

use wenshui_knowledge::text::term::{TermKey, TermKind};

/// The most marks that a cursor holds.
const MARKS_MAX: usize = 100;
/// Hexadecimal digits of a mark: of a hundred marks two meet once in 3,000 lists, and then one
/// thing is not offered.
const DIGITS: usize = 6;

/// What was shown of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown(Vec<u32>);

/// Some of a list that were not shown yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch<T> {
    /// What is shown now, best first.
    pub items: Vec<T>,
    /// What was shown by then.
    pub shown: Shown,
    /// Whether everything had been shown, so that it begins again.
    pub restarted: bool,
}

impl Shown {
    /// Reads a cursor.
    pub fn parse(cursor: &str) -> Option<Self> {
        let whole = cursor.len().is_multiple_of(DIGITS) && cursor.len() <= DIGITS * MARKS_MAX;
        let plain =
            cursor.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if !(whole && plain) {
            return None;
        }
        let marks = (0..cursor.len()).step_by(DIGITS);
        marks
            .map(|at| u32::from_str_radix(&cursor[at..at + DIGITS], 16).ok())
            .collect::<Option<_>>()
            .map(Self)
    }

    /// The cursor.
    pub fn cursor(&self) -> String {
        self.0.iter().fold(String::with_capacity(self.0.len() * DIGITS), |mut cursor, mark| {
            // Writing to a string cannot fail.
            let _ = write!(cursor, "{mark:06x}");
            cursor
        })
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains(&mark(key))
    }

    fn note(&mut self, key: &str) {
        if self.0.len() < MARKS_MAX {
            self.0.push(mark(key));
        }
    }
}

fn mark(key: &str) -> u32 {
    (TermKey::text(TermKind::Word, key).bits() & 0xff_ffff) as u32
}

/// The next `limit` of a list. `too_near` tells whether two may not stand in one batch as long as
/// there are others; it is asked with a severity that falls from 2 to 0.
pub fn next<T: Copy>(
    list: &[T],
    (mut shown, limit): (Shown, usize),
    (key, too_near): (impl Fn(T) -> String, impl Fn(u8, T, T) -> bool),
) -> Batch<T> {
    let fresh =
        |shown: &Shown| list.iter().copied().filter(|item| !shown.has(&key(*item))).collect();
    let mut left: Vec<T> = fresh(&shown);
    let restarted = left.is_empty() && !list.is_empty();
    if restarted {
        shown = Shown::default();
        left = fresh(&shown);
    }
    let mut chosen: Vec<usize> = Vec::with_capacity(limit);
    for severity in [2, 1, 0] {
        for at in 0..left.len() {
            let near = |other: &usize| *other == at || too_near(severity, left[*other], left[at]);
            if chosen.len() < limit && !chosen.iter().any(near) {
                chosen.push(at);
            }
        }
    }
    let items: Vec<T> = chosen.into_iter().map(|at| left[at]).collect();
    for item in &items {
        shown.note(&key(*item));
    }
    Batch { items, shown, restarted }
}

#[cfg(test)]
mod tests {
    use super::{Shown, next};

    #[test]
    fn nothing_comes_twice_before_everything_came() {
        let list: Vec<u32> = (0..10).collect();
        let mut shown = Shown::default();
        let mut seen = Vec::new();
        for round in 0..4 {
            let batch = next(&list, (shown, 3), (|item| item.to_string(), |_, _, _| false));
            assert!(!batch.restarted, "{round}");
            seen.extend(batch.items);
            shown = Shown::parse(&batch.shown.cursor()).unwrap();
        }
        assert_eq!(seen, list);
        let batch = next(&list, (shown, 3), (|item| item.to_string(), |_, _, _| false));
        assert_eq!((batch.items, batch.restarted), (vec![0, 1, 2], true));
    }

    #[test]
    fn near_ones_stand_apart_as_long_as_there_are_others() {
        let near = |severity: u8, a: u32, b: u32| severity == 2 && a / 10 == b / 10;
        let key = |item: u32| item.to_string();
        let batch = next(&[10, 11, 20, 12], (Shown::default(), 2), (key, near));
        assert_eq!(batch.items, [10, 20]);
        let batch = next(&[10, 11, 20, 12], (batch.shown, 2), (key, near));
        assert_eq!(batch.items, [11, 12]);
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for wrong in ["x", "12345", "12345g", "１２", &"0".repeat(606)] {
            assert_eq!(Shown::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Shown::parse(""), Some(Shown::default()));
    }
}
