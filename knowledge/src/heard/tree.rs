//! Terms by their syllables: what a piece of text may have been meant to say.

use crate::heard::likeness::{Likeness, LikenessTable};
use crate::text::syllable::id::SyllableId;

/// Terms as a tree over their syllables.
#[derive(Debug, Clone, Default)]
pub struct TermTree {
    nodes: Vec<Node>,
    /// For every syllable the nodes below the root that it may have been meant to say, with the
    /// strain: the root has too many children to look at each of them for each character.
    beginnings: Vec<Vec<(usize, u32)>>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    children: Vec<(SyllableId, u32)>,
    /// The numbers of the terms that end here.
    terms: Vec<u32>,
    /// How many syllables lead here.
    depth: usize,
    /// How many syllables the longest term below has in all.
    longest: usize,
}

/// A term that sounds like a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The term's number.
    pub term: u32,
    /// How many characters of the text it takes.
    pub len: usize,
}

/// How much differs on the way down.
#[derive(Debug, Clone, Copy, Default)]
struct Spent {
    /// How much unlikeness.
    strain: u32,
    /// Whether a syllable is missing or too many; then nothing else may differ.
    gap: bool,
}

impl Spent {
    fn nothing(self) -> bool {
        self.strain == 0 && !self.gap
    }
}

impl TermTree {
    /// Builds the tree of terms, each as its syllables, numbered in their order.
    pub fn new<'a>(terms: impl Iterator<Item = &'a [SyllableId]>, table: &LikenessTable) -> Self {
        let mut tree = Self { nodes: vec![Node::default()], beginnings: Vec::new() };
        for (syllables, number) in terms.zip(0..) {
            let mut at = 0;
            for syllable in syllables {
                tree.nodes[at].longest = tree.nodes[at].longest.max(syllables.len());
                at = tree.child(at, *syllable);
            }
            tree.nodes[at].longest = tree.nodes[at].longest.max(syllables.len());
            tree.nodes[at].terms.push(number);
        }
        tree.beginnings = (0..table.len()).map(|one| tree.beginning(one as u16, table)).collect();
        tree
    }

    fn beginning(&self, heard: SyllableId, table: &LikenessTable) -> Vec<(usize, u32)> {
        let children = self.nodes[0].children.iter();
        let strained =
            children.map(|(meant, child)| (*child as usize, strain(table.of(heard, *meant))));
        // The first syllable is heard best, and every other one would be looked at in vain.
        let fits = |(child, strain): &(usize, u32)| {
            *strain <= strain_max(self.nodes[*child].longest).min(STRAIN_FIRST_MAX)
        };
        strained.filter(fits).collect()
    }

    fn child(&mut self, at: usize, syllable: SyllableId) -> usize {
        let known = self.nodes[at].children.iter().find(|(of, _)| *of == syllable);
        if let Some((_, child)) = known {
            return *child as usize;
        }
        let child = self.nodes.len();
        self.nodes[at].children.push((syllable, child as u32));
        let depth = self.nodes[at].depth + 1;
        self.nodes.push(Node { depth, ..Node::default() });
        child
    }

    /// Every term that the beginning of `text` may have been meant to say. Of each character of
    /// the text there are all its readings.
    pub fn find(&self, text: &[Vec<SyllableId>], table: &LikenessTable) -> Vec<Match> {
        let mut found = Vec::new();
        let mut walk = Walk { text, table, found: &mut found };
        for heard in text.first().into_iter().flatten() {
            let beginnings = self.beginnings.get(usize::from(*heard)).into_iter().flatten();
            for (child, strain) in beginnings {
                self.walk((*child, 1), Spent { strain: *strain, gap: false }, &mut walk);
            }
        }
        found.sort_unstable_by_key(|one| (one.term, one.len));
        found.dedup();
        found
    }

    /// Goes on from a node and a character, neither of them the first, as far as is allowed.
    fn walk(&self, (at, place): (usize, usize), spent: Spent, walk: &mut Walk<'_>) {
        let node = &self.nodes[at];
        let reaches = !spent.gap || node.depth >= GAP_MIN;
        if reaches && spent.strain <= strain_max(node.depth) {
            walk.found.extend(node.terms.iter().map(|term| Match { term: *term, len: place }));
        }
        let Some(readings) = walk.text.get(place) else { return };
        for (syllable, child) in &node.children {
            let child = *child as usize;
            let longest = self.nodes[child].longest;
            let likeness = readings.iter().map(|one| walk.table.of(*one, *syllable)).min();
            let strain = spent.strain + strain(likeness.unwrap_or(Likeness::None));
            let most = if spent.gap { 0 } else { strain_max(longest) };
            if strain <= most {
                self.walk((child, place + 1), Spent { strain, ..spent }, walk);
            }
            if longest >= GAP_MIN && spent.nothing() {
                // A syllable of the term was not heard.
                self.walk((child, place), Spent { gap: true, ..spent }, walk);
            }
        }
        let stutter = walk.text[place - 1] == walk.text[place];
        if stutter && node.longest >= GAP_MIN && spent.nothing() {
            // A syllable was heard twice.
            self.walk((at, place + 1), Spent { gap: true, ..spent }, walk);
        }
    }
}

/// What a walk looks at and what it found.
struct Walk<'a> {
    text: &'a [Vec<SyllableId>],
    table: &'a LikenessTable,
    found: &'a mut Vec<Match>,
}

/// From so many syllables on one may be missing or too many.
const GAP_MIN: usize = 5;

/// The most unlikeness of the first syllable.
const STRAIN_FIRST_MAX: u32 = 1;

/// What an unlike syllable counts.
fn strain(likeness: Likeness) -> u32 {
    match likeness {
        Likeness::Same => 0,
        Likeness::Accent => 1,
        Likeness::Half => 3,
        Likeness::None => 100,
    }
}

/// The most unlikeness of a term with so many syllables: short ones have to sound the same.
fn strain_max(syllables: usize) -> u32 {
    match syllables {
        0..=2 => 0,
        3 => 1,
        4 => 2,
        _ => 3,
    }
}
