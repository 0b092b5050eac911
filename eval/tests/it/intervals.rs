//! Bootstrap intervals: drawn over targets, the same for the same seed.

use wenshui_eval::bootstrap::{Bootstrap, intervals};
use wenshui_eval::metrics::{self, Seen, target};

use crate::support::{bare, seen};

/// Something seen of a case whose right entry is `expect`; right where `right`.
fn case(at: usize, expect: &str, right: bool) -> Seen {
    let expect = vec![expect.to_owned()];
    let other = "other".to_owned();
    Seen {
        decision: if right { "answer" } else { "suggest" },
        confidence: if right { 0.9 } else { 0.3 },
        candidates: if right { expect.clone() } else { vec![other, expect[0].clone()] },
        target: target(&expect),
        expect,
        latency_us: 10.0 + (at % 17) as f64,
        ..bare(&format!("c{at}"))
    }
}

/// Sixty targets of three cases each, three in four of the cases right.
fn many() -> Vec<Seen> {
    (0..180).map(|at| case(at, &format!("e{}", at % 60), (at * 7 + at / 11) % 4 != 0)).collect()
}

#[test]
fn intervals_hold_the_point_estimate() {
    let seen = many();
    let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
    for seed in [1, 2, 3] {
        let intervals = intervals(&seen, Bootstrap { rounds: 300, seed });
        assert!(intervals.keys().eq(metrics.keys()), "{intervals:?}");
        for (name, value) in &metrics {
            let [low, high] = intervals[name];
            assert!(
                low <= *value && *value <= high,
                "{name}, seed {seed}: {value} in [{low}, {high}]"
            );
        }
        let [low, high] = intervals["hit@1"];
        // 180 cases: a standard error of about 0.03.
        assert!((0.05..0.3).contains(&(high - low)), "hit@1 within [{low}, {high}]");
    }
}

#[test]
fn intervals_of_a_real_run_hold_the_point_estimate() {
    let lines: Vec<String> =
        ["房产税从租怎么计算", "房产税从价怎么计算", "专用发票怎么开", "专票怎么自己开具"]
            .iter()
            .zip(["rent", "price", "invoice", "invoice"])
            .cycle()
            .take(24)
            .enumerate()
            .map(|(at, (question, id))| {
                // One question in five is given another's target.
                let id = if at % 5 == 0 { "general" } else { id };
                format!(r#"{{"id":"c{at}","question":"{question}","expect":["{id}"]}}"#)
            })
            .collect();
    let seen = seen(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
    assert!((0.5..0.9).contains(&metrics["hit@1"]), "{metrics:?}");
    let intervals = intervals(&seen, Bootstrap::default());
    for name in ["hit@1", "hit@1.macro", "hit@3", "mrr@10", "ndcg@10", "answer.rate"] {
        let ([low, high], value) = (intervals[name], metrics[name]);
        assert!(low <= value && value <= high, "{name}: {value} in [{low}, {high}]");
    }
}

#[test]
fn the_same_seed_gives_the_same_intervals_and_another_one_others() {
    let seen = many();
    let draw = |seed| intervals(&seen, Bootstrap { rounds: 100, seed });
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    assert_eq!(Bootstrap::default(), Bootstrap { rounds: 500, seed: 1 });
}

/// Thirty cases of one target are one observation, thirty targets are thirty.
#[test]
fn cases_of_one_target_are_drawn_together() {
    let bootstrap = Bootstrap { rounds: 300, seed: 1 };
    let width = |seen: &[Seen]| {
        let [low, high] = intervals(seen, bootstrap)["hit@1"];
        high - low
    };
    let together: Vec<Seen> =
        (0..60).map(|at| case(at, if at % 2 == 0 { "a" } else { "b" }, at % 2 == 0)).collect();
    let apart: Vec<Seen> = (0..60).map(|at| case(at, &format!("e{at}"), at % 2 == 0)).collect();
    assert!((width(&together) - 1.0).abs() < 1e-12, "{}", width(&together));
    assert!((0.1..0.4).contains(&width(&apart)), "{}", width(&apart));
    let alone: Vec<Seen> = (0..10).map(|at| case(at, "a", at < 5)).collect();
    assert!(width(&alone).abs() < 1e-12, "{}", width(&alone));
}

/// A target that is drawn twice counts twice, among cases and among targets alike; where every
/// target has as many cases, both means are then the same in every draw.
#[test]
fn a_target_drawn_twice_counts_twice() {
    let intervals = intervals(&many(), Bootstrap { rounds: 100, seed: 1 });
    for name in ["hit@1", "mrr@10", "ndcg@10"] {
        let [cases, targets] = [name.to_owned(), format!("{name}.macro")].map(|n| intervals[&n]);
        for (one, other) in cases.iter().zip(targets) {
            assert!((one - other).abs() < 1e-9, "{name}: {cases:?} {targets:?}");
        }
    }
}

/// Cases without a target are drawn one by one: they have nothing in common.
#[test]
fn cases_without_a_target_are_drawn_one_by_one() {
    let unanswerable = |at: usize| Seen {
        expect: Vec::new(),
        target: target(&[]),
        decision: if at.is_multiple_of(2) { "refuse" } else { "answer" },
        ..case(at, "a", false)
    };
    let seen: Vec<Seen> = (0..60).map(unanswerable).collect();
    let [low, high] = intervals(&seen, Bootstrap { rounds: 300, seed: 1 })["refusal.recall"];
    assert!(low < 0.5 && 0.5 < high && high - low < 0.4, "[{low}, {high}]");
}

#[test]
fn nothing_seen_has_no_intervals() {
    assert_eq!(intervals(&[], Bootstrap::default()).len(), 0);
}
