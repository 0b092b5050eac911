//! `wenshui eval impact --save` and `eval compare`: what a change does, and what it is due to.

use expect_test::expect;

use crate::support::program::Workplace;

const BEFORE: &str = "{\"id\":\"a\",\"question\":\"税务登记证怎么补办\",\"answer\":\"一。\"}\n\
                      {\"id\":\"b\",\"question\":\"发票怎么补办\",\"answer\":\"二。\"}\n";
const SUITE: &str = "{\"id\":\"1\",\"question\":\"小本本怎么补办\",\"expect\":[\"a\"]}\n";

/// What was told, without what other weights and versions change: names of versions, the table of metrics,
/// and how sure an answer is.
fn steady(told: &str) -> String {
    let is_sure = |word: &str| word.parse::<f32>().is_ok() && word.contains('.');
    let is_table =
        |line: &str| line.starts_with("kb ") || line.contains("% of it") || line.contains("  [");
    let steady = |line: &str| {
        line.split(' ')
            .map(|word| if is_sure(word) { "#" } else { word })
            .collect::<Vec<_>>()
            .join(" ")
    };
    told.lines().filter(|line| !is_table(line)).map(|line| steady(line) + "\n").collect()
}

fn publish(workplace: &Workplace) {
    workplace.run(&["kb", "publish", "--reviewed-by", "li"]).done();
}

fn impact(workplace: &Workplace, change: &[&str]) -> String {
    let fixed = ["eval", "impact", "--suite", "suite.jsonl", "--save", "--by", "zhang"];
    steady(&workplace.run(&[&fixed[..], change].concat()).told())
}

#[test]
fn k10_a_saying_that_is_saved_is_a_revision_and_one_that_breaks_a_case_needs_a_word() {
    let workplace = Workplace::new();
    workplace.file("kb.jsonl", BEFORE);
    workplace.file("suite.jsonl", SUITE);
    workplace.run(&["kb", "import", "kb.jsonl", "--replace"]).done();
    publish(&workplace);
    expect![[r#"
        exit 0
        concept own 小本本 = 税务登记证 added
        0 wordings are read otherwise
        of 1 cases of suites 0 break, 1 are mended, 0 change

        fixed 1: 小本本怎么补办
          refuse b # → suggest a #
        revisions waiting for a reviewer: 1, of which 0 did before; `wenshui kb publish --reviewed-by NAME` puts them into service
    "#]].assert_eq(&impact(&workplace, &["--add", "小本本=税务登记证"]));
    publish(&workplace);
    let answer = workplace.run(&["ask", "小本本怎么补办", "--json"]).done();
    assert!(answer.contains("\"candidates\": [\n    {\n      \"id\": \"a\""), "{answer}");
    expect![[r#"
        exit 1
        concept own 小本本 = 税务登记证 removed
        0 wordings are read otherwise
        of 1 cases of suites 1 break, 0 are mended, 0 change

        broken 1: 小本本怎么补办
          suggest a # → refuse b #

        saving this needs a confirmation
        not saved: a case breaks or a gate is not kept; `--confirm` saves it nevertheless
    "#]]
    .assert_eq(&impact(&workplace, &["--remove", "小本本=税务登记证"]));
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");
    let confirmed = impact(&workplace, &["--remove", "小本本=税务登记证", "--confirm"]);
    assert!(confirmed.contains("revisions waiting for a reviewer: 1"), "{confirmed}");
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
        steady(&ran.told())
    };
    let sides = ["--kb-a", "before.jsonl", "--kb-b", "after.jsonl", "--suite", "suite.jsonl"];
    expect![[r#"
        exit 0
        0 broken · 0 fixed · 1 changed · 0 unchanged · 0 flaky · 0 unmatched


        2 differences
          answer a changed
          wording b 1 “小本本怎么补办” added

        changed 1: 小本本怎么补办
          refuse b # → answer b #
          because: wording b 1 “小本本怎么补办” added (the question is this wording; proved, alone enough)
          because: answer a changed (one of the candidates; not by itself)
    "#]].assert_eq(&compare(&[&["after.json"], &sides[..]].concat()));
    let one_sided = compare(&["after.json", "--kb-a", "before.jsonl"]);
    assert!(one_sided.starts_with("exit 2") && one_sided.contains("--kb-b"), "{one_sided}");
    let several = compare(&["after.json", "before.json"]);
    assert!(several.contains("several of a side need `--against`"), "{several}");
    let flaky = compare(&["before.json", "--against", "after.json", "before.json"]);
    expect![[r#"
        exit 0
        0 broken · 0 fixed · 0 changed · 0 unchanged · 1 flaky · 0 unmatched


        2 differences
          answer a changed
          wording b 1 added
    "#]]
    .assert_eq(&flaky);
}
