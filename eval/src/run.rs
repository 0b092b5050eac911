//! A run: every case of a suite asked of one version.

use jiff::civil::Date;
use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
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

/// How many conversations are begun before progress is told: enough that no thread waits for the
/// last of them for long.
const AT_A_TIME: usize = 64;

/// Asks every case, several conversations at a time: as many as the pool of threads that this is
/// called in has threads, see [`with_threads`]. The turns of a dialogue are one conversation and keep
/// their order; what is seen does not depend on how many threads there are, but for what an answer
/// takes. `today` serves cases without a day of their own, `progress` hears of every case.
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
    let goes_on = |_: &Case, next: &Case| next.turn.is_some_and(|turn| !turn.first);
    let conversations: Vec<&[Case]> = suite.cases.chunk_by(goes_on).collect();
    for some in conversations.chunks(AT_A_TIME) {
        let talks = some.par_iter().map(|cases| converse(cases, (engine, version), today));
        for case in talks.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten() {
            seen.push(case);
            progress.step(seen.len(), suite.cases.len())?;
        }
    }
    Ok(seen)
}

/// Does `work` with so many threads.
///
/// # Errors
/// When the system gives no more threads.
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    Ok(pool.map_err(|error| Error::Threads(error.to_string()))?.install(work))
}

/// Asks the turns of one conversation.
fn converse(
    cases: &[Case],
    (engine, version): (&Engine, &Version),
    today: Date,
) -> Result<Vec<Seen>, Error> {
    let mut talk = Talk::default();
    cases.iter().map(|case| ask((case, &mut talk), engine, version, today)).collect()
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
        ranked: reply.candidates,
        understood: reply.understood,
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
