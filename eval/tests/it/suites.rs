//! Suites: what a good line says, and every fault of a bad one by line and field.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use jiff::civil::date;
use wenshui_eval::case::{Case, Half, Turn};
use wenshui_eval::error::Error;
use wenshui_eval::suite::Suite;
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
        r#"{"id":"c","turns":[{"question":"怎么开票","expect":[],"decision":"clarify"},{"option":"x","expect":["x"]}],"region":"370202","weight":2}"#,
    ];
    let suite = Suite::parse("s.jsonl", &text.join("\n")).unwrap();
    let plain = Case {
        id: "a".to_owned(),
        question: "税率是多少".to_owned(),
        expect: vec!["x".to_owned(), "y".to_owned()],
        half: Half::of("x"),
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
        half: Half::of("b"),
        weight: 2.5,
        ..Case::default()
    };
    let asked = Case {
        id: "c.1".to_owned(),
        turn: Some(Turn { first: true, last: false }),
        question: "怎么开票".to_owned(),
        decision: Some("clarify".to_owned()),
        half: Half::of("x"),
        region: Region::parse("370202"),
        weight: 2.0,
        ..Case::default()
    };
    let clicked = Case {
        id: "c.2".to_owned(),
        turn: Some(Turn { first: false, last: true }),
        option: Some("x".to_owned()),
        expect: vec!["x".to_owned()],
        half: Half::of("x"),
        region: Region::parse("370202"),
        weight: 2.0,
        ..Case::default()
    };
    assert_eq!(suite.cases, [plain, full, asked, clicked]);
}

/// All questions about an entry are in one half, and the halves are the whole.
#[test]
fn halves_are_parted_by_target() {
    let lines: Vec<String> = (0..400)
        .map(|n| format!(r#"{{"id":"c{n}","question":"问{n}","expect":["e{}"]}}"#, n / 4))
        .collect();
    let suite = Suite::parse("s.jsonl", &lines.join("\n")).unwrap();
    assert!(suite.cases.chunks(4).all(|own| own.iter().all(|case| case.half == own[0].half)));
    let (tune, measure) = (suite.clone().half(Half::Tune), suite.half(Half::Measure));
    assert_eq!(tune.cases.len() + measure.cases.len(), 400);
    assert!((160..=240).contains(&tune.cases.len()), "{}", tune.cases.len());
    assert!(measure.cases.iter().all(|case| case.half == Half::Measure));
    assert!("measure".parse::<Half>().is_ok_and(|half| half == Half::Measure));
    assert!("Measure".parse::<Half>().is_err());
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
    check("", &expect!["s.jsonl:1: 没有任何条目 [no_entries]"]);
    check("\n\n", &expect!["s.jsonl:1: 没有任何条目 [no_entries]"]);
    check(
        "{\"id\":",
        &expect!["s.jsonl:1: JSON 写法有误，第 6 列：EOF while parsing a value [bad_json]"],
    );
    check(
        "[]",
        &expect![[r#"
            s.jsonl:1: 这里应为“字段: 值”的形式 [not_a_map]
            s.jsonl:1: 缺少必填字段“id” [missing_field]
            s.jsonl:1: 缺少必填字段“question” [missing_field]
            s.jsonl:1: 缺少必填字段“expect” [missing_field]"#]],
    );
    check(
        r#"{"id":"a","id":"b","question":"问","expect":[]}"#,
        &expect!["s.jsonl:1: JSON 写法有误，第 18 列：doubled field `id` [bad_json]"],
    );
}

#[test]
fn faults_of_required_fields_are_named() {
    check(
        "{}",
        &expect![[r#"
            s.jsonl:1: 缺少必填字段“id” [missing_field]
            s.jsonl:1: 缺少必填字段“question” [missing_field]
            s.jsonl:1: 缺少必填字段“expect” [missing_field]"#]],
    );
    check(
        r#"{"id":" ","question":"","expect":[]}"#,
        &expect![[r#"
            s.jsonl:1: id: 不能为空 [empty_field]
            s.jsonl:1: question: 不能为空 [empty_field]"#]],
    );
    check(
        r#"{"id":1,"question":["问"],"expect":"x"}"#,
        &expect![[r#"
            s.jsonl:1: id: 这里应为文字 [not_text]
            s.jsonl:1: question: 这里应为文字 [not_text]
            s.jsonl:1: expect: 这里应为列表 [not_a_list]"#]],
    );
    check(
        r#"{"id":"a","question":"问","expect":["x",2,null]}"#,
        &expect![[r"
        s.jsonl:1: expect[1]: 这里应为文字 [not_text]
        s.jsonl:1: expect[2]: 这里应为文字 [not_text]"]],
    );
    check(
        r#"{"turns":[]}"#,
        &expect![[r"
            s.jsonl:1: 缺少必填字段“id” [missing_field]
            s.jsonl:1: turns: 不能为空 [empty_field]"]],
    );
    check(
        r#"{"id":"a","turns":[{"question":"问","expect":["x"]},{"expect":[],"who":1},{"option":"x"}]}"#,
        &expect![[r#"
            s.jsonl:1: turns[1]: 缺少必填字段“question” [missing_field]
            s.jsonl:1: turns[1].who: 没有“who”这个字段；可用的字段：option, question, expect, forbid, decision [unknown_field]
            s.jsonl:1: turns[2]: 缺少必填字段“expect” [missing_field]"#]],
    );
}

#[test]
fn faults_of_values_are_named() {
    check(
        &line(r#""decision":"guess""#),
        &expect![
            "s.jsonl:1: decision: 没有“guess”这种决定；可用：answer, clarify, suggest, reply, refuse, handover [unknown_decision]"
        ],
    );
    check(&line(r#""decision":1"#), &expect!["s.jsonl:1: decision: 这里应为文字 [not_text]"]);
    check(
        &line(r#""region":"990000""#),
        &expect![
            "s.jsonl:1: region: “990000”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳） [unknown_region]"
        ],
    );
    check(
        &line(r#""taxpayer_type":"大户""#),
        &expect![
            "s.jsonl:1: taxpayer_type: 没有“大户”这种纳税人类型；可用：一般纳税人, 小规模纳税人, 企业, 个体工商户, 自然人 [unknown_taxpayer_type]"
        ],
    );
    check(
        &line(r#""as_of":"2026-02-30""#),
        &expect!["s.jsonl:1: as_of: “2026-02-30”不是日期，应写成 2026-01-01 的形式 [not_a_date]"],
    );
    check(
        &line(r#""facts":["增值税"]"#),
        &expect!["s.jsonl:1: facts: 这里应为“字段: 值”的形式 [not_a_map]"],
    );
    check(&line(r#""facts":{"tax":1}"#), &expect!["s.jsonl:1: facts.tax: 这里应为文字 [not_text]"]);
    check(
        &line(r#""forbid":{},"tags":[1]"#),
        &expect![[r"
        s.jsonl:1: forbid: 这里应为列表 [not_a_list]
        s.jsonl:1: tags[0]: 这里应为文字 [not_text]"]],
    );
    check(
        &line(r#""weight":0"#),
        &expect!["s.jsonl:1: weight: 这里应为大于 0 的数字，不加引号 [not_above_zero]"],
    );
    check(
        &line(r#""weight":-1"#),
        &expect!["s.jsonl:1: weight: 这里应为大于 0 的数字，不加引号 [not_above_zero]"],
    );
    check(
        &line(r#""weight":"2""#),
        &expect!["s.jsonl:1: weight: 这里应为大于 0 的数字，不加引号 [not_above_zero]"],
    );
    check(
        &line(r#""weight":1e999"#),
        &expect!["s.jsonl:1: JSON 写法有误，第 53 列：number out of range [bad_json]"],
    );
    check(
        &line(r#""expected":["x"],"wieght":1"#),
        &expect![[r"
        s.jsonl:1: expected: 没有“expected”这个字段；可用的字段：id, turns, question, expect, forbid, decision, region, taxpayer_type, as_of, facts, tags, weight [unknown_field]
        s.jsonl:1: wieght: 没有“wieght”这个字段；可用的字段：id, turns, question, expect, forbid, decision, region, taxpayer_type, as_of, facts, tags, weight [unknown_field]"]],
    );
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
    check(
        &lines.join("\n"),
        &expect![[r#"
            s.jsonl:2: region: “37”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳） [unknown_region]
            s.jsonl:2: as_of: “gestern”不是日期，应写成 2026-01-01 的形式 [not_a_date]
            s.jsonl:2: id: 编号“a”已在 s.jsonl:1 用过 [double_id]
            s.jsonl:4: JSON 写法有误，第 2 列：expected ident [bad_json]
            s.jsonl:5: 缺少必填字段“question” [missing_field]"#]],
    );
    let error = Suite::parse("s.jsonl", &lines.join("\n")).unwrap_err().to_string();
    expect![[r#"
        5 problems:
        s.jsonl:2: region: “37”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳） [unknown_region]
        s.jsonl:2: as_of: “gestern”不是日期，应写成 2026-01-01 的形式 [not_a_date]
        s.jsonl:2: id: 编号“a”已在 s.jsonl:1 用过 [double_id]
        s.jsonl:4: JSON 写法有误，第 2 列：expected ident [bad_json]
        s.jsonl:5: 缺少必填字段“question” [missing_field]"#]]
    .assert_eq(&error);
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
