//! Terms by their syllables: what a piece of text may have been meant to say.

use crate::heard::likeness::{Likeness, LikenessTable};
use crate::text::syllable::id::SyllableId;

/// Terms as a tree over their syllables.
#[derive(Debug, Clone, Default)]
pub struct TermTree {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    children: Vec<(SyllableId, u32)>,
    /// The numbers of the terms that end here.
    terms: Vec<u32>,
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

/// What is still allowed to differ on the way down.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    /// How much unlikeness.
    strain: u32,
    /// Whether a syllable may be missing or too many.
    gap: bool,
}

impl TermTree {
    /// Builds the tree of terms, each as its syllables, numbered in their order.
    pub fn new<'a>(terms: impl Iterator<Item = &'a [SyllableId]>) -> Self {
        let mut tree = Self { nodes: vec![Node::default()] };
        for (syllables, number) in terms.zip(0..) {
            let mut at = 0;
            for syllable in syllables {
                tree.nodes[at].longest = tree.nodes[at].longest.max(syllables.len());
                at = tree.child(at, *syllable);
            }
            tree.nodes[at].longest = tree.nodes[at].longest.max(syllables.len());
            tree.nodes[at].terms.push(number);
        }
        tree
    }

    fn child(&mut self, at: usize, syllable: SyllableId) -> usize {
        let known = self.nodes[at].children.iter().find(|(of, _)| *of == syllable);
        if let Some((_, child)) = known {
            return *child as usize;
        }
        let child = self.nodes.len();
        self.nodes[at].children.push((syllable, child as u32));
        self.nodes.push(Node::default());
        child
    }

    /// Every term that the beginning of `text` may have been meant to say. Of each character of
    /// the text there are all its readings.
    pub fn find(&self, text: &[Vec<SyllableId>], table: &LikenessTable) -> Vec<Match> {
        let mut found = Vec::new();
        let allowance = Allowance { strain: STRAIN_MAX, gap: true };
        self.walk((0, 0), allowance, &mut Walk { text, table, found: &mut found });
        found.sort_unstable_by_key(|one| (one.term, one.len));
        found.dedup();
        found
    }

    /// Goes on from a node and a character, as far as the allowance reaches.
    fn walk(&self, (at, place): (usize, usize), left: Allowance, walk: &mut Walk<'_>) {
        let node = &self.nodes[at];
        for term in &node.terms {
            walk.found.push(Match { term: *term, len: place });
        }
        let Some(readings) = walk.text.get(place) else { return };
        for (syllable, child) in &node.children {
            let child = *child as usize;
            let longest = self.nodes[child].longest;
            let likeness = readings.iter().map(|one| walk.table.of(*one, *syllable)).min();
            let strain = strain(likeness.unwrap_or(Likeness::None));
            // Short terms have to sound the same, or nearly; long ones may be heard less well.
            let spent = STRAIN_MAX - left.strain + strain;
            if spent <= strain_max(longest) {
                let left = Allowance { strain: left.strain - strain, ..left };
                self.walk((child, place + 1), left, walk);
            }
            let inside = place > 0 && longest >= GAP_MIN;
            if inside && left.gap && left.strain == STRAIN_MAX {
                // A syllable of the term was not heard.
                self.walk((child, place), Allowance { strain: 0, gap: false }, walk);
            }
        }
        let stutter = place > 0 && walk.text[place - 1] == walk.text[place];
        if stutter && left.gap && node.longest >= GAP_MIN && left.strain == STRAIN_MAX {
            // A syllable was heard twice.
            self.walk((at, place + 1), Allowance { strain: 0, gap: false }, walk);
        }
    }
}

/// What a walk looks at and what it found.
struct Walk<'a> {
    text: &'a [Vec<SyllableId>],
    table: &'a LikenessTable,
    found: &'a mut Vec<Match>,
}

/// The most unlikeness over a whole term.
const STRAIN_MAX: u32 = 4;
/// From so many syllables on one may be missing or too many.
const GAP_MIN: usize = 5;

/// What an unlike syllable costs of the allowance.
fn strain(likeness: Likeness) -> u32 {
    match likeness {
        Likeness::Same => 0,
        Likeness::Accent => 1,
        Likeness::Half => 2,
        Likeness::None => 4,
    }
}

/// The most unlikeness of a term with so many syllables.
fn strain_max(syllables: usize) -> u32 {
    match syllables {
        0..=2 => 0,
        3 => 1,
        4 => 2,
        _ => STRAIN_MAX,
    }
}
