//! The clocks: here and nowhere below.

use std::sync::OnceLock;
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Nanoseconds since the program began to measure.
pub fn nanoseconds() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// Today in Shanghai, where every date of the law is meant.
pub fn today() -> Date {
    day_of(now_ms())
}

/// The day in Shanghai at so many milliseconds since 1970.
pub fn day_of(at_ms: i64) -> Date {
    // China keeps one offset the whole year and has done so since 1991.
    let shanghai = TimeZone::fixed(jiff::tz::offset(8));
    moment(at_ms).to_zoned(shanghai).date()
}

/// The moment at which a day begins in Shanghai, in milliseconds since 1970.
pub fn begin_of(day: Date) -> i64 {
    let shanghai = TimeZone::fixed(jiff::tz::offset(8));
    // Only the very edges of the calendar have no such moment.
    day.to_zoned(shanghai).map_or(0, |zoned| zoned.timestamp().as_millisecond())
}

/// The number of the day in Shanghai at so many milliseconds since 1970; the next day has the next.
pub fn day_number(at_ms: i64) -> i64 {
    const HOUR_MS: i64 = 60 * 60 * 1000;
    (at_ms + 8 * HOUR_MS).div_euclid(24 * HOUR_MS)
}

/// Now.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Milliseconds since 1970 in UTC.
pub fn now_ms() -> i64 {
    now().as_millisecond()
}

/// So many milliseconds since 1970 as RFC 3339; beyond the years of the calendar its edge.
pub fn rfc3339(at_ms: i64) -> String {
    moment(at_ms).to_string()
}

/// The minute in Shanghai at so many milliseconds since 1970, as people read it.
pub fn minute(at_ms: i64) -> String {
    let shanghai = TimeZone::fixed(jiff::tz::offset(8));
    moment(at_ms).to_zoned(shanghai).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Milliseconds since 1970 of a moment in RFC 3339.
pub fn parse_ms(text: &str) -> Option<i64> {
    text.parse().ok().map(|moment: Timestamp| moment.as_millisecond())
}

fn moment(at_ms: i64) -> Timestamp {
    let edge = if at_ms < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at_ms).unwrap_or(edge)
}
