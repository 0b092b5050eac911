//! Gates over the metrics of a real run.

use std::collections::BTreeMap;

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
        "dialogue.right>=0.1",
    ]
    .iter()
    .filter_map(|gate| gate.parse::<Gate>().unwrap().judge(&metrics, &BTreeMap::new()).fault())
    .collect();
    expect![[r#"
        hit@1>=0.67: 0.6667
        hit@3>=0.9: 0.8333
        latency_us.p99<=6: 7.0000
        latency_us.p99<=5.5: 7.0000
        refusal.recall>=0.5: 0.3333
        forbidden@1<=0: 0.2500
        dialogue.right>=0.1: the suite does not yield `dialogue.right`"#]]
    .assert_eq(&broken.join("\n"));
}

fn refused(gate: &str, expected: &Expect) {
    expected.assert_eq(&gate.parse::<Gate>().unwrap_err().to_string());
}

#[test]
fn gates_that_cannot_be_understood_are_named() {
    refused(
        "hit@1",
        &expect!["the gate `hit@1` is not of the form `hit@1>=0.80`: it needs `>=` or `<=`"],
    );
    refused(
        "hit@2>=0.8",
        &expect![
            "the gate `hit@2>=0.8` is not of the form `hit@1>=0.80`: no metric is called `hit@2`; there are hit@1, hit@3, hit@5, mrr@10, ndcg@10, forbidden@1, answer.rate, answer.precision, suggest.rate, reply.rate, refusal.rate, refusal.precision, refusal.recall, clarify.rate, clarify.precision, clarify.recall, handover.rate, handover.precision, handover.recall, decision.accuracy, dialogue.right, ece, latency_us.p50, latency_us.p90, latency_us.p99, latency_us.p99.9, and means with `.macro` behind"
        ],
    );
    refused(
        "hit@1=0.8",
        &expect!["the gate `hit@1=0.8` is not of the form `hit@1>=0.80`: it needs `>=` or `<=`"],
    );
    refused(
        "hit@1>=much",
        &expect![
            "the gate `hit@1>=much` is not of the form `hit@1>=0.80`: what follows the relation is no number"
        ],
    );
    refused(
        "hit@1>=",
        &expect![
            "the gate `hit@1>=` is not of the form `hit@1>=0.80`: what follows the relation is no number"
        ],
    );
    refused(
        ">=0.8",
        &expect![
            "the gate `>=0.8` is not of the form `hit@1>=0.80`: a metric's name and a finite bound are needed"
        ],
    );
    refused(
        "hit@1<=NaN",
        &expect![
            "the gate `hit@1<=NaN` is not of the form `hit@1>=0.80`: a metric's name and a finite bound are needed"
        ],
    );
}
