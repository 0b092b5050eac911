//! Numbers that people call matters by, counted by the day in the store.

use std::fmt::Display;

use jiff::Timestamp;
use jiff::civil::Date;

use wenshui_desk::number::{AgentNumber, Province};

use crate::clock;
use crate::store::matter::change::Numbering;

/// How many agents of a province have numbers.
const AGENTS_MAX: u64 = 100_000_000;

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

/// Numbers sessions by day: the day and six digits, which no rule of the guides asks for.
pub fn session_numbering(now: Timestamp) -> Numbering {
    let day = clock::day_of(now.as_millisecond());
    let number = move |serial: u64| Some(format!("{}{serial:06}", day.strftime("%Y%m%d")));
    numbered(("session", day), number)
}

/// The number of the n-th agent of a province (section 4). Beyond its eight digits they begin anew,
/// and the store refuses the double.
pub fn agent_number(province: Province, count: i64) -> String {
    let number = AgentNumber::of(province, count.unsigned_abs() % AGENTS_MAX);
    number.map(|number| number.to_string()).unwrap_or_default()
}
