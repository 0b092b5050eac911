//! From a decision to a reply.

use crate::confidence::Confidence;
use crate::decide::{CONFIDENCE_EXACT, Decided, GUESSES_MAX, TAXPAYER_TYPE};
use crate::intent::file::IntentKind;
use crate::question::Question;
use crate::rank::{Candidate, Features};
use crate::reply::{Decision, Heard, Ranked, Reply};
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
    let Composed { decided, ranked, confidence: likely, mut trace } = composed;
    let words = &version.words;
    let mut say = Vec::new();
    let mut answer = None;
    let mut related = Vec::new();
    let mut guesses = Vec::new();
    match decided.decision {
        Decision::Answer => {
            answer = ranked.first().map(|first| first.entry);
            related = others(version, &likely, &ranked[1..]);
            say.extend(answer.and_then(|entry| ungrounded(version, entry)));
        }
        Decision::Clarify => {
            let facet = decided.clarification.as_ref().map(|clarification| clarification.facet);
            say.push(match facet {
                Some(TAXPAYER_TYPE) => words.clarify_taxpayer_type.clone(),
                _ => words.clarify_question.clone(),
            });
        }
        Decision::Suggest => {
            say.push(words.suggest.clone());
            guesses = ranked.iter().take(GUESSES_MAX).map(|ranked| ranked.entry).collect();
        }
        Decision::Reply | Decision::Refuse | Decision::Handover => say.push(words.refuse.clone()),
    }
    let confidence = ranked.first().map_or(0.0, |first| first.confidence);
    let known = ranked.first().map_or(0.0, |first| likely.known(first.score));
    let shown =
        |ranked: &Ranked| question.confidence_min.is_none_or(|least| ranked.confidence >= least);
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
        heard: Heard::default(),
        trace,
    }
}

/// The reply where what was heard leaves no question to be answered: the guard stopped it, a person
/// is asked for, or it is small talk.
pub fn unasked(heard: &Screened, trace: &Trace) -> Option<Reply> {
    let words = |say: Option<&str>| say.map(str::to_owned).into_iter().collect();
    if !heard.verdict.action.answers() {
        let stopped = bare(Decision::Refuse, words(heard.say), trace.clone());
        return Some(Reply { confidence: 0.0, known: 0.0, ..stopped });
    }
    let intent = heard.intent?;
    let decision = match intent.kind {
        IntentKind::Person => Decision::Handover,
        _ if intent.whole => Decision::Reply,
        _ => return None,
    };
    Some(with_words(bare(decision, words(intent.say), trace.clone()), heard))
}

/// A reply that begins with the guard's warning, or with words that calm.
pub fn with_words(mut reply: Reply, heard: &Screened) -> Reply {
    if let Some(say) = heard.say {
        reply.say.insert(0, say.to_owned());
    }
    reply
}

/// The reply to a clicked option: the entry that it names.
pub fn chosen(version: &Version, entry: u32, trace: Trace) -> Reply {
    let say = ungrounded(version, entry).into_iter().collect();
    let wording = version.documents.wordings_of(entry).start;
    let features = Features::default();
    let ranked = Ranked { entry, wording, confidence: 1.0, score: 0.0, share: 1.0, features };
    let reply = bare(Decision::Answer, say, trace);
    Reply { answer: Some(entry), candidates: vec![ranked], ..reply }
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
        heard: Heard::default(),
        trace,
    }
}

/// The word of warning with an answer that names no source.
fn ungrounded(version: &Version, entry: u32) -> Option<String> {
    let entry = &version.base.entries[entry as usize];
    (entry.answers() && entry.basis.is_empty()).then(|| version.words.no_basis.clone())
}

/// The next candidates that would have been worth suggesting.
fn others(version: &Version, likely: &Confidence, ranked: &[Ranked]) -> Vec<u32> {
    let least = version.settings.decision.suggest_min;
    let worth = |ranked: &&Ranked| likely.known(ranked.score) >= least;
    ranked.iter().filter(worth).take(RELATED_MAX).map(|ranked| ranked.entry).collect()
}
