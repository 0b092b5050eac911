//! The engine: the route of a question on one screen.
//!
//! understand → screen (guard, emotion, intent) → what it means after what was said → search. Clicked
//! options, small talk and what the guard stops leave the route early; a wording of the base itself
//! comes first.

use std::cell::RefCell;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::compose;
use crate::error::Error;
use crate::open_question::OpenQuestion;
use crate::question::{Before, Question};
use crate::reply::{Heard, Reply};
use crate::retrieve::Scratch;
use crate::rounds::{self, Picked};
use crate::screen::{Said, Screen, Screened};
use crate::trace::{Clock, Stage, Trace};
use crate::version::Version;
use crate::withhold::withhold;
use crate::{search, turn};

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
    pub fn new(version: impl Into<Arc<Version>>, clock: Clock) -> Self {
        Self { current: ArcSwap::new(version.into()), clock }
    }

    /// The version in service. A request keeps the one it began with.
    pub fn version(&self) -> Arc<Version> {
        self.current.load_full()
    }

    /// Puts another version into service.
    pub fn swap(&self, version: impl Into<Arc<Version>>) {
        self.current.store(version.into());
    }

    /// Puts other lists of guard, emotions and intents into service, with the content as it is.
    pub fn swap_screen(&self, screen: Arc<Screen>) {
        self.swap(self.version().with_screen(screen));
    }

    /// Answers a question by a version.
    ///
    /// # Errors
    /// When the encoder fails or its queue is full.
    pub fn answer(&self, version: &Version, question: &Question) -> Result<Reply, Error> {
        let reply = self.route(version, question)?;
        Ok(if version.held_back.is_empty() { reply } else { withhold(version, reply) })
    }

    /// The route of a question, before what must not be said is taken out.
    fn route(&self, version: &Version, question: &Question) -> Result<Reply, Error> {
        let mut trace = Trace::begin(self.clock);
        let asked = question.before.asked;
        // What is taken of an offer is the engine's own words, with nothing to be heard in them.
        let unheard = || Heard { state: question.before.state, ..Heard::default() };
        let admits = |entry: &u32| match asked {
            Some(asked) => version.admits(*entry, &question.under(&asked.circumstances())),
            None => version.admits(*entry, question),
        };
        let option = question.option.and_then(|id| version.entry(id));
        if let Some(entry) = option.filter(admits) {
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
                Some(Picked::Entry(entry)) if admits(&entry) => {
                    let reply = compose::chosen(version, (entry, asked), trace);
                    return Ok(Reply { heard: unheard(), ..reply });
                }
                Some(Picked::Narrower(next)) => {
                    let reply = turn::go_on(version, question, *next, (scratch, trace))?;
                    // After an answer nothing else leads here but that it was not the right one.
                    let unsolved = asked.is_some_and(OpenQuestion::is_answered);
                    return Ok(Reply { heard: Heard { unsolved, ..unheard() }, ..reply });
                }
                _ => {}
            }
            let Before { now, recent, state, .. } = question.before;
            let said = Said { text: question.text, folded, now, recent };
            let heard = version.screen.hear(said, state);
            trace.finish(Stage::Screen);
            let exact = search::exact(version, &key, |at| version.admits(at, question));
            // What is a wording of the base is a question, whatever else it sounds like.
            let heard = Screened { intent: heard.intent.filter(|_| exact.is_empty()), ..heard };
            let reply = match compose::unasked(version, &heard, &trace) {
                Some(reply) => reply,
                None => {
                    let reply = turn::take(version, question, (&key, &exact), (scratch, trace))?;
                    compose::with_words(reply, &heard)
                }
            };
            Ok(Reply { heard: Heard::of(heard), ..reply })
        })
    }
}
