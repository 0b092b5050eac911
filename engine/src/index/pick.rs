//! The best of many scores: a glance at the highest of every stride tells which strides can hold
//! one of the best at all.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::index::top::{Hit, keep_best, keep_some_best};

/// Scores that are looked at together.
const STRIDE: usize = 64;
/// How many times as many as are wanted are held before the worse ones go.
const ROOM: usize = 4;
/// By how much more strides are looked into when those before had too few documents to keep.
const WIDEN: usize = 8;

/// Scores, document after document, and the one above which a document fits at all, if there is one.
pub type Scores<'a, S> = (&'a [S], Option<S>);

/// Memory that picking uses again and again.
#[derive(Debug, Default)]
pub struct Heights<S> {
    by_stride: Vec<S>,
    ordered: Vec<S>,
}

/// Fills `hits` with the `k` documents of rising spans that have the highest scores, among those that fit and
/// that `admit` lets pass, best first. Of equals the earlier is better.
pub fn best<S: PartialOrd + Copy>(
    scores: Scores<'_, S>,
    (spans, k): (&[Range<u32>], usize),
    (heights, hits): (&mut Heights<S>, &mut Vec<Hit<S>>),
    admit: impl Fn(u32) -> bool,
) {
    some_best(scores, (spans, k), (heights, hits), admit);
    keep_best(hits, k);
}

/// The same in no order.
pub fn some_best<S: PartialOrd + Copy>(
    (scores, above): Scores<'_, S>,
    (spans, k): (&[Range<u32>], usize),
    (heights, hits): (&mut Heights<S>, &mut Vec<Hit<S>>),
    admit: impl Fn(u32) -> bool,
) {
    hits.clear();
    if k > 0 {
        Arch::new().dispatch(Pick { scores, above, spans, k, heights, hits, admit: &admit });
        keep_some_best(hits, k);
    }
}

/// Collects at least the `k` best documents that may be kept, where there are as many, for the
/// widest registers that there are.
struct Pick<'a, S, F> {
    scores: &'a [S],
    above: Option<S>,
    spans: &'a [Range<u32>],
    k: usize,
    heights: &'a mut Heights<S>,
    /// Receives the documents, in rising order and with others that are nearly as good.
    hits: &'a mut Vec<Hit<S>>,
    admit: &'a F,
}

impl<S: PartialOrd + Copy, F: Fn(u32) -> bool> WithSimd for Pick<'_, S, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<V: Simd>(mut self, _simd: V) {
        self.heights.by_stride.clear();
        for (_, within) in self.spans() {
            let (whole, _) = within.as_chunks::<STRIDE>();
            self.heights.by_stride.extend(whole.iter().map(highest));
        }
        let mut strides = self.k;
        loop {
            // As many strides reach the floor as are looked at, so as many documents do at least.
            let floor = self.floor(strides);
            self.collect((floor, self.above));
            if floor.is_none() || self.hits.len() >= self.k {
                return;
            }
            self.hits.clear();
            strides *= WIDEN;
        }
    }
}

impl<'a, S: PartialOrd + Copy, F: Fn(u32) -> bool> Pick<'a, S, F> {
    /// The height that `strides` of the whole strides reach; `None` where there are fewer.
    #[inline(always)]
    fn floor(&mut self, strides: usize) -> Option<S> {
        let Heights { by_stride, ordered } = &mut *self.heights;
        if strides > by_stride.len() {
            return None;
        }
        ordered.clone_from(by_stride);
        let falling = |a: &S, b: &S| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal);
        Some(*ordered.select_nth_unstable_by(strides - 1, falling).1)
    }

    /// Takes what reaches the floor and lies above the other bound, which rises when there is no more room.
    #[inline(always)]
    fn collect(&mut self, (floor, mut above): (Option<S>, Option<S>)) {
        let mut heights = self.heights.by_stride.iter();
        for (first, within) in self.spans() {
            for (first, part) in (first..).step_by(STRIDE).zip(within.chunks(STRIDE)) {
                let fits = |score: S| {
                    floor.is_none_or(|floor| score >= floor)
                        && above.is_none_or(|above| score > above)
                };
                // What is left at the end of a span is looked at without a glance.
                let is_whole = part.len() == STRIDE;
                if is_whole && !heights.next().is_some_and(|height| fits(*height)) {
                    continue;
                }
                for (doc, score) in (first..).zip(part).filter(|(_, score)| fits(**score)) {
                    if (self.admit)(doc) {
                        self.hits.push(Hit { doc, score: *score });
                    }
                }
                if self.hits.len() >= ROOM * self.k {
                    // Of equals the earlier is better, so that what comes is above the last of these.
                    above = keep_some_best(self.hits, self.k);
                }
            }
        }
    }

    /// The scores of each span, with its first document.
    #[inline(always)]
    fn spans(&self) -> impl Iterator<Item = (u32, &'a [S])> + use<'a, S, F> {
        let (scores, spans) = (self.scores, self.spans);
        spans.iter().map(move |span| {
            let within = scores.get(span.start as usize..span.end as usize);
            (span.start, within.unwrap_or_default())
        })
    }
}

/// The highest of a stride: the second half against the first, again and again, so that many comparisons are
/// one.
#[inline(always)]
fn highest<S: PartialOrd + Copy>(stride: &[S; STRIDE]) -> S {
    let higher = |a: S, b: S| if b > a { b } else { a };
    let mut lanes = *stride;
    let mut half = STRIDE / 2;
    while half > 0 {
        for at in 0..half {
            lanes[at] = higher(lanes[at], lanes[at + half]);
        }
        half /= 2;
    }
    lanes[0]
}

#[cfg(test)]
mod tests {
    use super::{Heights, best};

    /// The best documents agree with a sort of all of them, however few may be kept and however short the
    /// spans are.
    #[test]
    fn agrees_with_a_sort() {
        let (mut heights, mut hits) = (Heights::default(), Vec::new());
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
                    best((&scores, floor), (&spans, k), (&mut heights, &mut hits), admit);
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
