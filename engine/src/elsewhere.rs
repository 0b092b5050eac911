//! Where the place is not known and a province has a rule of its own: it is asked for.

use crate::confidence::Confidence;
use crate::facet::REGION;
use crate::open_question::OpenQuestion;
use crate::question::Question;
use crate::rank::Candidate;
use crate::reply::Choice;
use crate::settings::Thresholds;
use crate::version::Version;

/// How many provinces are offered.
const PLACES_MAX: usize = 6;

/// Whether rules of provinces are looked for: the place is not known, and not asked for yet.
pub fn is_asked(version: &Version, question: &Question, asked: &OpenQuestion) -> bool {
    question.region.is_none()
        && version.facets.names().iter().any(|name| name == REGION)
        && asked.chosen.iter().all(|(facet, _)| facet != REGION)
}

/// Whether an entry is a province's own and would answer there.
pub fn admits(version: &Version, question: &Question, entry: u32) -> bool {
    version.scopes[entry as usize].admits_somewhere(question)
}

/// The provinces to choose from, where their rules fit better than those of the whole country and
/// well enough to answer.
pub fn ask(
    (version, thresholds): (&Version, &Thresholds),
    (elsewhere, nationwide): (&[Candidate], &[Candidate]),
    confidence: &Confidence,
) -> Option<Vec<(Choice, String)>> {
    let first = elsewhere.first()?;
    if nationwide.first().is_some_and(|other| other.score >= first.score) {
        return None;
    }
    let near = |other: &&Candidate| first.score - other.score < thresholds.margin_min;
    let rivals: Vec<&Candidate> = elsewhere.iter().take_while(near).collect();
    let together = rivals.iter().map(|rival| rival.share).sum();
    if confidence.right(first.score, together) < thresholds.answer_min {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for name in rivals.iter().flat_map(|rival| version.facets.of(rival.entry, REGION)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(PLACES_MAX);
    let option = |name: &&str| (Choice::Value((*name).to_owned()), (*name).to_owned());
    Some(names.iter().map(option).collect())
}
