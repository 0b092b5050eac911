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
    expect![""].assert_eq(&run(&["--half", "held"]).done());
    let shown = run(&["--show", "--json"]);
    expect![""].assert_eq(&shown.stderr);
    let report: serde_json::Value = serde_json::from_str(&shown.done()).unwrap();
    assert_eq!(report["cases"], 4);
}

#[test]
fn lists_are_replaced_and_their_faults_named() {
    let workplace = Workplace::new();
    workplace.file("lines.jsonl", "{\"text\":\"今天天气\",\"label\":\"agitated\"}\n");
    std::fs::create_dir(workplace.path("lists")).unwrap();
    workplace.file("lists/emotion.tsv", "agitated\t1\t天气\n");
    let arguments =
        ["eval", "classify", "--task", "emotion", "--data", "lines.jsonl", "--screen", "lists"];
    expect![""].assert_eq(&workplace.run(&arguments).done());
    workplace.file("lists/emotion.tsv", "angry\t1\t天气\n");
    expect![""].assert_eq(&workplace.run(&arguments).stderr);
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
