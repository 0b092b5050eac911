//! From round to round: what an answer to a question back takes, and what is asked next.

use wenshui_knowledge::text::fold::Folded;

use crate::decide::{Decided, asking, by_question};
use crate::facet::QUESTION;
use crate::narrow::{Narrowing, narrow};
use crate::open_question::{NONE_ID, Offer, OpenQuestion};
use crate::question::Question;
use crate::rank::Candidate;
use crate::reply::{Choice, Decision};
use crate::settings::Thresholds;
use crate::version::Version;

/// The longest question that is asked back by a facet in the first round, in characters.
const VAGUE_CHARS_MAX: usize = 12;

/// What the person took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// An entry.
    Entry(u32),
    /// A value, or nothing of what was offered: what is known now.
    Narrower(Box<OpenQuestion>),
}

/// What a click, or the folded words of a free answer, take of the last offers; `None` when they are
/// something else.
pub fn picked(
    version: &Version,
    (option, key): (Option<&str>, &str),
    asked: &OpenQuestion,
) -> Option<Picked> {
    match option {
        Some(NONE_ID) => Some(Picked::Narrower(Box::new(asked.without()))),
        Some(option) => Some(Picked::Narrower(Box::new(asked.with(asked.value(option)?)))),
        None => said(version, key, asked),
    }
}

fn said(version: &Version, key: &str, asked: &OpenQuestion) -> Option<Picked> {
    let words = &version.words.answers;
    let is_one_of = |list: &[String]| list.iter().any(|own| own == key);
    if is_one_of(&words.wrong) || (!asked.is_answered() && is_one_of(&words.none)) {
        return Some(Picked::Narrower(Box::new(asked.without())));
    }
    // A wording of the base is a question of its own.
    if asked.is_answered() || !version.exact.entries(key, &version.documents).is_empty() {
        return None;
    }
    let by_place = words.places.iter().position(|place| is_one_of(place));
    let by_place = by_place.filter(|at| *at < asked.offers.len());
    match &asked.offers[by_place.or_else(|| by_words(version, key, asked))?] {
        Offer::Entry(id, _) => version.entry(id).map(Picked::Entry),
        Offer::Value(value) => Some(Picked::Narrower(Box::new(asked.with(value)))),
    }
}

/// The offer that has these words, or the only one that has them among others; one character is too
/// little to choose by.
fn by_words(version: &Version, key: &str, asked: &OpenQuestion) -> Option<usize> {
    let labels: Vec<String> = asked.offers.iter().map(|offer| label(version, offer)).collect();
    let holding = || (0..labels.len()).filter(|at| labels[*at].contains(key));
    let only = holding().next().filter(|_| holding().count() == 1 && key.chars().nth(1).is_some());
    labels.iter().position(|label| label == key).or(only)
}

/// The folded words of an offer.
fn label(version: &Version, offer: &Offer) -> String {
    let question = |id: &str| version.entry(id).map(|at| &version.shown(at).question);
    let words = match offer {
        Offer::Value(value) => Some(value),
        Offer::Entry(id, label) => label.as_ref().or_else(|| question(id)),
    };
    words.map(|words| Folded::new(words).key()).unwrap_or_default()
}

/// Whether an entry may still be meant.
pub fn admits(version: &Version, asked: &OpenQuestion, entry: u32) -> bool {
    let fits = |(facet, value): &(String, String)| {
        value.is_empty() || version.facets.fits(entry, (facet, value))
    };
    let id = &version.base.entries[entry as usize].id;
    !asked.refused.contains(id) && asked.chosen.iter().all(fits)
}

/// What is decided in view of the rounds before: a vague question is asked back by a facet where
/// that tells more than a list, and one that was narrowed goes on until it is settled or the rounds
/// are over.
pub fn follow(
    (version, thresholds): (&Version, &Thresholds),
    question: &Question,
    (candidates, asked): (&[Candidate], &OpenQuestion),
    decided: Decided,
) -> Decided {
    if !asked.is_narrowed() {
        return match decided.decision {
            Decision::Suggest if is_vague(question.text) => {
                match narrow(version, question, candidates, asked) {
                    by_facet @ Narrowing::Values(..) => clarify(version, asked, &by_facet),
                    Narrowing::Entries(_) => decided,
                }
            }
            _ => decided,
        };
    }
    match candidates {
        [] => Decided { last: true, ..Decided::plain(Decision::Refuse) },
        _ if decided.decision == Decision::Answer => decided,
        _ if asked.round >= thresholds.rounds_max => {
            Decided { last: true, ..Decided::plain(Decision::Suggest) }
        }
        _ => clarify(version, asked, &narrow(version, question, candidates, asked)),
    }
}

/// Whether a question says so little that asking by a facet is no impertinence. Whoever has told a
/// whole story gets a list.
fn is_vague(text: &str) -> bool {
    text.chars().count() <= VAGUE_CHARS_MAX
}

fn clarify(version: &Version, asked: &OpenQuestion, narrowing: &Narrowing) -> Decided {
    let (facet, options) = match narrowing {
        Narrowing::Values(facet, values) => {
            let option = |value: &String| (Choice::Value(value.clone()), value.clone());
            (facet.as_str(), values.iter().map(option).collect())
        }
        Narrowing::Entries(entries) => {
            (QUESTION, entries.iter().map(|entry| by_question(version, *entry)).collect())
        }
    };
    asking(version, facet, (options, asked.round + 1))
}
