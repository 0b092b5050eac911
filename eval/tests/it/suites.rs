//! Suites: what a good line says, and every fault of a bad one by line and field.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use jiff::civil::date;
use wenshui_eval::error::Error;
use wenshui_eval::suite::{Case, Suite};
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

fn check(text: &str, expected: &Expect) {
    let Err(Error::Suite(problems)) = Suite::parse("s.jsonl", text) else {
        panic!("the suite has no faults: {text}")
    };
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&words.join("\n"));
}

/// A line with something beside the required fields.
fn line(rest: &str) -> String {
    format!(r#"{{"id":"a","question":"问","expect":[],{rest}}}"#)
}

#[test]
fn a_good_suite_is_read_whole() {
    let text = [
        r#"{"id":"a","question":"税率是多少","expect":["x","y"]}"#,
        "",
        r#"{"id":"b","question":"怎么开票？","expect":[],"forbid":["z"],"decision":"refuse","region":"370202","taxpayer_type":"小规模纳税人","as_of":"2026-01-31","facts":{"tax":"增值税"},"tags":["t"],"weight":2.5}"#,
        r#"{"id":"c","turns":[{"question":"怎么开票","decision":"clarify"},{"option":"x","expect":["x"]}]}"#,
    ];
    let suite = Suite::parse("s.jsonl", &text.join("\n")).unwrap();
    let plain = Case {
        id: "a".to_owned(),
        question: "税率是多少".to_owned(),
        expect: vec!["x".to_owned(), "y".to_owned()],
        weight: 1.0,
        ..Case::default()
    };
    let full = Case {
        id: "b".to_owned(),
        question: "怎么开票？".to_owned(),
        expect: Vec::new(),
        forbid: vec!["z".to_owned()],
        decision: Some("refuse".to_owned()),
        region: Region::parse("370202"),
        taxpayer_type: TaxpayerType::parse("小规模纳税人"),
        as_of: Some(date(2026, 1, 31)),
        tags: vec!["t".to_owned()],
        weight: 2.5,
    };
    assert_eq!(suite.cases, [plain, full]);
    assert_eq!(suite.dialogues, 1);
}

#[test]
fn a_suite_is_named_by_its_text() {
    let hash = |text: &str| Suite::parse("s.jsonl", text).unwrap().hash;
    let plain = line(r#""weight":1"#);
    assert_eq!(hash(&plain), hash(&plain));
    assert_ne!(hash(&plain), hash(&line(r#""weight":2"#)));
    assert_ne!(hash(&plain), hash(&format!("{plain}\n")));
    assert_eq!(hash(&plain).len(), 16);
}

#[test]
fn faults_of_the_form_are_named() {
    check("", &expect![[""]]);
    check("\n\n", &expect![[""]]);
    check("{\"id\":", &expect![[""]]);
    check("[]", &expect![[""]]);
    check(r#"{"id":"a","id":"b","question":"问","expect":[]}"#, &expect![[""]]);
}

#[test]
fn faults_of_required_fields_are_named() {
    check("{}", &expect![[""]]);
    check(r#"{"id":" ","question":"","expect":[]}"#, &expect![[""]]);
    check(r#"{"id":1,"question":["问"],"expect":"x"}"#, &expect![[""]]);
    check(r#"{"id":"a","question":"问","expect":["x",2,null]}"#, &expect![[""]]);
    check(r#"{"turns":[]}"#, &expect![[""]]);
}

#[test]
fn faults_of_values_are_named() {
    check(&line(r#""decision":"guess""#), &expect![[""]]);
    check(&line(r#""decision":1"#), &expect![[""]]);
    check(&line(r#""region":"990000""#), &expect![[""]]);
    check(&line(r#""taxpayer_type":"大户""#), &expect![[""]]);
    check(&line(r#""as_of":"2026-02-30""#), &expect![[""]]);
    check(&line(r#""facts":["增值税"]"#), &expect![[""]]);
    check(&line(r#""facts":{"tax":1}"#), &expect![[""]]);
    check(&line(r#""forbid":{},"tags":[1]"#), &expect![[""]]);
    check(&line(r#""weight":0"#), &expect![[""]]);
    check(&line(r#""weight":-1"#), &expect![[""]]);
    check(&line(r#""weight":"2""#), &expect![[""]]);
    check(&line(r#""weight":1e999"#), &expect![[""]]);
    check(&line(r#""expected":["x"],"wieght":1"#), &expect![[""]]);
}

#[test]
fn every_fault_is_named_with_its_line() {
    let lines = [
        line(r#""weight":1"#),
        line(r#""region":"37","as_of":"gestern""#),
        String::new(),
        "no json".to_owned(),
        r#"{"id":"b","expect":[]}"#.to_owned(),
    ];
    check(&lines.join("\n"), &expect![[""]]);
    let error = Suite::parse("s.jsonl", &lines.join("\n")).unwrap_err().to_string();
    expect![[""]].assert_eq(&error);
}

#[test]
fn a_file_is_read_and_a_missing_one_is_named() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a-suite-for-a-test.jsonl");
    fs::write(&path, line(r#""weight":1"#)).unwrap();
    let suite = Suite::load(&path).unwrap();
    assert_eq!((suite.cases.len(), suite.cases[0].id.as_str()), (1, "a"));
    fs::write(&path, "{").unwrap();
    let error = Suite::load(&path).unwrap_err().to_string();
    assert!(error.contains("a-suite-for-a-test.jsonl:1: "), "{error}");
    fs::remove_file(&path).unwrap();
    let error = Suite::load(&path).unwrap_err();
    assert!(matches!(error, Error::Read { .. }), "{error:?}");
    assert!(error.to_string().contains("a-suite-for-a-test.jsonl"), "{error}");
}
