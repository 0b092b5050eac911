//! Ids for entries that have none where they come from.

use std::collections::HashMap;

use crate::text::fold::Folded;

/// The longest name that stays as it is, and how much of another is kept, in characters.
const CHARS_MAX: usize = 100;
const KEPT: usize = 80;

/// Makes ids, each once.
#[derive(Debug, Default)]
pub(super) struct MadeIds(HashMap<String, usize>);

impl MadeIds {
    /// `q-` and the first twelve hexadecimal digits of the BLAKE3 hash of the folded question, so that
    /// the same question gets the same id from every file, whatever its punctuation; a second entry with
    /// the same question, as for another region, gets `-2` behind it.
    pub(super) fn of(&mut self, question: &str) -> String {
        let key = Folded::new(question).key();
        let hashed = if key.is_empty() { question } else { &key };
        let id = format!("q-{}", &blake3::hash(hashed.as_bytes()).to_hex()[..12]);
        let count = self.0.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}-{count}") }
    }
}

/// A name of another system as an id: of one with characters that ids do not have the others are kept,
/// and the first eight digits of the hash of the name follow, so that no two names become one.
pub(super) fn fitted(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.chars().all(fits) && name.len() <= CHARS_MAX {
        return name.to_owned();
    }
    let kept: String = name.chars().filter(|c| fits(*c)).take(KEPT).collect();
    let hash = &blake3::hash(name.as_bytes()).to_hex()[..8];
    if kept.is_empty() { format!("id-{hash}") } else { format!("{kept}-{hash}") }
}
