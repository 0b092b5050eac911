//! `wenshui eval impact --save` and `eval compare`: what a change does, and what it is due to.

use expect_test::expect;

use crate::support::program::Workplace;

const BEFORE: &str = "{\"id\":\"a\",\"question\":\"税务登记证怎么补办\",\"answer\":\"一。\"}\n\
                      {\"id\":\"b\",\"question\":\"发票怎么补办\",\"answer\":\"二。\"}\n";
const SUITE: &str = "{\"id\":\"1\",\"question\":\"小本本怎么补办\",\"expect\":[\"a\"]}\n";

fn publish(workplace: &Workplace) {
    workplace.run(&["kb", "publish", "--reviewed-by", "li"]).done();
}

fn impact(workplace: &Workplace, change: &[&str]) -> String {
    let fixed = ["eval", "impact", "--suite", "suite.jsonl", "--save", "--by", "zhang"];
    workplace.run(&[&fixed[..], change].concat()).told()
}

#[test]
fn k10_a_saying_that_is_saved_is_a_revision_and_one_that_breaks_a_case_needs_a_word() {
    let workplace = Workplace::new();
    workplace.file("kb.jsonl", BEFORE);
    workplace.file("suite.jsonl", SUITE);
    workplace.run(&["kb", "import", "kb.jsonl", "--replace"]).done();
    publish(&workplace);
    expect![[""]].assert_eq(&impact(&workplace, &["--add", "小本本=税务登记证"]));
    publish(&workplace);
    let answer = workplace.run(&["ask", "小本本怎么补办", "--json"]).done();
    assert!(answer.contains("\"entry_id\":\"a\""), "{answer}");
    expect![[""]].assert_eq(&impact(&workplace, &["--remove", "小本本=税务登记证"]));
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");
    let confirmed = impact(&workplace, &["--remove", "小本本=税务登记证", "--confirm"]);
    assert!(confirmed.contains("1 revisions wait for a reviewer"), "{confirmed}");
    let elsewhere = impact(&workplace, &["--add", "小红本=税务登记证", "--kb", "kb.jsonl"]);
    assert!(elsewhere.starts_with("exit 2") && elsewhere.contains("`--kb`"), "{elsewhere}");
    let own = impact(&workplace, &["--add", "小红本=税务登记证", "--concepts", "own"]);
    assert!(own.ends_with("saved in own\n"), "{own}");
    assert_eq!(workplace.text("own/own.tsv").lines().last(), Some("小红本\t税务登记证"));
}

#[test]
fn k2_a_cause_is_tried_out_where_the_knowledge_of_both_sides_is_at_hand() {
    let workplace = Workplace::new();
    workplace.file("before.jsonl", BEFORE);
    let put =
        BEFORE.replace("\"发票怎么补办\"", "\"发票怎么补办\",\"similar\":[\"小本本怎么补办\"]");
    workplace.file("after.jsonl", put.replace("一。", "三。"));
    workplace.file("suite.jsonl", SUITE.replace("[\"a\"]", "[\"b\"]"));
    for side in ["before", "after"] {
        let (kb, report) = (format!("{side}.jsonl"), format!("{side}.json"));
        let fixed = ["eval", "run", "--suite", "suite.jsonl", "--as-of", "2026-06-30"];
        workplace.run(&[&fixed[..], &["--kb", &kb, "--json", &report]].concat()).done();
    }
    let compare = |more: &[&str]| {
        let ran = workplace.run(&[&["eval", "compare", "before.json"], more].concat());
        ran.told().lines().filter(|line| !line.contains("latency")).collect::<Vec<_>>().join("\n")
    };
    let sides = ["--kb-a", "before.jsonl", "--kb-b", "after.jsonl", "--suite", "suite.jsonl"];
    expect![[""]].assert_eq(&compare(&[&["after.json"], &sides[..]].concat()));
    let one_sided = compare(&["after.json", "--kb-a", "before.jsonl"]);
    assert!(one_sided.starts_with("exit 2") && one_sided.contains("--kb-b"), "{one_sided}");
    let several = compare(&["after.json", "before.json"]);
    assert!(several.contains("several of a side need `--against`"), "{several}");
    let flaky = compare(&["before.json", "--against", "after.json", "before.json"]);
    expect![[""]].assert_eq(&flaky);
}
