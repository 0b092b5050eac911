//! What differs between two contents, in words: what came and what went, field by field.

pub mod pieces;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Serialize;
use utoipa::ToSchema;

use crate::contents::Contents;
use crate::difference::pieces::{Mark, Piece, ordered, unordered};
use crate::entry::{Basis, Entry};

/// What differs, subject by subject: entries in the order of the later contents, those that went after
/// them, then files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = KbDifference)]
pub struct Difference {
    /// How many subjects came.
    pub added: usize,
    /// How many went.
    pub removed: usize,
    /// How many are otherwise than they were.
    pub changed: usize,
    /// Each of them.
    pub items: Vec<SubjectDifference>,
}

/// What differs in one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = KbSubjectDifference)]
pub struct SubjectDifference {
    /// The subject, such as `entry/vat-1` or `concepts/own.tsv`.
    pub subject: String,
    /// The question of an entry; that of the later contents where both have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What became of it.
    pub became: Became,
    /// Which fields differ and how; where the whole subject came or went only between a revision and what
    /// is in service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDifference>,
}

/// What became of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = KbBecame)]
pub enum Became {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is otherwise than it was.
    Changed,
}

/// What differs in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = KbFieldDifference)]
pub struct FieldDifference {
    /// The field; `text` of a file.
    pub field: String,
    /// What came and went; of answers, paragraph by paragraph with those that stayed.
    pub pieces: Vec<Piece>,
}

impl Became {
    fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl Difference {
    /// What leads from one to the other.
    pub fn between(before: &Contents, after: &Contents) -> Self {
        let mut items = entries(before, after);
        let names: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
        for name in names {
            let texts = (before.files.get(name), after.files.get(name));
            items.extend(file(name, texts.0.map(String::as_str), texts.1.map(String::as_str)));
        }
        let count = |became| items.iter().filter(|item| item.became == became).count();
        Self {
            added: count(Became::Added),
            removed: count(Became::Removed),
            changed: count(Became::Changed),
            items,
        }
    }

    /// The same with every field of what came or went whole, for who has to judge it.
    #[must_use]
    pub fn in_full(mut self, before: &Contents, after: &Contents) -> Self {
        let whole = |item: &SubjectDifference| match item.subject.strip_prefix("entry/") {
            Some(id) => {
                let of = |contents: &Contents| {
                    let mut entries = contents.base.entries.iter();
                    entries.find(|entry| entry.id == id).cloned().unwrap_or_default()
                };
                fields(&of(before), &of(after))
            }
            None => {
                let of = |contents: &Contents| {
                    contents.files.get(&item.subject).cloned().unwrap_or_default()
                };
                vec![text(&of(before), &of(after))]
            }
        };
        for item in self.items.iter_mut().filter(|item| item.became != Became::Changed) {
            item.fields = whole(item);
        }
        self
    }

    /// The difference for people to read.
    pub fn text(&self) -> String {
        if self.items.is_empty() {
            return format!("{}\n", words("none", &[]));
        }
        let counts = [self.added, self.removed, self.changed].map(|count| count.to_string());
        let mut out = format!("{}\n", words("counts", &counts.each_ref().map(String::as_str)));
        for item in &self.items {
            let question = item.question.as_deref().unwrap_or_default();
            let line = words(item.became.name(), &[&item.subject, question]);
            // Writing to a string cannot fail.
            let _ = write!(out, "\n{}\n", line.trim_end());
            for field in &item.fields {
                let _ = writeln!(out, "  {}", words(&format!("field.{}", field.field), &[]));
                for piece in &field.pieces {
                    let mark = words(piece.mark.name(), &[]);
                    for line in piece.text.lines() {
                        let _ = writeln!(out, "    {mark} {line}");
                    }
                }
            }
        }
        out
    }
}

fn entries(before: &Contents, after: &Contents) -> Vec<SubjectDifference> {
    let known = |contents: &Contents| -> HashMap<String, usize> {
        let entries = contents.base.entries.iter().enumerate();
        entries.map(|(at, entry)| (entry.id.clone(), at)).collect()
    };
    let (was, is) = (known(before), known(after));
    let item = |entry: &Entry, became, fields| SubjectDifference {
        subject: format!("entry/{}", entry.id),
        question: Some(entry.question.clone()),
        became,
        fields,
    };
    let mut items = Vec::new();
    for entry in &after.base.entries {
        match was.get(&entry.id).map(|at| &before.base.entries[*at]) {
            None => items.push(item(entry, Became::Added, Vec::new())),
            Some(old) if old != entry => {
                items.push(item(entry, Became::Changed, fields(old, entry)));
            }
            Some(_) => {}
        }
    }
    let gone = before.base.entries.iter().filter(|entry| !is.contains_key(&entry.id));
    items.extend(gone.map(|entry| item(entry, Became::Removed, Vec::new())));
    items
}

fn file(name: &str, before: Option<&str>, after: Option<&str>) -> Option<SubjectDifference> {
    let item = |became, fields| {
        Some(SubjectDifference { subject: name.to_owned(), question: None, became, fields })
    };
    match (before, after) {
        (None, None) => None,
        (None, Some(_)) => item(Became::Added, Vec::new()),
        (Some(_), None) => item(Became::Removed, Vec::new()),
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => item(Became::Changed, vec![text(before, after)]),
    }
}

/// The lines of a file that came and went.
fn text(before: &str, after: &str) -> FieldDifference {
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    FieldDifference { field: "text".to_owned(), pieces: unordered(lines(before), lines(after)) }
}

/// The fields in which two entries differ, in the order of the contract.
fn fields(before: &Entry, after: &Entry) -> Vec<FieldDifference> {
    let value = |of: fn(&Entry) -> Option<String>| {
        let list = |entry| of(entry).into_iter().collect();
        unordered(list(before), list(after))
    };
    let list = |of: fn(&Entry) -> Vec<String>| unordered(of(before), of(after));
    let found = [
        ("question", value(|entry| Some(entry.question.clone()))),
        ("similar", list(|entry| entry.similar.clone())),
        ("answer", ordered(paragraphs(before), paragraphs(after))),
        ("blocks", list(|entry| entry.blocks.iter().map(json).collect())),
        ("basis", list(|entry| entry.basis.iter().map(document).collect())),
        ("topic", value(|entry| entry.topic.clone())),
        ("tags", list(|entry| entry.tags.clone())),
        ("tax", value(|entry| entry.tax.clone())),
        ("taxpayer_types", list(|entry| entry.taxpayer_types.clone())),
        ("regions", list(|entry| entry.regions.clone())),
        ("valid_from", value(|entry| entry.valid_from.map(|day| day.to_string()))),
        ("valid_to", value(|entry| entry.valid_to.map(|day| day.to_string()))),
        ("followups", list(|entry| entry.followups.clone())),
        ("clarify", list(|entry| entry.clarify.iter().map(|(a, b)| format!("{a}: {b}")).collect())),
        ("reviewed_on", value(|entry| entry.reviewed_on.map(|day| day.to_string()))),
        ("reviewed_by", value(|entry| entry.reviewed_by.clone())),
        ("note", value(|entry| entry.note.clone())),
    ];
    let differs = |pieces: &[Piece]| pieces.iter().any(|piece| piece.mark != Mark::Same);
    let mut fields: Vec<FieldDifference> = found
        .into_iter()
        .filter(|(_, pieces)| differs(pieces))
        .map(|(field, pieces)| FieldDifference { field: field.to_owned(), pieces })
        .collect();
    if fields.is_empty() {
        // What is left is the order in which something is listed.
        fields.push(FieldDifference { field: "order".to_owned(), pieces: Vec::new() });
    }
    fields
}

fn paragraphs(entry: &Entry) -> Vec<String> {
    let answer = entry.answer.as_deref().unwrap_or_default();
    let parts = answer.split("\n\n").map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A document in the order in which it is cited.
fn document(basis: &Basis) -> String {
    let day =
        |name, day: Option<jiff::civil::Date>| day.map(|day| words(name, &[&day.to_string()]));
    let parts = [
        Some(words("document", &[&basis.title])),
        basis.number.clone(),
        basis.article.clone(),
        day("issued_on", basis.issued_on),
        day("effective_from", basis.effective_from),
        day("effective_to", basis.effective_to),
        basis.url.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a block is plain data")
}

/// The words of a template, with what they mention in the place of `{0}` and `{1}`.
fn words(code: &str, details: &[&str]) -> String {
    static TEMPLATES: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let templates = TEMPLATES.get_or_init(|| {
        let lines = include_str!("../words/difference.tsv").lines();
        lines
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .collect()
    });
    let template = templates.get(code).copied().unwrap_or(code).to_owned();
    details
        .iter()
        .enumerate()
        .fold(template, |words, (at, detail)| words.replace(&format!("{{{at}}}"), detail))
}
