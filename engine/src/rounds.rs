//! From round to round: what an answer to a question back takes, and what is asked next.

use wenshui_knowledge::text::fold::Folded;

use crate::decide::Decided;
use crate::facets::QUESTION;
use crate::narrow::{Narrowing, narrow};
use crate::open_question::{NONE_ID, OpenQuestion};
use crate::question::Question;
use crate::rank::Candidate;
use crate::reply::{Choice, Clarification, Decision};
use crate::version::Version;

/// The longest question that is asked back by a facet in the first round, in characters.
const VAGUE_CHARS_MAX: usize = 12;

/// What the person took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// An entry.
    Entry(u32),
    /// A value, or nothing of what was offered: what is known now.
    Narrower(OpenQuestion),
}

/// What a click or a free answer takes of the last offers; `None` when it is something else.
pub fn picked(version: &Version, question: &Question, asked: &OpenQuestion) -> Option<Picked> {
    match question.option {
        Some(NONE_ID) => Some(Picked::Narrower(asked.without())),
        Some(option) => {
            let (_, value) = option.split_once('=').filter(|_| asked.offers(option))?;
            Some(Picked::Narrower(asked.with(value)))
        }
        None => said(version, question.text, asked),
    }
}

fn said(version: &Version, text: &str, asked: &OpenQuestion) -> Option<Picked> {
    let key = Folded::new(text).key();
    let words = &version.words.answers;
    if words.none.contains(&key) {
        return Some(Picked::Narrower(asked.without()));
    }
    // One answer was given and nothing asked; and a wording of the base is a question of its own.
    if asked.offers.len() < 2 || !version.exact.entries(&key).is_empty() {
        return None;
    }
    let by_place = words.places.iter().position(|place| place.contains(&key));
    let at = by_place.filter(|at| *at < asked.offers.len()).or_else(|| {
        let labels: Vec<String> =
            asked.offers.iter().map(|offer| label(version, asked, offer)).collect();
        let same = labels.iter().position(|label| *label == key);
        // One word of an option is enough where no other option has it.
        let holds = |(_, label): &(usize, &String)| label.contains(&key);
        let mut holding = labels.iter().enumerate().filter(holds).map(|(at, _)| at);
        let only =
            holding.next().filter(|_| holding.next().is_none() && key.chars().nth(1).is_some());
        same.or(only)
    })?;
    let offer = &asked.offers[at];
    match asked.facet.as_str() {
        QUESTION => version.entry(offer).map(Picked::Entry),
        _ => Some(Picked::Narrower(asked.with(offer))),
    }
}

/// The folded words of an option.
fn label(version: &Version, asked: &OpenQuestion, offer: &str) -> String {
    let entry = version.entry(offer).filter(|_| asked.facet == QUESTION);
    let words = entry.map_or(offer, |at| version.base.entries[at as usize].question.as_str());
    Folded::new(words).key()
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
    version: &Version,
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
    let plain = |decision| Decided { decision, clarification: None, last: false };
    match candidates {
        [] => Decided { last: true, ..plain(Decision::Refuse) },
        [_] => plain(Decision::Answer),
        _ if decided.decision == Decision::Answer => decided,
        _ if asked.round >= version.settings.decision.rounds_max => {
            Decided { last: true, ..plain(Decision::Suggest) }
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
    let (facet, mut options) = match narrowing {
        Narrowing::Values(facet, values) => {
            let option = |value: &String| (Choice::Value(value.clone()), value.clone());
            (facet.as_str(), values.iter().map(option).collect::<Vec<_>>())
        }
        Narrowing::Entries(entries) => {
            let words = |entry: u32| version.base.entries[entry as usize].question.clone();
            let option = |entry: &u32| (Choice::Entry(*entry), words(*entry));
            (QUESTION, entries.iter().map(option).collect())
        }
    };
    options.push((Choice::None, version.words.none_of_these.clone()));
    let clarification = Clarification { facet: facet.to_owned(), options, round: asked.round + 1 };
    let decision = Decision::Clarify;
    Decided { decision, clarification: Some(clarification), last: false }
}
