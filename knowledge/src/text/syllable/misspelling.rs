//! Letters that spell no syllable or the wrong one, and the syllables that may have been meant.

use rustc_hash::FxHashMap;

use crate::lexicon::sounds::{PinyinWords, SlipKind};
use crate::text::syllable::id::SyllableId;

/// A syllable that was meant by other letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Misspelling {
    /// Why the letters are others.
    pub kind: MisspellingKind,
    /// The syllable.
    pub meant: SyllableId,
}

/// Why letters are others than those of the syllable that was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MisspellingKind {
    /// Two sounds that many accents do not tell apart, or another way to type the syllable.
    Alike,
    /// A letter was dropped, doubled, swapped with the next, or the key beside it was hit.
    Slip,
}

/// Every misspelling of every syllable, by its letters.
#[derive(Debug, Clone, Default)]
pub struct Misspellings {
    by_letters: FxHashMap<String, Vec<Misspelling>>,
}

impl Misspellings {
    /// Misspells every syllable in every way that the data knows.
    pub fn new(words: &PinyinWords, ids: &FxHashMap<String, SyllableId>) -> Self {
        let mut by_letters: FxHashMap<String, Vec<Misspelling>> = FxHashMap::default();
        for (initial, spelling) in &words.syllables {
            let Some(&meant) = ids.get(spelling) else { continue };
            let alike = alike(words, initial, spelling).into_iter();
            let slips = slips(words, spelling).into_iter();
            let alike = alike.map(|letters| (letters, MisspellingKind::Alike));
            let slips = slips.map(|letters| (letters, MisspellingKind::Slip));
            for (letters, kind) in alike.chain(slips).filter(|(letters, _)| letters != spelling) {
                by_letters.entry(letters).or_default().push(Misspelling { kind, meant });
            }
        }
        for found in by_letters.values_mut() {
            found.sort_unstable();
            // Of two reasons for the same syllable the milder one stands first and is kept.
            let mut known = Vec::new();
            found.retain(|one| {
                let fresh = !known.contains(&one.meant);
                known.push(one.meant);
                fresh
            });
        }
        Self { by_letters }
    }

    /// What may have been meant, the milder reasons first.
    pub fn of(&self, letters: &str) -> &[Misspelling] {
        self.by_letters.get(letters).map_or(&[], Vec::as_slice)
    }
}

/// The spellings that sound alike.
fn alike(words: &PinyinWords, initial: &str, spelling: &str) -> Vec<String> {
    let others = |kind: SlipKind, part: &str| -> Vec<String> {
        let slips = words.slips.iter().filter(|(of, _, _)| *of == kind);
        let mut others = vec![part.to_owned()];
        for (_, one, other) in slips {
            if one == part {
                others.push(other.clone());
            } else if other == part && kind != SlipKind::Spelling {
                others.push(one.clone());
            }
        }
        others
    };
    let mut found = others(SlipKind::Spelling, spelling);
    let Some(rest) = spelling.strip_prefix(initial).filter(|rest| !rest.is_empty()) else {
        return found;
    };
    for initial in others(SlipKind::Initial, initial) {
        for rest in others(SlipKind::Final, rest) {
            found.push(format!("{initial}{rest}"));
        }
    }
    found
}

/// The spellings with one letter dropped, doubled, swapped with the next or hit beside its key.
fn slips(words: &PinyinWords, spelling: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, letter) in spelling.char_indices() {
        let (before, after) = (&spelling[..at], &spelling[at + 1..]);
        if spelling.len() > 2 {
            found.push(format!("{before}{after}"));
        }
        found.push(format!("{before}{letter}{letter}{after}"));
        if let Some(next) = after.chars().next() {
            found.push(format!("{before}{next}{letter}{}", &after[1..]));
        }
        let near = words.slips.iter().filter(|(kind, key, _)| {
            *kind == SlipKind::Near && key.chars().eq(std::iter::once(letter))
        });
        for key in near.flat_map(|(_, _, keys)| keys.chars()) {
            found.push(format!("{before}{key}{after}"));
        }
    }
    found
}
