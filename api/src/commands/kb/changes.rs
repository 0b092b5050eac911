//! What an import changes, entry by entry.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use wenshui_knowledge::base::{Base, Place};
use wenshui_knowledge::entry::Entry;

/// What becomes of the entries of a base when others are brought.
#[derive(Debug, Default, Serialize)]
pub(super) struct Changes {
    /// Entries that were not there.
    pub(super) added: Vec<Change>,
    /// Entries that were there and differ.
    pub(super) changed: Vec<Change>,
    /// Ids of entries that are gone.
    pub(super) removed: Vec<String>,
    /// How many entries were brought as they were.
    pub(super) unchanged: usize,
}

/// An entry that is new or differs.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    id: String,
    file: String,
    line: usize,
    /// The fields that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
}

impl Changes {
    /// Compares what was there with what is brought; where it is replaced all else goes.
    pub(super) fn new(before: &Base, brought: &Base, replaced: bool) -> Self {
        let known: HashMap<&str, &Entry> =
            before.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        let mut changes = Self::default();
        for (entry, place) in brought.entries.iter().zip(&brought.places) {
            match known.get(entry.id.as_str()) {
                None => changes.added.push(Change::new(entry, place, Vec::new())),
                Some(old) if *old == entry => changes.unchanged += 1,
                Some(old) => changes.changed.push(Change::new(entry, place, differing(old, entry))),
            }
        }
        if replaced {
            let kept: HashSet<&str> =
                brought.entries.iter().map(|entry| entry.id.as_str()).collect();
            let gone = before.entries.iter().filter(|entry| !kept.contains(entry.id.as_str()));
            changes.removed = gone.map(|entry| entry.id.clone()).collect();
        }
        changes
    }

    /// A line for each entry that is touched: added ones with `+`, changed ones with `~` and their
    /// fields, removed ones with `-`.
    pub(super) fn listed(&self) -> String {
        let added =
            self.added.iter().map(|own| format!("+ {}  {}:{}\n", own.id, own.file, own.line));
        let changed = self.changed.iter().map(|own| {
            let fields = own.fields.join(", ");
            format!("~ {}  {}:{}  {fields}\n", own.id, own.file, own.line)
        });
        let removed = self.removed.iter().map(|id| format!("- {id}\n"));
        added.chain(changed).chain(removed).collect()
    }
}

impl Change {
    fn new(entry: &Entry, place: &Place, fields: Vec<String>) -> Self {
        Self { id: entry.id.clone(), file: place.file.to_string(), line: place.line, fields }
    }
}

/// The names of the fields in which two entries differ, by what is written of them.
fn differing(old: &Entry, new: &Entry) -> Vec<String> {
    let written = |entry: &Entry| serde_json::to_value(entry).expect("an entry is plain data");
    let (old, new) = (written(old), written(new));
    let names = old.as_object().into_iter().chain(new.as_object()).flat_map(|map| map.keys());
    let mut names: Vec<String> =
        names.filter(|name| old.get(name) != new.get(name)).cloned().collect();
    names.sort();
    names.dedup();
    names
}
