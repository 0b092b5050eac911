//! Metrics: pure functions of what a run saw, under the names of product.md's contract.
//!
//! A mean over cases has a second one with the suffix `.macro`: the mean over targets of the mean over
//! the cases of each. A case without a right entry is a target of its own.

use std::collections::BTreeMap;

use crate::metrics::sample::Sample;

pub mod means;
pub mod sample;

pub use crate::seen::{Seen, target};

/// Every metric that the cases allow, by name.
pub fn all(seen: &[&Seen]) -> BTreeMap<String, f64> {
    Sample::new(seen.iter().copied()).metrics()
}

/// The smallest value that at least `share` of the values do not exceed.
pub fn quantile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let at = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::{Seen, all};

    fn seen(expect: &[&str], candidates: &[&str], confidence: f64, decision: &'static str) -> Seen {
        Seen {
            id: String::new(),
            question: String::new(),
            tags: Vec::new(),
            decision,
            confidence,
            candidates: candidates.iter().map(|id| (*id).to_owned()).collect(),
            ranked: Vec::new(),
            understood: None,
            expect: expect.iter().map(|id| (*id).to_owned()).collect(),
            target: expect.join("+"),
            forbid: Vec::new(),
            decision_expected: None,
            dialogue: None,
            latency_us: 10.0,
            weight: 1.0,
        }
    }

    /// Worked out by hand.
    #[test]
    fn metrics_are_those_of_the_book() {
        let cases = [
            seen(&["a"], &["a", "b"], 0.9, "answer"),
            seen(&["a"], &["b", "a"], 0.6, "suggest"),
            seen(&["b"], &["c", "d", "e"], 0.4, "refuse"),
            seen(&[], &["a"], 0.2, "refuse"),
        ];
        let metrics = all(&cases.iter().collect::<Vec<_>>());
        let close = |name: &str, expected: f64| {
            assert!((metrics[name] - expected).abs() < 1e-12, "{name}: {}", metrics[name]);
        };
        close("hit@1", 1.0 / 3.0);
        close("hit@3", 2.0 / 3.0);
        close("hit@1.macro", 0.25);
        close("hit@5.macro", 0.5);
        close("mrr@10", 0.5);
        close("ndcg@10", (1.0 + 1.0 / 3_f64.log2()) / 3.0);
        close("refusal.precision", 0.5);
        close("refusal.recall", 1.0);
        close("answer.precision", 1.0);
        // One case a bin: |0.2-0| + |0.4-0| + |0.6-0| + |0.9-1|, each a quarter.
        close("ece", 1.3 / 4.0);
        assert!(!metrics.contains_key("forbidden@1"));
    }
}
