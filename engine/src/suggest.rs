//! Suggestions while somebody types: one row an answer, with what matched marked.
//!
//! Four stages, each only when those before it leave room: what is written as typed; what is read
//! as typed (pinyin, and characters with wrong homophones); pinyin shortened to first letters; and
//! pinyin with an accent or a slip. A stage never overtakes the one before, and what a stage looks
//! at does not depend on how many rows are wanted, so a shorter list is the head of a longer one.

pub mod highlight;
pub mod list;
pub mod piece;
pub mod popularity;
pub mod slot;
pub mod typed;
pub mod walk;

use std::ops::Range;

use crate::index::prefix::{Contains, Shelved};
use crate::question::Question;
use crate::suggest::highlight::highlights;
use crate::suggest::list::{List, Match};
use crate::suggest::piece::Way;
use crate::suggest::popularity::Popularity;
use crate::suggest::slot::fill;
use crate::suggest::typed::Typed;
use crate::suggest::walk::{Leaf, Walk};
use crate::version::Version;

/// How many wordings a stage looks at before it is closed, whatever it has by then.
const LOOKED_AT_MAX: usize = 400;
/// How many entries a stage gathers before they are put in order; more than may be asked for.
const POOL: usize = 64;
/// How many rows with the very characters make it unlikely that one of them is wrong.
const WRITTEN_ENOUGH: usize = 5;
/// The fewest letters in which a slip is looked for.
const SLIP_LETTERS_MIN: usize = 4;
/// The fewest letters that are taken for whole syllables once a wording is read like that.
const READ_LETTERS_MIN: usize = 6;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The entry.
    pub entry: u32,
    /// Which of its wordings is shown: 0 the standard question, then the similar ones.
    pub wording: usize,
    /// What matched, in characters of that wording, the end exclusive.
    pub highlights: Vec<Range<usize>>,
}

/// What shapes a list besides what was typed and by whom.
#[derive(Debug, Clone, Copy)]
pub struct SuggestContext<'a> {
    /// How many rows are wanted, at most 50.
    pub limit: usize,
    /// What others ask; `None`: unknown.
    pub popularity: Option<&'a Popularity>,
}

/// The best `limit` suggestions for what was typed, of entries that may answer `question`.
pub fn suggest(version: &Version, question: &Question, limit: usize) -> Vec<Suggestion> {
    suggest_in(version, question, &SuggestContext { limit, popularity: None })
}

/// The best suggestions for what was typed, of entries that may answer `question`: match first,
/// then popularity and whom an entry is made for.
pub fn suggest_in(
    version: &Version,
    question: &Question,
    context: &SuggestContext,
) -> Vec<Suggestion> {
    let typed = Typed::new(question.text);
    if context.limit == 0 || typed.is_empty() {
        return Vec::new();
    }
    let mut list = List::new(version, question, context.popularity);
    written(version, &typed, &mut list, context.limit);
    for way in [Way::Read, Way::Shortened, Way::Misspelt] {
        if list.rows.len() < context.limit && is_likely(way, &typed, &list) {
            let mut walk = Walk::new(&version.sounds, &version.syllables, &typed);
            walk.walk(way);
            heard(version, walk.leaves, &mut list);
        }
    }
    list.rows.truncate(context.limit);
    list.rows.iter().map(|found| row(version, found)).collect()
}

fn row(version: &Version, found: &Match) -> Suggestion {
    let wording = (found.wording - version.documents.wordings_of(found.entry).start) as usize;
    Suggestion { entry: found.entry, wording, highlights: highlights(version, found, wording) }
}

/// Wordings that contain what was typed.
fn written(version: &Version, typed: &Typed, list: &mut List, limit: usize) {
    // Where nobody is preferred, matches come in their final order.
    let enough = if list.partial { POOL } else { limit };
    let mut looked_at = 0;
    let chars = typed.len() as u32;
    version.prefix.search(&typed.chars, |contains| {
        looked_at += 1;
        let Contains { wording, entry, at, place } = contains;
        if list.wants(entry) {
            list.take(Match { entry, wording, at, chars, faults: 0, second: false, place });
        }
        list.gathered() < enough && looked_at < LOOKED_AT_MAX
    });
    let text: Vec<u32> = typed.chars.iter().map(|c| u32::from(*c)).collect();
    each_leading(version, list, |list, found| {
        if version.prefix.chars_of(found.wording)[found.at as usize..].starts_with(&text) {
            list.take(Match { chars, ..found });
        }
    });
    list.close_stage();
}

/// Wordings that bear out one of the readings.
fn heard(version: &Version, leaves: Vec<Leaf>, list: &mut List) {
    for leaf in &leaves {
        let written = leaf.slots.iter().filter(|slot| slot.written.is_some()).count();
        // One wrong homophone is always forgiven, more only among as many right ones.
        let homophones_max = (written / 2).max(1);
        let chars = leaf.slots.len() as u32;
        let offer = |list: &mut List, found: Match| {
            let filled = fill(version, found.wording, found.at, &leaf.slots);
            if let Some(homophones) = filled.filter(|count| *count <= homophones_max) {
                let faults = homophones as u32 + u32::from(leaf.faults);
                list.take(Match { chars, faults, second: leaf.second, ..found });
            }
        };
        let (mut looked_at, pool) = (0, list.gathered() + POOL);
        each_heard(version, leaf, |found| {
            looked_at += 1;
            if list.wants(found.entry) {
                offer(list, found);
            }
            list.gathered() < pool && looked_at < LOOKED_AT_MAX
        });
        each_leading(version, list, offer);
    }
    list.close_stage();
}

/// Every place in a leaf's span, the most preferred wordings first.
fn each_heard(version: &Version, leaf: &Leaf, mut take: impl FnMut(Match) -> bool) {
    let (sounds, prefix) = (&version.sounds, &version.prefix);
    let (places, best) = if leaf.by_letter {
        (&sounds.by_letter, &sounds.best_by_letter)
    } else {
        (&sounds.by_syllable, &sounds.best_by_syllable)
    };
    best.each(leaf.span.clone(), |key, at| {
        let (place, Shelved { wording, entry, start, .. }) = prefix.shelved(key);
        let at = places[at] - wording - start;
        take(Match { entry, wording, at, chars: 0, faults: 0, second: false, place })
    });
}

/// Every place in every wording of the most asked entries, which may stand too far back in the
/// order of preference to be met otherwise.
fn each_leading(version: &Version, list: &mut List, mut offer: impl FnMut(&mut List, Match)) {
    for entry in list.leaders().iter().copied().filter(|entry| list_has(version, *entry)) {
        if !list.wants(entry) {
            continue;
        }
        for wording in version.documents.wordings_of(entry) {
            let (start, end) = version.prefix.span(wording);
            let place = version.prefix.place(wording);
            for at in 0..end - start {
                offer(
                    list,
                    Match { entry, wording, at, chars: 0, faults: 0, second: false, place },
                );
            }
        }
    }
}

/// Whether a version has an entry with this number; counts may be older than the version.
fn list_has(version: &Version, entry: u32) -> bool {
    (entry as usize) < version.base.entries.len()
}

/// Whether something may have been typed in a way, after what was found so far.
fn is_likely(way: Way, typed: &Typed, list: &List) -> bool {
    match way {
        // A single character has too many homophones, and what is written as typed needs none.
        Way::Read => typed.letters > 0 || typed.len() > 1 && list.rows.len() < WRITTEN_ENOUGH,
        // Many letters that some wording is read by are no first letters.
        Way::Shortened => {
            let read = typed.letters == typed.len() && typed.len() >= READ_LETTERS_MIN;
            typed.letters > 0 && typed.len() > 1 && (!read || list.rows.is_empty())
        }
        Way::Misspelt => typed.letters >= SLIP_LETTERS_MIN,
    }
}
