//! What may stand in one place of a wording for it to match.

use std::ops::Range;

use wenshui_knowledge::text::syllable::id::{OTHER, SyllableId};

use crate::version::Version;

/// What one place of a wording must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// How its character is read.
    pub ids: Range<SyllableId>,
    /// The character that was written; another that is read the same is a wrong homophone.
    pub written: Option<char>,
}

/// Whether the characters of `wording` from `at` on fill the slots: how many of them are
/// homophones of what was written, or `None`.
pub fn fill(version: &Version, wording: u32, at: u32, slots: &[Slot]) -> Option<usize> {
    let (start, end) = version.prefix.span(wording);
    let from = (start + at) as usize;
    let chars = version.prefix.chars.get(from..from + slots.len())?;
    if from + slots.len() > end as usize {
        return None;
    }
    // A wording's syllables are closed by one place more than its characters are.
    let syllables = &version.sounds.syllables[from + wording as usize..];
    let mut homophones = 0;
    for ((slot, c), id) in slots.iter().zip(chars).zip(syllables) {
        match slot.written {
            Some(written) if u32::from(written) == *c => continue,
            Some(_) if *id == OTHER => return None,
            Some(_) => homophones += 1,
            None => {}
        }
        if !slot.ids.contains(id) && !is_read_otherwise(version, *c, &slot.ids) {
            return None;
        }
    }
    Some(homophones)
}

/// Whether some everyday reading of a character is among `ids`.
fn is_read_otherwise(version: &Version, c: u32, ids: &Range<SyllableId>) -> bool {
    let several = char::from_u32(c).map_or(&[][..], |c| version.syllables.several(c));
    several.iter().any(|id| ids.contains(id))
}
