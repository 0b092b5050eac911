//! Where passages stand: places in words and ids, long articles in parts, tables, attachments.

use expect_test::expect;
use wenshui_knowledge::document::{Document, Given, draft, read};

use super::{CIRCULAR, LAW_TXT, document};

fn places(document: &Document) -> String {
    let line = |own: &wenshui_knowledge::document::Passage| {
        format!("{} {} {}\n", own.id, own.place, own.gist)
    };
    document.passages.iter().map(line).collect()
}

#[test]
fn places_are_cited_as_laws_are_cited() {
    expect![[r#"
        1 第一条 为了规范云屿税的征收和缴纳
        2 第二条 在中华人民共和国境内经营浮空岛屿的单位和个人
        3 第三条 下列情形免征云屿税
        4 第四条 云屿税按面积分档征收
        5 第五条 应纳税额按照计税面积乘以适用税额计算
        6 第六条 纳税人应当在每年四月三十日前向浮空岛屿停泊地的税务机关申…
        6-1 第六条之一 浮空岛屿停用的
        7 第七条 省、自治区、直辖市人民政府可以根据本法制定实施办法
        8 第八条 本法自2026年1月1日起施行
    "#]]
    .assert_eq(&places(&document("law.txt", LAW_TXT)));
    expect![[r#"
        s1 一 关于申报期限
        s2 二 关于计税面积
        s3 三 关于预缴
        s4 四 本公告自2026年1月1日起施行
    "#]]
    .assert_eq(&places(&document("circular.html", CIRCULAR)));
}

#[test]
fn a_long_list_is_parted_and_each_part_says_what_leads_into_it() {
    let item = |at: usize| {
        format!(
            "（{}）第{at}种情形，{}；\n",
            ["一", "二", "三", "四"][at - 1],
            "经税务机关核实无误".repeat(20)
        )
    };
    let text = format!(
        "某办法\n第一条　为了管理，制定本办法。\n第二条　下列情形免税：\n{}第三条　本办法自2026年1月1日起施行。\n",
        (1..5).map(item).collect::<String>()
    );
    let document = read(("a.txt", text.as_bytes()), &Given::default()).expect("it can be read");
    expect![[r#"
        1 第一条 为了管理
        2-x1 第二条第（一）项至第（二）项 下列情形免税
        2-x3 第二条第（三）项至第（四）项 下列情形免税
        3 第三条 本办法自2026年1月1日起施行
    "#]]
    .assert_eq(&places(&document));
    assert!(document.passages[2].markdown.starts_with("第二条\u{3000}下列情形免税："));
}

#[test]
fn articles_are_called_by_their_numbers_in_characters_and_digits() {
    let called = |title: &str| {
        let text = format!("{title}\n第一条　甲。\n第二条　乙。\n第二条之一　丙。\n");
        let draft = draft(("a.txt", text.as_bytes()), &Given::default());
        let lines = draft
            .base
            .entries
            .iter()
            .map(|entry| format!("{} {}\n", entry.id, entry.similar.join(" ")));
        lines.collect::<String>()
    };
    let told = called("中华人民共和国云屿税法");
    expect![[r#"
        yunyushuifa-1 云屿税法第一条 云屿税法第1条
        yunyushuifa-2 云屿税法第二条 云屿税法第2条
        yunyushuifa-2-1 云屿税法第二条之一 云屿税法第2条之一
    "#]]
    .assert_eq(&told);
    // A law that was changed keeps its name, and with it its ids.
    assert_eq!(called("中华人民共和国云屿税法（2027年修正）"), told);
    assert_ne!(called("云屿税管理办法（试行）"), told);
}

#[test]
fn attachments_have_numbers_and_articles_of_their_own() {
    let text = "关于印发两个办法的通知\n某发〔2026〕8号\n一、现将办法印发。\n二、请遵照执行。\n附件：1.甲办法\n2.乙办法\n某局\n2026年3月1日\n附件1\n甲办法\n第一条　甲为先。\n第二条　乙为后。\n附件2\n乙办法\n第一条　先来先办。\n第二条　后来后办。\n";
    let document = read(("a.txt", text.as_bytes()), &Given::default()).expect("it can be read");
    expect![[r#"
        s1 一 现将办法印发
        s2 二 请遵照执行
        f1-1 附件1第一条 甲为先
        f1-2 附件1第二条 乙为后
        f2-1 附件2第一条 先来先办
        f2-2 附件2第二条 后来后办
    "#]]
    .assert_eq(&places(&document));
}
