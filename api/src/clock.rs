//! The clocks: here and nowhere below.

use std::sync::OnceLock;
use std::time::Instant;

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Nanoseconds since the program began to measure.
pub fn nanoseconds() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// Today in Shanghai, where every date of the law is meant.
pub fn today() -> Date {
    // China keeps one offset the whole year and has done so since 1991.
    let shanghai = TimeZone::fixed(jiff::tz::offset(8));
    jiff::Timestamp::now().to_zoned(shanghai).date()
}
