//! The indexes that serve while somebody types, from the same folded wordings.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator, ParallelIterator};
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::syllable::Syllables;
use wenshui_knowledge::text::syllable::id::{END, SyllableId};

use crate::index::documents::Documents;
use crate::index::prefix::Prefix;
use crate::index::sounds::Sounds;
use crate::origin::Origin;
use crate::version::before::Before;
use crate::version::frame::Frame;

/// A wording on the way into the indexes.
struct Wording {
    chars: Vec<u32>,
    read: Vec<SyllableId>,
    /// How many characters stand where they stand in the wording as it is written.
    plain: u8,
}

/// Builds both. What was written is preferred to what only quotes, standard questions to similar ones,
/// short to long, then the order of the base decides.
pub(crate) fn indexes(
    frame: &Frame,
    documents: &Documents,
    before: Option<&Before<'_>>,
) -> (Prefix, Sounds) {
    let (prefix, read) = wordings(frame, before);
    let mut order: Vec<u32> = (0..prefix.plain.len() as u32).collect();
    order.sort_by_key(|at| {
        let (role, entry) = (documents.roles[*at as usize], documents.entries[*at as usize]);
        let quotes = frame.quotations.origin(entry) == Origin::Quoted;
        let (start, end) = prefix.span(*at);
        (quotes, role, end - start, *at)
    });
    let (other_prefix, other_sounds) = before.map(Before::typing).unzip();
    let sounds = || Sounds::new(read, &frame.syllables, other_sounds).finish(&order);
    let prefix = || {
        let prefix = Prefix { order: order.clone(), ..prefix };
        prefix.ordered(other_prefix).finish(&documents.entries)
    };
    rayon::join(prefix, sounds)
}

/// The characters of all wordings and how they are read, those of entries that are the same as before from there.
fn wordings(frame: &Frame, before: Option<&Before<'_>>) -> (Prefix, Vec<SyllableId>) {
    let known = |entry| before.and_then(|before| Some((before.typing(), before.wordings(entry)?)));
    let entries = frame.base.entries.par_iter().enumerate();
    let prepare = |wording: &str| prepare(wording, &frame.syllables);
    let fresh = entries.map(|(at, entry)| {
        let is_known = known(at).is_some();
        (!is_known).then(|| entry.wordings().map(prepare).collect())
    });
    let fresh: Vec<Option<Vec<Wording>>> = fresh.collect();
    let (mut prefix, mut syllables) = (Prefix::default(), Vec::new());
    let mut lay = |chars: &[u32], read: &[SyllableId], plain: u8| {
        prefix.starts.push(prefix.chars.len() as u32);
        prefix.chars.extend_from_slice(chars);
        prefix.plain.push(plain);
        syllables.extend_from_slice(read);
        syllables.push(END);
    };
    for (entry, fresh) in fresh.iter().enumerate() {
        for Wording { chars, read, plain } in fresh.iter().flatten() {
            lay(chars, read, *plain);
        }
        let Some(((other, sounds), wordings)) = known(entry) else { continue };
        for wording in wordings {
            let read = sounds.read(wording, other.span(wording));
            lay(other.chars_of(wording), read, other.plain[wording as usize]);
        }
    }
    prefix.starts.push(prefix.chars.len() as u32);
    (prefix, syllables)
}

fn prepare(wording: &str, syllables: &Syllables) -> Wording {
    let folded = Folded::new(wording);
    let kept = folded.text().chars().zip(folded.origin()).filter(|(c, _)| *c != ' ');
    let (chars, origins): (Vec<char>, Vec<u32>) = kept.unzip();
    let plain = origins.iter().zip(0..).take_while(|(origin, at)| **origin == *at).count();
    let read = syllables.read(&chars);
    let chars = chars.into_iter().map(u32::from).collect();
    Wording { chars, read, plain: plain.min(255) as u8 }
}
