//! Gates over the metrics of a real run.

use expect_test::{Expect, expect};
use wenshui_eval::gate::Gate;
use wenshui_eval::metrics;

use crate::support::{SUITE, seen};

#[test]
fn gates_are_kept_or_broken_by_what_a_run_measures() {
    let seen = seen(&SUITE);
    let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
    let broken: Vec<String> = [
        "hit@1>=0.66",
        "hit@1>=0.67",
        "hit@1<=0.67",
        "hit@3 >= 0.9",
        "latency_us.p99<=6",
        "latency_us.p99<=5.5",
        " refusal.recall >= 0.5 ",
        "forbidden@1<=0",
        "hit@2>=0.1",
    ]
    .iter()
    .filter_map(|gate| gate.parse::<Gate>().unwrap().broken(&metrics))
    .collect();
    expect![[""]].assert_eq(&broken.join("\n"));
}

fn refused(gate: &str, expected: &Expect) {
    expected.assert_eq(&gate.parse::<Gate>().unwrap_err().to_string());
}

#[test]
fn gates_that_cannot_be_understood_are_named() {
    refused("hit@1", &expect![[""]]);
    refused("hit@1=0.8", &expect![[""]]);
    refused("hit@1>=much", &expect![[""]]);
    refused("hit@1>=", &expect![[""]]);
    refused(">=0.8", &expect![[""]]);
    refused("hit@1<=NaN", &expect![[""]]);
}
