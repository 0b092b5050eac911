//! Figures by tag, and those of decisions.

use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::figures::by_tag;
use wenshui_eval::metrics;
use wenshui_eval::seen::{Seen, target};

use crate::support::bare;

fn case(expect: &str, (decision, named): (&'static str, &str), tags: &[&str]) -> Seen {
    let expect: Vec<String> =
        Some(expect.to_owned()).filter(|id| !id.is_empty()).into_iter().collect();
    Seen {
        decision,
        decision_expected: Some(named.to_owned()).filter(|name| !name.is_empty()),
        candidates: vec!["a".to_owned()],
        target: target(&expect),
        expect,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..bare("x")
    }
}

/// Worked out by hand.
#[test]
fn clarification_and_handover_have_rate_precision_and_recall() {
    let seen = [
        case("a", ("clarify", "clarify"), &[]),
        case("b", ("clarify", "answer"), &[]),
        // Names no decision, and counts for the rate only.
        case("a", ("clarify", ""), &[]),
        case("a", ("answer", "clarify"), &[]),
        case("", ("handover", "handover"), &[]),
        case("", ("refuse", "handover"), &[]),
        case("", ("refuse", "handover"), &[]),
        case("", ("refuse", ""), &[]),
    ];
    let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
    let by_hand = [
        ("clarify.rate", 3.0 / 8.0),
        // Targets: a with 2 of 3, b with 1 of 1, and four that have no entry.
        ("clarify.rate.macro", (2.0 / 3.0 + 1.0) / 6.0),
        ("clarify.precision", 0.5),
        ("clarify.precision.macro", 0.5),
        ("clarify.recall", 0.5),
        ("handover.rate", 1.0 / 8.0),
        ("handover.precision", 1.0),
        ("handover.recall", 1.0 / 3.0),
        ("decision.accuracy", 2.0 / 6.0),
        // a has 1 of 2, b none, the others 1 of 3.
        ("decision.accuracy.macro", (0.5 + 0.0 + 1.0 + 0.0 + 0.0) / 5.0),
    ];
    for (name, expected) in by_hand {
        assert!(
            (metrics[name] - expected).abs() < 1e-12,
            "{name}: {} != {expected}",
            metrics[name]
        );
    }
}

#[test]
fn every_tag_has_the_figures_of_its_cases() {
    let seen = [
        case("a", ("answer", ""), &["one", "one"]),
        case("b", ("answer", ""), &["one", "two"]),
        case("b", ("answer", ""), &[]),
        case("", ("refuse", ""), &["two"]),
    ];
    let bootstrap = Bootstrap { rounds: 40, seed: 3 };
    let by_tag = by_tag(&seen, bootstrap);
    assert_eq!(by_tag.keys().collect::<Vec<_>>(), ["one", "two"]);
    let (one, two) = (&by_tag["one"], &by_tag["two"]);
    assert_eq!((one.cases, one.targets, one.metrics["hit@1"]), (2, 2, 0.5));
    assert_eq!((two.cases, two.targets, two.metrics["hit@1"]), (2, 2, 0.0));
    assert_eq!(two.metrics["refusal.recall"], 1.0);
    for figures in by_tag.values() {
        assert!(figures.intervals.keys().eq(figures.metrics.keys()));
    }
    assert_eq!(one.intervals["hit@1"], [0.0, 1.0]);
    assert_eq!(one.metrics, metrics::all(&[&seen[0], &seen[1]]));
}

#[test]
fn latencies_are_told_by_four_quantiles() {
    let took = |at: usize| Seen { latency_us: at as f64, ..bare("x") };
    let seen: Vec<Seen> = (1..=2000).rev().map(took).collect();
    let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
    let found = ["p50", "p90", "p99", "p99.9"].map(|name| metrics[&format!("latency_us.{name}")]);
    assert_eq!(found, [1000.0, 1800.0, 1980.0, 1998.0]);
}
