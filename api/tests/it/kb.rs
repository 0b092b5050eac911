//! `wenshui kb`: checking, importing and exporting knowledge.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::support::program::Workplace;
use crate::support::served;

const TWO: &str = "{\"id\":\"a\",\"question\":\"甲怎么办\",\"answer\":\"这样。\"}\n\
                   {\"id\":\"b\",\"question\":\"乙怎么办\",\"answer\":\"那样。\"}\n";

fn check_kb(files: &[(&str, &str)], expected: &Expect) {
    let workplace = Workplace::new();
    let mut arguments = vec!["kb", "check"];
    for (name, text) in files {
        workplace.file(name, text);
        arguments.push(name);
    }
    expected.assert_eq(&workplace.run(&arguments).told());
}

#[test]
fn checking_tells_every_problem_with_its_place() {
    check_kb(
        &[("good.jsonl", TWO)],
        &expect![[r#"
            exit 0
            good.jsonl:1: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
            good.jsonl:2: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
            2 entries, 2 wordings: 0 errors, 2 warnings
        "#]],
    );
    let bad = "{\"id\":\"a b\",\"question\":\"\"}\n\n{\"id\":\"c\",\"question\":\"丙\",\"valid_from\":\"2026-02-30\"}\n{\"id\":\"d\",\"questoin\":\"丁\"}\n";
    check_kb(
        &[("bad.jsonl", bad)],
        &expect![[r#"
            exit 1
            bad.jsonl:1: error: question: 不能为空 [empty_field]
            bad.jsonl:2: error: 空行，应为一个 JSON 对象 [empty_line]
            bad.jsonl:3: error: valid_from: “2026-02-30”不是日期，应写成 2026-01-01 的形式 [not_a_date]
            bad.jsonl:4: error: 缺少必填字段“question” [missing_field]
            bad.jsonl:4: error: questoin: 没有“questoin”这个字段；可用的字段：id, question, similar, answer, blocks, basis, topic, tags, tax, taxpayer_types, regions, valid_from, valid_to, followups, clarify, reviewed_on, reviewed_by, note [unknown_field]
            1 entries, 1 wordings: 5 errors, 0 warnings
        "#]],
    );
    let doubled = "{\"id\":\"d\",\"question\":\"甲怎么办？\",\"followups\":[\"nowhere\"]}\n";
    check_kb(
        &[("good.jsonl", TWO), ("more.jsonl", doubled)],
        &expect![[r#"
            exit 1
            more.jsonl:1: error: followups: 没有编号为“nowhere”的条目 [unknown_followup]
            more.jsonl:1: error: question: 问法“甲怎么办？”与条目 a 的重复，且地区、纳税人类型和有效期重叠 [double_wording]
            good.jsonl:1: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
            good.jsonl:2: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
            more.jsonl:1: warning: answer: 既没有答案也没有内容块，命中时无话可说 [no_answer]
            3 entries, 3 wordings: 2 errors, 3 warnings
        "#]],
    );
    check_kb(
        &[("nothing.jsonl", "")],
        &expect![[r#"
            exit 1
            nothing.jsonl:1: error: 没有任何条目 [no_entries]
            0 entries, 0 wordings: 1 errors, 0 warnings
        "#]],
    );
}

#[test]
fn checking_warns_of_what_is_past_odd_or_said_twice() {
    let lines = [
        r#"{"id":"a","question":"甲怎么办","valid_to":"2025-12-31","reviewed_on":"2025-12-01","basis":[{"title":"甲","number":"财税[2016]36号"}]}"#,
        r#"{"id":"b","question":"乙怎么办","similar":["乙怎么办呢"],"basis":[{"title":"甲","number":"财税〔2016〕36号"}]}"#,
        r#"{"id":"c","question":"甲怎么办啊","valid_from":"2026-01-01","reviewed_on":"2026-01-01","basis":[{"title":"甲"}]}"#,
    ];
    check_kb(
        &[("old.jsonl", &lines.join("\n"))],
        &expect![[r#"
            exit 0
            old.jsonl:1: warning: basis[0].number: 文号“财税[2016]36号”不是通常的写法，如“2026年第10号”“财税〔2016〕36号”“国务院令第512号” [odd_number]
            old.jsonl:1: warning: valid_to: 2025-12-31 已过有效期，不再用来回答 [expired]
            old.jsonl:2: warning: reviewed_on: 没有写明何时核对过 [no_review]
            old.jsonl:2: warning: similar[0]: 问法“乙怎么办呢”与条目 b 的“乙怎么办”只差语气词或标点 [near_wording]
            3 entries, 4 wordings: 0 errors, 4 warnings
        "#]],
    );
}

#[test]
fn what_a_base_is_made_of_is_counted() {
    let workplace = Workplace::new();
    let lines = [
        r#"{"id":"a","question":"甲怎么办","similar":["甲咋办"],"answer":"办","basis":[{"title":"甲"}],"topic":"甲","tax":"增值税","regions":["440100","440300","370000"],"taxpayer_types":["企业"]}"#,
        r#"{"id":"b","question":"乙怎么办","basis":[{"title":"甲"}],"topic":"甲","blocks":[{"type":"guide","steps":[{"title":"一"}]},{"type":"text","markdown":"乙"},{"type":"text","markdown":"丙"}]}"#,
    ];
    workplace.file("kb.jsonl", lines.join("\n"));
    let told = workplace.run(&["kb", "count", "--kb", "kb.jsonl"]).told();
    expect![[r#"
        exit 0
        2 entries, 3 wordings

        topic
              2  甲

        tax
              1  -
              1  增值税

        region
              1  -
              1  山东
              1  广东

        taxpayer_type
              1  -
              1  企业

        block
              1  -
              1  guide
              1  text
    "#]]
    .assert_eq(&told);
}

#[test]
fn checking_what_is_not_there_is_wrong_usage() {
    expect![[r#"
        exit 2
        wenshui: cannot read `nowhere.jsonl`: No such file or directory (os error 2)
    "#]]
    .assert_eq(&Workplace::new().run(&["kb", "check", "nowhere.jsonl"]).told());
}

#[test]
fn the_bundled_knowledge_passes_its_check() {
    let told = Workplace::new().run(&["kb", "check"]).done();
    assert!(told.ends_with(" wordings: 0 errors, 0 warnings\n"), "{told}");
}

/// A directory with two published entries.
fn published() -> Workplace {
    let workplace = Workplace::new();
    workplace.file("two.jsonl", TWO);
    workplace.run(&["kb", "import", "two.jsonl", "--replace"]).done();
    workplace.run(&["kb", "publish", "--reviewed-by", "li"]).done();
    workplace
}

/// Imports lines into two published entries and publishes what was made of them; what the import told, and
/// what is published then.
fn check_import(lines: &str, flags: &[&str], expected: &Expect) {
    let workplace = published();
    workplace.file("more.jsonl", lines);
    let ran = workplace.run(&[&["kb", "import", "more.jsonl"], flags].concat());
    workplace.run(&["kb", "publish", "--reviewed-by", "li"]);
    let published = workplace.run(&["kb", "export"]).done();
    expected.assert_eq(&format!("{}---\n{published}", ran.told()));
}

#[test]
fn importing_adds_and_replaces_by_id() {
    let more = "{\"id\":\"b\",\"question\":\"乙怎么办\",\"answer\":\"改了。\",\"basis\":[{\"title\":\"法\"}]}\n\
                {\"id\":\"c\",\"question\":\"丙怎么办\",\"answer\":\"新的。\",\"basis\":[{\"title\":\"法\"}]}\n";
    check_import(
        more,
        &[],
        &expect![[r#"
            exit 0
            1 entries would be added, 1 changed, 0 removed, 0 unchanged; 3 in all
            revisions waiting for a reviewer: 2, of which 0 did before; `wenshui kb publish --reviewed-by NAME` puts them into service
            ---
            {"id":"a","question":"甲怎么办","answer":"这样。"}
            {"id":"b","question":"乙怎么办","answer":"改了。","basis":[{"title":"法"}]}
            {"id":"c","question":"丙怎么办","answer":"新的。","basis":[{"title":"法"}]}
        "#]],
    );
    check_import(
        more,
        &["--replace"],
        &expect![[r#"
            exit 0
            1 entries would be added, 1 changed, 1 removed, 0 unchanged; 2 in all
            revisions waiting for a reviewer: 3, of which 0 did before; `wenshui kb publish --reviewed-by NAME` puts them into service
            ---
            {"id":"b","question":"乙怎么办","answer":"改了。","basis":[{"title":"法"}]}
            {"id":"c","question":"丙怎么办","answer":"新的。","basis":[{"title":"法"}]}
        "#]],
    );
    check_import(
        more,
        &["--dry-run"],
        &expect![[r#"
            exit 0
            + c  more.jsonl:2
            ~ b  more.jsonl:1  answer, basis
            1 entries would be added, 1 changed, 0 removed, 0 unchanged; 3 in all
            ---
            {"id":"a","question":"甲怎么办","answer":"这样。"}
            {"id":"b","question":"乙怎么办","answer":"那样。"}
        "#]],
    );
    check_import(
        more,
        &["--dry-run", "--replace"],
        &expect![[r#"
            exit 0
            + c  more.jsonl:2
            ~ b  more.jsonl:1  answer, basis
            - a
            1 entries would be added, 1 changed, 1 removed, 0 unchanged; 2 in all
            ---
            {"id":"a","question":"甲怎么办","answer":"这样。"}
            {"id":"b","question":"乙怎么办","answer":"那样。"}
        "#]],
    );
    check_import(
        TWO,
        &[],
        &expect![[r#"
            exit 0
            more.jsonl:1: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
            more.jsonl:2: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
            0 entries would be added, 0 changed, 0 removed, 2 unchanged; 2 in all
            nothing is to change
            ---
            {"id":"a","question":"甲怎么办","answer":"这样。"}
            {"id":"b","question":"乙怎么办","answer":"那样。"}
        "#]],
    );
}

#[test]
fn what_has_errors_leaves_the_published_knowledge_untouched() {
    check_import(
        "{\"id\":\"c\"}\n",
        &[],
        &expect![[r#"
        exit 2
        wenshui: more.jsonl:1: 缺少必填字段“question” [missing_field]
        ---
        {"id":"a","question":"甲怎么办","answer":"这样。"}
        {"id":"b","question":"乙怎么办","answer":"那样。"}
    "#]],
    );
    check_import(
        "{\"id\":\"c\",\"question\":\"甲怎么办！\"}\n",
        &[],
        &expect![[r#"
            exit 2
            more.jsonl:1: warning: answer: 既没有答案也没有内容块，命中时无话可说 [no_answer]
            wenshui: more.jsonl:1: question: 问法“甲怎么办！”与条目 a 的重复，且地区、纳税人类型和有效期重叠 [double_wording]
            ---
            {"id":"a","question":"甲怎么办","answer":"这样。"}
            {"id":"b","question":"乙怎么办","answer":"那样。"}
        "#]],
    );
    check_import(
        "{\"id\":\"c\",\"question\":\"丙\",\"followups\":[\"d\"]}\n",
        &[],
        &expect![[r#"
            exit 2
            more.jsonl:1: warning: answer: 既没有答案也没有内容块，命中时无话可说 [no_answer]
            wenshui: more.jsonl:1: followups: 没有编号为“d”的条目 [unknown_followup]
            ---
            {"id":"a","question":"甲怎么办","answer":"这样。"}
            {"id":"b","question":"乙怎么办","answer":"那样。"}
        "#]],
    );
    let doubled = "{\"id\":\"c\",\"question\":\"丙\"}\n{\"id\":\"c\",\"question\":\"丁\"}\n";
    check_import(
        doubled,
        &[],
        &expect![[r#"
            exit 2
            more.jsonl:2: warning: answer: 既没有答案也没有内容块，命中时无话可说 [no_answer]
            wenshui: more.jsonl:2: id: 编号“c”已在 more.jsonl:1 用过 [double_id]
            ---
            {"id":"a","question":"甲怎么办","answer":"这样。"}
            {"id":"b","question":"乙怎么办","answer":"那样。"}
        "#]],
    );
    check_import(
        doubled,
        &["--replace"],
        &expect![[r#"
        exit 2
        wenshui: more.jsonl:2: id: 编号“c”已在 more.jsonl:1 用过 [double_id]
        ---
        {"id":"a","question":"甲怎么办","answer":"这样。"}
        {"id":"b","question":"乙怎么办","answer":"那样。"}
    "#]],
    );
    check_import(
        "",
        &[],
        &expect![[r#"
        exit 2
        wenshui: more.jsonl:1: 没有任何条目 [no_entries]
        ---
        {"id":"a","question":"甲怎么办","answer":"这样。"}
        {"id":"b","question":"乙怎么办","answer":"那样。"}
    "#]],
    );
}

#[test]
fn an_import_that_fails_before_anything_was_published_publishes_nothing() {
    let workplace = Workplace::new();
    workplace.file("bad.jsonl", "{\"id\":\"c\"}\n");
    for flags in [&[][..], &["--replace"], &["--dry-run"]] {
        let ran = workplace.run(&[&["kb", "import", "bad.jsonl"], flags].concat());
        assert_eq!(ran.code, 2, "{}", ran.told());
        assert!(!workplace.path("data").exists(), "{flags:?}");
    }
    workplace.file("two.jsonl", TWO);
    assert_eq!(workplace.run(&["kb", "import", "two.jsonl", "--dry-run"]).code, 0);
    assert!(!workplace.path("data").exists());
}

#[test]
fn the_first_import_adds_to_the_bundled_knowledge() {
    let workplace = Workplace::new();
    workplace.file("two.jsonl", TWO);
    let ran = workplace.run(&["kb", "import", "two.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.told());
    workplace.file("gates.toml", "gate = []\n");
    let gates = ["kb", "publish", "--reviewed-by", "li", "--gates", "gates.toml"];
    assert_eq!(workplace.run(&gates).code, 0);
    let bundled = served::bundled().state.engine.version().base.entries.len();
    let published = workplace.run(&["kb", "export"]).done();
    assert_eq!(published.lines().count(), bundled + 2);
    assert!(published.ends_with(TWO));
    // What is published is what is meant from now on.
    let answer = workplace.run(&["ask", "乙怎么办", "--json"]).done();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["answer"]["id"], "b");
}

#[test]
fn what_was_exported_imports_and_exports_to_the_same_bytes() {
    let workplace = Workplace::new();
    for kb in [None, Some(served::SMALL)] {
        let source = kb.map_or(["--data", "none"], |kb| ["--kb", kb]);
        let first = workplace.run(&[&["kb", "export"], &source[..]].concat()).done();
        workplace.file("first.jsonl", &first);
        workplace.run(&["kb", "import", "first.jsonl", "--replace", "--data", "taken"]).done();
        // The bundled knowledge brings nothing new.
        let published = workplace.run(&["kb", "publish", "--reviewed-by", "li", "--data", "taken"]);
        assert_eq!(published.code, i32::from(kb.is_none()), "{}", published.told());
        let second = workplace.run(&["kb", "export", "--data", "taken"]).done();
        assert!(first == second, "{} and {} bytes differ", first.len(), second.len());
        let checked = workplace.run(&["kb", "check", "first.jsonl"]);
        assert_eq!(checked.code, 0, "{}", checked.told());
        workplace.run(&["kb", "export", "--data", "taken", "-o", "third.jsonl"]).done();
        assert!(workplace.text("third.jsonl") == first);
    }
}

#[test]
fn knowledge_with_errors_is_not_exported() {
    let workplace = Workplace::new();
    workplace.file("bad.jsonl", "{\"id\":\"c\"}\n");
    let arguments = ["kb", "export", "--kb", "bad.jsonl", "-o", "out.jsonl"];
    expect![[r#"
        exit 2
        wenshui: bad.jsonl:1: 缺少必填字段“question” [missing_field]
    "#]]
    .assert_eq(&workplace.run(&arguments).told());
    assert!(!workplace.path("out.jsonl").exists());
}

#[test]
fn who_has_read_enough_may_close_the_pipe() {
    let workplace = Workplace::new();
    let mut command = workplace.command(&["kb", "export"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    // Dropped with this statement, which closes the pipe while most is still unwritten.
    BufReader::with_capacity(512, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("{\"id\":"), "{line}");
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
