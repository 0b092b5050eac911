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

/// Rounds of work whose time tells how fast the machine is: some 100 µs.
const REFERENCE: u64 = 50_000;
/// Words of the table that the reference walks through: 2 MiB, as much as a core has for itself.
const TABLE: usize = 1 << 18;
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
    let mut table: Vec<u64> = (0..TABLE as u64).collect();
    let mut added = None;
    for round in 0..WARM_UP + rounds {
        let was_warm = round >= WARM_UP;
        launch.reference_ns = launch.reference_ns.min(reference(&mut table));
        for (at, (text, marks)) in questions.iter().zip(&marks).enumerate() {
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

/// Fixed work on numbers and memory; its time in nanoseconds.
fn reference(table: &mut [u64]) -> u64 {
    let began = Instant::now();
    let mut at = black_box(work(REFERENCE)) as usize % TABLE;
    for _ in 0..REFERENCE / 10 {
        // A full period over a power of two (Hull and Dobell 1962).
        at = (at.wrapping_mul(5) + 12_347) % TABLE;
        table[at] = table[at].wrapping_add(at as u64);
    }
    black_box(table[at]);
    began.elapsed().as_nanos() as u64
}

/// As much work as makes the share of a stage's mean time.
fn enough(slowed: SlowedBy, first: &Launch) -> Slowed {
    let times = &first.stages[slowed.stage as usize];
    let wanted = slowed.share * times.iter().sum::<u64>() as f64 / times.len().max(1) as f64;
    let time = || {
        let began = Instant::now();
        black_box(work(REFERENCE));
        began.elapsed().as_nanos() as u64
    };
    let shortest = (0..TRIES).map(|_| time()).min().unwrap_or(1).max(1) as f64;
    let rounds = (wanted / shortest * REFERENCE as f64) as u64;
    Slowed { stage: slowed.stage, rounds }
}
