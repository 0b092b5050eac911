//! Two runs of the same cases side by side: what was mended, what broke, how sure the figures are, and
//! what caused it.

pub mod cause;
pub mod explained;
pub mod flip;
pub mod proof;
pub mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use wenshui_engine::reply::Decision;

use crate::bootstrap::{Bootstrap, Paired, paired};
use crate::compare::cause::causes;
use crate::compare::flip::{Flip, FlipKind, is_right};
use crate::error::Error;
use crate::manifest::difference::{Difference, Kind, differences};
use crate::metrics::{Seen, target};
use crate::outcome::Outcome;
use crate::report::{CaseReport, Report, Signature};

/// Two runs side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What the first numbers belong to.
    pub before: Signature,
    /// What the second numbers belong to.
    pub after: Signature,
    /// How many cases went which way.
    pub counts: Counts,
    /// The metrics of the cases that both runs have.
    pub metrics: BTreeMap<String, Paired>,
    /// The same by tag.
    pub tags: BTreeMap<String, TagCounts>,
    /// Everything that differs between the versions.
    pub differences: Vec<Difference>,
    /// The cases that went otherwise: broken first, then fixed, then changed.
    pub flips: Vec<Flip>,
    /// Cases that went differently in several runs of one side, by id; they are counted nowhere else.
    pub flaky: Vec<String>,
    /// Cases that only one side has, or that ask something else there, by id.
    pub unmatched: Vec<String>,
}

/// How many cases went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Wrong before and right now.
    pub fixed: usize,
    /// Right before and wrong now.
    pub broken: usize,
    /// Another entry or decision, as right or wrong as before.
    pub changed: usize,
    /// The same.
    pub unchanged: usize,
    /// Not the same in several runs of one side.
    pub flaky: usize,
    /// Only on one side.
    pub unmatched: usize,
}

/// How the cases of a tag went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCounts {
    /// How many there are.
    pub cases: usize,
    /// How many were right.
    pub right_before: usize,
    /// How many are right.
    pub right_after: usize,
    /// How many of them are right now and were wrong.
    pub fixed: usize,
    /// How many of them are wrong now and were right.
    pub broken: usize,
}

/// A case on both sides.
struct Pair<'a> {
    before: &'a CaseReport,
    after: &'a CaseReport,
}

/// Compares runs of one version with runs of another; the first of each side is compared, and the
/// others tell what is flaky.
///
/// # Errors
/// [`Error::Apart`] when a side has no report or both have no case in common.
pub fn compare(
    (before, after): (&[Report], &[Report]),
    bootstrap: Bootstrap,
) -> Result<Comparison, Error> {
    let missing = || Error::Apart("a side has no report".to_owned());
    let (one, two) = (before.first().ok_or_else(missing)?, after.first().ok_or_else(missing)?);
    let by_id: BTreeMap<&str, &CaseReport> =
        two.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let pair = |case| {
        let other: &&CaseReport = by_id.get(id_of(case))?;
        (asks_the_same(case, other)).then_some(Pair { before: case, after: other })
    };
    let pairs: Vec<Pair> = one.cases.iter().filter_map(pair).collect();
    if pairs.is_empty() {
        return Err(Error::Apart("they have no case in common".to_owned()));
    }
    let matched: BTreeSet<&str> = pairs.iter().map(|pair| id_of(pair.before)).collect();
    let all: BTreeSet<&str> = one.cases.iter().chain(&two.cases).map(id_of).collect();
    let unmatched: Vec<String> = all.difference(&matched).map(|id| (*id).to_owned()).collect();
    let flaky: BTreeSet<String> = [before, after].into_iter().flat_map(unsteady).collect();
    let steady: Vec<Pair> =
        pairs.into_iter().filter(|pair| !flaky.contains(&pair.before.id)).collect();
    let differences = between(one, two);
    let mut flips: Vec<Flip> = steady.iter().filter_map(flip).collect();
    flips.sort_by_key(|flip| flip.kind);
    for flip in &mut flips {
        let sides = (&flip.before, &flip.after);
        flip.causes = causes(&flip.question, sides, &differences);
    }
    let (was, is): (Vec<Seen>, Vec<Seen>) =
        steady.iter().map(|pair| (seen(pair.before), seen(pair.after))).unzip();
    Ok(Comparison {
        before: one.signature.clone(),
        after: two.signature.clone(),
        counts: counts(&flips, &steady, (flaky.len(), unmatched.len())),
        metrics: paired((&was, &is), bootstrap),
        tags: tags(&steady),
        differences,
        flips,
        flaky: flaky.into_iter().collect(),
        unmatched,
    })
}

fn id_of(case: &CaseReport) -> &str {
    &case.id
}

/// Whether two cases of one name are the same case.
fn asks_the_same(one: &CaseReport, two: &CaseReport) -> bool {
    one.question == two.question
        && one.expect == two.expect
        && one.decision_expected == two.decision_expected
}

/// The cases that went differently in several runs.
fn unsteady(runs: &[Report]) -> Vec<String> {
    let mut first: BTreeMap<&str, Outcome> = BTreeMap::new();
    let mut found = Vec::new();
    for case in runs.iter().flat_map(|run| &run.cases) {
        let outcome = Outcome::of_case(case);
        match first.get(id_of(case)) {
            Some(before) if before.differs(&outcome) => found.push(case.id.clone()),
            Some(_) => {}
            None => drop(first.insert(&case.id, outcome)),
        }
    }
    found
}

/// Everything that differs between two runs.
fn between(one: &Report, two: &Report) -> Vec<Difference> {
    let (before, after) = (&one.signature, &two.signature);
    let changed = |kind, name: &str, was: &str, is: &str| Difference {
        kind,
        name: name.to_owned(),
        part: None,
        before: Some(was.to_owned()),
        after: Some(is.to_owned()),
        text: None,
    };
    let mut found = match (&one.manifest, &two.manifest) {
        (Some(before), Some(after)) => differences(before, after),
        _ if before.kb_version == after.kb_version => Vec::new(),
        _ => vec![changed(Kind::Unknown, "version", &before.kb_version, &after.kb_version)],
    };
    if before.as_of != after.as_of {
        found.push(changed(Kind::Day, "as_of", &before.as_of, &after.as_of));
    }
    found
}

fn flip(pair: &Pair) -> Option<Flip> {
    let (before, after) = (Outcome::of_case(pair.before), Outcome::of_case(pair.after));
    if !before.differs(&after) {
        return None;
    }
    let kind = match (is_right(pair.before), is_right(pair.after)) {
        (true, false) => FlipKind::Broken,
        (false, true) => FlipKind::Fixed,
        _ => FlipKind::Changed,
    };
    let explained_after = pair.after.explained.clone();
    let CaseReport { id, question, tags, expect, explained: explained_before, .. } =
        pair.before.clone();
    Some(Flip {
        kind,
        id,
        question,
        tags,
        expect,
        before,
        after,
        causes: Vec::new(),
        explained_before,
        explained_after,
    })
}

fn counts(flips: &[Flip], steady: &[Pair], (flaky, unmatched): (usize, usize)) -> Counts {
    let of = |kind| flips.iter().filter(|flip| flip.kind == kind).count();
    Counts {
        fixed: of(FlipKind::Fixed),
        broken: of(FlipKind::Broken),
        changed: of(FlipKind::Changed),
        unchanged: steady.len() - flips.len(),
        flaky,
        unmatched,
    }
}

fn tags(pairs: &[Pair]) -> BTreeMap<String, TagCounts> {
    let mut tags: BTreeMap<String, TagCounts> = BTreeMap::new();
    for pair in pairs {
        let (was, is) = (is_right(pair.before), is_right(pair.after));
        for tag in &pair.after.tags {
            let counts = tags.entry(tag.clone()).or_default();
            counts.cases += 1;
            counts.right_before += usize::from(was);
            counts.right_after += usize::from(is);
            counts.fixed += usize::from(!was && is);
            counts.broken += usize::from(was && !is);
        }
    }
    tags
}

/// What a report says was seen; a decision that there is no more is none.
fn seen(case: &CaseReport) -> Seen {
    Seen {
        id: case.id.clone(),
        question: case.question.clone(),
        tags: case.tags.clone(),
        decision: Decision::of_name(&case.decision).map_or("", Decision::name),
        confidence: case.confidence,
        candidates: case.candidates.clone(),
        ranked: Vec::new(),
        understood: None,
        expect: case.expect.clone(),
        target: target(&case.expect),
        forbid: case.forbid.clone(),
        decision_expected: case.decision_expected.clone(),
        dialogue: case.dialogue,
        latency_us: case.latency_us,
        weight: case.weight,
    }
}
