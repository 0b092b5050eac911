//! What a threshold on confidence would buy: how much would be answered, and how much of that rightly.

use crate::report::CaseReport;

/// What comes of answering from some confidence on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The least confidence that is answered.
    pub threshold: f64,
    /// The share of all cases that is answered.
    pub coverage: f64,
    /// The share of those that is right.
    pub precision: f64,
}

/// A point for every confidence that occurs among cases with candidates, the strictest first; shares
/// are by weight. What the margin between candidates and the guard decide is left aside.
pub fn curve(cases: &[CaseReport]) -> Vec<Point> {
    let mut sorted: Vec<&CaseReport> = cases.iter().filter(|c| !c.candidates.is_empty()).collect();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let all: f64 = cases.iter().map(|case| case.weight).sum();
    let (mut answered, mut right) = (0.0, 0.0);
    let equal = |one: &&CaseReport, two: &&CaseReport| one.confidence == two.confidence;
    let point = |same: &[&CaseReport]| {
        answered += same.iter().map(|case| case.weight).sum::<f64>();
        right += same.iter().filter(|case| case.right).map(|case| case.weight).sum::<f64>();
        let threshold = same[0].confidence;
        Point { threshold, coverage: answered / all, precision: right / answered }
    };
    sorted.chunk_by(equal).map(point).collect()
}
