//! The kinds of findings, and their words.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use wenshui_knowledge::lexicon::tsv::rows;

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Two entries ask the same and answer differently.
    ConflictingAnswer,
    /// Two entries ask and answer the same.
    DuplicateEntry,
    /// A wording does not find its own entry first.
    NotFound,
    /// A similar question asks what another entry answers.
    OverlappingWording,
    /// An entry is over and nothing took its place.
    Expired,
    /// An entry is soon over.
    Expiring,
    /// A document has ended and the entry that rests on it has not.
    BasisExpired,
    /// A document soon ends and the entry that rests on it does not.
    BasisExpiring,
    /// A document whose kind has numbers is cited without one.
    NoNumber,
    /// An answer names no grounds.
    NoBasis,
    /// A link that cannot lead anywhere.
    DeadLink,
    /// A follow-up that leads nowhere, to itself, or to what does not hold where it is offered.
    DeadFollowup,
    /// A topic with hardly an entry that answers today.
    ThinTopic,
    /// A topic that is asked far more than it has entries.
    WantedTopic,
    /// An entry that hardly anybody asked.
    Cold,
    /// An entry that nobody has held against the law for long.
    ReviewOverdue,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look when there is time.
    Low,
    /// People are served worse by it, or will be soon.
    Medium,
    /// People get a wrong answer or none.
    High,
}

impl Severity {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl std::str::FromStr for Severity {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let named =
            [Self::Low, Self::Medium, Self::High].into_iter().find(|own| own.name() == name);
        named.ok_or_else(|| format!("`{name}` is none of low, medium, high"))
    }
}

impl Class {
    /// Every class, the weightiest first.
    pub const ALL: [Self; 16] = [
        Self::ConflictingAnswer,
        Self::NotFound,
        Self::Expired,
        Self::BasisExpired,
        Self::DuplicateEntry,
        Self::OverlappingWording,
        Self::Expiring,
        Self::BasisExpiring,
        Self::DeadLink,
        Self::DeadFollowup,
        Self::NoBasis,
        Self::NoNumber,
        Self::WantedTopic,
        Self::ThinTopic,
        Self::ReviewOverdue,
        Self::Cold,
    ];

    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConflictingAnswer => "conflicting_answer",
            Self::DuplicateEntry => "duplicate_entry",
            Self::NotFound => "not_found",
            Self::OverlappingWording => "overlapping_wording",
            Self::Expired => "expired",
            Self::Expiring => "expiring",
            Self::BasisExpired => "basis_expired",
            Self::BasisExpiring => "basis_expiring",
            Self::NoNumber => "no_number",
            Self::NoBasis => "no_basis",
            Self::DeadLink => "dead_link",
            Self::DeadFollowup => "dead_followup",
            Self::ThinTopic => "thin_topic",
            Self::WantedTopic => "wanted_topic",
            Self::Cold => "cold",
            Self::ReviewOverdue => "review_overdue",
        }
    }
}

/// What is said of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassWords {
    /// How much its findings weigh.
    pub severity: Severity,
    /// What it is called.
    pub title: &'static str,
    /// The words of a finding; `{0}` and the like stand for details.
    pub words: &'static str,
    /// The words of its fix; empty where there never is one.
    pub fix: &'static str,
}

/// The words of all classes.
#[derive(Debug)]
pub struct Catalogue(FxHashMap<&'static str, ClassWords>);

impl Catalogue {
    /// The bundled words.
    pub fn bundled() -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| {
            let rows = rows(include_str!("../../data/health/classes.tsv"));
            Self(rows.filter_map(|(_, row)| class(row)).collect())
        })
    }

    /// The words of a class.
    ///
    /// # Panics
    /// Never in a released build: a test reads the words of every class.
    pub fn of(&self, class: Class) -> ClassWords {
        *self.0.get(class.name()).expect("every class has its row, as a test holds")
    }
}

/// A row: class, severity, title, words, and the fix where there is one.
fn class(row: &'static str) -> Option<(&'static str, ClassWords)> {
    let mut fields = row.split('\t');
    let name = fields.next()?;
    let severity = fields.next()?.parse().ok()?;
    let (title, words) = (fields.next()?, fields.next()?);
    let fix = fields.next().unwrap_or_default();
    Some((name, ClassWords { severity, title, words, fix }))
}

/// A template with its details.
pub(super) fn filled(template: &str, details: &[&str]) -> String {
    details.iter().enumerate().fold(template.to_owned(), |words, (at, detail)| {
        words.replace(&format!("{{{at}}}"), detail)
    })
}

#[cfg(test)]
mod tests {
    use super::{Catalogue, Class};

    #[test]
    fn every_class_has_words_of_its_own() {
        let catalogue = Catalogue::bundled();
        let titles: std::collections::BTreeSet<_> =
            Class::ALL.iter().map(|class| catalogue.of(*class).title).collect();
        assert_eq!(titles.len(), Class::ALL.len());
        assert_eq!(catalogue.0.len(), Class::ALL.len());
    }
}
