//! A turn of a conversation: by itself, as a part of the question before, or as no question at all.

use jiff::civil::Date;

use crate::circumstances::Circumstances;
use crate::compose;
use crate::context::day::Named;
use crate::context::whole::Turn;
use crate::context::{Meant, Whole};
use crate::error::Error;
use crate::facet::{REGION, TAXPAYER_TYPE};
use crate::open_question::{Offer, OpenQuestion};
use crate::question::Question;
use crate::reply::{Decision, Reply};
use crate::retrieve::Scratch;
use crate::search::search;
use crate::trace::{Stage, Trace};
use crate::version::Version;

/// Takes a turn whose words were read; `exact` are the entries that have them as a wording.
///
/// # Errors
/// When the encoder fails or its queue is full.
pub fn take(
    version: &Version,
    question: &Question,
    (key, exact): (&str, &[u32]),
    (scratch, trace): (&mut Scratch, Trace),
) -> Result<Reply, Error> {
    if !exact.is_empty() {
        return by_itself(version, question, exact, (scratch, trace));
    }
    let nothing = OpenQuestion::default();
    let before = question.before.asked.unwrap_or(&nothing);
    let tax =
        answered(version, before).and_then(|at| version.base.entries[at as usize].tax.as_deref());
    let turn = Turn { key, as_of: question.as_of, before, tax };
    let say = &version.context.words.say;
    match version.context.read(&turn) {
        Meant::Alone => by_itself(version, question, exact, (scratch, trace)),
        Meant::Again(id) => match version.entry(&id) {
            Some(entry) => Ok(compose::chosen(version, (entry, Some(before)), trace)),
            None => by_itself(version, question, exact, (scratch, trace)),
        },
        Meant::Else(rest) if rest.is_empty() => {
            let asked = OpenQuestion { me: before.me.clone(), ..OpenQuestion::default() };
            Ok(compose::told(say.changed.clone(), asked, trace))
        }
        Meant::Else(rest) => {
            let asked = OpenQuestion { me: before.me.clone(), ..OpenQuestion::new(&rest) };
            go_on(version, question, asked, (scratch, trace))
        }
        Meant::Noted(me) => {
            let noted = say.noted.replace("{0}", &names(&me));
            Ok(compose::told(noted, OpenQuestion { me, ..OpenQuestion::default() }, trace))
        }
        Meant::Part(whole) => part(version, question, *whole, (scratch, trace)),
    }
}

/// The words by themselves, asked for the first time.
fn by_itself(
    version: &Version,
    question: &Question,
    exact: &[u32],
    (scratch, trace): (&mut Scratch, Trace),
) -> Result<Reply, Error> {
    let mut asked = OpenQuestion::new(question.text);
    let key = scratch.understanding.analysis.folded.key();
    let named = named(version, &key);
    match question.before.asked.map(|before| &before.me).filter(|me| !me.is_empty()) {
        // Of somebody else, or of elsewhere, whoever asks about it says so.
        Some(me) => (asked.said, asked.me) = (named, me.clone()),
        // A place decides which rules there are at all; who is named in it is one word among others.
        None => asked.said.region = named.region,
    }
    let question = question.under(&asked.circumstances());
    let reply = search(version, &question, (exact, asked), (scratch, trace))?;
    Ok(with_year(version, &question, reply))
}

/// A reply that begins with the day of its rule, where the words name a year in which that did not hold.
fn with_year(version: &Version, question: &Question, mut reply: Reply) -> Reply {
    let named = reply.answer.and_then(|entry| {
        let named = version.context.words.when.year(question.text, question.as_of)?;
        (!version.scopes[entry as usize].holds_on(named.day)).then_some(named)
    });
    if let Some(Named { span, .. }) = named {
        let words = version.context.words.say.other_year.replace("{0}", &question.text[span]);
        reply.say.insert(0, words.replace("{1}", &question.as_of.to_string()));
    }
    reply
}

/// A part of the question before, made whole; or the words by themselves where they say more.
fn part(
    version: &Version,
    question: &Question,
    Whole { asked, alone_first }: Whole,
    (scratch, trace): (&mut Scratch, Trace),
) -> Result<Reply, Error> {
    let understood = Some(asked.question.clone());
    let as_of = asked.said.as_of;
    let alone = |scratch: &mut Scratch, trace| {
        scratch.understanding.read(question.text, &version.analyzer, &version.vocabulary);
        by_itself(version, question, &[], (scratch, trace))
    };
    if !alone_first {
        let whole = go_on(version, question, asked, (scratch, trace.clone()))?;
        return match whole.decision {
            Decision::Refuse => alone(scratch, trace),
            _ => Ok(with_day(version, Reply { understood, ..whole }, as_of)),
        };
    }
    let alone = alone(scratch, trace.clone())?;
    if alone.decision == Decision::Answer {
        return Ok(alone);
    }
    let whole = go_on(version, question, asked, (scratch, trace))?;
    // Words that change nothing were not understood.
    let before = question.before.asked.and_then(|before| answered(version, before));
    let leads = whole.decision == Decision::Answer && whole.answer != before;
    Ok(if leads { with_day(version, Reply { understood, ..whole }, as_of) } else { alone })
}

/// A reply that begins with the day whose rules it is answered by.
fn with_day(version: &Version, mut reply: Reply, as_of: Option<Date>) -> Reply {
    if let Some(day) = as_of {
        let words = &version.context.words.say.as_of;
        reply.say.insert(0, words.replace("{0}", &day.to_string()));
    }
    reply
}

/// Takes up a question again, of which more is known by now.
///
/// # Errors
/// When the encoder fails or its queue is full.
pub fn go_on(
    version: &Version,
    question: &Question,
    asked: OpenQuestion,
    (scratch, mut trace): (&mut Scratch, Trace),
) -> Result<Reply, Error> {
    let text = asked.question.clone();
    let question = Question { text: &text, option: None, ..question.under(&asked.circumstances()) };
    scratch.understanding.read(&text, &version.analyzer, &version.vocabulary);
    trace.finish(Stage::Understand);
    search(version, &question, (&[], asked), (scratch, trace))
}

/// The entry that was given for a question, where one was.
fn answered(version: &Version, before: &OpenQuestion) -> Option<u32> {
    match before.offers.as_slice() {
        [Offer::Entry(id, _)] => version.entry(id),
        _ => None,
    }
}

/// For whom and where a question asks by its own words.
fn named(version: &Version, key: &str) -> Circumstances {
    let parts = version.context.phrases.parts(key);
    let value = |facet| {
        let part = parts.iter().find(|part| part.meaning.facet == facet)?;
        Some(part.meaning.value.clone())
    };
    Circumstances { region: value(REGION), taxpayer_type: value(TAXPAYER_TYPE), as_of: None }
}

/// What was said, to be repeated.
fn names(me: &Circumstances) -> String {
    let names: Vec<&str> =
        [&me.taxpayer_type, &me.region].into_iter().flatten().map(String::as_str).collect();
    names.join(" · ")
}
