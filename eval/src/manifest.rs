//! What a version is made of, small enough to stand in a report, so that of two reports alone it can be
//! told what differs.
//!
//! Texts are hashes of eight bytes; sayings and settings stand as they are, since a cause is looked for
//! by what they say.

pub mod difference;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wenshui_engine::settings::Settings;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::{Parts, build};
use wenshui_engine::{amount, context, facet_phrases, words};
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::{DataFile, Lexicons};

use crate::error::Error;

/// What a version is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version's name.
    pub version: String,
    /// The entries by id.
    pub entries: BTreeMap<String, EntryMark>,
    /// The concept lexicon: by category what is said, and how the law says it.
    pub concepts: BTreeMap<String, BTreeMap<String, String>>,
    /// The other lexicon files by name, each as a hash.
    pub lexicons: BTreeMap<String, String>,
    /// The lists of guard, emotions and intents by name, each as a hash.
    pub screen: BTreeMap<String, String>,
    /// What the engine says and reads by itself, by name, each as a hash.
    pub words: BTreeMap<String, String>,
    /// The settings by section and key.
    pub settings: BTreeMap<String, String>,
    /// The models by what they do.
    pub models: BTreeMap<String, String>,
}

/// An entry as hashes, 16 hexadecimal digits each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryMark {
    /// Its wordings one after the other, the standard question first.
    #[serde(rename = "w")]
    pub wordings: String,
    /// Its answer and blocks.
    #[serde(rename = "a")]
    pub answer: String,
    /// Where, when and for whom it holds.
    #[serde(rename = "s")]
    pub scope: String,
    /// Everything else: topic, tax, what it is asked back by, basis.
    #[serde(rename = "r")]
    pub rest: String,
}

/// The digits of a hash.
const DIGITS: usize = 16;

/// A text as a hash: the first eight bytes of its BLAKE3, in hexadecimal digits.
pub fn mark(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..DIGITS].to_owned()
}

/// Builds a version and tells what it is made of.
///
/// # Errors
/// When it cannot be built.
pub fn built(parts: Parts) -> Result<(Version, Manifest), Error> {
    let manifest = Manifest::of(&parts);
    let version = build(parts)?;
    let manifest = manifest.of_version(&version);
    Ok((version, manifest))
}

impl Manifest {
    /// What the parts of a version are, before it is built; what only the built one tells is missing.
    pub fn of(parts: &Parts) -> Self {
        Self::of_read(&parts.base, (&parts.lexicon_files, &parts.lexicons))
    }

    /// The same of entries, lexicon files and what was read from those.
    pub fn of_read(base: &Base, (files, lexicons): (&[DataFile], &Lexicons)) -> Self {
        let entries = base.entries.iter();
        let mut concepts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for pair in &lexicons.concepts {
            let category = concepts.entry(pair.category.clone()).or_default();
            category.insert(pair.said.clone(), pair.law.clone());
        }
        let others = files.iter().filter(|file| !file.name.starts_with("concepts/"));
        Self {
            version: String::new(),
            entries: entries.map(|entry| (entry.id.clone(), EntryMark::of(entry))).collect(),
            concepts,
            lexicons: others.map(|file| (file.name.clone(), mark(&file.text))).collect(),
            screen: BTreeMap::new(),
            words: own_words(),
            settings: BTreeMap::new(),
            models: BTreeMap::new(),
        }
    }

    /// The same with what the built version tells.
    #[must_use]
    pub fn of_version(self, version: &Version) -> Self {
        let mut models = BTreeMap::from([
            ("encoder".to_owned(), version.encoder.id().to_owned()),
            ("outside".to_owned(), version.outside.id().to_owned()),
        ]);
        let cross = version.cross.as_ref();
        models.extend(cross.map(|cross| ("cross_encoder".to_owned(), cross.id().to_owned())));
        Self {
            version: version.id.clone(),
            screen: version.screen.lists().iter().cloned().collect(),
            settings: flat(&version.settings),
            models,
            ..self
        }
    }
}

impl EntryMark {
    /// An entry as hashes.
    pub fn of(entry: &Entry) -> Self {
        let bare = Entry {
            id: String::new(),
            question: String::new(),
            similar: Vec::new(),
            answer: None,
            blocks: Vec::new(),
            taxpayer_types: Vec::new(),
            regions: Vec::new(),
            valid_from: None,
            valid_to: None,
            ..entry.clone()
        };
        let scope = (&entry.regions, &entry.taxpayer_types, entry.valid_from, entry.valid_to);
        Self {
            wordings: entry.wordings().map(mark).collect(),
            answer: mark(&json(&(&entry.answer, &entry.blocks))),
            scope: mark(&json(&scope)),
            rest: mark(&json(&bare)),
        }
    }

    /// The hashes of the wordings, the standard question first.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        // Hexadecimal digits have one byte each; what a hand has spoilt is left out.
        let count = self.wordings.len() / DIGITS;
        (0..count).filter_map(|at| self.wordings.get(at * DIGITS..(at + 1) * DIGITS))
    }
}

/// The settings by section and key, each number as it is written.
///
/// # Panics
/// Never: settings have no value that JSON cannot hold.
pub fn flat(settings: &Settings) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let value = serde_json::to_value(settings).expect("settings are plain data");
    let sections = value.as_object().into_iter().flatten();
    for (section, keys) in sections {
        for (key, value) in keys.as_object().into_iter().flatten() {
            found.insert(format!("{section}.{key}"), number(value));
        }
    }
    found
}

/// Settings of these sections and keys as TOML.
pub fn settings_text(flat: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut open = "";
    for (name, value) in flat {
        let (section, key) = name.split_once('.').unwrap_or(("", name));
        if section != open {
            text.push_str(&format!("[{section}]\n"));
            open = section;
        }
        text.push_str(&format!("{key} = {value}\n"));
    }
    text
}

/// A number as it is written: JSON holds numbers of twice the width.
fn number(value: &Value) -> String {
    match value.as_f64().filter(|_| value.is_f64()) {
        Some(wide) => (wide as f32).to_string(),
        None => value.to_string(),
    }
}

fn own_words() -> BTreeMap<String, String> {
    let texts = [
        ("words", words::BUNDLED),
        ("facet_phrases", facet_phrases::BUNDLED),
        ("amounts", amount::BUNDLED),
        ("context", context::words::BUNDLED),
    ];
    texts.into_iter().map(|(name, text)| (name.to_owned(), mark(text))).collect()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("an entry is plain data")
}
