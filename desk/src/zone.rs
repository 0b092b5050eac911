//! The one zone of the desk: China Standard Time, eight hours ahead of UTC all the year.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

const ZONE: Offset = Offset::constant(8);

/// The day that a moment belongs to.
pub fn day(at: Timestamp) -> Date {
    ZONE.to_datetime(at).date()
}

/// The first moment of a day.
pub fn begins(day: Date) -> Timestamp {
    // Only the very first days of the calendar lie before the first moment there is.
    ZONE.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
}

/// The first moment behind a day.
pub fn ends(day: Date) -> Timestamp {
    day.tomorrow().map_or(Timestamp::MAX, begins)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::{begins, day, ends};

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let midnight: Timestamp = "2026-11-27T00:00:00+08:00".parse().unwrap();
        assert_eq!(day(midnight), date(2026, 11, 27));
        assert_eq!(day("2026-11-26T15:59:59Z".parse().unwrap()), date(2026, 11, 26));
        assert_eq!(begins(date(2026, 11, 27)), midnight);
        assert_eq!(ends(date(2026, 11, 26)), midnight);
    }
}
