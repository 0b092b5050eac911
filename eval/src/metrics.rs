//! Metrics: pure functions of what a run saw, under the names of product.md's contract.

use std::collections::BTreeMap;

/// How many equal-mass bins calibration error is taken over.
const BINS: usize = 10;
/// How deep ranked metrics look.
const DEPTH: usize = 10;

/// What a run saw of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The case's name.
    pub id: String,
    /// What was said or clicked.
    pub question: String,
    /// The marks of the case, to group by.
    pub tags: Vec<String>,
    /// What was decided, by its name.
    pub decision: &'static str,
    /// The confidence of the first candidate.
    pub confidence: f64,
    /// The first ten candidates, best first.
    pub candidates: Vec<String>,
    /// The entries that were right.
    pub expect: Vec<String>,
    /// The target: cases with the same right entries share it, see [`target`].
    pub target: String,
    /// The entries that must not come first.
    pub forbid: Vec<String>,
    /// The decision that was right, where the suite says so.
    pub decision_expected: Option<String>,
    /// Of the last turn of a dialogue: whether every turn of it went as it should.
    pub dialogue: Option<bool>,
    /// What the answer took, in microseconds.
    pub latency_us: f64,
    /// How much the case counts.
    pub weight: f64,
}

impl Seen {
    /// Whether the first candidate is right.
    pub fn right(&self) -> bool {
        self.candidates.first().is_some_and(|first| self.expect.contains(first))
    }

    /// Whether it went as the suite says: the decision, where it names one, and the entry.
    pub fn as_expected(&self) -> bool {
        let decided = self.decision_expected.as_deref().is_none_or(|named| named == self.decision);
        decided && (self.expect.is_empty() || self.right())
    }

    /// The place of the first right candidate, counted from 1.
    fn rank(&self) -> Option<usize> {
        let at = self.candidates.iter().take(DEPTH).position(|id| self.expect.contains(id))?;
        Some(at + 1)
    }

    fn hit(&self, k: usize) -> f64 {
        f64::from(u8::from(self.rank().is_some_and(|rank| rank <= k)))
    }

    fn reciprocal_rank(&self) -> f64 {
        self.rank().map_or(0.0, |rank| 1.0 / rank as f64)
    }

    /// nDCG with gain 1 for right entries (Järvelin and Kekäläinen 2002).
    fn ndcg(&self) -> f64 {
        let discount = |at: usize| 1.0 / (at as f64 + 2.0).log2();
        let found = self.candidates.iter().take(DEPTH).enumerate();
        let gained: f64 =
            found.filter(|(_, id)| self.expect.contains(id)).map(|(at, _)| discount(at)).sum();
        let ideal: f64 = (0..self.expect.len().min(DEPTH)).map(discount).sum();
        if ideal > 0.0 { gained / ideal } else { 0.0 }
    }
}

/// The name of the target of a case: its right entries, whatever their order.
pub fn target(expect: &[String]) -> String {
    let mut expect = expect.to_vec();
    expect.sort();
    expect.join("\u{1f}")
}

/// A number of one case.
type OfCase = fn(&Seen) -> f64;

/// Every metric that the cases allow, by name.
pub fn all(seen: &[&Seen]) -> BTreeMap<String, f64> {
    let mut metrics = BTreeMap::new();
    let answerable: Vec<&Seen> = seen.iter().copied().filter(|s| !s.expect.is_empty()).collect();
    let ranked: [(&str, OfCase); 5] = [
        ("hit@1", |seen| seen.hit(1)),
        ("hit@3", |seen| seen.hit(3)),
        ("hit@5", |seen| seen.hit(5)),
        ("mrr@10", Seen::reciprocal_rank),
        ("ndcg@10", Seen::ndcg),
    ];
    for (name, of) in ranked {
        if let Some(mean) = weighted_mean(&answerable, of) {
            metrics.insert(name.to_owned(), mean);
        }
        if let Some(mean) = macro_mean(&answerable, of) {
            metrics.insert(format!("{name}.macro"), mean);
        }
    }
    metrics.extend(shares(seen));
    if !seen.is_empty() {
        metrics.insert("ece".to_owned(), calibration_error(seen));
        for (name, share) in [("latency_us.p50", 0.5), ("latency_us.p99", 0.99)] {
            metrics.insert(name.to_owned(), quantile(seen.iter().map(|s| s.latency_us), share));
        }
    }
    metrics
}

/// The metrics that are shares of cases: decisions right and wrong.
fn shares(seen: &[&Seen]) -> Vec<(String, f64)> {
    let share = |over: &dyn Fn(&Seen) -> bool, of: fn(&Seen) -> bool| {
        let chosen: Vec<&Seen> = seen.iter().copied().filter(|seen| over(seen)).collect();
        weighted_mean(&chosen, |seen| f64::from(u8::from(of(seen))))
    };
    let refused = |seen: &Seen| seen.decision == "refuse";
    let unanswerable = |seen: &Seen| seen.expect.is_empty();
    let shares: [(&str, Option<f64>); 5] = [
        ("refusal.precision", share(&refused, |seen| seen.expect.is_empty())),
        ("refusal.recall", share(&unanswerable, |seen| seen.decision == "refuse")),
        ("answer.rate", share(&|_| true, |seen| seen.decision == "answer")),
        ("answer.precision", share(&|seen| seen.decision == "answer", Seen::right)),
        (
            "forbidden@1",
            share(&|seen| !seen.forbid.is_empty(), |seen| {
                seen.candidates.first().is_some_and(|first| seen.forbid.contains(first))
            }),
        ),
    ];
    let mut found: Vec<(String, f64)> =
        shares.into_iter().filter_map(|(name, share)| Some((name.to_owned(), share?))).collect();
    let decided = share(&|seen| seen.decision_expected.is_some(), |seen| {
        seen.decision_expected.as_deref() == Some(seen.decision)
    });
    found.extend(decided.map(|share| ("decision.accuracy".to_owned(), share)));
    let whole = share(&|seen| seen.dialogue.is_some(), |seen| seen.dialogue == Some(true));
    found.extend(whole.map(|share| ("dialogue.right".to_owned(), share)));
    found
}

/// The weighted mean over cases; `None` without cases.
fn weighted_mean(seen: &[&Seen], of: impl Fn(&Seen) -> f64) -> Option<f64> {
    let weight: f64 = seen.iter().map(|seen| seen.weight).sum();
    let sum: f64 = seen.iter().map(|seen| seen.weight * of(seen)).sum();
    (weight > 0.0).then(|| sum / weight)
}

/// The mean over targets of the weighted mean over the cases of each.
fn macro_mean(seen: &[&Seen], of: fn(&Seen) -> f64) -> Option<f64> {
    let mut targets: BTreeMap<String, Vec<&Seen>> = BTreeMap::new();
    for case in seen {
        targets.entry(case.target.clone()).or_default().push(case);
    }
    let means: Vec<f64> = targets.values().filter_map(|cases| weighted_mean(cases, of)).collect();
    (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
}

/// Expected calibration error (Naeini, Cooper and Hauskrecht 2015) over bins of equal mass: the
/// mean distance between confidence and share of right first candidates, weighted by bin.
fn calibration_error(seen: &[&Seen]) -> f64 {
    let mut sorted: Vec<(f64, f64)> =
        seen.iter().map(|s| (s.confidence, f64::from(u8::from(s.right())))).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = sorted.len();
    (0..BINS)
        .map(|bin| &sorted[bin * count / BINS..(bin + 1) * count / BINS])
        .filter(|bin| !bin.is_empty())
        .map(|bin| {
            let confidence: f64 = bin.iter().map(|(confidence, _)| confidence).sum();
            let right: f64 = bin.iter().map(|(_, right)| right).sum();
            (confidence - right).abs() / count as f64
        })
        .sum()
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
