//! The suggestion index: every wording that contains what was typed, best first.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use crate::index::head_len::head_len;
use crate::index::range_min::RangeMin;
use crate::index::suffixes::{Order, Ordered, in_order};

/// How many characters order the suffixes; longer typing is compared character by character.
const DEPTH: usize = 24;

/// From how many places on a pair of characters is frequent; fewer are searched in six steps.
const FREQUENT: usize = 64;

/// A suffix array over the folded wordings with a table that finds the best of any range.
#[derive(Debug, Clone, Default)]
pub struct Prefix {
    /// The characters of all wordings, one after the other.
    pub chars: Vec<u32>,
    /// Where the characters of each wording begin; one more than there are wordings.
    pub starts: Vec<u32>,
    /// Positions in `chars`, in the order of the text that begins there.
    pub suffixes: Vec<u32>,
    /// The wordings from the most to the least preferred.
    pub order: Vec<u32>,
    /// How many characters of each wording stand where they stand in the folded one, up to 255.
    pub plain: Vec<u8>,
    /// The place of each wording in `order`.
    pub(crate) places: Vec<u32>,
    /// The wordings in the order of preference, with what is asked of each that was found.
    pub(crate) shelf: Vec<Shelved>,
    /// Where in `suffixes` those stand that begin with a character.
    pub(crate) heads: FxHashMap<u32, (u32, u32)>,
    /// The same for every two characters that stand together: a search in the few places of a pair
    /// misses the cache a handful of times, in those of a frequent character a dozen.
    pub(crate) pairs: FxHashMap<[u32; 2], (u32, u32)>,
    /// The same for every three, where the pair is frequent.
    pub(crate) triples: FxHashMap<[u32; 3], (u32, u32)>,
    /// For each suffix: the place of its wording in `order`, after all of them when the suffix is
    /// not the whole wording, so that beginnings stand before insides.
    pub(crate) best: RangeMin,
}

/// A wording on its place: all that a row needs in 16 bytes, which is one miss of the cache where
/// an array each would be five.
#[derive(Debug, Clone, Copy)]
pub struct Shelved {
    /// The wording.
    pub wording: u32,
    /// Its entry.
    pub entry: u32,
    /// Where its characters begin.
    pub start: u32,
    /// How many there are; of more than 65,535 the first are searched.
    len: u16,
    /// How many of them stand where they stand in the wording as it is written, up to 255.
    plain: u8,
    /// Whether another wording has the same characters.
    doubled: bool,
}

/// The order of what begins at every character, as far as it is looked at.
struct Heads<'a>(&'a [u32]);

impl Heads<'_> {
    fn head(&self, at: u32) -> &[u32] {
        let from = at as usize;
        &self.0[from..self.0.len().min(from + DEPTH)]
    }
}

impl Order for Heads<'_> {
    fn settled(&self, count: usize) -> usize {
        (count + 1).saturating_sub(DEPTH)
    }

    fn sorted(&self, part: Range<usize>) -> Vec<u32> {
        let mut places: Vec<u32> = part.map(|at| at as u32).collect();
        places.par_sort_unstable_by(|a, b| self.compare(*a, *b));
        places
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        self.head(a).cmp(self.head(b)).then(a.cmp(&b))
    }
}

/// A wording that contains what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contains {
    /// The wording.
    pub wording: u32,
    /// Its entry.
    pub entry: u32,
    /// Where in its folded characters.
    pub at: u32,
    /// The place of the wording in the order of preference.
    pub place: u32,
}

impl Prefix {
    /// Orders what its folded wordings without spaces contain. Of the index of other wordings, whatever is
    /// around what differs is taken over.
    #[must_use]
    pub(crate) fn ordered(mut self, before: Option<&Self>) -> Self {
        let before = before.map(|own| Ordered { text: &own.chars, places: &own.suffixes });
        self.suffixes = in_order(&self.chars, &Heads(&self.chars), before);
        self
    }

    /// The wordings that contain `typed`, most preferred first: those that begin with it, then
    /// those that have it inside. `take` says whether to go on.
    pub fn search(&self, typed: &[char], mut take: impl FnMut(Contains) -> bool) {
        let typed: Vec<u32> = typed.iter().map(|c| u32::from(*c)).collect();
        let Some((known, (from, to))) = self.head(&typed) else {
            return;
        };
        let head = &typed[known..typed.len().clamp(known, DEPTH)];
        let text = |suffix: &u32| {
            let from = *suffix as usize + known;
            &self.chars[from..self.chars.len().min(from + head.len())]
        };
        let begin = from as usize;
        let suffixes = &self.suffixes[begin..to as usize];
        let from = suffixes.partition_point(|suffix| text(suffix) < head);
        let with = head_len(&suffixes[from..], |suffix| text(suffix) == head);
        self.best.each(begin + from..begin + from + with, |key, at| {
            let (place, Shelved { wording, entry, start, len, .. }) = self.shelved(key);
            let suffix = self.suffixes[at];
            // Ordering looks at the head only, and across the end of a wording into the next.
            let met = suffix as usize + typed.len() <= start as usize + usize::from(len)
                && (typed.len() <= DEPTH || self.chars[suffix as usize..].starts_with(&typed));
            !met || take(Contains { wording, entry, at: suffix - start, place })
        });
    }

    /// The suffixes that begin with the first characters of what was typed, and with how many.
    fn head(&self, typed: &[u32]) -> Option<(usize, (u32, u32))> {
        if let [first, second, third, ..] = *typed
            && let Some(span) = self.triples.get(&[first, second, third])
        {
            return Some((3, *span));
        }
        match *typed {
            [] => None,
            [only] => Some((1, *self.heads.get(&only)?)),
            [first, second, ..] => Some((2, *self.pairs.get(&[first, second])?)),
        }
    }

    /// The place that a key of preference names, and what stands there.
    pub fn shelved(&self, key: u32) -> (u32, Shelved) {
        let places = self.shelf.len() as u32;
        let place = if key < places { key } else { key - places };
        (place, self.shelf[place as usize])
    }

    /// Whether the first `upto` folded characters of the wording on a place stand where they stand
    /// in it.
    pub fn is_plain(&self, place: u32, upto: usize) -> bool {
        upto <= usize::from(self.shelf[place as usize].plain)
    }

    /// The place of a wording in the order of preference.
    pub fn place(&self, wording: u32) -> u32 {
        self.places[wording as usize]
    }

    /// The characters of a wording.
    pub fn chars_of(&self, wording: u32) -> &[u32] {
        let (start, end) = self.span(wording);
        &self.chars[start as usize..end as usize]
    }

    /// Whether the wordings on two places have the same characters.
    pub fn are_equal(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.shelf[a as usize], &self.shelf[b as usize]);
        a.doubled && b.doubled && self.chars_of(a.wording) == self.chars_of(b.wording)
    }

    fn find_doubled(&self) -> Vec<bool> {
        let mut first: FxHashMap<&[u32], u32> = FxHashMap::default();
        let mut doubled = vec![false; self.order.len()];
        for wording in 0..self.order.len() as u32 {
            if let Some(other) = first.insert(self.chars_of(wording), wording) {
                doubled[other as usize] = true;
                doubled[wording as usize] = true;
            }
        }
        doubled
    }

    /// Where the characters of a wording begin and end.
    pub fn span(&self, wording: u32) -> (u32, u32) {
        (self.starts[wording as usize], self.starts[wording as usize + 1])
    }

    /// The wording of every character.
    fn owners(&self) -> Vec<u32> {
        let mut owners = Vec::with_capacity(self.chars.len());
        for (wording, span) in (0_u32..).zip(self.starts.windows(2)) {
            owners.resize(owners.len() + (span[1] - span[0]) as usize, wording);
        }
        owners
    }

    /// Where the suffixes begin that start with one, two and three characters.
    fn find_heads(&mut self) {
        let chars = &self.chars;
        let after =
            |suffix: &u32, by: usize| chars.get(*suffix as usize + by).copied().unwrap_or_default();
        let (mut from, mut triples_from) = (0, 0);
        for one in self.suffixes.chunk_by(|a, b| after(a, 0) == after(b, 0)) {
            let first = after(&one[0], 0);
            self.heads.insert(first, (from, from + one.len() as u32));
            for two in one.chunk_by(|a, b| after(a, 1) == after(b, 1)) {
                let (second, to) = (after(&two[0], 1), from + two.len() as u32);
                self.pairs.insert([first, second], (from, to));
                let runs = two.chunk_by(|a, b| after(a, 2) == after(b, 2));
                for three in runs.filter(|_| two.len() > FREQUENT) {
                    let to = triples_from + three.len() as u32;
                    self.triples.insert([first, second, after(&three[0], 2)], (triples_from, to));
                    triples_from = to;
                }
                (from, triples_from) = (to, to);
            }
        }
    }

    /// What remains to be done to an index whose stored arrays are there; `entries` has the entry of
    /// every wording.
    #[must_use]
    pub fn finish(mut self, entries: &[u32]) -> Self {
        self.places = vec![0_u32; self.order.len()];
        for (place, wording) in (0_u32..).zip(&self.order) {
            self.places[*wording as usize] = place;
        }
        let doubled = self.find_doubled();
        let shelved = |wording: &u32| {
            let (start, end) = self.span(*wording);
            let at = *wording as usize;
            Shelved {
                wording: *wording,
                entry: entries.get(at).copied().unwrap_or_default(),
                start,
                len: (end - start).min(u16::MAX.into()) as u16,
                plain: self.plain.get(at).copied().unwrap_or_default(),
                doubled: doubled[at],
            }
        };
        self.shelf = self.order.iter().map(shelved).collect();
        let inside = self.order.len() as u32;
        let owners = self.owners();
        let key = |suffix: &u32| {
            let wording = owners[*suffix as usize];
            let begins = self.starts[wording as usize] == *suffix;
            self.places[wording as usize] + if begins { 0 } else { inside }
        };
        self.best = RangeMin::new(self.suffixes.iter().map(key).collect());
        self.find_heads();
        self
    }
}
