//! Knowledge files with faults: every fault is named with file, line and field, nothing is lost.

use expect_test::{Expect, expect};
use wenshui_knowledge::base::Draft;
use wenshui_knowledge::{check, load};

fn check(name: &str, text: &str, expected: &Expect) {
    let mut draft = Draft::default();
    load::read_file(name, text, &mut draft);
    let mut problems = draft.problems;
    problems.extend(check::check(&draft.base, check::ANY));
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&words.join("\n"));
}

#[test]
fn a_good_file_has_no_problem_and_comes_back_the_same() {
    let line = r#"{"id":"a","question":"怎么开票？","similar":["咋开票"],"answer":"…","basis":[{"title":"某法","effective_from":"2026-01-01"}],"clarify":{"tax":"增值税"}}"#;
    let mut draft = Draft::default();
    load::read_file("good.jsonl", line, &mut draft);
    assert_eq!(draft.problems, []);
    assert_eq!(draft.base.to_jsonl(), format!("{line}\n"));
}

#[test]
fn faults_of_jsonl_are_named() {
    check(
        "a.jsonl",
        "{\"id\": \"a\"",
        &expect!["a.jsonl:1: JSON 写法有误，第 10 列：EOF while parsing an object [bad_json]"],
    );
    check(
        "a.jsonl",
        r#"{"id": "a", "id": "b", "question": "问"}"#,
        &expect!["a.jsonl:1: JSON 写法有误，第 21 列：doubled field `id` [bad_json]"],
    );
    check(
        "a.jsonl",
        r#"{"id": "a", "question": "问", "anwser": "答"}"#,
        &expect![
            "a.jsonl:1: anwser: 没有“anwser”这个字段；可用的字段：id, question, similar, answer, blocks, basis, topic, tags, tax, taxpayer_types, regions, valid_from, valid_to, followups, clarify, reviewed_on, reviewed_by, note [unknown_field]"
        ],
    );
    check(
        "a.jsonl",
        r#"{"id": "a", "question": 3}"#,
        &expect!["a.jsonl:1: question: 这里应为文字 [not_text]"],
    );
    check(
        "a.jsonl",
        r#"{"question": "问"}"#,
        &expect!["a.jsonl:1: 缺少必填字段“id” [missing_field]"],
    );
    check(
        "a.jsonl",
        r#"["a"]"#,
        &expect![[r#"
        a.jsonl:1: 这里应为“字段: 值”的形式 [not_a_map]
        a.jsonl:1: 缺少必填字段“id” [missing_field]
        a.jsonl:1: 缺少必填字段“question” [missing_field]"#]],
    );
    check("a.jsonl", "", &expect!["a.jsonl:1: 没有任何条目 [no_entries]"]);
    check(
        "a.jsonl",
        "{\"id\":\"a b\",\"question\":\"问\\u0007\",\"similar\":[1,\"\"]}\n\n{\"id\":\"a\",\"question\":\"？\"}",
        &expect![[r#"
            a.jsonl:1: similar[0]: 这里应为文字 [not_text]
            a.jsonl:1: id: 编号“a b”只能由字母、数字、“.”、“-”、“_”组成，最多 100 个字符 [bad_id]
            a.jsonl:1: question: 含有控制字符 [control_character]
            a.jsonl:1: similar[0]: 不能为空 [empty_field]
            a.jsonl:2: 空行，应为一个 JSON 对象 [empty_line]
            a.jsonl:1: similar[0]: 问法折叠后为空，无法检索 [no_wording]
            a.jsonl:3: question: 问法折叠后为空，无法检索 [no_wording]"#]],
    );
}

#[test]
fn faults_of_values_are_named() {
    let entry = |rest: &str| format!(r#"{{"id":"a","question":"问",{rest}}}"#);
    check(
        "v.jsonl",
        &entry(r#""valid_from":"2026-13-01""#),
        &expect![
            "v.jsonl:1: valid_from: “2026-13-01”不是日期，应写成 2026-01-01 的形式 [not_a_date]"
        ],
    );
    check(
        "v.jsonl",
        &entry(r#""valid_from":"2026-02-01","valid_to":"2026-01-01""#),
        &expect!["v.jsonl:1: valid_to: 止于 2026-01-01，早于起于 2026-02-01 [dates_reversed]"],
    );
    check(
        "v.jsonl",
        &entry(
            r#""basis":[{"title":"t","effective_from":"2026-02-01","effective_to":"2025-01-01"}]"#,
        ),
        &expect![
            "v.jsonl:1: basis[0].effective_to: 止于 2025-01-01，早于起于 2026-02-01 [dates_reversed]"
        ],
    );
    check(
        "v.jsonl",
        &entry(r#""regions":["990000"]"#),
        &expect![
            "v.jsonl:1: regions: “990000”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳） [unknown_region]"
        ],
    );
    check(
        "v.jsonl",
        &entry(r#""taxpayer_types":["大户"]"#),
        &expect![
            "v.jsonl:1: taxpayer_types: 没有“大户”这种纳税人类型；可用：一般纳税人, 小规模纳税人, 企业, 个体工商户, 自然人 [unknown_taxpayer_type]"
        ],
    );
    check(
        "v.jsonl",
        &entry(r#""blocks":[{"type":"poem"}]"#),
        &expect![
            "v.jsonl:1: blocks[0].type: 没有“poem”这种内容块；可用：text、link、image、video、file、guide、sum [unknown_block]"
        ],
    );
    check(
        "v.jsonl",
        &entry(r#""blocks":[{"type":"link","title":"x","url":"javascript:alert(1)"}]"#),
        &expect![
            "v.jsonl:1: blocks[0].url: “javascript:alert(1)”不是 http、https 或站内地址 [bad_url]"
        ],
    );
    check(
        "v.jsonl",
        &entry(r#""basis":[{"number":"财税〔2016〕36号"}]"#),
        &expect!["v.jsonl:1: basis[0]: 缺少必填字段“title” [missing_field]"],
    );
    check(
        "v.jsonl",
        &entry(r#""answer":"有答案而没有依据""#),
        &expect!["v.jsonl:1: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]"],
    );
    check(
        "v.jsonl",
        &entry(r#""followups":["b"]"#),
        &expect!["v.jsonl:1: followups: 没有编号为“b”的条目 [unknown_followup]"],
    );
}

#[test]
fn faults_of_topic_files_are_named() {
    check(
        "t.yaml",
        "topic: 甲\nentries:\n  - id: a\n   question: 问\n",
        &expect![
            "t.yaml:4: YAML 写法有误：while parsing a block collection, did not find expected '-' indicator [bad_yaml]"
        ],
    );
    check(
        "t.yaml",
        "topic: 甲\nentries: 3\n",
        &expect!["t.yaml:2: entries: 这里应为列表 [not_a_list]"],
    );
    check(
        "t.yaml",
        "entries:\n  - id: a\n    question: 问\n    colour: red\n",
        &expect![[r#"
        t.yaml:1: 缺少必填字段“topic” [missing_field]
        t.yaml:4: colour: 没有“colour”这个字段；可用的字段：id, question, similar, answer, blocks, basis, topic, tags, tax, taxpayer_types, regions, valid_from, valid_to, followups, clarify, reviewed_on, reviewed_by, note [unknown_field]"#]],
    );
    check(
        "t.yaml",
        "topic: 甲\ntopic: 乙\nentries: []\n",
        &expect!["t.yaml:2: YAML 写法有误：duplicated key in mapping [bad_yaml]"],
    );
}

#[test]
fn doubled_wordings_are_found_across_entries_and_spellings() {
    check(
        "d.jsonl",
        "{\"id\":\"a\",\"question\":\"怎么开票？\"}\n{\"id\":\"b\",\"question\":\"怎麼開票\"}\n{\"id\":\"a\",\"question\":\"别的\",\"similar\":[\"别的！\"]}",
        &expect![[r#"
            d.jsonl:2: question: 问法“怎麼開票”与条目 a 的重复，且地区、纳税人类型和有效期重叠 [double_wording]
            d.jsonl:3: id: 编号“a”已在 d.jsonl:1 用过 [double_id]
            d.jsonl:3: similar[0]: 问法“别的！”在本条目里写了两次 [own_double_wording]"#]],
    );
}

#[test]
fn one_wording_may_serve_different_people_places_and_times() {
    let lines = [
        r#"{"id":"a","question":"税率","taxpayer_types":["小规模纳税人"],"valid_to":"2025-12-31"}"#,
        r#"{"id":"b","question":"税率","taxpayer_types":["一般纳税人"]}"#,
        r#"{"id":"c","question":"税率","taxpayer_types":["小规模纳税人"],"valid_from":"2026-01-01"}"#,
        r#"{"id":"d","question":"税率","taxpayer_types":["小规模纳税人"],"regions":["370000"]}"#,
    ];
    check("o.jsonl", &lines.join("\n"), &expect![[""]]);
}
