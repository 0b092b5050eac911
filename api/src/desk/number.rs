//! Numbers that people call matters by, counted by the day in the store.

use std::fmt::Display;

use jiff::Timestamp;
use jiff::civil::Date;

use wenshui_desk::number::{AgentNumber, NoteNumber, Province};

use crate::clock;
use crate::store::matter::change::Numbering;

/// How many agents of a province have numbers.
const AGENTS_MAX: u64 = 100_000_000;
/// How many notes of a millisecond a node of a snowflake counts, and how many nodes there are.
const COUNTERS: u64 = 4096;
const NODES: u64 = 1024;

/// Numbers matters of a kind by day; `number` writes the n-th of it, counted from 1. Where the digits
/// do not suffice, the tally itself is the number, which no other has either.
pub fn numbered<N: Display>(
    (kind, day): (&str, Date),
    number: impl Fn(u64) -> Option<N> + Send + Sync + 'static,
) -> Numbering {
    let tally = format!("{kind}:{day}");
    let beyond = tally.clone();
    let written = move |count: i64| match number(count.unsigned_abs()) {
        Some(number) => number.to_string(),
        None => format!("{beyond}:{count}"),
    };
    Numbering { tally, number: Box::new(written) }
}

/// Numbers sessions by day.
pub fn session_numbering(now: Timestamp) -> Numbering {
    daily_numbering("session", now)
}

/// Numbers calls in the same way.
pub fn call_numbering(now: Timestamp) -> Numbering {
    daily_numbering("call", now)
}

/// Numbers by day what no rule of the guides gives a form of number: the day and six digits.
pub fn daily_numbering(kind: &str, now: Timestamp) -> Numbering {
    let day = clock::day_of(now.as_millisecond());
    let number = move |serial: u64| Some(format!("{}{serial:06}", day.strftime("%Y%m%d")));
    numbered((kind, day), number)
}

/// Numbers notes: snowflakes, whose low digits count the notes of a day, so that no two are the same
/// whichever nodes make them.
pub fn note_numbering(now: Timestamp) -> Numbering {
    let of = move |serial: u64| {
        let (node, counter) = (serial / COUNTERS % NODES, serial % COUNTERS);
        NoteNumber::of(now, u16::try_from(node).ok()?, u16::try_from(counter).ok()?)
    };
    numbered(("note", clock::day_of(now.as_millisecond())), of)
}

/// Numbers by day and province; where the province is not known, by the tally alone.
pub fn provincial_numbering<N: Display>(
    (kind, province): (&str, Option<Province>),
    now: Timestamp,
    number: impl Fn(Province, Date, u64) -> Option<N> + Send + Sync + 'static,
) -> Numbering {
    let day = clock::day_of(now.as_millisecond());
    let kind = format!("{kind}:{}", province.map(Province::code).unwrap_or_default());
    numbered((&kind, day), move |serial| number(province?, day, serial))
}

/// The number of the n-th agent of a province (section 4). Beyond its eight digits they begin anew,
/// and the store refuses the double.
pub fn agent_number(province: Province, count: i64) -> String {
    let number = AgentNumber::of(province, count.unsigned_abs() % AGENTS_MAX);
    number.map(|number| number.to_string()).unwrap_or_default()
}
