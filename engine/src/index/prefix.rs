//! The suggestion index: every wording that contains what was typed, best first.

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use crate::index::head_len::head_len;
use crate::index::range_min::RangeMin;

/// How many characters order the suffixes; longer typing is compared character by character.
const DEPTH: usize = 24;

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
    /// Whether another wording has the same characters.
    pub(crate) doubled: Vec<bool>,
    /// Where in `suffixes` those stand that begin with a character.
    pub(crate) heads: FxHashMap<u32, (u32, u32)>,
    /// The same for every two characters that stand together: a search in the few places of a pair
    /// misses the cache a handful of times, in those of a frequent character a dozen.
    pub(crate) pairs: FxHashMap<[u32; 2], (u32, u32)>,
    /// For each suffix: the place of its wording in `order`, after all of them when the suffix is
    /// not the whole wording, so that beginnings stand before insides.
    pub(crate) best: RangeMin,
}

/// A wording that contains what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contains {
    /// The wording.
    pub wording: u32,
    /// Where in its folded characters.
    pub at: u32,
    /// The place of the wording in the order of preference.
    pub place: u32,
}

impl Prefix {
    /// Builds the index of folded wordings without spaces; `order` lists them from the most to the
    /// least preferred.
    pub fn new(wordings: &[Vec<char>], order: Vec<u32>) -> Self {
        let mut index = Self { order, ..Self::default() };
        for wording in wordings {
            index.starts.push(index.chars.len() as u32);
            index.chars.extend(wording.iter().map(|c| u32::from(*c)));
        }
        index.starts.push(index.chars.len() as u32);
        let mut suffixes: Vec<u32> = (0..index.chars.len() as u32).collect();
        let text = |at: u32| {
            let from = at as usize;
            &index.chars[from..index.chars.len().min(from + DEPTH)]
        };
        suffixes.par_sort_unstable_by(|a, b| text(*a).cmp(text(*b)).then(a.cmp(b)));
        index.suffixes = suffixes;
        index.finish()
    }

    /// The wordings that contain `typed`, most preferred first: those that begin with it, then
    /// those that have it inside. `take` says whether to go on.
    pub fn search(&self, typed: &[char], mut take: impl FnMut(Contains) -> bool) {
        let typed: Vec<u32> = typed.iter().map(|c| u32::from(*c)).collect();
        let (known, span) = match typed[..] {
            [] => return,
            [only] => (1, self.heads.get(&only)),
            [first, second, ..] => (2, self.pairs.get(&[first, second])),
        };
        let Some((from, to)) = span else {
            return;
        };
        let head = &typed[known..typed.len().clamp(known, DEPTH)];
        let text = |suffix: &u32| {
            let from = *suffix as usize + known;
            &self.chars[from..self.chars.len().min(from + head.len())]
        };
        let begin = *from as usize;
        let suffixes = &self.suffixes[begin..*to as usize];
        let from = suffixes.partition_point(|suffix| text(suffix) < head);
        let with = head_len(&suffixes[from..], |suffix| text(suffix) == head);
        self.best.each(begin + from..begin + from + with, |key, at| {
            let place = key % self.order.len() as u32;
            let wording = self.order[place as usize];
            let suffix = self.suffixes[at];
            let (start, end) = self.span(wording);
            // Ordering looks at the head only, and across the end of a wording into the next.
            let met = suffix as usize + typed.len() <= end as usize
                && (typed.len() <= DEPTH || self.chars[suffix as usize..].starts_with(&typed));
            !met || take(Contains { wording, at: suffix - start, place })
        });
    }

    /// Whether the first `upto` folded characters of a wording stand where they stand in it.
    pub fn is_plain(&self, wording: u32, upto: usize) -> bool {
        self.plain.get(wording as usize).is_some_and(|plain| upto <= usize::from(*plain))
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

    /// Whether two wordings have the same characters.
    pub fn are_equal(&self, a: u32, b: u32) -> bool {
        let doubled = |wording: u32| self.doubled[wording as usize];
        doubled(a) && doubled(b) && self.chars_of(a) == self.chars_of(b)
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

    /// What remains to be done to an index whose stored arrays are there.
    #[must_use]
    pub fn finish(mut self) -> Self {
        self.places = vec![0_u32; self.order.len()];
        for (place, wording) in (0_u32..).zip(&self.order) {
            self.places[*wording as usize] = place;
        }
        self.doubled = self.find_doubled();
        let inside = self.order.len() as u32;
        let owners = self.owners();
        let key = |suffix: &u32| {
            let wording = owners[*suffix as usize];
            let begins = self.starts[wording as usize] == *suffix;
            self.places[wording as usize] + if begins { 0 } else { inside }
        };
        self.best = RangeMin::new(self.suffixes.iter().map(key).collect());
        let head = |suffix: &u32| self.chars[*suffix as usize];
        let next = |suffix: &u32| self.chars.get(*suffix as usize + 1).copied().unwrap_or_default();
        let mut from = 0;
        for run in self.suffixes.chunk_by(|a, b| head(a) == head(b)) {
            self.heads.insert(head(&run[0]), (from, from + run.len() as u32));
            for run in run.chunk_by(|a, b| next(a) == next(b)) {
                let to = from + run.len() as u32;
                self.pairs.insert([head(&run[0]), next(&run[0])], (from, to));
                from = to;
            }
        }
        self
    }
}
