//! A run: every case of a suite asked of one version.

use jiff::civil::Date;
use wenshui_engine::engine::Engine;
use wenshui_engine::open_question::OpenQuestion;
use wenshui_engine::question::{Before, Question};
use wenshui_engine::screen::TalkState;
use wenshui_engine::version::Version;

use crate::case::Case;
use crate::error::Error;
use crate::metrics::{Seen, target};
use crate::progress::Progress;
use crate::suite::Suite;

/// How many candidates are looked at: ranked metrics stand before any threshold.
const TOP_K: usize = 10;

/// Asks every case, one after the other, the turns of a dialogue in one conversation; `today` serves
/// cases without a day of their own, `progress` hears of every case.
///
/// # Errors
/// When the engine fails on a question, or whoever waits calls it off.
pub fn run(
    suite: &Suite,
    (engine, version): (&Engine, &Version),
    today: Date,
    mut progress: Progress,
) -> Result<Vec<Seen>, Error> {
    let mut seen = Vec::with_capacity(suite.cases.len());
    let mut talk = Talk::default();
    for (at, case) in suite.cases.iter().enumerate() {
        if case.turn.is_none_or(|turn| turn.first) {
            talk = Talk::default();
        }
        seen.push(ask((case, &mut talk), engine, version, today)?);
        progress.step(at + 1, suite.cases.len())?;
    }
    Ok(seen)
}

/// What a conversation remembers from turn to turn, as the server does.
#[derive(Default)]
struct Talk {
    asked: Option<OpenQuestion>,
    state: TalkState,
    /// Whether a turn before this one went wrong.
    missed: bool,
}

fn ask(
    (case, talk): (&Case, &mut Talk),
    engine: &Engine,
    version: &Version,
    today: Date,
) -> Result<Seen, Error> {
    let before = Before { state: talk.state, asked: talk.asked.as_ref(), ..Before::default() };
    let question = Question {
        option: case.option.as_deref(),
        region: case.region,
        taxpayer_type: case.taxpayer_type,
        top_k: TOP_K,
        before,
        ..Question::new(&case.question, case.as_of.unwrap_or(today))
    };
    let reply = engine.answer(version, &question)?;
    let id = |entry: u32| version.base.entries[entry as usize].id.clone();
    let found = reply.candidates.iter().map(|candidate| candidate.entry);
    // What is clicked was found before and is given as it is.
    let found: Vec<u32> = match reply.answer {
        Some(answer) if reply.candidates.is_empty() => vec![answer],
        _ => found.collect(),
    };
    let mut seen = Seen {
        id: case.id.clone(),
        decision: reply.decision.name(),
        confidence: f64::from(reply.confidence),
        candidates: found.into_iter().map(id).collect(),
        question: asked(case).to_owned(),
        tags: case.tags.clone(),
        expect: case.expect.clone(),
        target: target(&case.expect),
        forbid: case.forbid.clone(),
        decision_expected: case.decision.clone(),
        dialogue: None,
        latency_us: reply.trace.total() as f64 / 1000.0,
        weight: case.weight,
    };
    talk.state = reply.heard.state;
    talk.asked = reply.asked.or_else(|| talk.asked.take());
    talk.missed |= !seen.as_expected();
    seen.dialogue = case.turn.filter(|turn| turn.last).map(|_| !talk.missed);
    Ok(seen)
}

/// What was said or clicked.
fn asked(case: &Case) -> &str {
    case.option.as_deref().unwrap_or(&case.question)
}
