//! The engine: the route of a question on one screen.
//!
//! understand → screen (guard, emotion, intent) → retrieve (lexical and dense) → rank → calibrate →
//! decide → compose. Clicked options, small talk and what the guard stops leave the route early; a
//! wording of the base itself comes first.

use std::cell::RefCell;
use std::sync::Arc;

use arc_swap::ArcSwap;
use wenshui_knowledge::text::fold::Folded;

use crate::compose::{self, Composed};
use crate::confidence::Confidence;
use crate::decide::decide;
use crate::error::Error;
use crate::open_question::OpenQuestion;
use crate::question::{Before, Question};
use crate::rank::{self, Candidate, Pooled};
use crate::reply::{Heard, Reply};
use crate::retrieve::{Scratch, retrieve};
use crate::rounds::{self, Picked};
use crate::screen::{Said, Screened};
use crate::trace::{Clock, Stage, Trace};
use crate::version::Version;

/// Answers questions by the version in service; versions are swapped whole while it answers.
pub struct Engine {
    current: ArcSwap<Version>,
    clock: Clock,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Engine {
    /// An engine that serves `version` and measures with `clock`.
    pub fn new(version: Version, clock: Clock) -> Self {
        Self { current: ArcSwap::from_pointee(version), clock }
    }

    /// The version in service. A request keeps the one it began with.
    pub fn version(&self) -> Arc<Version> {
        self.current.load_full()
    }

    /// Puts another version into service.
    pub fn swap(&self, version: Version) {
        self.current.store(Arc::new(version));
    }

    /// Answers a question by a version.
    ///
    /// # Errors
    /// When the encoder fails or its queue is full.
    pub fn answer(&self, version: &Version, question: &Question) -> Result<Reply, Error> {
        let mut trace = Trace::begin(self.clock);
        let asked = question.before.asked;
        // What is taken of an offer is the engine's own words, with nothing to be heard in them.
        let unheard = || Heard { state: question.before.state, ..Heard::default() };
        let option = question.option.and_then(|id| version.entry(id));
        if let Some(entry) = option.filter(|at| version.admits(*at, question)) {
            let reply = compose::chosen(version, (entry, asked), trace);
            return Ok(Reply { heard: unheard(), ..reply });
        }
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.understanding.read(question.text, &version.analyzer, &version.vocabulary);
            trace.finish(Stage::Understand);
            let folded = &scratch.understanding.analysis.folded;
            let key = folded.key();
            let said = (question.option, key.as_str());
            match asked.and_then(|asked| rounds::picked(version, said, asked)) {
                Some(Picked::Entry(entry)) if version.admits(entry, question) => {
                    let reply = compose::chosen(version, (entry, asked), trace);
                    return Ok(Reply { heard: unheard(), ..reply });
                }
                Some(Picked::Narrower(asked)) => {
                    let reply = go_on(version, question, asked, (scratch, trace))?;
                    return Ok(Reply { heard: unheard(), ..reply });
                }
                _ => {}
            }
            let Before { now, recent, state, .. } = question.before;
            let said = Said { text: question.text, folded, now, recent };
            let heard = version.screen.hear(said, state);
            trace.finish(Stage::Screen);
            let exact = exact(version, &key, |at| version.admits(at, question));
            // What is a wording of the base is a question, whatever else it sounds like.
            let heard = Screened { intent: heard.intent.filter(|_| exact.is_empty()), ..heard };
            let reply = match compose::unasked(version, &heard, &trace) {
                Some(reply) => reply,
                None => {
                    let asked = OpenQuestion::new(question.text);
                    let found = search(version, question, (&exact, asked), (scratch, trace))?;
                    compose::with_words(found, &heard)
                }
            };
            Ok(Reply { heard: Heard::of(heard), ..reply })
        })
    }
}

/// Takes up a question again, of which more is known by now.
fn go_on(
    version: &Version,
    question: &Question,
    asked: OpenQuestion,
    (scratch, mut trace): (&mut Scratch, Trace),
) -> Result<Reply, Error> {
    let text = asked.question.clone();
    let question = Question { text: &text, option: None, ..question.clone() };
    scratch.understanding.read(&text, &version.analyzer, &version.vocabulary);
    trace.finish(Stage::Understand);
    search(version, &question, (&[], asked), (scratch, trace))
}

/// The route from a question that was read to a reply; `exact` are the entries that have it as a
/// wording, `asked` is what is known from the rounds before.
fn search(
    version: &Version,
    question: &Question,
    (exact, asked): (&[u32], OpenQuestion),
    (scratch, mut trace): (&mut Scratch, Trace),
) -> Result<Reply, Error> {
    let open = |entry: u32| !asked.is_narrowed() || rounds::admits(version, &asked, entry);
    let admit = |entry: u32| version.admits(entry, question) && open(entry);
    let depth = |entry: u32| version.scopes[entry as usize].region_depth(question);
    let mut pool = version.settings.pool;
    let mut candidates = loop {
        retrieve(version, scratch, (&mut trace, pool), admit)?;
        let candidates = rank::rank(version, &scratch.understanding, &pooled(scratch), depth);
        // Many wordings of few entries may fill a pool; what is not full has all that there is.
        let found = &scratch.found;
        let all = found.lexical.len() < pool.lexical && found.dense.len() < pool.dense;
        if all || candidates.len() >= pool.entries_min || pool.lexical >= version.documents.len() {
            break candidates;
        }
        pool = pool.doubled();
        trace.finish(Stage::Rank);
    };
    promote(version, &scratch.understanding, &pooled(scratch), (exact, &mut candidates));
    let (first, rest) = candidates.split_at_mut(exact.len());
    rank::prefer_narrower(version, question, first);
    rank::prefer_narrower(version, question, rest);
    trace.exact = !exact.is_empty();
    trace.finish(Stage::Rank);
    let confidence = Confidence::new(&version.settings, &scratch.understanding);
    let ranked = compose::ranked(&confidence, question, &candidates, exact.len());
    let decided = decide(version, question, (&ranked, exact.len()), &confidence);
    let decided = rounds::follow(version, question, (&candidates, &asked), decided);
    Ok(compose::reply(version, question, Composed { decided, ranked, confidence, asked, trace }))
}

/// What the search brought, as the ranker takes it.
fn pooled(scratch: &Scratch) -> Pooled<'_> {
    let found = &scratch.found;
    let cosines = found.nearness.cosines();
    Pooled { lexical: &found.lexical, dense: &found.dense, cosines }
}

/// The entries that have the question as a wording, in the order of the base.
fn exact(version: &Version, key: &str, admit: impl Fn(u32) -> bool) -> Vec<u32> {
    let has = |entry: u32| {
        let mut wordings = version.base.entries[entry as usize].wordings();
        wordings.any(|wording| Folded::new(wording).key() == key)
    };
    let found = version.exact.entries(key).iter().copied();
    found.filter(|entry| admit(*entry) && has(*entry)).collect()
}

/// Puts the exact entries first, whatever their scores.
fn promote(
    version: &Version,
    asked: &crate::understand::Understanding,
    pooled: &Pooled,
    (exact, candidates): (&[u32], &mut Vec<Candidate>),
) {
    for entry in exact {
        if !candidates.iter().any(|candidate| candidate.entry == *entry) {
            candidates.push(rank::of_entry(version, asked, pooled, *entry));
        }
    }
    // A stable sort keeps the ranker's order among the exact ones and among the rest.
    candidates.sort_by_key(|candidate| !exact.contains(&candidate.entry));
}
