//! The places of a text in the order of what begins there: sorted anew only around what differs from a text that
//! was ordered before, because an edit touches a few wordings of very many.

use std::cmp::Ordering;
use std::ops::Range;

/// Of how many places one may be new until all of them are sorted. Putting a new one among the others costs about as
/// many comparisons as sorting it, so that nothing hangs on the number; it was not measured.
const NEW_SHARE: usize = 8;

/// A text and its places as they were ordered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ordered<'a, T> {
    /// The text.
    pub(crate) text: &'a [T],
    /// Its places in order.
    pub(crate) places: &'a [u32],
}

/// How the places of a text are ordered: by what begins there, then by which comes first.
pub(crate) trait Order {
    /// Of how many places at the front what begins there ends within the first `count` elements.
    fn settled(&self, count: usize) -> usize;

    /// The places of a part of the text, in order.
    fn sorted(&self, part: Range<usize>) -> Vec<u32>;

    /// Which of two places comes first; never equal.
    fn compare(&self, a: u32, b: u32) -> Ordering;
}

/// The places of a text in order.
pub(crate) fn in_order<T: Eq>(
    text: &[T],
    order: &impl Order,
    before: Option<Ordered<'_, T>>,
) -> Vec<u32> {
    let Some(before) = before else {
        return order.sorted(0..text.len());
    };
    let (head, tail) = common(before.text, text);
    let head = order.settled(head).min(head);
    let (behind, moved) = (before.text.len() - tail, text.len() - tail);
    if (moved - head) * NEW_SHARE > text.len() {
        return order.sorted(0..text.len());
    }
    // What is kept comes in the order that it had: neither what begins there nor which comes first has changed.
    let kept = before.places.iter().map(|place| *place as usize);
    let kept = kept.filter(|place| *place < head || *place >= behind);
    let kept = kept.map(|place| if place < head { place } else { place - behind + moved } as u32);
    let (kept, fresh): (Vec<u32>, _) = (kept.collect(), order.sorted(head..moved));
    merged(&kept, &fresh, |a, b| order.compare(a, b))
}

/// How many elements two texts have in common at their beginnings, and how many of the rest at their ends.
fn common<T: Eq>(before: &[T], after: &[T]) -> (usize, usize) {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let rests = before[head..].iter().rev().zip(after[head..].iter().rev());
    (head, rests.take_while(|(a, b)| a == b).count())
}

/// Puts few places among many.
fn merged(kept: &[u32], fresh: &[u32], compare: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut all = Vec::with_capacity(kept.len() + fresh.len());
    let mut rest = kept;
    for place in fresh {
        let less = rest.partition_point(|other| compare(*other, *place) == Ordering::Less);
        let (ahead, behind) = rest.split_at(less);
        all.extend_from_slice(ahead);
        all.push(*place);
        rest = behind;
    }
    all.extend_from_slice(rest);
    all
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;
    use std::ops::Range;

    use super::{Order, Ordered, in_order};

    /// Texts of few letters, so that much begins alike.
    fn text(seed: u64, len: usize) -> Vec<u8> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % 3) as u8
        };
        (0..len).map(|_| next()).collect()
    }

    /// By the next few letters; one of them begins nothing.
    struct Few<'a>(&'a [u8]);

    const DEPTH: usize = 4;

    impl Order for Few<'_> {
        fn settled(&self, count: usize) -> usize {
            (count + 1).saturating_sub(DEPTH)
        }

        fn sorted(&self, part: Range<usize>) -> Vec<u32> {
            let mut places: Vec<u32> =
                part.filter(|at| self.0[*at] != 2).map(|at| at as u32).collect();
            places.sort_unstable_by(|a, b| self.compare(*a, *b));
            places
        }

        fn compare(&self, a: u32, b: u32) -> Ordering {
            let window = |at: u32| &self.0[at as usize..self.0.len().min(at as usize + DEPTH)];
            window(a).cmp(window(b)).then(a.cmp(&b))
        }
    }

    fn ordered(text: &[u8], before: Option<Ordered<'_, u8>>) -> Vec<u32> {
        in_order(text, &Few(text), before)
    }

    #[test]
    fn what_is_kept_stands_where_sorting_all_puts_it() {
        let sound = text(7, 200);
        let places = ordered(&sound, None);
        for seed in 0..60 {
            let (from, gone) = (seed * 3 % 190, seed % 11);
            let mut edited = sound.clone();
            let until = (from + gone).min(edited.len());
            edited.splice(from..until, text(seed as u64 + 1, seed % 13));
            let before = Ordered { text: &sound, places: &places };
            assert_eq!(ordered(&edited, Some(before)), ordered(&edited, None), "{seed}");
        }
        let nothing = Ordered { text: &[], places: &[] };
        assert_eq!(ordered(&sound, Some(nothing)), places);
        assert_eq!(ordered(&[], Some(Ordered { text: &sound, places: &places })), [0_u32; 0]);
    }
}
