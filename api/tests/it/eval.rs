//! `wenshui eval`: metrics, gates and what a suite may do wrong.

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::support::program::{Ran, Workplace};
use crate::support::served;

/// Three cases that are right, one whose expectation is wrong, one that must not be answered.
const SUITE: &str = r#"{"id":"rate","question":"征收率是多少","expect":["rate-new"]}
{"id":"rate-then","question":"征收率是多少","expect":["rate-old"],"as_of":"2025-06-30"}
{"id":"place","question":"在哪里办理登记","expect":["place-qingdao"],"region":"370202"}
{"id":"wrong","question":"这条答复有出处吗","expect":["bare"]}
{"id":"none","question":"xyzzy","expect":[],"decision":"refuse"}
"#;

fn run(suite: &str, arguments: &[&str]) -> (Ran, Workplace) {
    let workplace = Workplace::new();
    workplace.file("suite.jsonl", suite);
    let fixed = ["eval", "run", "--kb", served::SMALL, "--suite", "suite.jsonl"];
    let ran = workplace.run(&[&fixed[..], &["--as-of", "2026-06-30"], arguments].concat());
    (ran, workplace)
}

#[test]
fn a_run_reports_in_the_form_of_the_contract() {
    let (ran, _) = run(SUITE, &["--json"]);
    assert_eq!(ran.stderr, "");
    let report: Value = serde_json::from_str(&ran.done()).expect("one document and nothing else");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&report),
        ["cases", "intervals", "manifest", "metrics", "signature", "threads"]
    );
    expect![[r#"
        answer.precision
        answer.precision.macro
        answer.rate
        answer.rate.macro
        clarify.rate
        clarify.rate.macro
        decision.accuracy
        decision.accuracy.macro
        ece
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
    .assert_eq(&keys(&report["metrics"]).join("\n"));
    assert_eq!(keys(&report["intervals"]), keys(&report["metrics"]));
    assert_eq!(report["metrics"]["hit@1"], 0.75);
    assert_eq!(report["metrics"]["refusal.recall"], 1.0);
    assert_eq!(report["metrics"]["refusal.precision"], 1.0);
    let cases = report["cases"].as_array().unwrap();
    let told: String = cases
        .iter()
        .map(|case| format!("{} {} {}\n", case["id"], case["decision"], case["right"]))
        .collect();
    expect![[r#"
        "rate" "answer" true
        "rate-then" "answer" true
        "place" "answer" true
        "wrong" "answer" false
        "none" "refuse" false
    "#]]
    .assert_eq(&told);
    assert_eq!(cases[0]["candidates"][0], "rate-new");
    assert_eq!(cases[0]["confidence"].as_f64().map(|c| (c * 100.0).round()), Some(99.0));
    let version = &served::small().state.engine.version().id;
    assert_eq!(report["signature"]["kb_version"], version.as_str());
    assert_eq!(report["signature"]["as_of"], "2026-06-30");
}

#[test]
fn equal_runs_give_equal_numbers() {
    let report = || {
        let (ran, _) = run(SUITE, &["--json"]);
        let mut report: Value = serde_json::from_str(&ran.done()).unwrap();
        for part in ["metrics", "intervals"] {
            report[part].as_object_mut().unwrap().retain(|name, _| !name.starts_with("latency"));
        }
        for case in report["cases"].as_array_mut().unwrap() {
            case.as_object_mut().unwrap().remove("latency_us");
        }
        report
    };
    assert_eq!(report(), report());
}

#[test]
fn a_report_goes_into_a_file_where_one_is_named() {
    let (ran, workplace) = run(SUITE, &["--json", "out.json"]);
    let table = ran.done();
    assert!(table.contains("hit@1 ") && table.contains(" 0.7500 "), "{table}");
    let report: Value = serde_json::from_str(&workplace.text("out.json")).unwrap();
    assert_eq!(report["metrics"]["hit@1"], 0.75);
}

/// Runs with gates: the exit code and what stands on standard error.
fn check_gates(gates: &[&str], expected: &Expect) {
    let arguments: Vec<&str> = gates.iter().flat_map(|gate| ["--gate", gate]).collect();
    let (ran, _) = run(SUITE, &arguments);
    expected.assert_eq(&format!("exit {}\n{}", ran.code, ran.stderr));
    // A gate says nothing about the numbers, which are told all the same.
    assert_eq!(ran.stdout.contains("hit@1 "), ran.code != 2, "{}", ran.stdout);
}

#[test]
fn gates_are_kept_broken_or_malformed() {
    check_gates(
        &["hit@1>=0.75", "hit@1<=0.75"],
        &expect![[r#"
        exit 0
    "#]],
    );
    check_gates(
        &["hit@1>=0.75", "hit@1>=0.76", "hit@1.macro<=0.5"],
        &expect![[r#"
        exit 1
        gate not kept: hit@1>=0.76: 0.7500
        gate not kept: hit@1.macro<=0.5: 0.7500
    "#]],
    );
    check_gates(
        &["dialogue.right>=0"],
        &expect![[r#"
        exit 1
        gate not kept: dialogue.right>=0: the suite does not yield `dialogue.right`
    "#]],
    );
    check_gates(
        &["hit@2>=0"],
        &expect![[r#"
            exit 2
            error: invalid value 'hit@2>=0' for '--gate <GATE>': the gate `hit@2>=0` is not of the form `hit@1>=0.80`: no metric is called `hit@2`; there are hit@1, hit@3, hit@5, mrr@10, ndcg@10, forbidden@1, answer.rate, answer.precision, suggest.rate, reply.rate, refusal.rate, refusal.precision, refusal.recall, clarify.rate, clarify.precision, clarify.recall, handover.rate, handover.precision, handover.recall, decision.accuracy, dialogue.right, ece, latency_us.p50, latency_us.p90, latency_us.p99, latency_us.p99.9, and means with `.macro` behind

            For more information, try '--help'.
        "#]],
    );
    check_gates(
        &["hit@1"],
        &expect![[r#"
        exit 2
        error: invalid value 'hit@1' for '--gate <GATE>': the gate `hit@1` is not of the form `hit@1>=0.80`: it needs `>=` or `<=`

        For more information, try '--help'.
    "#]],
    );
    check_gates(
        &["hit@1>=high"],
        &expect![[r#"
        exit 2
        error: invalid value 'hit@1>=high' for '--gate <GATE>': the gate `hit@1>=high` is not of the form `hit@1>=0.80`: what follows the relation is no number

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn a_suite_that_is_not_usable_is_named_by_line_and_field() {
    let check = |suite: &str, expected: &Expect| expected.assert_eq(&run(suite, &[]).0.told());
    check(
        "{\"id\":\"a\",\"question\":\"税\"}\n",
        &expect![[r#"
            exit 2
            wenshui: 1 problem:
            suite.jsonl:1: 缺少必填字段“expect” [missing_field]
        "#]],
    );
    let line = r#"{"id":"a","question":"税","expect":[],"region":"990000","decision":"perhaps"}"#;
    check(
        &format!("{line}\n{{\n"),
        &expect![[r#"
            exit 2
            wenshui: 3 problems:
            suite.jsonl:1: decision: 没有“perhaps”这种决定；可用：answer, clarify, suggest, reply, refuse, handover [unknown_decision]
            suite.jsonl:1: region: “990000”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳） [unknown_region]
            suite.jsonl:2: JSON 写法有误，第 1 列：EOF while parsing an object [bad_json]
        "#]],
    );
    check(
        "",
        &expect![[r#"
            exit 2
            wenshui: 1 problem:
            suite.jsonl:1: 没有任何条目 [no_entries]
        "#]],
    );
    let ran = Workplace::new().run(&["eval", "run", "--suite", "nowhere.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("nowhere.jsonl"), "{}", ran.stderr);
}

#[test]
fn what_the_knowledge_does_not_hold_is_told_and_misses_are_shown() {
    let suite = [
        r#"{"id":"gone","question":"征收率是多少","expect":["gone"]}"#,
        r#"{"id":"decided","question":"xyzzy","expect":[],"decision":"suggest"}"#,
        r#"{"id":"right","question":"征收率是多少","expect":["rate-new"]}"#,
    ];
    let (ran, _) = run(&suite.join("\n"), &["--misses", "9"]);
    assert_eq!(ran.stderr, "expected entries that the knowledge does not hold: 1, such as gone\n");
    let (_, shown) = ran.stdout.split_once("2 of 3 cases went wrong\n").expect("the misses");
    assert!(shown.contains(" gone: ") && shown.contains(" decided: "), "{shown}");
    assert!(!shown.contains(" right: "), "{shown}");
}

#[test]
fn without_a_suite_every_wording_must_find_its_entry() {
    let arguments = ["eval", "run", "--kb", served::SMALL, "--as-of", "2026-06-30", "--json"];
    let report: Value = serde_json::from_str(&Workplace::new().run(&arguments).done()).unwrap();
    let wordings = served::small().get("/v1/versions").json()["items"][0]["wordings"].clone();
    assert_eq!(report["signature"]["cases"], wordings);
    assert_eq!(report["signature"]["suite"], "own-wordings");
}

#[test]
fn what_is_only_measured_may_have_doubled_wordings() {
    let workplace = Workplace::new();
    let doubled =
        "{\"id\":\"a\",\"question\":\"甲怎么办\"}\n{\"id\":\"b\",\"question\":\"甲怎么办\"}\n";
    workplace.file("kb.jsonl", doubled);
    workplace
        .file("suite.jsonl", "{\"id\":\"1\",\"question\":\"甲怎么办\",\"expect\":[\"a\",\"b\"]}\n");
    let arguments = ["eval", "run", "--kb", "kb.jsonl", "--suite", "suite.jsonl"];
    let ran = workplace.run(&[&arguments[..], &["--gate", "hit@1>=1"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.told());
    assert_eq!(workplace.run(&["kb", "check", "kb.jsonl"]).code, 1);
}

/// Every way of answering stands in the table of each set, and in the drawing.
#[test]
fn what_parts_are_worth_is_printed_and_drawn() {
    let workplace = Workplace::new();
    workplace.file("suite.jsonl", SUITE);
    let beside = ["--beside", served::SMALL, "suite.jsonl", "--plot", "plot.svg"];
    let ran = workplace.run(&[&["eval", "ablate"][..], &beside].concat());
    let printed = ran.done();
    let names = [
        "BM25, characters",
        "BM25, words",
        "BM25, all terms",
        "vectors alone",
        "without ranker",
        "without concepts",
        "everything",
    ];
    let drawn = workplace.text("plot.svg");
    for name in names {
        let row = printed.lines().find(|line| line.starts_with(name));
        let row = row.unwrap_or_else(|| panic!("{name}: {printed}"));
        let hit: f64 = row[name.len()..].split_whitespace().next().unwrap().parse().unwrap();
        // Of four cases with a right entry one expects a wrong one.
        assert!((0.0..=0.75).contains(&hit), "{row}");
        assert!(drawn.contains(name), "{name} is not drawn");
    }
    let last = printed.lines().find(|line| line.starts_with("everything")).unwrap();
    assert!(last.contains("0.7500"), "{last}");
    assert!(drawn.starts_with("<svg") && drawn.contains("hit@1"));
}
