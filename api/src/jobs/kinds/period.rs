//! The days whose questions a job looks at.

use jiff::ToSpan as _;

use crate::clock;
use crate::error::ApiError;
use crate::in_vain::Period;
use crate::wire::request::date_of;

/// How many days before its last one a period begins, where nobody says, and at most.
const DAYS: i64 = 29;
const DAYS_MAX: i64 = 366;

/// The period from a day to a day; thirty days up to today where none is named.
///
/// # Errors
/// `bad_date`, or `bad_period` where it ends before it begins or is longer than a year.
pub fn period((from, to): (Option<&str>, Option<&str>)) -> Result<Period, ApiError> {
    let read =
        |field: &'static str, day: Option<&str>| day.map(|day| date_of(field, day)).transpose();
    let to = read("params.to", to)?.unwrap_or_else(clock::today);
    let usual = || to.checked_sub(DAYS.days()).unwrap_or(to);
    let from = read("params.from", from)?.unwrap_or_else(usual);
    let is_short = to.checked_sub(DAYS_MAX.days()).is_ok_and(|earliest| earliest <= from);
    if from > to || !is_short {
        let days = [from.to_string(), to.to_string(), DAYS_MAX.to_string()];
        return Err(ApiError::about(
            "params.to",
            "bad_period",
            &days.each_ref().map(String::as_str),
        ));
    }
    Ok(Period { from, to })
}
