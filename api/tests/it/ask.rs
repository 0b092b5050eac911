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
    let version = served::small().state.engine.version();
    let told = ran.told().replace(&version.id, "VERSION");
    let told = told.replace(&version.words.clarify_taxpayer_type, "WHICH TYPE");
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
    check(
        &["征收率是多少"],
        &expect![[r#"
        exit 0
        # 征收率是多少？

        现在是1%。

        § 新公告

        [answer · 0.99 · rate-new · kb VERSION · TIME]
    "#]],
    );
    check(
        &["这项优惠怎么办理"],
        &expect![[r#"
        exit 0
        # 这项优惠怎么办理？

        按下列步骤办理。

        **先**看条件。

        办事指南: https://example.org/guide

        流程图: /files/flow.png

        操作演示: https://example.org/demo.mp4

        申请表: /files/form.pdf

        1. 登录 打开页面。
        2. 提交

        销售额 = 100元
        100 × 1% = 1
        1元

        § 关于这项优惠的公告 测试公告2026年第1号 第一条 (2026-01-01 – 2027-12-31)
        § 关于办理的通知

        [answer · 0.99 · everything · kb VERSION · TIME]
    "#]],
    );
    check(
        &["多久申报一次"],
        &expect![[r#"
            exit 0
            WHICH TYPE

            - 一般纳税人 [period-general]
            - 小规模纳税人 [period-small]
            - 都不是
            [clarify · 0.99 · period-general · kb VERSION · TIME]
        "#]],
    );
    let refused = Workplace::new().run(&["ask", "--kb", served::SMALL, "xyzzy"]).done();
    let refuse = &served::small().state.engine.version().words.refuse;
    assert!(
        refused.starts_with(&format!(
            "{refuse}

[refuse · "
        )),
        "{refused}"
    );
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
    // What is asked once is no conversation that could go on.
    let spoken = shape(&served).replace("conversation_token: string", "conversation_token: null");
    assert_eq!(shape(&told), spoken);
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
    check(
        &[""],
        &expect![[r#"
        exit 2
        wenshui: question_empty: 请输入 1 到 300 个字符的问题。
    "#]],
    );
    check(
        &[&"税".repeat(301), "--json"],
        &expect![[r#"
        exit 2
        wenshui: question_too_long: 问题有 301 个字符，最多 300 个。请缩短后再发送。
    "#]],
    );
    check(
        &["税", "--region", "990000"],
        &expect![[r#"
            exit 2
            wenshui: unknown_region: region“990000”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳）。
        "#]],
    );
    check(
        &["税", "--as-of", "2026-02-30", "--json"],
        &expect![[r#"
        exit 2
        wenshui: bad_date: as_of“2026-02-30”不是日期，应写成 2026-01-01 的形式。
    "#]],
    );
    check(
        &["税", "--taxpayer-type", "大户"],
        &expect![[r#"
        exit 2
        wenshui: unknown_taxpayer_type: taxpayer_type“大户”不在可用的类型之中：一般纳税人, 小规模纳税人, 企业, 个体工商户, 自然人。
    "#]],
    );
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
    check(
        "json.jsonl",
        &broken("{\"id\":\"b\","),
        &expect![[r#"
            exit 2
            wenshui: json.jsonl:2: JSON 写法有误，第 10 列：EOF while parsing a value [bad_json]
        "#]],
    );
    check(
        "field.jsonl",
        &broken(r#"{"id":"b","question":"票","answers":"x"}"#),
        &expect![[r#"
        exit 2
        wenshui: field.jsonl:2: answers: 没有“answers”这个字段；可用的字段：id, question, similar, answer, blocks, basis, topic, tags, tax, taxpayer_types, regions, valid_from, valid_to, followups, clarify, reviewed_on, reviewed_by, note [unknown_field]
    "#]],
    );
    check(
        "date.jsonl",
        &broken(r#"{"id":"b","question":"票","basis":[{"title":"t","issued_on":"2026-02-30"}]}"#),
        &expect![[r#"
            exit 2
            wenshui: date.jsonl:2: basis[0].issued_on: “2026-02-30”不是日期，应写成 2026-01-01 的形式 [not_a_date]
        "#]],
    );
    check(
        "missing.jsonl",
        &broken(r#"{"id":"b"}"#),
        &expect![[r#"
        exit 2
        wenshui: missing.jsonl:2: 缺少必填字段“question” [missing_field]
    "#]],
    );
    check(
        "double.jsonl",
        &broken(r#"{"id":"a","question":"票"}"#),
        &expect![[r#"
        exit 2
        wenshui: double.jsonl:2: id: 编号“a”已在 double.jsonl:1 用过 [double_id]
    "#]],
    );
    check(
        "empty.jsonl",
        "",
        &expect![[r#"
        exit 2
        wenshui: empty.jsonl:1: 没有任何条目 [no_entries]
    "#]],
    );
    check(
        "notes.txt",
        "notes",
        &expect![[r#"
            exit 2
            wenshui: notes.txt:1: 缺少“question”这一列 [missing_column]
            notes.txt:1: A: 没有“notes”这一列；可用的列名：id, topic, question, similar, answer, tax, taxpayer_types, regions, valid_from, valid_to, basis, basis.*.title, basis.*.number, basis.*.article, basis.*.issued_on, basis.*.effective_from, basis.*.effective_to, basis.*.url, followups, clarify, tags, blocks, reviewed_on, reviewed_by, note [unknown_column]
        "#]],
    );
    expect![[r#"
        exit 2
        wenshui: cannot read `nowhere.jsonl`: No such file or directory (os error 2)
    "#]]
    .assert_eq(&workplace.run(&["ask", "税", "--kb", "nowhere.jsonl"]).told());
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
