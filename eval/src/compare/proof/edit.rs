//! A version with one difference of another.

use std::sync::Arc;

use wenshui_engine::settings::Settings;
use wenshui_engine::version::build::Parts;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::Lexicons;

use crate::error::Error;
use crate::manifest::difference::{Difference, Kind};
use crate::manifest::{flat, mark, settings_text};

/// The same difference the other way round.
pub fn reversed(difference: &Difference) -> Difference {
    let Difference { before, after, .. } = difference.clone();
    Difference { before: after, after: before, ..difference.clone() }
}

/// `own` with one difference of `other`; none where it cannot be taken over by itself.
///
/// # Errors
/// When the settings or lexicons of a side cannot be read.
pub fn applied(
    (own, other): (&Parts, &Parts),
    difference: &Difference,
) -> Result<Option<Parts>, Error> {
    let mut parts = own.clone();
    let name = difference.name.as_str();
    match difference.kind {
        kind if kind.is_of_entry() => entry((&mut parts, other), difference),
        Kind::Concept => {
            let said = difference.part.as_ref();
            parts.lexicons.concepts.retain(|pair| Some(&pair.said) != said);
            let pairs = other.lexicons.concepts.iter();
            parts.lexicons.concepts.extend(pairs.filter(|pair| Some(&pair.said) == said).cloned());
        }
        Kind::Lexicon => {
            let theirs = other.lexicon_files.iter().filter(|file| file.name == name).cloned();
            parts.lexicon_files.retain(|file| file.name != name);
            parts.lexicon_files.extend(theirs);
            let read = Lexicons::read(&parts.lexicon_files).map_err(Error::Lexicon)?;
            parts.lexicons = Lexicons { concepts: parts.lexicons.concepts, ..read };
        }
        Kind::Setting => {
            let mut numbers = flat(&Settings::parse("settings.toml", &own.settings_text)?);
            let theirs = flat(&Settings::parse("settings.toml", &other.settings_text)?);
            let value = theirs.get(name).cloned();
            numbers.extend(value.map(|value| (name.to_owned(), value)));
            parts.settings_text = settings_text(&numbers);
        }
        Kind::Screen => parts.screen.clone_from(&other.screen),
        Kind::Model if name == "encoder" => parts.encoder = Arc::clone(&other.encoder),
        Kind::Model if name == "cross_encoder" => parts.cross.clone_from(&other.cross),
        _ => return Ok(None),
    }
    Ok(Some(parts))
}

/// Takes over what differs in one entry.
fn entry((parts, other): (&mut Parts, &Parts), difference: &Difference) {
    let id = &difference.name;
    let theirs = other.base.entries.iter().find(|entry| entry.id == *id);
    let at = parts.base.entries.iter().position(|entry| entry.id == *id);
    match (at, theirs) {
        (Some(at), Some(theirs)) => {
            let entry = &mut parts.base.entries[at];
            *entry = mixed(entry, theirs, difference);
        }
        (Some(at), None) => {
            parts.base.entries.remove(at);
            if at < parts.base.places.len() {
                parts.base.places.remove(at);
            }
        }
        (None, Some(theirs)) => {
            parts.base.entries.push(theirs.clone());
            parts.base.places.push(wenshui_knowledge::base::Place::default());
        }
        (None, None) => {}
    }
}

/// An entry with what differs taken from another.
fn mixed(own: &Entry, theirs: &Entry, difference: &Difference) -> Entry {
    let mut entry = own.clone();
    match difference.kind {
        Kind::Question => entry.question.clone_from(&theirs.question),
        Kind::Wording => {
            let gone = difference.before.as_ref();
            entry.similar.retain(|wording| Some(&mark(wording)) != gone);
            let come = difference.after.as_ref();
            let found = theirs.similar.iter().find(|wording| Some(&mark(wording)) == come);
            let place = difference.part.as_ref().and_then(|part| part.parse::<usize>().ok());
            let place = place.map_or(entry.similar.len(), |place| place.saturating_sub(1));
            if let Some(wording) = found {
                entry.similar.insert(place.min(entry.similar.len()), wording.clone());
            }
        }
        Kind::Answer => {
            entry.answer.clone_from(&theirs.answer);
            entry.blocks.clone_from(&theirs.blocks);
        }
        Kind::Scope => {
            entry.regions.clone_from(&theirs.regions);
            entry.taxpayer_types.clone_from(&theirs.taxpayer_types);
            (entry.valid_from, entry.valid_to) = (theirs.valid_from, theirs.valid_to);
        }
        _ => {
            let Entry { question, similar, answer, blocks, .. } = own.clone();
            let Entry { regions, taxpayer_types, valid_from, valid_to, .. } = own.clone();
            return Entry {
                question,
                similar,
                answer,
                blocks,
                regions,
                taxpayer_types,
                valid_from,
                valid_to,
                ..theirs.clone()
            };
        }
    }
    entry
}

/// Gives the wordings that differ their words, from the knowledge of both sides.
pub fn tell_words(differences: &mut [Difference], (before, after): (&Parts, &Parts)) {
    for difference in differences.iter_mut().filter(|one| one.kind.is_of_entry()) {
        let parts = if difference.after.is_some() { after } else { before };
        let entry = parts.base.entries.iter().find(|entry| entry.id == difference.name);
        let wanted = difference.after.as_ref().or(difference.before.as_ref());
        let wording = entry.and_then(|entry| {
            entry.wordings().find(|wording| Some(&mark(wording)) == wanted).map(str::to_owned)
        });
        difference.text = wording;
    }
}
