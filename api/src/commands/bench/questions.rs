//! Questions to measure with: distinct from each other and from the knowledge that is measured.

use anyhow::Context;
use wenshui_benches::generate::Generator;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::Entry;

use crate::source::Unusable;

/// `count` questions that no wording of `base` equals.
pub fn foreign_to(base: &Base, count: usize, seed: u64) -> anyhow::Result<Vec<String>> {
    // The seed of the questions is not that of any knowledge that was generated with it.
    let seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut generator = Generator::bundled(seed).map_err(Unusable)?;
    for wording in base.entries.iter().flat_map(Entry::wordings) {
        generator.exclude(wording);
    }
    let made: Result<Vec<String>, _> = (0..count).map(|_| generator.question()).collect();
    made.context("cannot make enough questions to measure with")
}
