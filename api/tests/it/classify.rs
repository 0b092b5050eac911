//! `wenshui eval classify` and `wenshui models train ngrams`.

use expect_test::expect;

use crate::support::program::Workplace;

const LINES: &str = r#"{"text":"小规模怎么报税","label":"calm","half":"held"}
{"text":"气死我了，你们到底管不管！","label":"agitated","half":"held"}
{"text":"逾期了怎么办，好担心","label":"worried","half":"tune"}
{"text":"今天天气","label":"angry","half":"held"}
"#;

#[test]
fn texts_are_told_apart_by_task_and_half() {
    let workplace = Workplace::new();
    workplace.file("lines.jsonl", LINES);
    let run = |more: &[&str]| {
        let fixed = ["eval", "classify", "--task", "emotion", "--data", "lines.jsonl"];
        workplace.run(&[&fixed[..], more].concat())
    };
    expect![[r#"
        label             support  precision   recall       f1
        agitated                2     1.0000   1.0000   1.0000
        calm                    1     1.0000   1.0000   1.0000
        macro                   3                       1.0000
    "#]]
    .assert_eq(&run(&["--half", "held"]).done());
    let shown = run(&["--show", "--json"]);
    expect![""].assert_eq(&shown.stderr);
    let report: serde_json::Value = serde_json::from_str(&shown.done()).unwrap();
    assert_eq!(report["cases"], 4);
    workplace.file("strange.jsonl", "{\"text\":\"今天天气\",\"label\":\"sad\"}\n");
    let strange = ["eval", "classify", "--task", "emotion", "--data", "strange.jsonl"];
    expect![[r#"
        nothing is ever called sad, which counts as wrong; labels: calm, worried, dissatisfied, agitated
    "#]]
    .assert_eq(&workplace.run(&strange).stderr);
}

#[test]
fn lists_are_replaced_and_their_faults_named() {
    let workplace = Workplace::new();
    workplace.file("lines.jsonl", "{\"text\":\"今天天气\",\"label\":\"agitated\"}\n");
    std::fs::create_dir(workplace.path("lists")).unwrap();
    workplace.file("lists/emotion.tsv", "agitated\t1\t天气\n");
    let arguments =
        ["eval", "classify", "--task", "emotion", "--data", "lines.jsonl", "--screen", "lists"];
    expect![[r#"
        label             support  precision   recall       f1
        agitated                1     1.0000   1.0000   1.0000
        macro                   1                       1.0000
    "#]]
    .assert_eq(&workplace.run(&arguments).done());
    workplace.file("lists/emotion.tsv", "angry\t1\t天气\n");
    expect![[r#"
        wenshui: emotion.tsv:1: kind: 没有“angry”这个值；可用：worried, dissatisfied, agitated, calm, intensify, negate, harmless [unknown_value]
    "#]].assert_eq(&workplace.run(&arguments).stderr);
}

#[test]
fn a_classifier_is_trained_and_kept() {
    let workplace = Workplace::new();
    let line = |at: usize| format!("{{\"text\":\"第{at}句\",\"label\":{}}}\n", at % 2);
    workplace.file("texts.jsonl", (0..20).map(line).collect::<String>());
    let arguments = [
        "models",
        "train",
        "ngrams",
        "--name",
        "odd",
        "--data",
        "texts.jsonl",
        "-o",
        "new/odd.safetensors",
    ];
    let told = workplace.run(&arguments).done();
    assert!(told.starts_with("odd-"), "{told}");
    assert!(workplace.text("new/odd.md").contains("texts.jsonl"));
}
