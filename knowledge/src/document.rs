//! Policy texts into passages: laws, circulars and guides as files, read into entries that quote them.
//!
//! A reader for each kind of file makes a [`Content`], its parts in order. What a document says of itself
//! are its [`Facts`]; its articles or numbers become [`Passage`]s, and these entries. Everything is a
//! function from bytes to values, held to limits, because files come from outside.

mod charset;
mod date;
mod docx;
mod entries;
mod facts;
mod html;
mod kind;
pub mod limit;
mod mark;
mod markdown;
mod number;
mod numeral;
mod outline;
mod part;
mod passage;
mod pdf;
mod place;
mod plain;
mod sheet;
mod term;
mod words;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{Base, Draft, Place};
use crate::document::charset::decode;
pub use crate::document::entries::is_quotation;
use crate::document::entries::{entries, named_by, short};
pub use crate::document::facts::{Facts, Force, Given};
pub use crate::document::kind::Kind;
use crate::document::limit::{FILE_BYTES_MAX, too_much};
use crate::document::outline::outline;
pub use crate::document::part::{Content, Part};
pub use crate::document::passage::Passage;
use crate::document::passage::passages;
use crate::document::sheet::sheets;
use crate::document::words::one;
use crate::entry::Entry;
use crate::problem::{Problem, Severity};
use crate::text::fold::Folded;

/// How many places a problem names.
const NAMED_MAX: usize = 8;

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Which kind of file it is.
    pub kind: Kind,
    /// What it says of itself.
    pub facts: Facts,
    /// What it says, in order.
    pub passages: Vec<Passage>,
    /// An entry for every passage that is not over.
    pub entries: Vec<Entry>,
    /// For every entry which passage it quotes, counted from 1.
    pub numbers: Vec<usize>,
    /// What the ids of its entries begin with.
    pub name: String,
    /// What was not found or has to be looked at.
    pub problems: Vec<Problem>,
}

/// Reads a file that is called `name`; what is `given` stands above what it says.
///
/// # Errors
/// When it is no document that can be read, holds too much, or says nothing.
pub fn read((name, bytes): (&str, &[u8]), given: &Given) -> Result<Document, Problem> {
    let kind = Kind::of(name, bytes);
    let kind = kind.ok_or_else(|| Problem::error(1, "", "document_unknown_kind", &[]))?;
    let content = content(kind, bytes)?;
    let sheets = sheets(&content.parts);
    let facts = Facts::of(&content, &sheets, given);
    let units: Vec<_> = sheets.iter().flat_map(outline).collect();
    let passages = passages(&units);
    if passages.is_empty() {
        return Err(Problem::error(1, "", "document_empty", &[]));
    }
    let (numbers, entries): (Vec<usize>, Vec<Entry>) =
        entries(&facts, &passages, given).into_iter().map(|(at, entry)| (at + 1, entry)).unzip();
    let over = passages.iter().zip(1..).filter(|(_, at)| !numbers.contains(at));
    let over: Vec<&str> = over.map(|(passage, _)| passage.place.as_str()).collect();
    let problems = problems(&facts, &over);
    let name = named_by(&facts);
    Ok(Document { kind, facts, passages, entries, numbers, name, problems })
}

/// Reads a file into a draft, for an import like any other.
pub fn draft((name, bytes): (&str, &[u8]), given: &Given) -> Draft {
    match read((name, bytes), given) {
        Ok(document) => draft_of(name, document),
        Err(problem) => Draft { problems: vec![problem.in_file(name)], ..Draft::default() },
    }
}

/// The entries of a document from the file `name` as a draft; their lines are the numbers of passages.
pub fn draft_of(name: &str, document: Document) -> Draft {
    let mut draft = Draft::default();
    draft.problems.extend(document.problems.into_iter().map(|own| own.in_file(name)));
    let file: Arc<str> = name.into();
    for (entry, line) in document.entries.into_iter().zip(document.numbers) {
        draft.base.push(entry, Place { file: Arc::clone(&file), line, columns: None });
    }
    draft
}

impl Document {
    /// Whether an entry quotes this document, in this state of it or an earlier one.
    pub fn has(&self, entry: &Entry) -> bool {
        let Some(basis) = entry.basis.first().filter(|_| is_quotation(entry)) else {
            return false;
        };
        let titled = self.facts.title.as_deref().map(short) == Some(short(&basis.title));
        let numbered = basis.number.is_some() && basis.number == self.facts.number;
        let named = entry.id.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('-'));
        named && (titled || numbered)
    }

    /// Leaves to the entries of a base what they are called already, and tells where one of another
    /// document has an id that this one would take.
    pub fn yield_to(&mut self, base: &Base) {
        let key = |wording: &str| Folded::new(wording).key();
        let others: Vec<&Entry> = base.entries.iter().filter(|entry| !self.has(entry)).collect();
        let called: FxHashSet<String> =
            others.iter().flat_map(|entry| entry.wordings()).map(key).collect();
        let by_id: FxHashMap<&str, &Entry> =
            others.iter().map(|entry| (entry.id.as_str(), *entry)).collect();
        for (entry, number) in self.entries.iter_mut().zip(&self.numbers) {
            entry.similar.retain(|own| !called.contains(&key(own)));
            if let Some(other) = by_id.get(entry.id.as_str()) {
                let details = [entry.id.as_str(), &other.question];
                self.problems.push(Problem::error(*number, "id", "document_id_taken", &details));
            }
        }
    }
}

/// The parts of a file.
///
/// # Errors
/// When it is no file of its kind or holds too much.
pub fn content(kind: Kind, bytes: &[u8]) -> Result<Content, Problem> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_much("bytes", FILE_BYTES_MAX));
    }
    match kind {
        Kind::Docx => docx::read(bytes),
        Kind::Pdf => pdf::read(bytes),
        Kind::Html => html::read(&decode(bytes)),
        Kind::Markdown => markdown::read(&decode(bytes)),
        Kind::Text => Ok(plain::read(&decode(bytes))),
    }
}

/// What the one who imports has to know: a document that is over must not answer, one without a title
/// cannot be quoted, and without days and number it is cited badly.
fn problems(facts: &Facts, over: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some((words, Force::Over)) = &facts.status
        && facts.effective_to.is_none()
    {
        problems.push(Problem::error(1, "effective_to", "document_over", &[words]));
    }
    for field in facts.missing() {
        let problem = Problem::warning(1, field, "document_missing", &[field]);
        let severity = if field == "title" { Severity::Error } else { Severity::Warning };
        problems.push(Problem { severity, ..problem });
    }
    if !over.is_empty() {
        let named = over[..over.len().min(NAMED_MAX)].join(one("list"));
        let details = [over.len().to_string(), named];
        let details = details.each_ref().map(String::as_str);
        problems.push(Problem::warning(1, "", "document_clauses_over", &details));
    }
    problems
}
