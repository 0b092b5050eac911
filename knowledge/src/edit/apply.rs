//! Edits carried out on a base.

use rustc_hash::FxHashMap;

use crate::base::{Base, Draft, Place};
use crate::edit::{Edit, EntryDates};
use crate::entry::Entry;
use crate::problem::Problem;
use crate::text::fold::Folded;

/// Applies edits in their order. What the outcome is worth as a base, `check` tells.
pub fn apply(base: Base, edits: &[Edit]) -> Draft {
    let mut editor = Editor::new(base);
    let mut problems = Vec::new();
    for (at, edit) in edits.iter().enumerate() {
        if let Err(problem) = editor.apply(edit) {
            let field = format!("edits[{at}].{}", problem.field);
            problems.push(Problem { field, ..problem });
        }
    }
    Draft { base: editor.finish(), problems }
}

/// A base while it is edited. What is removed leaves its place at the end, so that numbers stay.
struct Editor {
    base: Base,
    numbers: FxHashMap<String, usize>,
    removed: Vec<bool>,
}

impl Editor {
    /// Begins with a base; of two entries with one id the first is meant.
    fn new(base: Base) -> Self {
        let mut numbers = FxHashMap::default();
        for (at, entry) in base.entries.iter().enumerate() {
            numbers.entry(entry.id.clone()).or_insert(at);
        }
        let removed = vec![false; base.entries.len()];
        Self { base, numbers, removed }
    }

    /// The base without what was removed.
    fn finish(self) -> Base {
        let Base { entries, places } = self.base;
        let kept = entries.into_iter().zip(places).zip(self.removed);
        let (entries, places) = kept.filter(|(_, removed)| !removed).map(|(kept, _)| kept).unzip();
        Base { entries, places }
    }

    /// Applies one edit, or says why it cannot be and changes nothing.
    fn apply(&mut self, edit: &Edit) -> Result<(), Problem> {
        match edit {
            Edit::Upsert { entry } => {
                self.upsert(entry);
                Ok(())
            }
            Edit::Remove { id } => {
                let at = self.at("id", id)?;
                self.remove(at);
                self.redirect(id, None);
                Ok(())
            }
            Edit::Merge { into, from } => self.merge(into, from),
            Edit::AddWordings { id, wordings } => {
                let at = self.at("id", id)?;
                add_wordings(&mut self.base.entries[at], wordings.iter().cloned());
                Ok(())
            }
            Edit::RemoveWordings { id, wordings } => {
                let at = self.at("id", id)?;
                remove_wordings(&mut self.base.entries[at], wordings)
            }
            Edit::SetDates { id, dates } => {
                let at = self.at("id", id)?;
                set_dates(&mut self.base.entries[at], *dates)
            }
            Edit::SetNumber { title, number } => self.set_number(title, number),
            Edit::RemoveFollowups { id, followups } => {
                let at = self.at("id", id)?;
                self.base.entries[at].followups.retain(|id| !followups.contains(id));
                Ok(())
            }
        }
    }

    fn at(&self, field: &str, id: &str) -> Result<usize, Problem> {
        let known = self.numbers.get(id).copied();
        known.ok_or_else(|| Problem::error(0, field, "unknown_entry", &[id]))
    }

    fn upsert(&mut self, entry: &Entry) {
        if let Some(at) = self.numbers.get(&entry.id) {
            self.base.entries[*at] = entry.clone();
            return;
        }
        self.numbers.insert(entry.id.clone(), self.base.entries.len());
        self.base.push(entry.clone(), Place::default());
        self.removed.push(false);
    }

    fn remove(&mut self, at: usize) {
        self.numbers.remove(&self.base.entries[at].id);
        self.removed[at] = true;
    }

    /// Lets follow-ups to `from` lead to `to`, or nowhere; none leads to its own entry.
    fn redirect(&mut self, from: &str, to: Option<&str>) {
        for entry in &mut self.base.entries {
            let Some(place) = entry.followups.iter().position(|id| id == from) else {
                continue;
            };
            let known = |to: &&str| entry.id != **to && !entry.followups.iter().any(|id| id == to);
            match to.filter(known) {
                Some(to) => to.clone_into(&mut entry.followups[place]),
                None => {
                    entry.followups.remove(place);
                }
            }
        }
    }

    fn merge(&mut self, into: &str, from: &str) -> Result<(), Problem> {
        let (to, gone) = (self.at("into", into)?, self.at("from", from)?);
        if to == gone {
            return Err(Problem::error(0, "from", "own_merge", &[from]));
        }
        let wordings: Vec<String> = self.base.entries[gone].wordings().map(str::to_owned).collect();
        add_wordings(&mut self.base.entries[to], wordings.into_iter());
        self.remove(gone);
        self.redirect(from, Some(into));
        Ok(())
    }

    fn set_number(&mut self, title: &str, number: &str) -> Result<(), Problem> {
        let cited = self.base.entries.iter_mut().flat_map(|entry| &mut entry.basis);
        let mut found = false;
        for basis in cited.filter(|basis| basis.title == title && basis.number.is_none()) {
            basis.number = Some(number.to_owned());
            found = true;
        }
        if found { Ok(()) } else { Err(Problem::error(0, "title", "unknown_document", &[title])) }
    }
}

/// Adds wordings that the entry does not have, whatever their punctuation.
fn add_wordings(entry: &mut Entry, wordings: impl Iterator<Item = String>) {
    for wording in wordings {
        let key = Folded::new(&wording).key();
        if !entry.wordings().any(|own| Folded::new(own).key() == key) {
            entry.similar.push(wording);
        }
    }
}

fn remove_wordings(entry: &mut Entry, wordings: &[String]) -> Result<(), Problem> {
    for (at, wording) in wordings.iter().enumerate() {
        let field = format!("wordings[{at}]");
        if !entry.similar.contains(wording) {
            let is_standard = entry.question == *wording;
            let code = if is_standard { "standard_wording" } else { "unknown_wording" };
            return Err(Problem::error(0, &field, code, &[wording, &entry.id]));
        }
    }
    entry.similar.retain(|own| !wordings.contains(own));
    Ok(())
}

fn set_dates(entry: &mut Entry, dates: EntryDates) -> Result<(), Problem> {
    let from = dates.valid_from.or(entry.valid_from);
    let to = dates.valid_to.or(entry.valid_to);
    if let Some((from, to)) = from.zip(to).filter(|(from, to)| to < from) {
        let details = [from.to_string(), to.to_string()];
        let details = details.each_ref().map(String::as_str);
        return Err(Problem::error(0, "dates.valid_to", "dates_reversed", &details));
    }
    (entry.valid_from, entry.valid_to) = (from, to);
    entry.reviewed_on = dates.reviewed_on.or(entry.reviewed_on);
    Ok(())
}
