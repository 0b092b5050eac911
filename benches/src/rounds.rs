//! Answering measured so that it can be held against another day: the same questions again and again, and
//! of each question and stage the shortest time.
//!
//! What others do on the machine only ever adds time, so the shortest of several is what the program
//! itself needs. A fixed piece of work beside it tells how fast the machine was.

use std::hint::black_box;
use std::time::Instant;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use wenshui_engine::engine::Engine;
use wenshui_engine::trace::Stage;

use crate::error::Error;
use crate::marks::{Marks, Slowed, answer, quiet_look, slowed_nanoseconds, work};

/// Rounds of work whose time tells how fast the processor is: some 20 µs. It needs no memory, so that what
/// others do to the caches does not move it.
const REFERENCE: u64 = 20_000;
/// Rounds before those that count; they tell how much work a share of a stage is.
const WARM_UP: usize = 2;
/// How often the time of added work is taken; the shortest counts.
const TRIES: usize = 20;

/// What one process measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Launch {
    /// The shortest time of the reference, in nanoseconds.
    pub reference_ns: u64,
    /// Of every stage, in their order, the shortest time of each question, in nanoseconds.
    pub stages: Vec<Vec<u64>>,
}

/// A stage that is slowed by a share of its own time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlowedBy {
    /// The stage.
    pub stage: Stage,
    /// The share.
    pub share: f64,
}

/// Answers every question so many times.
///
/// # Errors
/// When the engine fails on a question.
pub fn measure(
    engine: &Engine,
    (questions, today): (&[String], Date),
    (rounds, slowed): (usize, Option<SlowedBy>),
) -> Result<Launch, Error> {
    let version = engine.version();
    let marking = Engine::new(version.clone(), quiet_look);
    let marks = questions.iter().map(|text| Ok(answer(&marking, (text, today), None)?.1));
    let marks = marks.collect::<Result<Vec<Marks>, Error>>()?;
    let measuring = Engine::new(version, slowed_nanoseconds);
    let mut launch = Launch {
        reference_ns: u64::MAX,
        stages: vec![vec![u64::MAX; questions.len()]; Stage::ALL.len()],
    };
    let mut added = None;
    for round in 0..WARM_UP + rounds {
        let was_warm = round >= WARM_UP;
        for (at, (text, marks)) in questions.iter().zip(&marks).enumerate() {
            // Asked as often as the questions, it meets as many quiet moments.
            launch.reference_ns = launch.reference_ns.min(reference());
            let slowed = added.filter(|_| was_warm).map(|slowed| (slowed, marks));
            let (trace, _) = answer(&measuring, (text, today), slowed)?;
            for ((_, nanoseconds), best) in trace.stages().zip(&mut launch.stages) {
                best[at] = best[at].min(nanoseconds);
            }
        }
        if round + 1 == WARM_UP {
            added = slowed.map(|slowed| enough(slowed, &launch));
            for best in &mut launch.stages {
                best.fill(u64::MAX);
            }
        }
    }
    Ok(launch)
}

/// The time of a fixed piece of work, in nanoseconds.
fn reference() -> u64 {
    let began = Instant::now();
    black_box(work(REFERENCE));
    began.elapsed().as_nanos() as u64
}

/// As much work as makes the share of a stage's mean time.
fn enough(slowed: SlowedBy, first: &Launch) -> Slowed {
    let times = &first.stages[slowed.stage as usize];
    let wanted = slowed.share * times.iter().sum::<u64>() as f64 / times.len().max(1) as f64;
    let shortest = (0..TRIES).map(|_| reference()).min().unwrap_or(1).max(1) as f64;
    let rounds = (wanted / shortest * REFERENCE as f64) as u64;
    Slowed { stage: slowed.stage, rounds }
}
