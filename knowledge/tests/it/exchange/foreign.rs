//! Exports of other systems, in the form in which those write them: what becomes of every part, and that
//! what has no place is told.

use expect_test::expect;
use wenshui_knowledge::exchange::format::Format;

use crate::exchange::{check, draft, told};

#[test]
fn prompts_alternatives_and_metadata_of_qna_maker_survive() {
    check("qnamaker.tsv", include_bytes!("../../data/qnamaker.tsv"), &expect![""]);
}

#[test]
fn a_workbook_of_qna_maker_is_read_as_its_tsv_is() {
    check("qnamaker.xlsx", include_bytes!("../../data/qnamaker.xlsx"), &expect![""]);
}

#[test]
fn a_tsv_of_qna_maker_that_a_spreadsheet_saved_is_unquoted() {
    let text = include_str!("../../data/qnamaker.tsv");
    let quoted = |cell: &str| match cell.contains('"') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    let line = |line: &str| line.split('\t').map(quoted).collect::<Vec<_>>().join("\t");
    let saved = text.lines().map(line).collect::<Vec<_>>().join("\r\n");
    assert_ne!(saved, text);
    let name = "qnamaker.tsv";
    assert_eq!(
        told(&draft(name, saved.as_bytes(), None)),
        told(&draft(name, text.as_bytes(), None))
    );
}

#[test]
fn without_numbers_rows_of_one_answer_are_one_pair() {
    let text = "Question\tAnswer\tSource\tMetadata\n你好\t您好！\tchat\teditorial:chitchat\n您好啊\t您好！\tchat\teditorial:chitchat\n再见\t再见！\tchat\teditorial:chitchat\n";
    check("chat.tsv", text.as_bytes(), &expect![""]);
}

#[test]
fn items_of_qnabot_are_read_from_json() {
    check("qnabot.json", include_bytes!("../../data/qnabot.json"), &expect![""]);
}

#[test]
fn items_of_qnabot_are_read_from_lines() {
    check("qnabot.jsonl", include_bytes!("../../data/qnabot.jsonl"), &expect![""]);
}

#[test]
fn items_of_qnabot_are_read_from_its_workbook() {
    check("qnabot.xlsx", include_bytes!("../../data/qnabot.xlsx"), &expect![""]);
}

#[test]
fn tables_of_maxkb_are_read_with_the_file_as_topic() {
    check("印花税问答.csv", include_bytes!("../../data/maxkb.csv"), &expect![""]);
}

#[test]
fn sheets_of_maxkb_are_topics() {
    check("maxkb.xlsx", include_bytes!("../../data/maxkb.xlsx"), &expect![""]);
}

#[test]
fn annotations_of_dify_are_read_in_both_languages() {
    check("annotations-zh.csv", include_bytes!("../../data/dify-zh.csv"), &expect![""]);
    check("annotations-en.csv", include_bytes!("../../data/dify-en.csv"), &expect![""]);
}

#[test]
fn a_named_format_counts_more_than_name_and_header() {
    let text = "ask,say,by\n怎么办,这样。,小王\n";
    let read = draft("any.txt", text.as_bytes(), Some(Format::Dify));
    expect![""].assert_eq(&told(&read));
    let line = "{\"id\":\"a\",\"question\":\"问\"}\n";
    assert_eq!(draft("a.txt", line.as_bytes(), Some(Format::Jsonl)).base.to_jsonl(), line);
}

#[test]
fn the_same_question_gets_the_same_id_from_every_system() {
    let id = |name: &str, text: &str| draft(name, text.as_bytes(), None).base.entries[0].id.clone();
    let dify = id("a.csv", "Question,Answer\n契税多少？,3%\n");
    assert_eq!(dify, id("b.csv", "question,answer,tax\n契税多少,3%,契税\n"));
    assert_eq!(dify, id("c.csv", "分段标题,分段内容,问题\n契税多少,3%,\n"));
    let two =
        draft("d.csv", "question,regions\n契税多少,370000\n契税多少,440000\n".as_bytes(), None);
    let ids: Vec<&str> = two.base.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, [dify.as_str(), &format!("{dify}-2")]);
}
