//! The suggestion index: every wording that contains what was typed, best first.

use rayon::slice::ParallelSliceMut;

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
    /// For each suffix: the place of its wording in `order`, after all of them when the suffix is
    /// not the whole wording, so that beginnings stand before insides.
    best: RangeMin,
}

/// A wording that contains what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contains {
    /// The wording.
    pub wording: u32,
    /// Where in its folded characters.
    pub at: u32,
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
        let owners = index.owners();
        let mut suffixes: Vec<u32> = (0..index.chars.len() as u32).collect();
        let text = |at: u32| {
            let from = at as usize;
            &index.chars[from..index.chars.len().min(from + DEPTH)]
        };
        suffixes.par_sort_unstable_by(|a, b| text(*a).cmp(text(*b)).then(a.cmp(b)));
        index.suffixes = suffixes;
        index.finish(&owners);
        index
    }

    /// An index from its stored arrays.
    pub fn from_parts(
        chars: Vec<u32>,
        starts: Vec<u32>,
        suffixes: Vec<u32>,
        order: Vec<u32>,
    ) -> Self {
        let mut index = Self { chars, starts, suffixes, order, best: RangeMin::default() };
        let owners = index.owners();
        index.finish(&owners);
        index
    }

    /// The wordings that contain `typed`, most preferred first: those that begin with it, then
    /// those that have it inside. `take` says whether to go on.
    pub fn search(&self, typed: &[char], mut take: impl FnMut(Contains) -> bool) {
        let typed: Vec<u32> = typed.iter().map(|c| u32::from(*c)).collect();
        if typed.is_empty() || self.suffixes.is_empty() {
            return;
        }
        let head = &typed[..typed.len().min(DEPTH)];
        let text = |suffix: &u32| {
            let from = *suffix as usize;
            &self.chars[from..self.chars.len().min(from + head.len())]
        };
        let from = self.suffixes.partition_point(|suffix| text(suffix) < head);
        let to = from + self.suffixes[from..].partition_point(|suffix| text(suffix) == head);
        let mut ranges = std::collections::BinaryHeap::new();
        let push = |ranges: &mut std::collections::BinaryHeap<_>, from: usize, to: usize| {
            if from < to {
                let at = self.best.position(from, to);
                ranges.push(std::cmp::Reverse((self.best.keys()[at], at, from, to)));
            }
        };
        push(&mut ranges, from, to);
        while let Some(std::cmp::Reverse((key, at, from, to))) = ranges.pop() {
            push(&mut ranges, from, at);
            push(&mut ranges, at + 1, to);
            let wording = self.order[key as usize % self.order.len()];
            let suffix = self.suffixes[at];
            let (start, end) = self.span(wording);
            let rest = &self.chars[suffix as usize..end as usize];
            // Ordering looks at the head only, and across the end of a wording into the next.
            if rest.starts_with(&typed) && !take(Contains { wording, at: suffix - start }) {
                return;
            }
        }
    }

    fn span(&self, wording: u32) -> (u32, u32) {
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

    fn finish(&mut self, owners: &[u32]) {
        let mut places = vec![0_u32; self.order.len()];
        for (place, wording) in (0_u32..).zip(&self.order) {
            places[*wording as usize] = place;
        }
        let inside = self.order.len() as u32;
        let key = |suffix: &u32| {
            let wording = owners[*suffix as usize];
            let begins = self.starts[wording as usize] == *suffix;
            places[wording as usize] + if begins { 0 } else { inside }
        };
        self.best = RangeMin::new(self.suffixes.iter().map(key).collect());
    }
}
