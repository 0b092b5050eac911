//! What explains that a question went otherwise, by the differences between two versions alone.
//!
//! A difference explains the more, the nearer it is to what was seen: that the question is the very
//! wording that came or went, that it is about the entry that came first or no longer does, that the
//! question says what is read otherwise, that only the decision moved and a threshold did too. Where
//! nothing is near, what reaches every question is named: every entry and saying has its part in how
//! common words are. Whoever has the knowledge of both sides can have it proved, see `proof`.

use serde::{Deserialize, Serialize};
use wenshui_knowledge::text::fold::Folded;

use crate::manifest::difference::{Difference, Kind};
use crate::manifest::mark;
use crate::outcome::Outcome;

/// How many causes are named for one question.
const NAMED_MAX: usize = 5;

/// A difference that explains what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its place in the list of differences, counted from 0.
    pub difference: usize,
    /// Why it is named.
    pub why: Why,
    /// What trying it out came to; none where it was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// Why a difference is named as a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The question is the very wording.
    Wording,
    /// It is about the entry that comes first now.
    Came,
    /// It is about the entry that came first before.
    Went,
    /// It is about the entry that comes first on both sides.
    Stayed,
    /// It is about another candidate.
    Near,
    /// The question says what is read otherwise.
    Said,
    /// The question says it as the law does, and others are read as that.
    Law,
    /// The decision moved over a threshold that moved.
    Threshold,
    /// Another order, and what puts in order is another.
    Order,
    /// Something else was heard in the question.
    Heard,
    /// It reaches every question.
    Everywhere,
    /// Nothing else differs.
    Only,
}

impl Why {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Wording => "the question is this wording",
            Self::Came => "the entry that comes first now",
            Self::Went => "the entry that came first before",
            Self::Stayed => "the entry that comes first",
            Self::Near => "one of the candidates",
            Self::Said => "the question says so",
            Self::Law => "the question says it as the law does",
            Self::Threshold => "the decision moved",
            Self::Order => "the order moved",
            Self::Heard => "something else was heard",
            Self::Everywhere => "reaches every question",
            Self::Only => "nothing else differs",
        }
    }
}

/// What trying a difference out came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// With it alone the question goes as it does now.
    Alone,
    /// With everything but it the question goes as it did before.
    Needed,
    /// Neither: the question goes so without it, or only together with others.
    No,
}

/// What came of a question on both sides, with what it says.
struct Seen<'a> {
    folded: Folded,
    mark: String,
    before: &'a Outcome,
    after: &'a Outcome,
}

/// What explains that `question` went otherwise, the likeliest first.
pub fn causes(
    question: &str,
    (before, after): (&Outcome, &Outcome),
    differences: &[Difference],
) -> Vec<Cause> {
    let seen = Seen { folded: Folded::new(question), mark: mark(question), before, after };
    let mut found: Vec<(u32, usize, Why)> = differences
        .iter()
        .enumerate()
        .map(|(at, difference)| {
            let (strength, why) = seen.evidence(difference);
            (strength, at, why)
        })
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    if let [(_, _, why)] = found.as_mut_slice()
        && *why == Why::Everywhere
    {
        *why = Why::Only;
    }
    // What reaches everything explains what nothing nearer does.
    if found.first().is_some_and(|(strength, ..)| *strength > EVERYWHERE_MAX) {
        found.retain(|(strength, ..)| *strength > EVERYWHERE_MAX);
    }
    let cause = |(_, difference, why)| Cause { difference, why, proof: None };
    found.into_iter().take(NAMED_MAX).map(cause).collect()
}

/// The strength up to which a difference explains no more than that it reaches every question.
const EVERYWHERE_MAX: u32 = 30;

impl Seen<'_> {
    /// How near a difference is to what was seen: larger is nearer.
    fn evidence(&self, difference: &Difference) -> (u32, Why) {
        match difference.kind {
            kind if kind.is_of_entry() => self.of_entry(difference),
            Kind::Concept => self.of_concept(difference),
            Kind::Setting => self.of_setting(difference),
            Kind::Screen if self.is_heard() => (95, Why::Heard),
            Kind::Screen => (2, Why::Everywhere),
            Kind::Model if difference.name == "outside" && self.same_first() => {
                (58, Why::Threshold)
            }
            Kind::Model if difference.name == "outside" => (12, Why::Everywhere),
            Kind::Model => (68, Why::Order),
            Kind::Day => (70, Why::Everywhere),
            Kind::Words => (8, Why::Everywhere),
            _ => (28, Why::Everywhere),
        }
    }

    fn same_first(&self) -> bool {
        self.before.first() == self.after.first()
    }

    /// Whether the guard or an intent took the question on one side and not on the other.
    fn is_heard(&self) -> bool {
        self.before.candidates.is_empty() != self.after.candidates.is_empty()
    }

    fn of_entry(&self, difference: &Difference) -> (u32, Why) {
        let Difference { kind, name, before, after, .. } = difference;
        let is = |first: Option<&str>| first == Some(name.as_str());
        let (was, is) = (is(self.before.first()), is(self.after.first()));
        let is_said = [before, after].into_iter().flatten().any(|mark| *mark == self.mark);
        if is_said && matches!(kind, Kind::Wording | Kind::Question | Kind::Entry) {
            return (100, Why::Wording);
        }
        // What an entry gained lets it come, and what it lost lets it go.
        let fits = match (before.is_some(), after.is_some()) {
            (false, true) => is,
            (true, false) => was,
            _ => was != is,
        };
        let strength = match kind {
            Kind::Entry => 94,
            Kind::Scope => 90,
            Kind::Wording => 86,
            Kind::Question => 84,
            Kind::Answer => 76,
            _ => 60,
        };
        let near = |outcome: &Outcome| outcome.candidates.iter().any(|id| id == name);
        match (was, is) {
            (true, true) => (strength - 10, Why::Stayed),
            (false, true) => (if fits { strength } else { strength - 30 }, Why::Came),
            (true, false) => (if fits { strength } else { strength - 30 }, Why::Went),
            _ if near(self.before) || near(self.after) => (40, Why::Near),
            _ => (16, Why::Everywhere),
        }
    }

    fn of_concept(&self, difference: &Difference) -> (u32, Why) {
        let text = self.folded.text();
        let says = |form: Option<&String>| {
            form.is_some_and(|form| !form.is_empty() && text.contains(form.as_str()))
        };
        if says(difference.part.as_ref()) {
            return (80, Why::Said);
        }
        if says(difference.before.as_ref()) || says(difference.after.as_ref()) {
            return (55, Why::Law);
        }
        (20, Why::Everywhere)
    }

    fn of_setting(&self, difference: &Difference) -> (u32, Why) {
        let (section, _) = difference.name.split_once('.').unwrap_or_default();
        match section {
            "decision" if self.same_first() && self.crosses(difference) => (74, Why::Threshold),
            "decision" if self.same_first() => (64, Why::Threshold),
            "calibration" | "domain" if self.same_first() => (62, Why::Threshold),
            "decision" | "calibration" | "domain" => (6, Why::Everywhere),
            _ if self.same_first() => (50, Why::Order),
            _ => (66, Why::Order),
        }
    }

    /// Whether the confidence lies between what a threshold was and what it is.
    fn crosses(&self, difference: &Difference) -> bool {
        let number = |side: &Option<String>| side.as_ref()?.parse::<f64>().ok();
        let (Some(one), Some(two)) = (number(&difference.before), number(&difference.after)) else {
            return false;
        };
        let confidence = self.after.confidence;
        (one.min(two)..one.max(two)).contains(&confidence)
    }
}
