//! Numbers that people call matters by, counted by the day in the store.

use std::fmt::Display;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock;
use crate::store::matter::Numbering;

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

/// The number of the n-th agent: eleven digits, as those of the guides' pictures (section 4).
pub fn agent_number(count: i64) -> String {
    format!("2{count:010}")
}
