//! Latencies in a histogram of high dynamic range, and the shares that are quoted of them.

use hdrhistogram::Histogram;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Latencies from a nanosecond to a minute, to three digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Latencies {
    nanoseconds: Histogram<u64>,
}

/// What is quoted of a set of latencies, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantiles {
    /// How many there were.
    pub count: u64,
    /// The mean.
    pub mean_us: f64,
    /// The median.
    pub p50_us: f64,
    /// Nine in ten are no longer.
    pub p90_us: f64,
    /// 99 in a hundred are no longer.
    pub p99_us: f64,
    /// 999 in a thousand are no longer.
    pub p999_us: f64,
    /// The longest.
    pub max_us: f64,
}

const MINUTE_NS: u64 = 60_000_000_000;

impl Default for Latencies {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(1, MINUTE_NS, 3);
        Self { nanoseconds: histogram.expect("the bounds are in order and three digits are few") }
    }
}

impl Latencies {
    /// Adds a latency; what exceeds a minute counts as a minute.
    pub fn add(&mut self, nanoseconds: u64) {
        self.nanoseconds.saturating_record(nanoseconds.max(1));
    }

    /// Adds all latencies of another set.
    pub fn merge(&mut self, other: &Self) {
        // Both have the same bounds.
        let merged = self.nanoseconds.add(&other.nanoseconds);
        debug_assert!(merged.is_ok());
    }

    /// What is quoted of them.
    pub fn quantiles(&self) -> Quantiles {
        let at = |share: f64| self.nanoseconds.value_at_quantile(share) as f64 / 1000.0;
        Quantiles {
            count: self.nanoseconds.len(),
            mean_us: self.nanoseconds.mean() / 1000.0,
            p50_us: at(0.5),
            p90_us: at(0.9),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: self.nanoseconds.max() as f64 / 1000.0,
        }
    }
}
