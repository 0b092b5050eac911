//! `wenshui kb` and `wenshui eval` with spreadsheets and with files of other systems.

use expect_test::expect;
use serde_json::Value;

use crate::support::program::Workplace;
use crate::support::served;

const SHEET: &str = "编号,标准问,相似问,答案,政策依据,生效日期\r\n\
                     a,甲怎么办,\"甲咋办\n甲如何办\",这样。,某法,2026/1/1\r\n\
                     b,乙怎么办,,那样。,某法,\r\n";

/// Puts what was imported into service, whatever its gates would say.
fn publish(workplace: &Workplace, data: &str) {
    workplace.file("none.toml", "gate = []\n");
    let gates = ["--gates", "none.toml", "--data", data];
    workplace.run(&[&["kb", "publish", "--reviewed-by", "li"], &gates[..]].concat()).done();
}

#[test]
fn a_second_import_of_a_sheet_changes_nothing() {
    let workplace = Workplace::new();
    workplace.file("kb.csv", SHEET);
    let first = workplace.run(&["kb", "import", "kb.csv", "--replace"]);
    assert!(first.stderr.starts_with("2 entries would be added, 0 changed, "), "{}", first.told());
    publish(&workplace, "data");
    let published = || workplace.run(&["kb", "export"]).done();
    let before = published();
    let second = workplace.run(&["kb", "import", "kb.csv"]);
    expect![[r#"
        exit 0
        0 entries would be added, 0 changed, 0 removed, 2 unchanged; 2 in all
        nothing is to change
    "#]]
    .assert_eq(&second.told());
    workplace.file("kb.csv", SHEET.replace("那样。", "改了。") + "c,丙怎么办,,看。,某法,\r\n");
    let trial = workplace.run(&["kb", "import", "kb.csv", "--dry-run"]);
    expect![[r#"
        exit 0
        + c  kb.csv:4
        ~ b  kb.csv:3  answer
        1 entries would be added, 1 changed, 0 removed, 1 unchanged; 3 in all
    "#]]
    .assert_eq(&trial.told());
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");
    assert_eq!(published(), before);
}

#[test]
fn every_format_exports_imports_and_exports_to_the_same_bytes() {
    let workplace = Workplace::new();
    let exported = |name: &str, source: &[&str]| {
        workplace.run(&[&["kb", "export", "-o", name], source].concat()).done();
        std::fs::read(workplace.path(name)).unwrap()
    };
    let plain = exported("first.jsonl", &["--kb", served::SMALL]);
    for format in ["jsonl", "csv", "tsv", "xlsx"] {
        let (file, data) = (format!("first.{format}"), format!("data-{format}"));
        let first = exported(&file, &["--kb", served::SMALL]);
        workplace.run(&["kb", "import", &file, "--replace", "--data", &data]).done();
        publish(&workplace, &data);
        let second = exported(&format!("second.{format}"), &["--data", &data]);
        assert!(first == second, "{format}: {} and {} bytes", first.len(), second.len());
        assert!(exported("again.jsonl", &["--data", &data]) == plain, "{format}");
    }
}

#[test]
fn errors_of_a_sheet_are_told_at_once_and_nothing_is_asked_for() {
    let workplace = Workplace::new();
    workplace.file("kb.csv", format!("{SHEET}c,,,答,,soon\r\na,丙,乙怎么办,答,,\r\n"));
    let ran = workplace.run(&["kb", "import", "kb.csv", "--replace"]);
    expect![[r#"
        exit 2
        kb.csv:5: warning: E basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
        wenshui: kb.csv:4: B: 缺少必填字段“question” [missing_field]
        kb.csv:4: F valid_from: “soon”不是日期，应写成 2026-01-01 的形式 [not_a_date]
        kb.csv:5: A id: 编号“a”已在 kb.csv:2 用过 [double_id]
        kb.csv:5: C similar[0]: 问法“乙怎么办”与条目 b 的重复，且地区、纳税人类型和有效期重叠 [double_wording]
    "#]].assert_eq(&ran.told());
    let ran = workplace.run(&["kb", "import", "kb.csv", "--replace", "--json"]);
    assert_eq!(ran.code, 2);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["asked_for"], false);
    let problem = &report["problems"][0];
    let told = ["file", "line", "column", "code"].map(|name| problem[name].to_string());
    assert_eq!(told.join(" "), r#""kb.csv" 4 "B" "missing_field""#);
    assert!(!workplace.path("data").exists());
}

#[test]
fn what_a_batch_test_of_azure_expects_is_found_in_what_was_imported() {
    let workplace = Workplace::new();
    let pairs = "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\n\
                 契税怎么计算\t按成交价。\tEditorial\t\t[]\tFalse\t[]\t7\n\
                 印花税怎么计算\t按合同价。\tEditorial\t\t[]\tFalse\t[]\t8\n";
    workplace.file("pairs.tsv", pairs);
    workplace
        .file("batch.tsv", "kb\t契税怎么计算\t\t\t7\nkb\t印花税怎么计算？\t\t\t8\nkb\t随便问问\n");
    let ran =
        workplace.run(&["eval", "run", "--kb", "pairs.tsv", "--suite", "batch.tsv", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.told());
    assert!(ran.stderr.contains("[unjudged]"), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&report["metrics"]["hit@1"], &report["signature"]["cases"]),
        (&1.0.into(), &3.into())
    );
}

#[test]
fn an_export_says_what_it_cannot_write() {
    let workplace = Workplace::new();
    let told = |arguments: &[&str]| workplace.run(&[&["kb", "export"], arguments].concat()).told();
    expect![[r#"
        exit 2
        wenshui: `kb.pdf` says no format; --format does
    "#]]
    .assert_eq(&told(&["-o", "kb.pdf"]));
    expect![[r#"
        exit 2
        wenshui: nothing is written as maxkb; there are jsonl, csv, tsv and xlsx
    "#]]
    .assert_eq(&told(&["--format", "maxkb"]));
    assert!(!workplace.path("kb.pdf").exists());
}
