//! Reports: the shape that product.md promises, and the table for a terminal.

use expect_test::expect;
use serde_json::Value;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::report::Report;

use crate::support::{SUITE, seen, signature};

fn report() -> Report {
    Report::new(signature(), &seen(&SUITE), Bootstrap { rounds: 50, seed: 7 })
}

/// The keys of a JSON value with the kinds of what they hold; of a list its first item.
fn shape(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Array(items) => format!("[{}]", items.first().map(shape).unwrap_or_default()),
        Value::Object(fields) => {
            let fields = fields.iter();
            let shown: Vec<String> =
                fields.map(|(name, value)| format!("{name} {}", shape(value))).collect();
            format!("{{{}}}", shown.join(", "))
        }
    }
}

#[test]
fn a_report_has_the_shape_of_the_contract() {
    let json: Value = serde_json::from_str(&serde_json::to_string(&report()).unwrap()).unwrap();
    let keys = |value: &Value| {
        let keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.join(" ")
    };
    expect!["cases intervals metrics signature threads"].assert_eq(&keys(&json));
    expect!["[{candidates [string], confidence number, decision string, expect [string], forbid [string], id string, latency_us number, question string, right bool, weight number}]"]
        .assert_eq(&shape(&json["cases"]));
    expect![[r"
        {as_of string
        cases number
        encoder string
        kb_version string
        seed number
        suite string
        targets number
        without_concepts [string]}"]]
    .assert_eq(&shape(&json["signature"]).replace(", ", "\n"));
    expect![[r#"
        answer.precision
        answer.precision.macro
        answer.rate
        answer.rate.macro
        clarify.precision
        clarify.precision.macro
        clarify.rate
        clarify.rate.macro
        clarify.recall
        clarify.recall.macro
        decision.accuracy
        decision.accuracy.macro
        ece
        forbidden@1
        forbidden@1.macro
        handover.rate
        handover.rate.macro
        hit@1
        hit@1.macro
        hit@3
        hit@3.macro
        hit@5
        hit@5.macro
        latency_us.p50
        latency_us.p90
        latency_us.p99
        latency_us.p99.9
        mrr@10
        mrr@10.macro
        ndcg@10
        ndcg@10.macro
        refusal.precision
        refusal.precision.macro
        refusal.rate
        refusal.rate.macro
        refusal.recall
        refusal.recall.macro
        reply.rate
        reply.rate.macro
        suggest.rate
        suggest.rate.macro"#]]
    .assert_eq(&keys(&json["metrics"]).replace(' ', "\n"));
    assert_eq!(keys(&json["intervals"]), keys(&json["metrics"]));
    for (name, value) in json["metrics"].as_object().unwrap() {
        assert!(value.is_f64(), "{name}: {value}");
        let [low, high] = json["intervals"][name].as_array().unwrap().as_slice() else {
            panic!("{name}: {}", json["intervals"][name])
        };
        assert!(low.is_f64() && high.is_f64() && low.as_f64() <= high.as_f64(), "{name}");
    }
}

#[test]
fn a_report_holds_what_was_seen() {
    let report = report();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["signature"]["suite"], signature().suite);
    assert_eq!(json["signature"]["as_of"], "2026-11-20");
    assert_eq!(json["cases"].as_array().unwrap().len(), SUITE.len());
    assert_eq!(json["cases"][1]["id"], "second");
    assert_eq!(json["cases"][1]["decision"], "answer");
    assert_eq!(json["cases"][1]["candidates"][0], "price");
    assert_eq!(json["cases"][1]["right"], false);
    assert_eq!(json["cases"][0]["right"], true);
    let confidence = json["cases"][0]["confidence"].as_f64().unwrap();
    assert!((confidence - 0.99).abs() < 1e-6, "{confidence}");
    for case in &report.cases {
        assert!(case.candidates.len() <= 10);
    }
    for (name, value) in &report.metrics {
        assert!(value.is_finite(), "{name}: {value}");
        assert!(report.intervals.contains_key(name), "{name} has no interval");
    }
}

#[test]
fn the_table_names_what_it_belongs_to_and_every_metric() {
    let report = report();
    let table = report.table();
    let mut lines = table.lines();
    let suite = signature().suite;
    let head = format!(
        "kb 0123456789abcdef · encoder grams-0123456789ab · suite {suite} · 8 cases, 5 targets · as of 2026-11-20"
    );
    assert_eq!(lines.next(), Some(head.as_str()));
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), report.metrics.len());
    for (row, (name, value)) in rows.iter().zip(&report.metrics) {
        let [low, high] = report.intervals[name];
        let words: Vec<&str> = row.split_whitespace().collect();
        let expected =
            [name.clone(), format!("{value:.4}"), format!("[{low:.4},"), format!("{high:.4}]")];
        assert_eq!(words, expected);
    }
}
