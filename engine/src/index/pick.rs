//! The best of many scores: strides without a candidate are passed over at a glance.

use pulp::{Simd, WithSimd};

use crate::index::top::Top;

/// Scores that are looked at together.
const STRIDE: usize = 64;

/// Offers the documents whose scores exceed the floor, for the widest registers that there are.
pub struct Pick<'a, S, F> {
    /// The scores, document after document.
    pub scores: &'a [S],
    /// The number of the first document.
    pub base: u32,
    /// Where the best are kept.
    pub top: &'a mut Top<S>,
    /// Which documents may be kept.
    pub admit: &'a F,
}

impl<S: PartialOrd + Copy, F: Fn(u32) -> bool> WithSimd for Pick<'_, S, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<V: Simd>(self, _simd: V) {
        for (stride, part) in self.scores.chunks(STRIDE).enumerate() {
            if let Some(floor) = self.top.floor()
                && part.iter().map(|score| u32::from(*score > floor)).sum::<u32>() == 0
            {
                continue;
            }
            for (at, score) in part.iter().enumerate() {
                let doc = self.base + (stride * STRIDE + at) as u32;
                let better = self.top.floor().is_none_or(|floor| *score > floor);
                if better && (self.admit)(doc) {
                    self.top.offer(doc, *score);
                }
            }
        }
    }
}
