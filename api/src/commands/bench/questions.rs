//! Questions to measure with: distinct from each other and from the knowledge that is measured.

use anyhow::Context;
use wenshui_benches::generate::Generator;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::bundled;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::Lexicons;
use wenshui_knowledge::text::segment::Segmenter;

use crate::source::Unusable;

/// A generator in the language of the bundled knowledge.
pub fn generator(seed: u64) -> anyhow::Result<Generator> {
    let lexicons = Lexicons::read(&bundled::lexicons()).map_err(Unusable)?;
    let segmenter = Segmenter::new(&lexicons.terms);
    Ok(Generator::new(&bundled::knowledge().base, &segmenter, seed))
}

/// `count` questions that no wording of `base` equals.
pub fn foreign_to(base: &Base, count: usize, seed: u64) -> anyhow::Result<Vec<String>> {
    // The seed of the questions is not that of any knowledge that was generated with it.
    let mut generator = generator(seed.wrapping_add(0x9e37_79b9_7f4a_7c15))?;
    for wording in base.entries.iter().flat_map(Entry::wordings) {
        generator.exclude(wording);
    }
    let made: Result<Vec<String>, _> = (0..count).map(|_| generator.question()).collect();
    made.context("cannot make enough questions to measure with")
}
