//! Documents with their scores, and the best of them.

use std::cmp::Ordering;

/// A document with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<S> {
    /// The document's number.
    pub doc: u32,
    /// Its score.
    pub score: S,
}

/// Keeps the `k` best hits, best first; among equal scores the lower document number comes first,
/// so that the outcome does not depend on the order in which they were found.
pub fn keep_best<S: PartialOrd>(hits: &mut Vec<Hit<S>>, k: usize) {
    let best_first = |a: &Hit<S>, b: &Hit<S>| {
        let by_score = b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal);
        by_score.then(a.doc.cmp(&b.doc))
    };
    if hits.len() > k {
        hits.select_nth_unstable_by(k, best_first);
        hits.truncate(k);
    }
    hits.sort_unstable_by(best_first);
}

#[cfg(test)]
mod tests {
    use super::{Hit, keep_best};

    #[test]
    fn keeps_the_best_and_the_earlier_of_equals() {
        let found = [(0, 2), (1, 5), (2, 2), (3, 5), (4, 1), (5, 2)];
        let mut hits: Vec<_> = found.map(|(doc, score)| Hit { doc, score }).into();
        keep_best(&mut hits, 3);
        assert_eq!(hits.iter().map(|hit| hit.doc).collect::<Vec<_>>(), [1, 3, 0]);
        keep_best(&mut hits, 0);
        assert!(hits.is_empty());
    }
}
