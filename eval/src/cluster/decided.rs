//! What a suggestion is known by, so that one that was decided does not come again.

use serde::{Deserialize, Serialize};
use wenshui_engine::version::Version;
use wenshui_knowledge::node::{Fields, Node, NodeReader};
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::text::fold::Folded;

use crate::cluster::point::{Point, read};
use crate::cluster::rules::{Alike, DecidedRules};
use crate::error::Error;
use crate::suite::lines;

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// Wordings are added to an entry.
    Similar,
    /// A new entry is written.
    Entry,
    /// The answer of an entry is looked at.
    Review,
}

impl SuggestionKind {
    const ALL: [Self; 3] = [Self::Similar, Self::Entry, Self::Review];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Similar => "similar",
            Self::Entry => "entry",
            Self::Review => "review",
        }
    }
}

/// What a suggestion is known by: what it would do to which entry, and for which questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// What is suggested.
    pub kind: SuggestionKind,
    /// The entry that it is about; a new one has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The masked questions that it rests on, the most asked first.
    pub questions: Vec<String>,
}

/// What somebody decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was carried out.
    Accepted,
    /// It was not wanted.
    Rejected,
}

/// A suggestion that was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The suggestion.
    #[serde(flatten)]
    pub fingerprint: Fingerprint,
    /// What was decided.
    pub verdict: Verdict,
}

/// Reads lines of {kind, target?, questions, verdict}.
///
/// # Errors
/// Every problem at once, each with line and field.
pub fn parse(name: &str, text: &str) -> Result<Vec<Decided>, Error> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    lines(name, text, decided)
}

fn decided(node: &Node, reader: &mut NodeReader) -> Option<Decided> {
    let mut fields = reader.fields(node);
    let kinds = SuggestionKind::ALL.map(|kind| (kind.name(), kind));
    let kind = one_of(&mut fields, reader, "kind", &kinds);
    let target = fields.text(reader, "target");
    let questions = fields.texts(reader, "questions");
    if questions.is_empty() {
        reader.report(Problem::error(fields.line("questions"), "questions", "empty_field", &[]));
    }
    let verdicts = [("accepted", Verdict::Accepted), ("rejected", Verdict::Rejected)];
    let verdict = one_of(&mut fields, reader, "verdict", &verdicts);
    fields.finish(reader);
    Some(Decided { fingerprint: Fingerprint { kind: kind?, target, questions }, verdict: verdict? })
}

fn one_of<T: Copy>(
    fields: &mut Fields,
    reader: &mut NodeReader,
    name: &'static str,
    values: &[(&str, T)],
) -> Option<T> {
    let text = fields.required(reader, name)?;
    let found = values.iter().find(|(own, _)| *own == text).map(|(_, value)| *value);
    if found.is_none() {
        let known = values.iter().map(|(own, _)| *own).collect::<Vec<_>>().join(", ");
        let line = fields.line(name);
        reader.report(Problem::error(line, name, "unknown_value", &[&text, &known]));
    }
    found
}

/// Suggestions that were decided, ready to be compared with.
pub(super) struct Known {
    decided: Vec<KnownSuggestion>,
    weights: Alike,
    rules: DecidedRules,
}

struct KnownSuggestion {
    kind: SuggestionKind,
    target: Option<String>,
    keys: Vec<String>,
    points: Vec<Point>,
}

impl Known {
    /// Reads the questions of decided suggestions.
    ///
    /// # Errors
    /// When the encoder fails.
    pub(super) fn new(
        version: &Version,
        decided: &[Decided],
        (alike, rules): (Alike, DecidedRules),
    ) -> Result<Self, Error> {
        let known = |own: &Decided| -> Result<KnownSuggestion, Error> {
            let Fingerprint { kind, target, questions } = &own.fingerprint;
            let points: Result<Vec<Point>, Error> =
                questions.iter().map(|text| read(version, text)).collect();
            Ok(KnownSuggestion {
                kind: *kind,
                target: target.clone(),
                keys: questions.iter().map(|text| Folded::new(text).key()).collect(),
                points: points?,
            })
        };
        // What entries a question finds changes with every edit, so that it says nothing here.
        let sum = (alike.vectors + alike.terms).max(f32::MIN_POSITIVE);
        let weights =
            Alike { vectors: alike.vectors / sum, terms: alike.terms / sum, entries: 0.0 };
        let decided: Result<Vec<KnownSuggestion>, Error> = decided.iter().map(known).collect();
        Ok(Self { decided: decided?, weights, rules })
    }

    /// Whether a suggestion with these questions was decided.
    pub(super) fn holds(&self, suggested: &Fingerprint, members: &[(&str, &Point)]) -> bool {
        let same =
            |own: &&KnownSuggestion| own.kind == suggested.kind && own.target == suggested.target;
        // What was decided in parts stays decided when the parts fall together.
        let known: Vec<&KnownSuggestion> = self.decided.iter().filter(same).collect();
        let covered = |member: &&(&str, &Point)| known.iter().any(|own| self.covers(own, member));
        let share = members.iter().filter(covered).count() as f64 / members.len().max(1) as f64;
        !known.is_empty() && share >= self.rules.share_min
    }

    fn covers(&self, own: &KnownSuggestion, (key, point): &(&str, &Point)) -> bool {
        let near = |known: &Point| known.alike(point, self.weights) >= self.rules.covered_min;
        own.keys.iter().any(|known| known == key) || own.points.iter().any(near)
    }
}
