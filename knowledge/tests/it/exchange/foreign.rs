//! Exports of other systems, in the form in which those write them: what becomes of every part, and that
//! what has no place is told.

use expect_test::expect;
use wenshui_knowledge::exchange::format::Format;

use crate::exchange::{check, draft, told};

#[test]
fn prompts_alternatives_and_metadata_of_qna_maker_survive() {
    check(
        "qnamaker.tsv",
        include_bytes!("../../data/qnamaker.tsv"),
        &expect![[r#"
            {"id":"qna-1","question":"怎么领取数电票额度","similar":["数电票额度在哪里申请"],"answer":"登录电子税务局申请。\n\n*   进入“我要办税”\n*   选择“发票使用”","tags":["category:invoice","level:1","source:invoice-faq.docx"],"followups":["qna-2","qna-3"],"note":"qna-2: 专用发票"}
            {"id":"qna-2","question":"小规模可以开专票吗","answer":"可以，自行开具。"}
            {"id":"qna-3","question":"额度不够怎么办","answer":"申请调整。","tags":["context-only"]}
            ---
            qnamaker.tsv:5: warning: E suggestedquestions: “suggestedquestions”在这里没有对应的字段，未导入：[{"AutoSuggestedCount":5,"ClusterHead":"票不够用","TotalAutoSugg… [lost]
            qnamaker.tsv:5: warning: F iscontextonly: 原系统只在追问中给出这条；这里也能直接问到 [context_only]
            qnamaker.tsv:5: warning: G prompts: 提示“找人工”指向文件里没有的条目，未导入 [unknown_prompt]
            qnamaker.tsv:6: warning: A question: 问法“额度不够怎么办？”在本条目里重复，只留一个 [dropped_wording]
        "#]],
    );
}

#[test]
fn a_workbook_of_qna_maker_is_read_as_its_tsv_is() {
    check(
        "qnamaker.xlsx",
        include_bytes!("../../data/qnamaker.xlsx"),
        &expect![[r#"
        {"id":"qna-7","question":"车船税几时交","answer":"买交强险时。","followups":["qna-8"]}
        {"id":"qna-8","question":"新能源车呢","answer":"免征。"}
        ---
    "#]],
    );
}

#[test]
fn a_tsv_of_qna_maker_that_a_spreadsheet_saved_is_unquoted() {
    let text = include_str!("../../data/qnamaker.tsv");
    let quoted = |cell: &str| {
        let doubled = cell.replace('"', "\"\"");
        if doubled == cell { doubled } else { format!("\"{doubled}\"") }
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
    check(
        "chat.tsv",
        text.as_bytes(),
        &expect![[r#"
        {"id":"q-3797e2a0b845","question":"你好","similar":["您好啊"],"answer":"您好！","tags":["editorial:chitchat","source:chat"]}
        {"id":"q-cd92cd9ca686","question":"再见","answer":"再见！","tags":["editorial:chitchat","source:chat"]}
        ---
    "#]],
    );
}

#[test]
fn items_of_qnabot_are_read_from_json() {
    check(
        "qnabot.json",
        include_bytes!("../../data/qnabot.json"),
        &expect![[r#"
            {"id":"Tax.Invoice.001","question":"怎么开发票","similar":["发票在哪里开"],"answer":"在**电子税务局**开具。","blocks":[{"type":"image","title":"发票","url":"https://example.org/invoice.png"}],"topic":"发票","tags":["invoice","e_tax"],"followups":["Tax.Invoice.002"]}
            {"id":"Tax.Invoice.002","question":"开错了怎么红冲","answer":"填开红字发票信息确认单。","followups":["Tax.Invoice.001"]}
            {"id":"id-d3037e44","question":"怎么登记","answer":"到电子税务局。"}
            ---
            qnabot.json:3: warning: a: “a”在这里没有对应的字段，未导入：在电子税务局开具。 [lost]
            qnabot.json:3: warning: r.buttons: “r.buttons”在这里没有对应的字段，未导入：官网 [lost]
            qnabot.json:24: warning: l: “l”在这里没有对应的字段，未导入：QNA-Redden [lost]
            qnabot.json:32: warning: qid: 编号“税/登记”含有不能用的字符，改为“id-d3037e44” [renamed_id]
            qnabot.json:33: warning: type: “slottype”在这里没有对应的字段，未导入：QNASlot [lost]
        "#]],
    );
}

#[test]
fn items_of_qnabot_are_read_from_lines() {
    check(
        "qnabot.jsonl",
        include_bytes!("../../data/qnabot.jsonl"),
        &expect![[r#"
        {"id":"Line.1","question":"第一问","answer":"第一答。"}
        {"id":"Line.2","question":"第二问","answer":"第二答。"}
        ---
    "#]],
    );
}

#[test]
fn items_of_qnabot_are_read_from_its_workbook() {
    check(
        "qnabot.xlsx",
        include_bytes!("../../data/qnabot.xlsx"),
        &expect![[r#"
        {"id":"Vat.1","question":"什么时候申报 增值税","similar":["增值税申报期"],"answer":"**十五日**内。","blocks":[{"type":"image","title":"申报","url":"https://example.org/a.png"}],"topic":"增值税","followups":["Vat.2"]}
        {"id":"Vat.2","question":"附加税怎么报","answer":"一并申报。"}
        ---
        qnabot.xlsx:2: warning: a: “a”在这里没有对应的字段，未导入：十五日内。 [lost]
        qnabot.xlsx:2: warning: K ssml: “ssml”在这里没有对应的字段，未导入：<speak>x</speak> [lost]
    "#]],
    );
}

#[test]
fn tables_of_maxkb_are_read_with_the_file_as_topic() {
    check(
        "印花税问答.csv",
        include_bytes!("../../data/maxkb.csv"),
        &expect![[r#"
        {"id":"q-88009d66a40f","question":"印花税","similar":["租赁合同要贴花吗","合同印花税怎么算"],"answer":"应税合同才要缴。\n按件计算。","topic":"印花税问答"}
        {"id":"q-e5129ed08f01","question":"印花税什么时候申报","answer":"季度终了之日起十五日内申报。","topic":"印花税问答"}
        ---
    "#]],
    );
}

#[test]
fn sheets_of_maxkb_are_topics() {
    check(
        "maxkb.xlsx",
        include_bytes!("../../data/maxkb.xlsx"),
        &expect![[r#"
        {"id":"q-18839d817c4d","question":"年度汇算什么时候办","similar":["汇算清缴几月开始"],"answer":"次年三月一日至六月三十日。","topic":"个人所得税"}
        {"id":"q-8535cb5924b3","question":"社保费多久交一次","answer":"按月缴。","topic":"社会保险费"}
        ---
        maxkb.xlsx[个人所得税]:2: warning: A question: 问法“年度汇算什么时候办？”在本条目里重复，只留一个 [dropped_wording]
    "#]],
    );
}

#[test]
fn annotations_of_dify_are_read_in_both_languages() {
    check(
        "annotations-zh.csv",
        include_bytes!("../../data/dify-zh.csv"),
        &expect![[r#"
        {"id":"q-fe95a81a6e65","question":"契税, 多少","answer":"一般3%，\n地方另定。"}
        {"id":"q-e26cdc99b557","question":"房产税怎么算","answer":"按余值或租金。"}
        ---
    "#]],
    );
    check(
        "annotations-en.csv",
        include_bytes!("../../data/dify-en.csv"),
        &expect![[r#"
        {"id":"q-87daf014cb7e","question":"Where do I pay?","answer":"Online."}
        ---
    "#]],
    );
}

#[test]
fn a_named_format_counts_more_than_name_and_header() {
    let text = "ask,say,by\n怎么办,这样。,小王\n";
    let read = draft("any.txt", text.as_bytes(), Some(Format::Dify));
    expect![[r#"
        {"id":"q-64687b2d30f6","question":"怎么办","answer":"这样。"}
        ---
        any.txt:2: warning: C: “C”在这里没有对应的字段，未导入：小王 [lost]
    "#]]
    .assert_eq(&told(&read));
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
