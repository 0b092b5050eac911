//! The suggestion index by sound: every place in every wording, in the order of the syllables that
//! follow there and in the order of their first letters.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::slice::ParallelSliceMut;
use wenshui_knowledge::text::syllable::Syllables;
use wenshui_knowledge::text::syllable::id::{END, SyllableId};

use crate::index::head_len::head_len;
use crate::index::range_min::RangeMin;
use crate::index::suffixes::{Order, Ordered, in_order};

/// Two suffix arrays over the same texts.
#[derive(Debug, Clone, Default)]
pub struct Sounds {
    /// How the characters of all wordings are read, one wording after the other, each closed by
    /// [`END`]: character `n` of wording `w` stands `w` places behind where `Prefix` has it.
    pub syllables: Vec<SyllableId>,
    /// The first letter of each of them; 1 where it has none, 0 at the ends.
    pub letters: Vec<u8>,
    /// Places in the order of the syllables that begin there.
    pub by_syllable: Vec<u32>,
    /// Places in the order of the letters that begin there.
    pub by_letter: Vec<u32>,
    pub(crate) syllable_heads: Vec<u32>,
    /// Which syllables follow which anywhere, a bit a pair.
    pub(crate) pairs: Vec<u64>,
    pub(crate) syllable_pairs: Vec<u32>,
    pub(crate) letter_heads: Vec<u32>,
    pub(crate) letter_pairs: Vec<u32>,
    /// For both orders what the best of a range is, as in `Prefix`.
    pub best_by_syllable: RangeMin,
    /// The same for the order of letters.
    pub best_by_letter: RangeMin,
}

impl Sounds {
    /// Builds the index of wordings that were read, not finished; each is closed by [`END`]. Of the index of
    /// other wordings, whatever is around what differs is taken over.
    pub(crate) fn new(read: Vec<SyllableId>, syllables: &Syllables, before: Option<&Self>) -> Self {
        let mut sounds = Self { syllables: read, ..Self::default() };
        let letter = |id: &SyllableId| match syllables.spelling(*id).as_bytes() {
            [] if *id == END => 0,
            [] => 1,
            [first, ..] => *first,
        };
        sounds.letters = sounds.syllables.iter().map(letter).collect();
        let known = before.map(|own| Ordered { text: &own.syllables, places: &own.by_syllable });
        sounds.by_syllable = in_order(&sounds.syllables, &Rests(&sounds.syllables), known);
        let known = before.map(|own| Ordered { text: &own.letters, places: &own.by_letter });
        sounds.by_letter = in_order(&sounds.letters, &Rests(&sounds.letters), known);
        sounds
    }

    /// How a wording is read that begins at a character, so many characters of it.
    pub(crate) fn read(&self, wording: u32, (start, end): (u32, u32)) -> &[SyllableId] {
        &self.syllables[(start + wording) as usize..(end + wording) as usize]
    }

    /// What remains to be done to an index whose stored arrays are there.
    #[must_use]
    pub fn finish(mut self, order: &[u32]) -> Self {
        let mut places = vec![0_u32; order.len()];
        for (place, wording) in (0_u32..).zip(order) {
            places[*wording as usize] = place;
        }
        let mut keys = vec![0_u32; self.syllables.len()];
        let (mut wording, mut begins) = (0, true);
        for (key, syllable) in keys.iter_mut().zip(&self.syllables) {
            let place = places.get(wording).copied().unwrap_or_default();
            *key = place + if begins { 0 } else { order.len() as u32 };
            begins = *syllable == END;
            wording += usize::from(begins);
        }
        let best = |suffixes: &[u32]| {
            RangeMin::new(suffixes.iter().map(|suffix| keys[*suffix as usize]).collect())
        };
        self.best_by_syllable = best(&self.by_syllable);
        self.best_by_letter = best(&self.by_letter);
        self.syllable_heads = heads(&self.syllables);
        self.pairs = vec![0; (PAIR_IDS * PAIR_IDS).div_ceil(64)];
        for pair in self.syllables.windows(2) {
            if let Some((word, bit)) = pair_bit(pair[0], pair[1]) {
                self.pairs[word] |= bit;
            }
        }
        self.letter_heads = heads(&self.letters);
        self.syllable_pairs = pair_heads(&self.syllables, PAIR_IDS);
        self.letter_pairs = pair_heads(&self.letters, PAIR_LETTERS);
        self
    }

    /// Whether the second syllable follows the first one in any wording; perhaps, where nobody
    /// knows.
    pub fn follows(&self, first: SyllableId, second: SyllableId) -> bool {
        pair_bit(first, second)
            .is_none_or(|(word, bit)| self.pairs.get(word).is_some_and(|word| word & bit != 0))
    }

    /// The part of `span` in the order of syllables where one of `ids` stands behind `before`, which
    /// is what all of `span` has. Where nothing stands before, `span` is everything.
    pub fn by_syllable(
        &self,
        span: &Range<usize>,
        before: &[SyllableId],
        ids: &Range<SyllableId>,
    ) -> Range<usize> {
        let depth = before.len();
        if before.is_empty() {
            return head(&self.syllable_heads, ids.start.into())
                ..head(&self.syllable_heads, ids.end.into());
        }
        if let [first] = before
            && usize::from(*first) < PAIR_IDS
            && usize::from(ids.end) < PAIR_IDS
        {
            let row = &self.syllable_pairs[usize::from(*first) * PAIR_IDS..];
            return row[usize::from(ids.start)] as usize..row[usize::from(ids.end)] as usize;
        }
        let at = |suffix: &u32| self.syllables[*suffix as usize + depth];
        let suffixes = &self.by_syllable[span.clone()];
        let from = suffixes.partition_point(|suffix| at(suffix) < ids.start);
        let with = head_len(&suffixes[from..], |suffix| at(suffix) < ids.end);
        span.start + from..span.start + from + with
    }

    /// The part of `span` in the order of letters where a syllable that begins with `letter` stands
    /// behind `before`, with whose first letters all of `span` begins.
    pub fn by_letter(&self, span: &Range<usize>, before: &[u8], letter: u8) -> Range<usize> {
        let depth = before.len();
        if before.is_empty() {
            let letter = usize::from(letter);
            return head(&self.letter_heads, letter)..head(&self.letter_heads, letter + 1);
        }
        if let [first] = before
            && usize::from(first.max(&letter) + 1) < PAIR_LETTERS
        {
            let row =
                &self.letter_pairs[usize::from(*first) * PAIR_LETTERS + usize::from(letter)..];
            return row[0] as usize..row[1] as usize;
        }
        let at = |suffix: &u32| self.letters[*suffix as usize + depth];
        let suffixes = &self.by_letter[span.clone()];
        let from = suffixes.partition_point(|suffix| at(suffix) < letter);
        let with = head_len(&suffixes[from..], |suffix| at(suffix) == letter);
        span.start + from..span.start + from + with
    }
}

/// For how many syllables pairs are noted; there are some 450.
const PAIR_IDS: usize = 512;
/// For how many first letters, by their code.
const PAIR_LETTERS: usize = 128;

fn pair_bit(first: SyllableId, second: SyllableId) -> Option<(usize, u64)> {
    let (first, second) = (usize::from(first), usize::from(second));
    let pair = first * PAIR_IDS + second;
    (first < PAIR_IDS && second < PAIR_IDS).then_some((pair / 64, 1 << (pair % 64)))
}

/// A value that several of fit into the bits of a sorting key; zero ends a text.
trait Packed: Copy + Ord + Default + Sync + Into<u64> {
    const BITS: u32;
}

impl Packed for u8 {
    const BITS: u32 = 8;
}

impl Packed for u16 {
    const BITS: u32 = 16;
}

/// The order of what begins at every place of a text of texts, up to the next end; ends begin nothing.
struct Rests<'a, T>(&'a [T]);

impl<T: Packed> Rests<'_, T> {
    /// How many values fit into a key.
    const PACKED: usize = 64 / T::BITS as usize;

    fn rest(&self, from: usize) -> impl Iterator<Item = &T> {
        let rest = self.0.get(from..).unwrap_or_default();
        rest.iter().take_while(|value| **value != T::default())
    }

    /// The first values from a place on.
    fn key(&self, from: usize) -> u64 {
        let shifts = (0..Self::PACKED as u32).rev().map(|place| place * T::BITS);
        let values = self.rest(from).zip(shifts);
        values.fold(0, |key, (value, shift)| key | ((*value).into() << shift))
    }
}

impl<T: Packed> Order for Rests<'_, T> {
    fn settled(&self, count: usize) -> usize {
        self.0[..count].iter().rposition(|value| *value == T::default()).map_or(0, |end| end + 1)
    }

    fn sorted(&self, part: Range<usize>) -> Vec<u32> {
        let places = part.filter(|at| self.0[*at] != T::default());
        let mut keyed: Vec<(u64, u32)> = places.map(|at| (self.key(at), at as u32)).collect();
        let full = (1_u64 << T::BITS) - 1;
        let behind = |at: u32| self.rest(at as usize + Self::PACKED);
        keyed.par_sort_unstable_by(|a, b| {
            // Only where the key has no room left does the text go on behind it.
            let goes_on =
                || if a.0 & full == 0 { Ordering::Equal } else { behind(a.1).cmp(behind(b.1)) };
            a.0.cmp(&b.0).then_with(goes_on).then(a.1.cmp(&b.1))
        });
        keyed.into_iter().map(|(_, at)| at).collect()
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        self.rest(a as usize).cmp(self.rest(b as usize)).then(a.cmp(&b))
    }
}

/// Where in the order the places begin that start with each value.
fn heads<T: Packed>(text: &[T]) -> Vec<u32> {
    let mut heads: Vec<u32> = Vec::new();
    for value in text.iter().filter(|value| **value != T::default()) {
        let after = (*value).into() as usize + 1;
        if heads.len() <= after {
            heads.resize(after + 1, 0);
        }
        heads[after] += 1;
    }
    let mut sum = 0;
    for head in &mut heads {
        sum += *head;
        *head = sum;
    }
    heads
}

/// Where in the order the places begin that start with two values, by row of the first. What is
/// above `values` has no row, and one column with the last value.
fn pair_heads<T: Packed>(text: &[T], values: usize) -> Vec<u32> {
    let mut heads = vec![0_u32; values * values + 1];
    for pair in text.windows(2).filter(|pair| pair[0] != T::default()) {
        let (first, second) = (pair[0].into() as usize, pair[1].into() as usize);
        if first < values {
            heads[first * values + second.min(values - 1) + 1] += 1;
        }
    }
    let mut sum = 0;
    for head in &mut heads {
        sum += *head;
        *head = sum;
    }
    heads
}

fn head(heads: &[u32], value: usize) -> usize {
    heads.get(value).or(heads.last()).copied().unwrap_or_default() as usize
}

#[cfg(test)]
mod tests {
    use super::Rests;
    use crate::index::suffixes::{Order, Ordered, in_order};

    /// Values in turn, few of them, so that long stretches are equal.
    fn text(seed: u32, len: usize) -> Vec<u16> {
        let mut seed = seed;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) % 4
        };
        (0..len).map(|_| next() as u16).chain([0]).collect()
    }

    #[test]
    fn places_stand_in_the_order_of_what_follows() {
        let text = text(7, 3000);
        let tail = |at: u32| -> Vec<u16> {
            text[at as usize..].iter().copied().take_while(|value| *value != 0).collect()
        };
        let mut expected: Vec<u32> =
            (0..text.len() as u32).filter(|at| text[*at as usize] != 0).collect();
        expected.sort_by_key(|at| (tail(*at), *at));
        assert_eq!(Rests(&text).sorted(0..text.len()), expected);
        let bytes: Vec<u8> = text.iter().map(|value| *value as u8).collect();
        assert_eq!(Rests(&bytes).sorted(0..bytes.len()), expected);
    }

    #[test]
    fn what_was_ordered_before_is_taken_over_up_to_the_next_end() {
        let whole = text(7, 3000);
        let places = Rests(&whole).sorted(0..whole.len());
        for seed in 1..40 {
            let (from, gone) = (seed as usize * 71 % 2900, seed as usize % 23);
            let mut edited = whole.clone();
            edited.splice(from..from + gone, text(seed, seed as usize % 17));
            let before = Ordered { text: &whole, places: &places };
            let expected = Rests(&edited).sorted(0..edited.len());
            assert_eq!(in_order(&edited, &Rests(&edited), Some(before)), expected, "{seed}");
        }
    }
}
