//! Draws of targets as sums, against the same draws written out case by case.

use std::collections::HashMap;

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use proptest::{collection, sample};
use std::collections::BTreeMap;
use wenshui_eval::metrics;
use wenshui_eval::metrics::sample::Sample;
use wenshui_eval::seen::{Seen, target};

use crate::support::bare;

const DECISIONS: [&str; 6] = ["answer", "clarify", "suggest", "reply", "refuse", "handover"];

/// A case made of numbers: its target (0: nothing is right), whether it is right, what was decided and
/// should have been.
fn case(at: usize, (targets, right, decision, named): (usize, bool, usize, usize)) -> Seen {
    let expect: Vec<String> = (0..targets.min(1)).map(|_| format!("e{targets}")).collect();
    let first = if right && targets > 0 { expect[0].clone() } else { "other".to_owned() };
    Seen {
        decision: DECISIONS[decision],
        decision_expected: DECISIONS.get(named).map(|name| (*name).to_owned()),
        // Different, so that the order of cases is settled.
        confidence: (at * 37 % 101) as f64 / 101.0,
        latency_us: (at * 53 % 97) as f64,
        candidates: vec![first, format!("e{}", targets + 1), format!("e{targets}")],
        target: target(&expect),
        expect,
        weight: 1.0 + (at % 3) as f64,
        ..bare(&format!("c{at}"))
    }
}

/// The cases of a draw, written out: a target drawn again is another target.
fn written_out(seen: &[Seen], times: &[u32]) -> Vec<Seen> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut next = 0;
    let mut out = Vec::new();
    for case in seen {
        let number = if case.expect.is_empty() {
            next
        } else {
            *numbers.entry(&case.target).or_insert(next)
        };
        next += usize::from(number == next);
        for time in 0..times[number] {
            out.push(Seen { target: format!("{}#{time}", case.target), ..case.clone() });
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_draw_has_the_metrics_of_its_cases(
        shapes in collection::vec((0_usize..6, proptest::bool::ANY, 0_usize..6, 0_usize..9), 1..60),
        draw in collection::vec(sample::select(vec![0_u32, 0, 1, 1, 2, 5]), 60),
    ) {
        let seen: Vec<Seen> = shapes.into_iter().enumerate().map(|(at, shape)| case(at, shape)).collect();
        let sample = Sample::new(&seen);
        let times = &draw[..sample.targets()];
        let drawn = written_out(&seen, times);
        let expected = metrics::all(&drawn.iter().collect::<Vec<_>>());
        let found: BTreeMap<String, f64> = sample.of(times).collect();
        prop_assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (name, value) in &found {
            prop_assert!((value - expected[name]).abs() < 1e-9, "{}: {} {}", name, value, expected[name]);
        }
    }
}
