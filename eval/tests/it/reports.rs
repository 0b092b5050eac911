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
fn shape(value: &Value, depth: usize, out: &mut String) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "map",
    };
    out.push_str(kind);
    out.push('\n');
    let mut child = |name: &str, value: &Value| {
        out.push_str(&"  ".repeat(depth + 1));
        out.push_str(name);
        out.push_str(": ");
        shape(value, depth + 1, out);
    };
    match value {
        Value::Array(items) => items.iter().take(1).for_each(|item| child("-", item)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| child(name, value)),
        _ => {}
    }
}

#[test]
fn a_report_has_the_shape_of_the_contract() {
    let json: Value = serde_json::from_str(&serde_json::to_string(&report()).unwrap()).unwrap();
    let mut shown = String::new();
    shape(&json, 0, &mut shown);
    expect![[""]].assert_eq(&shown);
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
        "kb 0123456789abcdef · encoder chars-0123456789ab · suite {suite} · 8 cases, 5 targets · as of 2026-11-20"
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
