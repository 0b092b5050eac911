//! Where passages stand: places in words and ids, long articles in parts, tables, attachments.

use expect_test::expect;
use wenshui_knowledge::document::{Document, Given, read};

use super::{CIRCULAR, LAW_TXT, document};

fn places(document: &Document) -> String {
    let line = |own: &wenshui_knowledge::document::Passage| format!("{} {} {}\n", own.id, own.place, own.gist);
    document.passages.iter().map(line).collect()
}

#[test]
fn places_are_cited_as_laws_are_cited() {
    expect![""].assert_eq(&places(&document("law.txt", LAW_TXT)));
    expect![""].assert_eq(&places(&document("circular.html", CIRCULAR)));
}

#[test]
fn a_long_list_is_parted_and_each_part_says_what_leads_into_it() {
    let item = |at: usize| format!("（{}）第{at}种情形，{}；\n", ["一", "二", "三", "四"][at - 1], "经税务机关核实无误".repeat(20));
    let text = format!("某办法\n第一条　为了管理，制定本办法。\n第二条　下列情形免税：\n{}第三条　本办法自2026年1月1日起施行。\n", (1..5).map(item).collect::<String>());
    let document = read(("a.txt", text.as_bytes()), &Given::default()).expect("it can be read");
    expect![""].assert_eq(&places(&document));
    assert!(document.passages[2].markdown.starts_with("第二条\u{3000}下列情形免税："));
}

#[test]
fn attachments_have_numbers_and_articles_of_their_own() {
    let text = "关于印发两个办法的通知\n某发〔2026〕8号\n一、现将办法印发。\n二、请遵照执行。\n附件：1.甲办法\n2.乙办法\n某局\n2026年3月1日\n附件1\n甲办法\n第一条　甲为先。\n第二条　乙为后。\n附件2\n乙办法\n第一条　先来先办。\n第二条　后来后办。\n";
    let document = read(("a.txt", text.as_bytes()), &Given::default()).expect("it can be read");
    expect![""].assert_eq(&places(&document));
}
