//! Edits: what each does to a base, and what cannot be done.

use expect_test::{Expect, expect};
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::edit::apply::apply;
use wenshui_knowledge::edit::read::edit;
use wenshui_knowledge::load::read_file;
use wenshui_knowledge::node::{NodeReader, json};

const BASE: [&str; 3] = [
    r#"{"id":"a","question":"甲怎么办","similar":["甲咋办"],"followups":["b","c"],"basis":[{"title":"某公告"}]}"#,
    r#"{"id":"b","question":"乙怎么办","similar":["乙咋办","甲咋办？"],"followups":["a"]}"#,
    r#"{"id":"c","question":"丙怎么办","followups":["b","a"],"valid_from":"2026-01-01"}"#,
];

fn base() -> Base {
    let mut draft = Draft::default();
    read_file("base.jsonl", &BASE.join("\n"), &mut draft);
    assert_eq!(draft.problems, []);
    draft.base
}

fn read(line: &str) -> Edit {
    let mut reader = NodeReader::default();
    let read = edit(&json::parse(line, 1).unwrap(), &mut reader);
    assert_eq!(reader.into_problems(), []);
    read.unwrap()
}

fn check(edits: &[&str], expected: &Expect) {
    let edits: Vec<Edit> = edits.iter().map(|line| read(line)).collect();
    for edit in &edits {
        // What is written is read as the same.
        assert_eq!(read(&serde_json::to_string(edit).unwrap()), *edit);
    }
    let edited = apply(base(), &edits);
    assert_eq!(edited.base.entries.len(), edited.base.places.len());
    let problems: String = edited.problems.iter().map(|own| format!("{own}\n")).collect();
    expected.assert_eq(&format!("{}{problems}", edited.base.to_jsonl()));
}

#[test]
fn entries_come_and_go() {
    check(
        &[
            r#"{"edit":"upsert","entry":{"id":"d","question":"丁怎么办"}}"#,
            r#"{"edit":"upsert","entry":{"id":"a","question":"甲如何办"}}"#,
            r#"{"edit":"remove","id":"b"}"#,
        ],
        &expect![[r#"
            {"id":"a","question":"甲如何办"}
            {"id":"c","question":"丙怎么办","valid_from":"2026-01-01","followups":["a"]}
            {"id":"d","question":"丁怎么办"}
        "#]],
    );
}

/// Wordings that are there already are not doubled, and nobody is sent to an entry that is gone or to
/// itself.
#[test]
fn one_entry_goes_into_another() {
    check(
        &[r#"{"edit":"merge","into":"a","from":"b"}"#],
        &expect![[r#"
            {"id":"a","question":"甲怎么办","similar":["甲咋办","乙怎么办","乙咋办"],"basis":[{"title":"某公告"}],"followups":["c"]}
            {"id":"c","question":"丙怎么办","valid_from":"2026-01-01","followups":["a"]}
        "#]],
    );
}

#[test]
fn wordings_dates_numbers_and_followups_change() {
    check(
        &[
            r#"{"edit":"add_wordings","id":"a","wordings":["甲 咋办？","甲呢"]}"#,
            r#"{"edit":"remove_wordings","id":"b","wordings":["乙咋办","甲咋办？"]}"#,
            r#"{"edit":"set_dates","id":"c","dates":{"valid_to":"2026-12-31","reviewed_on":"2026-11-20"}}"#,
            r#"{"edit":"set_number","title":"某公告","number":"2026年第1号"}"#,
            r#"{"edit":"remove_followups","id":"c","followups":["b"]}"#,
        ],
        &expect![[r#"
            {"id":"a","question":"甲怎么办","similar":["甲咋办","甲呢"],"basis":[{"title":"某公告","number":"2026年第1号"}],"followups":["b","c"]}
            {"id":"b","question":"乙怎么办","followups":["a"]}
            {"id":"c","question":"丙怎么办","valid_from":"2026-01-01","valid_to":"2026-12-31","followups":["a"],"reviewed_on":"2026-11-20"}
        "#]],
    );
}

/// The rest is done all the same.
#[test]
fn what_cannot_be_done_changes_nothing_and_is_named() {
    check(
        &[
            r#"{"edit":"remove","id":"x"}"#,
            r#"{"edit":"merge","into":"a","from":"a"}"#,
            r#"{"edit":"remove_wordings","id":"a","wordings":["甲咋办","甲怎么办"]}"#,
            r#"{"edit":"remove_wordings","id":"a","wordings":["别的"]}"#,
            r#"{"edit":"set_dates","id":"c","dates":{"valid_to":"2025-12-31"}}"#,
            r#"{"edit":"set_number","title":"别的公告","number":"1号"}"#,
            r#"{"edit":"remove","id":"b"}"#,
        ],
        &expect![[r#"
            {"id":"a","question":"甲怎么办","similar":["甲咋办"],"basis":[{"title":"某公告"}],"followups":["c"]}
            {"id":"c","question":"丙怎么办","valid_from":"2026-01-01","followups":["a"]}
            :0: edits[0].id: 没有编号为“x”的条目 [unknown_entry]
            :0: edits[1].from: 条目“a”不能并入自己 [own_merge]
            :0: edits[2].wordings[1]: “甲怎么办”是条目 a 的标准问，不能作为相似问删除 [standard_wording]
            :0: edits[3].wordings[0]: 条目 a 没有“别的”这个相似问 [unknown_wording]
            :0: edits[4].dates.valid_to: 止于 2025-12-31，早于起于 2026-01-01 [dates_reversed]
            :0: edits[5].title: 没有依据“别的公告”缺少文号 [unknown_document]
        "#]],
    );
}

#[test]
fn a_line_that_is_no_edit_is_named() {
    for (line, field) in [
        (r#"{"edit":"vanish","id":"a"}"#, "edit"),
        (r#"{"edit":"remove"}"#, ""),
        (r#"{"edit":"add_wordings","id":"a","wordings":[]}"#, "wordings"),
        (r#"{"edit":"set_dates","id":"a","dates":{"valid_to":"soon"}}"#, "dates.valid_to"),
        (r#"{"edit":"upsert","entry":{"id":"a b","question":"问"}}"#, "entry.id"),
    ] {
        let mut reader = NodeReader::default();
        edit(&json::parse(line, 1).unwrap(), &mut reader);
        let problems = reader.into_problems();
        let fields: Vec<&str> = problems.iter().map(|own| own.field.as_str()).collect();
        assert_eq!(fields, [field], "{line}");
    }
}
