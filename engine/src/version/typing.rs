//! The indexes that serve while somebody types, from the same folded wordings.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use wenshui_knowledge::base::Base;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::syllable::Syllables;
use wenshui_knowledge::text::syllable::id::SyllableId;

use crate::index::documents::Documents;
use crate::index::prefix::Prefix;
use crate::index::sounds::Sounds;
use crate::origin::{Origin, Quotations};

/// A wording on the way into the indexes.
struct Wording {
    chars: Vec<char>,
    read: Vec<SyllableId>,
    /// How many characters stand where they stand in the wording as it is written.
    plain: u8,
}

/// Builds both. What was written is preferred to what only quotes, standard questions to similar ones,
/// short to long, then the order of the base decides.
pub(crate) fn indexes(
    (base, quotations): (&Base, &Quotations),
    documents: &Documents,
    syllables: &Syllables,
) -> (Prefix, Sounds) {
    let entries = base.entries.par_iter();
    let prepare = |wording: &str| prepare(wording, syllables);
    let wordings: Vec<Wording> =
        entries.flat_map_iter(|entry| entry.wordings().map(prepare)).collect();
    let mut order: Vec<u32> = (0..wordings.len() as u32).collect();
    order.sort_by_key(|at| {
        let (role, entry) = (documents.roles[*at as usize], documents.entries[*at as usize]);
        let quotes = quotations.origin(entry) == Origin::Quoted;
        (quotes, role, wordings[*at as usize].chars.len(), *at)
    });
    let plain = wordings.iter().map(|wording| wording.plain).collect();
    let (chars, read): (Vec<_>, Vec<_>) =
        wordings.into_iter().map(|wording| (wording.chars, wording.read)).unzip();
    let sounds = Sounds::new(&read, syllables, &order);
    (Prefix { plain, ..Prefix::new(&chars, order) }.finish(&documents.entries), sounds)
}

fn prepare(wording: &str, syllables: &Syllables) -> Wording {
    let folded = Folded::new(wording);
    let kept = folded.text().chars().zip(folded.origin()).filter(|(c, _)| *c != ' ');
    let (chars, origins): (Vec<char>, Vec<u32>) = kept.unzip();
    let plain = origins.iter().zip(0..).take_while(|(origin, at)| **origin == *at).count();
    let read = syllables.read(&chars);
    Wording { chars, read, plain: plain.min(255) as u8 }
}
