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
pub fn keep_best<S: PartialOrd + Copy>(hits: &mut Vec<Hit<S>>, k: usize) {
    keep_some_best(hits, k);
    hits.sort_unstable_by(best_first);
}

/// The same in no order. Tells the score of the last of them where there are as many.
pub fn keep_some_best<S: PartialOrd + Copy>(hits: &mut Vec<Hit<S>>, k: usize) -> Option<S> {
    if k == 0 || hits.len() < k {
        hits.truncate(k);
        return None;
    }
    let score = hits.select_nth_unstable_by(k - 1, best_first).1.score;
    hits.truncate(k);
    Some(score)
}

/// Keeps the `k` best hits that `admit` lets pass, best first, and asks for few more than these; tells how many
/// it asked for.
pub fn keep_best_of<S: PartialOrd + Copy>(
    hits: &mut Vec<Hit<S>>,
    k: usize,
    admit: impl Fn(u32) -> bool,
) -> usize {
    let (mut asked, mut kept) = (0, 0);
    while kept < k && asked < hits.len() {
        let rest = &mut hits[asked..];
        let next = (2 * (k - kept)).min(rest.len());
        if next < rest.len() {
            rest.select_nth_unstable_by(next, best_first);
        }
        rest[..next].sort_unstable_by(best_first);
        for at in asked..asked + next {
            if kept < k && admit(hits[at].doc) {
                hits[kept] = hits[at];
                kept += 1;
            }
        }
        asked += next;
    }
    hits.truncate(kept);
    asked
}

fn best_first<S: PartialOrd>(a: &Hit<S>, b: &Hit<S>) -> Ordering {
    let by_score = b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal);
    by_score.then(a.doc.cmp(&b.doc))
}

#[cfg(test)]
mod tests {
    use super::{Hit, keep_best, keep_best_of};

    #[test]
    fn keeps_the_best_and_the_earlier_of_equals() {
        let found = [(0, 2), (1, 5), (2, 2), (3, 5), (4, 1), (5, 2)];
        let mut hits: Vec<_> = found.map(|(doc, score)| Hit { doc, score }).into();
        keep_best(&mut hits, 3);
        assert_eq!(hits.iter().map(|hit| hit.doc).collect::<Vec<_>>(), [1, 3, 0]);
        keep_best(&mut hits, 0);
        assert!(hits.is_empty());
    }

    #[test]
    fn keeps_the_best_of_those_that_pass() {
        let hits = || (0..100).map(|doc| Hit { doc, score: doc * 37 % 50 }).collect::<Vec<_>>();
        for (k, every) in [(0, 1), (5, 1), (5, 7), (40, 3), (200, 2)] {
            let (mut kept, mut expected) = (hits(), hits());
            let asked = keep_best_of(&mut kept, k, |doc| doc % every == 0);
            expected.retain(|hit| hit.doc % every == 0);
            keep_best(&mut expected, k);
            assert_eq!(kept, expected, "{k}, every {every}th");
            assert!(asked >= kept.len() && (every > 1 || asked <= 2 * k), "{asked} asked for {k}");
        }
    }
}
