//! A histogram of times: an observation is three additions to atomic numbers, without a lock and without
//! memory of its own.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::{MetricType, TypedMetric};

/// The upper bound of the first bucket, in nanoseconds; every further one is twice as much.
const FIRST_NS: u64 = 2_000;
/// How many buckets have a bound: from 2 µs to 33.6 s.
const BUCKETS: usize = 25;
/// The first bucket that is shown of what takes longer: 128 µs.
const COARSE_FROM: usize = 6;

/// Times of something; a clone counts into the same numbers.
#[derive(Debug, Clone, Default)]
pub struct Times(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    /// By bucket, and behind the last those that took longer.
    buckets: [AtomicU64; BUCKETS + 1],
    sum_ns: AtomicU64,
    shown_from: usize,
}

impl Times {
    /// Times whose buckets below 128 µs are shown as one: of whole requests, of which there are many kinds.
    pub fn coarse() -> Self {
        Self(Arc::new(Counts { shown_from: COARSE_FROM, ..Counts::default() }))
    }

    /// Counts something that took so long.
    pub fn observe(&self, took: Duration) {
        self.observe_ns(took.as_nanos() as u64);
    }

    /// Counts something that took so many nanoseconds.
    pub fn observe_ns(&self, nanoseconds: u64) {
        self.0.buckets[bucket(nanoseconds)].fetch_add(1, Ordering::Relaxed);
        self.0.sum_ns.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.0.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).sum()
    }
}

/// The bucket whose bound is the first that is not below a time.
fn bucket(nanoseconds: u64) -> usize {
    // How many bits the whole number of doublings below it has.
    let steps = nanoseconds.saturating_sub(1) / FIRST_NS;
    ((u64::BITS - steps.leading_zeros()) as usize).min(BUCKETS)
}

impl TypedMetric for Times {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for Times {
    fn encode(&self, mut encoder: MetricEncoder) -> Result<(), fmt::Error> {
        let counts = self.0.buckets.each_ref().map(|bucket| bucket.load(Ordering::Relaxed));
        let from = self.0.shown_from;
        let mut shown = Vec::with_capacity(counts.len());
        for (at, count) in counts.into_iter().enumerate() {
            let bound = if at == BUCKETS { f64::INFINITY } else { (FIRST_NS << at) as f64 / 1e9 };
            match shown.last_mut() {
                Some((upto, before)) if at <= from => (*upto, *before) = (bound, *before + count),
                _ => shown.push((bound, count)),
            }
        }
        let sum = self.0.sum_ns.load(Ordering::Relaxed) as f64 / 1e9;
        encoder.encode_histogram::<NoLabelSet>(sum, counts.iter().sum(), &shown, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use prometheus_client::encoding::text::encode;
    use prometheus_client::registry::Registry;

    use super::{BUCKETS, FIRST_NS, Times, bucket};

    #[test]
    fn a_bucket_holds_what_is_at_most_its_bound() {
        assert_eq!((bucket(0), bucket(1), bucket(FIRST_NS), bucket(FIRST_NS + 1)), (0, 0, 0, 1));
        for at in 1..BUCKETS {
            let bound = FIRST_NS << at;
            assert_eq!((bucket(bound), bucket(bound + 1)), (at, at + 1), "{bound}");
        }
        assert_eq!(bucket(u64::MAX), BUCKETS);
    }

    #[test]
    fn what_is_shown_is_cumulative_and_ends_with_all() {
        let text = |times: &Times| {
            let mut registry = Registry::default();
            registry.register("a", "A", times.clone());
            let mut text = String::new();
            encode(&mut text, &registry).unwrap();
            text
        };
        for (times, buckets) in [(Times::default(), 26), (Times::coarse(), 20)] {
            for ms in [0, 1, 40_000] {
                times.observe(Duration::from_millis(ms));
            }
            let text = text(&times);
            assert_eq!(text.matches("a_bucket{").count(), buckets, "{text}");
            for line in [
                "a_sum 40.001",
                "a_count 3",
                "a_bucket{le=\"0.000128\"} 1",
                "a_bucket{le=\"0.001024\"} 2",
                "a_bucket{le=\"33.554432\"} 2",
                "a_bucket{le=\"+Inf\"} 3",
            ] {
                assert!(text.contains(&format!("{line}\n")), "{line}: {text}");
            }
        }
    }
}
