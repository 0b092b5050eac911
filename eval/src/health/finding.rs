//! A finding: what is wrong, where, how much it weighs and what would mend it.

use serde::Serialize;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::edit::Edit;

use crate::health::class::{Catalogue, Class, Severity, filled};

/// Hexadecimal digits of an id: among a million findings two alike are as good as never met.
const ID_DIGITS: usize = 12;

/// One thing that is wrong or worth a look.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Stable: a hash of the class and of what it is about, so that it can be ignored.
    pub id: String,
    /// What kind it is.
    pub class: Class,
    /// How much it weighs.
    pub severity: Severity,
    /// What the class is called.
    pub title: &'static str,
    /// The words for a person.
    pub words: String,
    /// The entries concerned, the one that would change first.
    pub entries: Vec<EntryPlace>,
    /// The wordings concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<WordingPlace>,
    /// The topic it is about, where that is no entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// What would mend it, where a machine can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryPlace {
    /// Its id.
    pub id: String,
    /// Its standard question.
    pub question: String,
    /// The file that it was read from.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// A wording with its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordingPlace {
    /// The entry.
    pub entry: String,
    /// The field: `question` or `similar[3]`.
    pub field: String,
    /// The wording.
    pub text: String,
}

/// What would mend a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fix {
    /// What it does, for a person.
    pub words: String,
    /// The edits, in their order.
    pub edits: Vec<Edit>,
}

/// A finding before it has its words.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft<'a> {
    /// The entries, by number.
    pub(super) entries: Vec<usize>,
    /// The wordings: entry and number, the standard question is 0.
    pub(super) wordings: Vec<(usize, usize)>,
    /// The topic.
    pub(super) topic: Option<&'a str>,
    /// What its words mention.
    pub(super) details: Vec<String>,
    /// What tells it from others of its class about the same entries and wordings.
    pub(super) about: String,
    /// What the fix's words mention, and its edits.
    pub(super) fix: Option<(Vec<String>, Vec<Edit>)>,
}

/// Collects findings.
pub(super) struct Findings<'a> {
    base: &'a Base,
    catalogue: &'static Catalogue,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// None yet.
    pub(super) fn new(base: &'a Base, catalogue: &'static Catalogue) -> Self {
        Self { base, catalogue, found: Vec::new() }
    }

    /// Adds a finding.
    pub(super) fn push(&mut self, class: Class, draft: Draft) {
        let said = self.catalogue.of(class);
        let fix = draft.fix.as_ref().map(|(details, edits)| Fix {
            words: filled(said.fix, &texts(details)),
            edits: edits.clone(),
        });
        let wordings = draft.wordings.iter().map(|place| self.wording(*place)).collect();
        self.found.push(Finding {
            id: self.id(class, &draft),
            class,
            severity: said.severity,
            title: said.title,
            words: filled(said.words, &texts(&draft.details)),
            entries: draft.entries.iter().map(|at| self.entry(*at)).collect(),
            wordings,
            topic: draft.topic.map(str::to_owned),
            fix,
        });
    }

    /// Adds a finding about something that stays the same whichever entries it is found in.
    pub(super) fn push_about(&mut self, class: Class, about: &str, draft: Draft) {
        let bare = Draft { about: about.to_owned(), ..Draft::default() };
        let id = self.id(class, &bare);
        self.push(class, draft);
        if let Some(last) = self.found.last_mut() {
            last.id = id;
        }
    }

    /// The findings by weight, then class, then in the order of the base.
    pub(super) fn finish(self) -> Vec<Finding> {
        let mut found = self.found;
        let rank = |class: Class| Class::ALL.iter().position(|own| *own == class);
        found.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), rank(finding.class)));
        found
    }

    /// Which of two entries stands first in an id does not matter, nor where their files lie.
    fn id(&self, class: Class, draft: &Draft) -> String {
        let mut parts: Vec<String> =
            draft.entries.iter().map(|at| self.base.entries[*at].id.clone()).collect();
        parts.extend(draft.wordings.iter().map(|(at, number)| {
            let entry = &self.base.entries[*at];
            format!("{}#{}", entry.id, entry.wordings().nth(*number).unwrap_or_default())
        }));
        parts.sort_unstable();
        parts.extend(draft.topic.map(str::to_owned));
        let name = format!("{}\n{}\n{}", class.name(), parts.join("\n"), draft.about);
        blake3::hash(name.as_bytes()).to_hex()[..ID_DIGITS].to_owned()
    }

    fn entry(&self, at: usize) -> EntryPlace {
        let (entry, place) = (&self.base.entries[at], &self.base.places[at]);
        EntryPlace {
            id: entry.id.clone(),
            question: entry.question.clone(),
            file: place.file.to_string(),
            line: place.line,
        }
    }

    fn wording(&self, (at, number): (usize, usize)) -> WordingPlace {
        let entry = &self.base.entries[at];
        let field = match number.checked_sub(1) {
            Some(similar) => format!("similar[{similar}]"),
            None => "question".to_owned(),
        };
        let text = entry.wordings().nth(number).unwrap_or_default().to_owned();
        WordingPlace { entry: entry.id.clone(), field, text }
    }
}

fn texts(details: &[String]) -> Vec<&str> {
    details.iter().map(String::as_str).collect()
}
