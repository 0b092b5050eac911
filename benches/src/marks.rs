//! Where stages end, for whoever counts from outside, and work that is added to a stage on purpose.
//!
//! An answer asks its clock when it begins and when each stage ends. A clock that doubles with every look
//! therefore leaves in the record of an answer which looks ended which stage, one bit each. Work that such
//! a clock does before it looks belongs to the stage that ends, without the answer's path knowing of it.

use std::hint::black_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::trace::{Stage, Trace};

use crate::error::Error;

/// Looks at the clock since an answer began.
static LOOKS: AtomicU64 = AtomicU64::new(0);
/// The look before which work is added, counted from 1; 0 for none.
static SLOWED: AtomicU64 = AtomicU64::new(0);
/// How much work is added.
static WORK: AtomicU64 = AtomicU64::new(0);

/// The name of [`look`] for tools that watch functions.
pub const LOOK: &str = "wenshui_benches::marks::look";
/// More looks than any answer takes, and than bits can tell apart.
const LOOKS_MAX: u64 = 63;

/// The looks of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// How many there were.
    pub looks: u32,
    /// Of each stage the looks that ended a part of it: bit 0 for the second look, and so on. The first
    /// look begins the answer.
    pub stages: Vec<u64>,
}

impl Marks {
    /// Reads the record of an answer that was measured with [`look`] or [`quiet_look`].
    fn of(trace: &Trace) -> Self {
        let stages = trace.stages().map(|(_, bits)| bits).collect();
        Self { looks: LOOKS.load(Ordering::Relaxed) as u32, stages }
    }
}

/// Work that is added to a stage, for trials of what notices it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slowed {
    /// The stage.
    pub stage: Stage,
    /// Rounds of multiplying and adding.
    pub rounds: u64,
}

/// A clock whose every look can be seen from outside by its name.
#[inline(never)]
pub fn look() -> u64 {
    doubled(LOOKS.fetch_add(1, Ordering::Relaxed))
}

/// The same under another name, which nobody watches.
#[inline(never)]
pub fn quiet_look() -> u64 {
    black_box(doubled(LOOKS.fetch_add(1, Ordering::Relaxed)))
}

/// A clock in nanoseconds that does the added work.
pub fn slowed_nanoseconds() -> u64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    add_work(LOOKS.fetch_add(1, Ordering::Relaxed));
    BEGAN.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

fn doubled(look: u64) -> u64 {
    add_work(look);
    1 << look.min(LOOKS_MAX)
}

fn add_work(look: u64) {
    if look > 0 && look == SLOWED.load(Ordering::Relaxed) {
        black_box(work(WORK.load(Ordering::Relaxed)));
    }
}

/// Rounds of multiplying and adding, one after the other.
pub fn work(rounds: u64) -> u64 {
    (0..rounds).fold(1, |state: u64, round| {
        black_box(state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(round))
    })
}

/// Answers a question and tells its looks. `slowed` adds work to a stage, where the looks of the question
/// are known from before.
///
/// # Errors
/// When the engine fails on the question, or looks more often than can be told apart.
pub fn answer(
    engine: &Engine,
    (text, today): (&str, Date),
    slowed: Option<(Slowed, &Marks)>,
) -> Result<(Trace, Marks), Error> {
    LOOKS.store(0, Ordering::Relaxed);
    let (look, rounds) = slowed.map_or((0, 0), |(slowed, marks)| {
        let bits = marks.stages[slowed.stage as usize];
        // A stage that did not run cannot be slowed.
        let look = if bits == 0 { 0 } else { u64::from(bits.trailing_zeros()) + 1 };
        (look, slowed.rounds)
    });
    SLOWED.store(look, Ordering::Relaxed);
    WORK.store(rounds, Ordering::Relaxed);
    let reply = engine.answer(&engine.version(), &Question::new(text, today))?;
    let marks = Marks::of(&reply.trace);
    if u64::from(marks.looks) > LOOKS_MAX {
        return Err(Error::Looks { looks: marks.looks });
    }
    Ok((reply.trace, marks))
}

/// The stage of a name.
pub fn stage(name: &str) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| stage.name() == name)
}
