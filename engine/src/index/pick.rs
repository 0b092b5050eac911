//! The best of many scores: the highest of a stride tells whether any in it can be one of the best at all.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::index::top::{Hit, keep_best, keep_some_best};

/// Scores that are looked at together.
const STRIDE: usize = 64;
/// How many times as many as are wanted are held before the worse ones go.
const ROOM: usize = 4;

/// Scores, document after document, and the one above which a document fits at all, if there is one.
pub type Scores<'a, S> = (&'a [S], Option<S>);

/// Fills `hits` with the `k` documents of rising spans that have the highest scores, among those that fit and
/// that `admit` lets pass, best first. Of equals the earlier is better.
pub fn best<S: PartialOrd + Copy>(
    scores: Scores<'_, S>,
    (spans, k): (&[Range<u32>], usize),
    hits: &mut Vec<Hit<S>>,
    admit: impl Fn(u32) -> bool,
) {
    some_best(scores, (spans, k), hits, admit);
    keep_best(hits, k);
}

/// The same in no order.
pub fn some_best<S: PartialOrd + Copy>(
    (scores, floor): Scores<'_, S>,
    (spans, k): (&[Range<u32>], usize),
    hits: &mut Vec<Hit<S>>,
    admit: impl Fn(u32) -> bool,
) {
    hits.clear();
    if k > 0 {
        Arch::new().dispatch(Pick { scores, floor, spans, k, hits, admit: &admit });
        keep_some_best(hits, k);
    }
}

/// Collects the `k` best documents, where there are as many, and some that are worse, for the widest registers
/// that there are.
struct Pick<'a, S, F> {
    scores: &'a [S],
    /// What is no higher is left out: it does not fit, or as many are better.
    floor: Option<S>,
    spans: &'a [Range<u32>],
    k: usize,
    hits: &'a mut Vec<Hit<S>>,
    admit: &'a F,
}

impl<S: PartialOrd + Copy, F: Fn(u32) -> bool> WithSimd for Pick<'_, S, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<V: Simd>(mut self, _simd: V) {
        for span in self.spans {
            let span = span.start as usize..span.end as usize;
            let scores = self.scores.get(span.clone()).unwrap_or_default();
            for (stride, part) in scores.chunks(STRIDE).enumerate() {
                if highest(part).is_some_and(|height| self.is_above(height)) {
                    self.collect((span.start + stride * STRIDE) as u32, part);
                }
            }
        }
    }
}

impl<S: PartialOrd + Copy, F: Fn(u32) -> bool> Pick<'_, S, F> {
    #[inline(always)]
    fn is_above(&self, score: S) -> bool {
        self.floor.is_none_or(|floor| score > floor)
    }

    /// Takes what is good enough of a stride. When there is no more room, the worse go, and the floor rises.
    #[inline(always)]
    fn collect(&mut self, first: u32, part: &[S]) {
        for (doc, score) in (first..).zip(part) {
            if self.is_above(*score) && (self.admit)(doc) {
                self.hits.push(Hit { doc, score: *score });
            }
        }
        if self.hits.len() >= ROOM * self.k {
            self.floor = keep_some_best(self.hits, self.k);
        }
    }
}

/// The highest of some scores.
#[inline(always)]
fn highest<S: PartialOrd + Copy>(scores: &[S]) -> Option<S> {
    let higher = |a: S, b: S| if b > a { b } else { a };
    let Ok(&whole) = <&[S; STRIDE]>::try_from(scores) else {
        return scores.iter().copied().reduce(higher);
    };
    // The second half against the first, again and again, so that many comparisons are one.
    let mut lanes = whole;
    let mut half = STRIDE / 2;
    while half > 0 {
        for at in 0..half {
            lanes[at] = higher(lanes[at], lanes[at + half]);
        }
        half /= 2;
    }
    Some(lanes[0])
}

#[cfg(test)]
mod tests {
    use super::best;

    /// The best documents agree with a sort of all of them, however few may be kept and however short the
    /// spans are.
    #[test]
    fn agrees_with_a_sort() {
        let mut hits = Vec::new();
        for (count, k) in [(0, 3), (1, 3), (63, 5), (64, 1), (1000, 16), (10_000, 64), (10_000, 0)]
        {
            for (every, length) in
                [(1, 10_000), (7, 10_000), (500, 10_000), (1, 1), (3, 21), (2, 150)]
            {
                let scores: Vec<u16> = (0..count)
                    .map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 22) as u16)
                    .collect();
                let admit = |doc: u32| doc.is_multiple_of(every);
                let starts = (count / 3..count).step_by(2 * length as usize);
                let spans: Vec<_> = starts.map(|at| at..count.min(at + length)).collect();
                for floor in [None, Some(900)] {
                    best((&scores, floor), (&spans, k), &mut hits, admit);
                    let score = |doc: &u32| scores[*doc as usize];
                    let mut expected: Vec<u32> = spans.iter().cloned().flatten().collect();
                    expected
                        .retain(|doc| admit(*doc) && floor.is_none_or(|floor| score(doc) > floor));
                    expected.sort_by_key(|doc| std::cmp::Reverse(score(doc)));
                    expected.truncate(k);
                    let docs: Vec<u32> = hits.iter().map(|hit| hit.doc).collect();
                    assert_eq!(
                        docs, expected,
                        "{k} of {count}, every {every}th, {length} together"
                    );
                    assert!(hits.iter().all(|hit| hit.score == score(&hit.doc)));
                }
            }
        }
    }
}
