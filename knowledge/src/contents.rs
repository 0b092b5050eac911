//! What a version of the knowledge is made of beside the program, subject by subject.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

use crate::base::{Base, Draft, Place};
use crate::entry::Entry;
use crate::load::read_file;
use crate::problem::Problem;

/// The longest name of a file, in characters.
const NAME_CHARS_MAX: usize = 100;
/// How many hexadecimal digits a digest has.
const DIGEST_DIGITS: usize = 32;

/// Something that is changed as one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The entry with this id.
    Entry(String),
    /// A file of synonyms of one's own.
    Concepts(String),
    /// A list of guard, emotions or intents.
    Screen(String),
    /// The settings of the engine.
    Settings,
}

/// The entries, and the files beside them by their names, such as `concepts/own.tsv`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    /// The entries.
    pub base: Base,
    /// The files.
    pub files: BTreeMap<String, String>,
}

/// A subject and what it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changes.
    pub subject: Subject,
    /// Its new body: an entry as JSON on one line, a file as its text; nothing where it is to go.
    pub body: Option<String>,
}

/// The name of the file of settings.
pub const SETTINGS: &str = "settings.toml";

impl Subject {
    /// Reads a subject as it is written: `entry/ID`, `concepts/FILE`, `screen/FILE` or `settings`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "settings" {
            return Some(Self::Settings);
        }
        let (kind, name) = text.split_once('/').filter(|(_, name)| is_name(name))?;
        let name = name.to_owned();
        match kind {
            "entry" => Some(Self::Entry(name)),
            "concepts" if Path::new(&name).extension() == Some(OsStr::new("tsv")) => {
                Some(Self::Concepts(name))
            }
            "screen" => Some(Self::Screen(name)),
            _ => None,
        }
    }

    /// The file that holds it; entries have none of their own.
    pub fn file(&self) -> Option<String> {
        match self {
            Self::Entry(_) => None,
            Self::Concepts(_) | Self::Screen(_) => Some(self.to_string()),
            Self::Settings => Some(SETTINGS.to_owned()),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(id) => write!(f, "entry/{id}"),
            Self::Concepts(name) => write!(f, "concepts/{name}"),
            Self::Screen(name) => write!(f, "screen/{name}"),
            Self::Settings => f.write_str("settings"),
        }
    }
}

/// Letters, digits and `.`, `-`, `_`, the first of them no dot: what cannot lead elsewhere.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (1..=NAME_CHARS_MAX).contains(&name.len()) && name.chars().all(plain) && !name.starts_with('.')
}

/// The name of a body: the head of its BLAKE3; of nothing it is empty.
pub fn digest(body: Option<&str>) -> String {
    body.map(|body| blake3::hash(body.as_bytes()).to_hex()[..DIGEST_DIGITS].to_owned())
        .unwrap_or_default()
}

/// An entry as the body of a subject.
///
/// # Panics
/// Never: an entry has no value that JSON cannot hold.
pub fn entry_body(entry: &Entry) -> String {
    serde_json::to_string(entry).expect("an entry is plain data")
}

/// Reads the body of the entry `id`, with every problem of it; the place of each is the subject.
pub fn read_entry(id: &str, body: &str) -> (Option<Entry>, Vec<Problem>) {
    let name = format!("entry/{id}.jsonl");
    let mut draft = Draft::default();
    // In a file of its own it could have lines; as a line among others it may not.
    read_file(&name, &body.replace(['\n', '\r'], " "), &mut draft);
    let subject = Subject::Entry(id.to_owned()).to_string();
    let named = |problem: Problem| problem.in_file(&subject);
    let mut problems: Vec<Problem> = draft.problems.into_iter().map(named).collect();
    let entry = draft.base.entries.pop();
    if let Some(entry) = entry.as_ref().filter(|entry| entry.id != id) {
        problems.push(Problem::error(1, "id", "other_id", &[&entry.id, id]).in_file(&subject));
    }
    (entry, problems)
}

impl Contents {
    /// The body of a subject, where it is there.
    pub fn body(&self, subject: &Subject) -> Option<String> {
        match subject {
            Subject::Entry(id) => {
                self.base.entries.iter().find(|entry| entry.id == *id).map(entry_body)
            }
            Subject::Concepts(_) | Subject::Screen(_) | Subject::Settings => {
                self.files.get(&subject.file()?).cloned()
            }
        }
    }

    /// The digest of every entry, for many looks at once.
    pub fn digests(&self) -> HashMap<&str, String> {
        let entries = self.base.entries.iter();
        entries.map(|entry| (entry.id.as_str(), digest(Some(&entry_body(entry))))).collect()
    }

    /// The contents after some changes: what is there is changed in its place, what is new comes last.
    ///
    /// # Errors
    /// Every problem of the bodies.
    pub fn with(mut self, changes: &[Change]) -> Result<Self, Vec<Problem>> {
        let entries = self.base.entries.iter().enumerate();
        let mut known: HashMap<String, usize> =
            entries.map(|(at, entry)| (entry.id.clone(), at)).collect();
        let (mut gone, mut problems) = (HashSet::new(), Vec::new());
        for Change { subject, body } in changes {
            match (subject, body) {
                (Subject::Entry(id), Some(body)) => {
                    let (entry, found) = read_entry(id, body);
                    problems.extend(found);
                    let Some(entry) = entry else {
                        continue;
                    };
                    gone.remove(id);
                    let place = Place { file: subject.to_string().into(), line: 1, columns: None };
                    if let Some(at) = known.get(id) {
                        (self.base.entries[*at], self.base.places[*at]) = (entry, place);
                    } else {
                        known.insert(id.clone(), self.base.entries.len());
                        self.base.push(entry, place);
                    }
                }
                (Subject::Entry(id), None) => {
                    gone.insert(id.clone());
                }
                (Subject::Concepts(_) | Subject::Screen(_) | Subject::Settings, body) => {
                    self.put_file(subject, body.clone());
                }
            }
        }
        if !gone.is_empty() {
            let Base { entries, places } = self.base;
            let all = entries.into_iter().zip(places);
            let (entries, places) = all.filter(|(entry, _)| !gone.contains(&entry.id)).unzip();
            self.base = Base { entries, places };
        }
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    fn put_file(&mut self, subject: &Subject, body: Option<String>) {
        let Some(name) = subject.file() else {
            return;
        };
        match body {
            Some(body) => self.files.insert(name, body),
            None => self.files.remove(&name),
        };
    }

    /// The changes that lead from these contents to others, entries first, in the order of the others;
    /// what goes comes last.
    pub fn changes_to(&self, other: &Self) -> Vec<Change> {
        let before: HashMap<&str, &Entry> =
            self.base.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        let after: HashSet<&str> =
            other.base.entries.iter().map(|entry| entry.id.as_str()).collect();
        let differs = |entry: &&Entry| before.get(entry.id.as_str()) != Some(entry);
        let put = |entry: &Entry| Change {
            subject: Subject::Entry(entry.id.clone()),
            body: Some(entry_body(entry)),
        };
        let mut changes: Vec<Change> = other.base.entries.iter().filter(differs).map(put).collect();
        let gone = self.base.entries.iter().filter(|entry| !after.contains(entry.id.as_str()));
        changes.extend(
            gone.map(|entry| Change { subject: Subject::Entry(entry.id.clone()), body: None }),
        );
        let subject = |name: &str| if name == SETTINGS { "settings" } else { name }.to_owned();
        let names: BTreeSet<&String> = self.files.keys().chain(other.files.keys()).collect();
        for name in names {
            let body = other.files.get(name);
            if self.files.get(name) != body
                && let Some(subject) = Subject::parse(&subject(name))
            {
                changes.push(Change { subject, body: body.cloned() });
            }
        }
        changes
    }
}
