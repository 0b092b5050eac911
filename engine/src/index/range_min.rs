//! Where in a range the smallest key stands, whatever the length of the range.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// Keys a block.
const BLOCK: usize = 64;

/// A sparse table over the minima of blocks (Bender and Farach-Colton 2000): a range of any length
/// is answered by reading two partial blocks and two cells of the table.
#[derive(Debug, Clone, Default)]
pub struct RangeMin {
    keys: Vec<u32>,
    /// By level: the position of the smallest key of 2^level blocks from each block on.
    levels: Vec<Vec<u32>>,
}

impl RangeMin {
    /// Builds the table.
    pub fn new(keys: Vec<u32>) -> Self {
        let mut table = Self { keys, levels: Vec::new() };
        let blocks = table.keys.len().div_ceil(BLOCK);
        let of_block = |block: usize| {
            let end = ((block + 1) * BLOCK).min(table.keys.len());
            table.scan(block * BLOCK, end)
        };
        let mut level: Vec<u32> = (0..blocks).map(of_block).collect();
        let mut width = 1;
        while level.len() > width {
            let next: Vec<u32> = (0..level.len() - width)
                .map(|at| table.smaller(level[at], level[at + width]))
                .collect();
            table.levels.push(level);
            level = next;
            width = 1 << table.levels.len();
        }
        table.levels.push(level);
        table
    }

    /// The keys.
    pub fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// The position of the smallest key of a range that is not empty, the first of equals.
    pub fn position(&self, from: usize, to: usize) -> usize {
        let (first, last) = (from.div_ceil(BLOCK), to / BLOCK);
        if first >= last {
            return self.scan(from, to) as usize;
        }
        let mut best = self.blocks(first, last);
        if from < first * BLOCK {
            best = self.smaller(self.scan(from, first * BLOCK), best);
        }
        if last * BLOCK < to {
            best = self.smaller(best, self.scan(last * BLOCK, to));
        }
        best as usize
    }

    /// The keys of a range with their positions, the smallest first. `take` says whether to go on.
    pub fn each(&self, range: Range<usize>, mut take: impl FnMut(u32, usize) -> bool) {
        let mut ranges = BinaryHeap::new();
        let push = |ranges: &mut BinaryHeap<_>, from: usize, to: usize| {
            if from < to {
                let at = self.position(from, to);
                ranges.push(Reverse((self.keys[at], at, from, to)));
            }
        };
        push(&mut ranges, range.start, range.end);
        while let Some(Reverse((key, at, from, to))) = ranges.pop() {
            if !take(key, at) {
                return;
            }
            push(&mut ranges, from, at);
            push(&mut ranges, at + 1, to);
        }
    }

    /// The smallest of whole blocks.
    fn blocks(&self, first: usize, last: usize) -> u32 {
        let level = (last - first).ilog2() as usize;
        let table = &self.levels[level];
        self.smaller(table[first], table[last - (1 << level)])
    }

    fn scan(&self, from: usize, to: usize) -> u32 {
        let mut best = (u32::MAX, from);
        for (key, at) in self.keys[from..to].iter().zip(from..) {
            if *key < best.0 {
                best = (*key, at);
            }
        }
        best.1 as u32
    }

    fn smaller(&self, a: u32, b: u32) -> u32 {
        if self.keys[b as usize] < self.keys[a as usize] { b } else { a }
    }
}

#[cfg(test)]
mod tests {
    use super::RangeMin;

    #[test]
    fn agrees_with_looking_at_every_key() {
        let keys: Vec<u32> = (0..1000_u32).map(|at| at.wrapping_mul(2_654_435_761) >> 20).collect();
        let table = RangeMin::new(keys.clone());
        for from in (0..1000).step_by(7) {
            for to in (from + 1..=1000).step_by(13) {
                let expected = (from..to).min_by_key(|at| keys[*at]).unwrap();
                assert_eq!(keys[table.position(from, to)], keys[expected], "{from}..{to}");
            }
        }
    }
}
