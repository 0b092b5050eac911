//! When something that was not taken is tried again.

use jiff::{SignedDuration, Timestamp};

/// The longest time between two tries, as a power of two in seconds: about an hour.
const WAIT_POWER_MAX: i64 = 12;
/// How long something is tried, in hours: a week.
const HOURS_MAX: i64 = 7 * 24;

/// How long to wait after so many tries: two seconds after the first, then twice as long each time.
pub fn wait(tries: i64) -> SignedDuration {
    SignedDuration::from_secs(1 << tries.clamp(0, WAIT_POWER_MAX))
}

/// Whether something that was made so long ago is tried no more.
pub fn is_hopeless(created_at: i64, now: Timestamp) -> bool {
    now.as_millisecond() - created_at >= HOURS_MAX * 60 * 60 * 1000
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{is_hopeless, wait};

    #[test]
    fn waits_double_up_to_an_hour_and_end_after_a_week() {
        assert_eq!([1, 2, 3, 12, 99].map(|tries| wait(tries).as_secs()), [2, 4, 8, 4096, 4096]);
        let day = |days: i64| Timestamp::from_second(days * 86_400).unwrap();
        assert!(!is_hopeless(0, day(6)) && is_hopeless(0, day(7)));
    }
}
