//! `wenshui ask`: one question in a terminal.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::support::contract::shape;
use crate::support::program::Workplace;
use crate::support::served;

/// Asks the small knowledge; what differs from run to run is masked.
fn check(arguments: &[&str], expected: &Expect) {
    let workplace = Workplace::new();
    let ran = workplace.run(&[&["ask", "--kb", served::SMALL], arguments].concat());
    let version = &served::small().state.engine.version().id;
    let told = ran.told().replace(version, "VERSION");
    let masked = told.lines().map(|line| match line.rsplit_once(" · ") {
        Some((kept, took)) if took.ends_with(" ms]") => format!("{kept} · TIME]\n"),
        _ => format!("{line}\n"),
    });
    expected.assert_eq(&masked.collect::<String>());
}

/// Asks for the JSON of an answer.
fn json_of(arguments: &[&str]) -> Value {
    let arguments = [&["ask", "--kb", served::SMALL, "--json"], arguments].concat();
    let ran = Workplace::new().run(&arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&ran.stdout).expect("one document and nothing else")
}

#[test]
fn an_answer_is_told_in_words() {
    check(&["征收率是多少"], &expect![[]]);
    check(&["这项优惠怎么办理"], &expect![[]]);
    check(&["多久申报一次"], &expect![[]]);
    check(&["xyzzy"], &expect![[]]);
}

#[test]
fn circumstances_are_honoured() {
    let id = |arguments: &[&str]| json_of(arguments)["answer"]["id"].clone();
    assert_eq!(id(&["征收率是多少", "--as-of", "2025-12-31"]), "rate-old");
    assert_eq!(id(&["在哪里办理登记", "--region", "370202"]), "place-qingdao");
    assert_eq!(id(&["多久申报一次", "--taxpayer-type", "小规模纳税人"]), "period-small");
}

#[test]
fn the_json_is_that_of_the_api() {
    let body = json!({"question": "这项优惠怎么办理", "explain": true});
    let (told, served) =
        (json_of(&["这项优惠怎么办理", "--explain"]), served::small().answer(&body));
    assert_eq!(shape(&told), shape(&served));
    for part in ["kb_version", "decision", "confidence", "answer", "candidates"] {
        assert_eq!(told[part], served[part], "{part}");
    }
    assert_eq!(json_of(&["征收率是多少"]).get("explain"), None);
}

#[test]
fn without_a_knowledge_the_bundled_one_is_meant() {
    let ran = Workplace::new().run(&["ask", "小规模纳税人月销售额多少可以免增值税", "--json"]);
    let answer: Value = serde_json::from_str(&ran.done()).unwrap();
    assert_eq!(answer["kb_version"], served::bundled().state.engine.version().id.as_str());
    assert_eq!(answer["answer"]["id"], "vat-small-threshold");
}

#[test]
fn a_wrong_question_is_refused_in_words() {
    check(&[""], &expect![[]]);
    check(&[&"税".repeat(301), "--json"], &expect![[]]);
    check(&["税", "--region", "990000"], &expect![[]]);
    check(&["税", "--as-of", "2026-02-30", "--json"], &expect![[]]);
    check(&["税", "--taxpayer-type", "大户"], &expect![[]]);
}

#[test]
fn unusable_knowledge_is_named_by_file_line_and_field() {
    let workplace = Workplace::new();
    let good = "{\"id\":\"a\",\"question\":\"税\"}\n";
    let check = |name: &str, text: &str, expected: &Expect| {
        workplace.file(name, text);
        expected.assert_eq(&workplace.run(&["ask", "税", "--kb", name]).told());
    };
    let broken = |line: &str| format!("{good}{line}\n");
    check("json.jsonl", &broken("{\"id\":\"b\","), &expect![[]]);
    check("field.jsonl", &broken(r#"{"id":"b","question":"票","answers":"x"}"#), &expect![[]]);
    check(
        "date.jsonl",
        &broken(r#"{"id":"b","question":"票","basis":[{"title":"t","issued_on":"2026-02-30"}]}"#),
        &expect![[]],
    );
    check("missing.jsonl", &broken(r#"{"id":"b"}"#), &expect![[]]);
    check("double.jsonl", &broken(r#"{"id":"a","question":"票"}"#), &expect![[]]);
    check("empty.jsonl", "", &expect![[]]);
    check("notes.txt", "notes", &expect![[]]);
    expect![[]].assert_eq(&workplace.run(&["ask", "税", "--kb", "nowhere.jsonl"]).told());
}

#[test]
fn wrong_usage_ends_with_2_and_says_how_it_is_used() {
    let workplace = Workplace::new();
    for arguments in [&[][..], &["ask"], &["ask", "税", "--colour"], &["conquer"]] {
        let ran = workplace.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains("Usage: wenshui"), "{}", ran.stderr);
    }
    let version = workplace.run(&["--version"]).done();
    assert_eq!(version, format!("wenshui {}\n", env!("CARGO_PKG_VERSION")));
}
