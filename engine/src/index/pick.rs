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

/// Fills `hits` with the `k` documents of `docs` that have the highest of `scores`, which are those
/// of all documents, among those that `admit` lets pass, best first.
pub fn best<S: PartialOrd + Copy>(
    scores: &[S],
    docs: Range<u32>,
    k: usize,
    (heights, hits): (&mut Heights<S>, &mut Vec<Hit<S>>),
    admit: impl Fn(u32) -> bool,
) {
    some_best(scores, docs, k, (heights, hits), admit);
    keep_best(hits, k);
}

/// The same in no order.
pub fn some_best<S: PartialOrd + Copy>(
    scores: &[S],
    docs: Range<u32>,
    k: usize,
    (heights, hits): (&mut Heights<S>, &mut Vec<Hit<S>>),
    admit: impl Fn(u32) -> bool,
) {
    hits.clear();
    let (base, docs) = (docs.start, docs.start as usize..docs.end as usize);
    let scores = scores.get(docs).unwrap_or_default();
    Arch::new().dispatch(Pick { scores, base, k, hits, heights, admit: &admit });
    keep_some_best(hits, k);
}

/// Fills `hits` with the `k` best of rising `docs` that have a score at all, by a look at each of them.
pub fn best_of<S: PartialOrd + Copy>(
    (docs, k): (impl Iterator<Item = u32>, usize),
    hits: &mut Vec<Hit<S>>,
    score: impl Fn(u32) -> Option<S>,
) {
    hits.clear();
    let mut floor: Option<S> = None;
    for doc in docs {
        // Of equals the earlier is better, so that it stays.
        let Some(score) = score(doc).filter(|score| floor.is_none_or(|floor| *score > floor))
        else {
            continue;
        };
        hits.push(Hit { doc, score });
        if hits.len() >= ROOM * k {
            keep_best(hits, k);
            floor = hits.last().map(|hit| hit.score);
        }
    }
    keep_best(hits, k);
}

/// Collects at least the `k` best documents that may be kept, where there are as many, for the
/// widest registers that there are.
struct Pick<'a, S, F> {
    /// The scores, document after document.
    scores: &'a [S],
    /// The number of the first document.
    base: u32,
    /// How many are wanted.
    k: usize,
    /// Receives the documents, in rising order and with others that are nearly as good.
    hits: &'a mut Vec<Hit<S>>,
    /// Memory for the highest score of each stride.
    heights: &'a mut Heights<S>,
    /// Which documents may be kept.
    admit: &'a F,
}

/// Memory that picking uses again and again.
#[derive(Debug, Default)]
pub struct Heights<S> {
    by_stride: Vec<S>,
    ordered: Vec<S>,
}

impl<S: PartialOrd + Copy, F: Fn(u32) -> bool> WithSimd for Pick<'_, S, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<V: Simd>(mut self, _simd: V) {
        if self.k == 0 {
            return;
        }
        self.heights.by_stride.clear();
        self.heights.by_stride.extend(self.scores.chunks(STRIDE).filter_map(highest));
        let before = self.hits.len();
        let mut strides = self.k;
        loop {
            // As many strides reach the floor as are looked at, so as many documents do at least.
            let floor = self.floor(strides);
            self.collect(floor);
            if floor.is_none() || self.hits.len() - before >= self.k {
                return;
            }
            self.hits.truncate(before);
            strides *= WIDEN;
        }
    }
}

impl<S: PartialOrd + Copy, F: Fn(u32) -> bool> Pick<'_, S, F> {
    /// The height that `strides` of the strides reach; `None` where there are fewer.
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

    #[inline(always)]
    fn collect(&mut self, floor: Option<S>) {
        let reaches = |score: &S| floor.is_none_or(|floor| *score >= floor);
        let strides = self.scores.chunks(STRIDE).zip(&self.heights.by_stride).enumerate();
        for (stride, (part, _)) in strides.filter(|(_, (_, height))| reaches(height)) {
            for (at, score) in part.iter().enumerate().filter(|(_, score)| reaches(score)) {
                let doc = self.base + (stride * STRIDE + at) as u32;
                if (self.admit)(doc) {
                    self.hits.push(Hit { doc, score: *score });
                }
            }
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
    use super::{Heights, best, best_of};

    /// The best documents agree with a sort of all of them, however few may be kept.
    #[test]
    fn agrees_with_a_sort() {
        let (mut heights, mut looked_at) = (Heights::default(), Vec::new());
        for (count, k) in [(0, 3), (1, 3), (63, 5), (64, 1), (1000, 16), (10_000, 64), (10_000, 0)]
        {
            for every in [1, 7, 500] {
                let scores: Vec<u16> = (0..count)
                    .map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 22) as u16)
                    .collect();
                let admit = |doc: u32| doc.is_multiple_of(every);
                let (docs, mut hits) = (count / 3..count, Vec::new());
                best(&scores, docs.clone(), k, (&mut heights, &mut hits), admit);
                let mut expected: Vec<u32> = docs.clone().filter(|doc| admit(*doc)).collect();
                expected.sort_by_key(|doc| std::cmp::Reverse(scores[*doc as usize]));
                expected.truncate(k);
                let score = |doc: u32| admit(doc).then(|| scores[doc as usize]);
                best_of((docs, k), &mut looked_at, score);
                assert_eq!(looked_at, hits, "{k} of {count}, every {every}th");
                let docs: Vec<u32> = hits.iter().map(|hit| hit.doc).collect();
                assert_eq!(docs, expected, "{k} of {count}, every {every}th");
            }
        }
    }
}
