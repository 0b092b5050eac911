//! The parts of a report that are drawn: what is wrong, how sure it was, what a threshold would buy.

use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::report::confidences::confidences;
use wenshui_eval::report::confusion::confusion;
use wenshui_eval::report::coverage::curve;
use wenshui_eval::report::fault::fault;
use wenshui_eval::report::worst::worst;
use wenshui_eval::report::{CaseReport, Report, latency, reliability};
use wenshui_eval::seen::Seen;

use crate::support::{bare, signature};

fn cases(seen: &[Seen]) -> Vec<CaseReport> {
    Report::new(signature(), seen, Bootstrap { rounds: 1, seed: 7 }).cases
}

/// A case that expects `a` and was decided with this first candidate.
fn found(first: &str, confidence: f64, decision: &'static str) -> Seen {
    Seen {
        expect: vec!["a".to_owned()],
        candidates: vec![first.to_owned()],
        confidence,
        decision,
        ..bare(first)
    }
}

#[test]
fn what_is_wrong_has_a_name() {
    let named =
        |decision: &str, seen: Seen| Seen { decision_expected: Some(decision.to_owned()), ..seen };
    let nothing = |decision: &'static str| Seen { decision, ..bare("none") };
    let forbidden = Seen { forbid: vec!["b".to_owned()], ..found("b", 0.5, "suggest") };
    let seen = [
        found("a", 0.9, "answer"),
        found("a", 0.9, "suggest"),
        found("b", 0.9, "answer"),
        named("answer", found("a", 0.9, "suggest")),
        named("answer", found("b", 0.9, "suggest")),
        forbidden,
        nothing("refuse"),
        nothing("suggest"),
        nothing("answer"),
        named("refuse", nothing("suggest")),
        named("refuse", nothing("answer")),
        named("answer", nothing("answer")),
    ];
    let faults: Vec<&str> =
        cases(&seen).iter().map(|case| fault(case).map_or("-", |fault| fault.name())).collect();
    let expected = [
        "-",
        "-",
        "entry",
        "decision",
        "entry",
        "forbidden",
        "-",
        "-",
        "answered",
        "decision",
        "answered",
        "-",
    ];
    assert_eq!(faults, expected);
}

#[test]
fn the_worst_are_wrong_and_sure_of_it() {
    let seen = [
        found("b", 0.3, "suggest"),
        found("a", 0.99, "answer"),
        found("b", 0.8, "answer"),
        Seen { weight: 2.0, ..found("c", 0.3, "suggest") },
        // A right entry that is only suggested is not among them.
        Seen { decision_expected: Some("answer".to_owned()), ..found("a", 0.95, "suggest") },
    ];
    assert_eq!(worst(&cases(&seen), 9), [2, 3, 0]);
    assert_eq!(worst(&cases(&seen), 1), [2]);
}

/// Worked out by hand: twenty cases, two a bin; the second of each two is right.
#[test]
fn bins_of_reliability_are_of_equal_mass() {
    let case =
        |at: usize| found(if at.is_multiple_of(2) { "b" } else { "a" }, at as f64 / 20.0, "answer");
    let bins = reliability::bins(&cases(&(0..20).map(case).collect::<Vec<_>>()));
    assert_eq!(bins.len(), 10);
    for (at, bin) in bins.iter().enumerate() {
        assert_eq!((bin.cases, bin.right), (2, 0.5));
        assert!((bin.confidence - (at as f64 * 2.0 + 0.5) / 20.0).abs() < 1e-12);
        // Wilson's interval of one out of two.
        let [low, high] = bin.interval;
        assert!((low - 0.0945).abs() < 1e-3 && (high - 0.9055).abs() < 1e-3, "{low} {high}");
    }
    assert_eq!(reliability::bins(&[]).len(), 0);
}

#[test]
fn confidences_are_counted_on_the_side_of_what_came_of_them() {
    let seen = [
        found("a", 1.0, "answer"),
        found("a", 0.99, "answer"),
        found("b", 0.0, "refuse"),
        bare("none"),
    ];
    let counts = confidences(&cases(&seen));
    assert_eq!((counts.right[19], counts.wrong[0]), (2, 1));
    assert_eq!(counts.right.iter().chain(&counts.wrong).sum::<usize>(), 3);
}

/// Of five cases one has no candidate; the two that are equally sure are one point.
#[test]
fn a_threshold_buys_precision_for_coverage() {
    let heavy = Seen { weight: 2.0, ..found("b", 0.2, "suggest") };
    let seen = [
        found("a", 0.9, "answer"),
        found("a", 0.5, "answer"),
        found("b", 0.5, "answer"),
        heavy,
        bare("x"),
    ];
    let points: Vec<(f64, f64, f64)> = curve(&cases(&seen))
        .iter()
        .map(|point| (point.threshold, point.coverage, point.precision))
        .collect();
    assert_eq!(points, [(0.9, 1.0 / 6.0, 1.0), (0.5, 0.5, 2.0 / 3.0), (0.2, 5.0 / 6.0, 0.4)]);
}

#[test]
fn latencies_fall_into_bins_that_grow() {
    let took = |latency_us: f64| Seen { latency_us, ..bare("x") };
    let bins = latency::bins(&cases(&[took(0.2), took(1.0), took(9.9), took(10.0), took(1000.0)]));
    assert_eq!(bins.iter().map(|bin| bin.cases).sum::<usize>(), 5);
    assert_eq!((bins[0].from_us, bins[0].cases, bins[7].cases, bins[8].cases), (1.0, 2, 1, 1));
    assert_eq!(bins.len(), 25);
    assert!(bins.windows(2).all(|two| two[0].to_us == two[1].from_us));
}

#[test]
fn decisions_are_counted_against_what_was_expected() {
    let named =
        |decision: &str, seen: Seen| Seen { decision_expected: Some(decision.to_owned()), ..seen };
    let seen = [
        named("answer", found("a", 0.9, "answer")),
        named("answer", found("a", 0.9, "clarify")),
        named("handover", bare("x")),
        found("a", 0.9, "answer"),
        bare("x"),
    ];
    let confusion = confusion(&cases(&seen));
    assert_eq!(confusion.decided, ["answer", "clarify", "handover", "refuse"]);
    let rows: Vec<(&str, usize, &[usize])> =
        confusion.rows.iter().map(|row| (row.expected, row.cases, &row.counts[..])).collect();
    let expected: [(&str, usize, &[usize]); 4] = [
        ("answer", 2, &[1, 1, 0, 0]),
        ("handover", 1, &[0, 0, 0, 1]),
        ("answerable", 1, &[1, 0, 0, 0]),
        ("unanswerable", 1, &[0, 0, 0, 1]),
    ];
    assert_eq!(rows, expected);
}
