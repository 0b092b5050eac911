//! From a decision to a reply.

use crate::confidence::Confidence;
use crate::decide::{CONFIDENCE_EXACT, Decided, GUESSES_MAX};
use crate::facet::QUESTION;
use crate::feature::Features;
use crate::intent::file::IntentKind;
use crate::open_question::{Offer, OpenQuestion};
use crate::question::Question;
use crate::rank::Candidate;
use crate::reply::{Choice, Decision, Heard, Ranked, Reply};
use crate::screen::Screened;
use crate::trace::{Stage, Trace};
use crate::version::Version;

/// How many entries near the answer are named.
const RELATED_MAX: usize = 3;

/// What a reply is put together from.
pub struct Composed {
    /// What was decided.
    pub decided: Decided,
    /// The candidates to be shown.
    pub ranked: Vec<Ranked>,
    /// How likely things are.
    pub confidence: Confidence,
    /// What is known of the question from the rounds before.
    pub asked: OpenQuestion,
    /// The record so far.
    pub trace: Trace,
}

/// Gives candidates their confidence and keeps as many as are wanted. The first `exact` ones have
/// the question as their own wording.
pub fn ranked(
    confidence: &Confidence,
    question: &Question,
    candidates: &[Candidate],
    exact: usize,
) -> Vec<Ranked> {
    let ranked = candidates.iter().enumerate().map(|(at, candidate)| Ranked {
        entry: candidate.entry,
        wording: candidate.wording,
        confidence: if at < exact {
            CONFIDENCE_EXACT
        } else {
            confidence.right(candidate.score, candidate.share).min(CONFIDENCE_EXACT)
        },
        score: candidate.score,
        share: candidate.share,
        features: candidate.features,
    });
    // The margin is measured on at least two, whatever number is shown.
    let looked_at = question.top_k.max(GUESSES_MAX);
    ranked.take(looked_at).collect()
}

/// The reply to a question that went the whole route.
pub fn reply(version: &Version, question: &Question, composed: Composed) -> Reply {
    let Composed { decided, ranked, confidence: likely, asked: before, mut trace } = composed;
    let words = &version.words;
    let mut say = Vec::new();
    let mut answer = None;
    let mut related = Vec::new();
    let mut guesses = Vec::new();
    match decided.decision {
        Decision::Answer => {
            answer = ranked.first().map(|first| first.entry);
            related = others(version, &ranked);
            say.extend(answer.and_then(|entry| ungrounded(version, entry)));
        }
        Decision::Clarify => {
            let facet = decided.clarification.as_ref().map_or(QUESTION, |asked| &asked.facet);
            say.push(words.why(facet).to_owned());
        }
        Decision::Suggest => {
            say.push(match (decided.last, decided.lapsed) {
                (true, _) => words.no_more_rounds.clone(),
                (false, true) => words.lapsed.replace("{0}", &question.as_of.to_string()),
                (false, false) => words.suggest.clone(),
            });
            guesses = ranked.iter().take(GUESSES_MAX).map(|ranked| ranked.entry).collect();
        }
        Decision::Reply | Decision::Refuse | Decision::Handover => say.push(words.refuse.clone()),
    }
    let confidence = ranked.first().map_or(0.0, |first| first.confidence);
    let known = ranked.first().map_or(0.0, |first| likely.known(first.score));
    let shown =
        |ranked: &Ranked| question.confidence_min.is_none_or(|least| ranked.confidence >= least);
    let offered = answer.into_iter().chain(guesses.iter().copied());
    let asked = remembered(version, &before, offered, &decided);
    let candidates = ranked.into_iter().take(question.top_k).filter(shown).collect();
    trace.finish(Stage::Compose);
    Reply {
        decision: decided.decision,
        confidence,
        known,
        say,
        answer,
        candidates,
        clarification: decided.clarification,
        guesses,
        related,
        exits: decided.last || decided.decision == Decision::Refuse,
        understood: None,
        asked: Some(asked),
        heard: Heard::default(),
        withheld: None,
        weighed: None,
        trace,
    }
}

/// What is remembered: the question with what is on offer now.
fn remembered(
    version: &Version,
    asked: &OpenQuestion,
    entries: impl Iterator<Item = u32>,
    decided: &Decided,
) -> OpenQuestion {
    let base = &version.base.entries;
    let Some(clarification) = &decided.clarification else {
        let round = asked.round + u32::from(decided.decision == Decision::Suggest);
        let offers = entries.map(|at| Offer::Entry(base[at as usize].id.clone(), None));
        return OpenQuestion { round, ..asked.offering(QUESTION, offers.collect()) };
    };
    let offers = clarification.options.iter().filter_map(|(choice, label)| match choice {
        Choice::Entry(at) => {
            let entry = &base[*at as usize];
            let label = (*label != entry.question).then(|| label.clone());
            Some(Offer::Entry(entry.id.clone(), label))
        }
        Choice::Value(value) => Some(Offer::Value(value.clone())),
        Choice::None => None,
    });
    let offered = asked.offering(&clarification.facet, offers.collect());
    OpenQuestion { round: clarification.round, ..offered }
}

/// The reply where what was heard leaves no question to be answered: the guard stopped it, a person
/// is asked for, or it is small talk.
pub fn unasked(version: &Version, heard: &Screened, trace: &Trace) -> Option<Reply> {
    let words = |say: Option<&str>| say.map(str::to_owned).into_iter().collect();
    if !heard.verdict.action.answers() {
        let stopped = bare(Decision::Refuse, words(heard.say), trace.clone());
        return Some(Reply { confidence: 0.0, known: 0.0, ..stopped });
    }
    let intent = heard.intent?;
    let decision = match intent.kind {
        IntentKind::Person => Decision::Handover,
        IntentKind::Despair => Decision::Reply,
        _ if intent.whole => Decision::Reply,
        _ => return None,
    };
    let say = match decision {
        Decision::Handover => handover(version, intent.say),
        _ => words(intent.say),
    };
    let exits = matches!(intent.kind, IntentKind::Person | IntentKind::Despair);
    let plain = Reply { exits, ..bare(decision, say, trace.clone()) };
    // What calms whoever is annoyed would sound like mockery here.
    Some(if intent.kind == IntentKind::Despair { plain } else { with_words(plain, heard) })
}

/// What is said when a person is asked for: that it is done, and what that comes to now.
fn handover(version: &Version, say: Option<&str>) -> Vec<String> {
    let words = &version.words;
    vec![words.handover.clone(), say.unwrap_or(&words.handover_none).to_owned()]
}

/// A reply that begins with the guard's warning, or with words that calm.
pub fn with_words(mut reply: Reply, heard: &Screened) -> Reply {
    if let Some(say) = heard.say {
        reply.say.insert(0, say.to_owned());
    }
    reply
}

/// The reply to an option that is an entry.
pub fn chosen(
    version: &Version,
    (entry, asked): (u32, Option<&OpenQuestion>),
    trace: Trace,
) -> Reply {
    let say = ungrounded(version, entry).into_iter().collect();
    let wording = version.documents.wordings_of(entry).start;
    let features = Features::default();
    let ranked = Ranked { entry, wording, confidence: 1.0, score: 0.0, share: 1.0, features };
    let reply = bare(Decision::Answer, say, trace);
    let at = &version.base.entries[entry as usize];
    let asked = asked.cloned().unwrap_or_else(|| OpenQuestion::new(&at.question));
    let asked = Some(asked.offering(QUESTION, vec![Offer::Entry(at.id.clone(), None)]));
    Reply { answer: Some(entry), candidates: vec![ranked], asked, ..reply }
}

/// The reply to a turn that asks nothing, with what is to be remembered of it.
pub fn told(say: String, asked: OpenQuestion, trace: Trace) -> Reply {
    Reply { asked: Some(asked), ..bare(Decision::Reply, vec![say], trace) }
}

fn bare(decision: Decision, say: Vec<String>, mut trace: Trace) -> Reply {
    trace.finish(Stage::Compose);
    Reply {
        decision,
        confidence: 1.0,
        known: 1.0,
        say,
        answer: None,
        candidates: Vec::new(),
        clarification: None,
        guesses: Vec::new(),
        related: Vec::new(),
        exits: false,
        understood: None,
        asked: None,
        heard: Heard::default(),
        withheld: None,
        weighed: None,
        trace,
    }
}

/// The word of warning with an answer that names no source.
fn ungrounded(version: &Version, entry: u32) -> Option<String> {
    let entry = &version.base.entries[entry as usize];
    (entry.answers() && entry.basis.is_empty()).then(|| version.words.no_basis.clone())
}

/// The candidates that stand near the first.
fn others(version: &Version, ranked: &[Ranked]) -> Vec<u32> {
    let Some((first, rest)) = ranked.split_first() else {
        return Vec::new();
    };
    let margin = version.settings.decision.related_margin;
    let near = |ranked: &&Ranked| first.score - ranked.score <= margin;
    rest.iter().filter(near).take(RELATED_MAX).map(|ranked| ranked.entry).collect()
}
