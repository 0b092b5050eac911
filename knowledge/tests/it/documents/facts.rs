//! What documents say of themselves, and what is given where they do not.

use expect_test::{Expect, expect};
use wenshui_knowledge::document::{Facts, Given, draft, read};
use wenshui_knowledge::region::Region;

use super::{CIRCULAR, LAW_DOCX, LAW_PDF, LAW_TXT, document};

fn told(facts: &Facts) -> String {
    let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    let fields = [
        facts.title.clone(),
        facts.number.clone(),
        facts.issuer.clone(),
        date(facts.issued_on),
        date(facts.effective_from),
        date(facts.effective_to),
        facts.status.as_ref().map(|(words, force)| format!("{words} {force:?}")),
    ];
    fields.map(|field| field.unwrap_or_else(|| "-".to_owned())).join("\n")
}

fn check(name: &str, bytes: &[u8], expected: &Expect) {
    expected.assert_eq(&told(&document(name, bytes).facts));
}

#[test]
fn a_law_tells_its_days() {
    check(
        "law.txt",
        LAW_TXT,
        &expect![[r#"
            中华人民共和国云屿税法
            -
            全国人民代表大会常务委员会
            2025-06-27
            2026-01-01
            -
            -"#]],
    );
    let text = told(&document("law.txt", LAW_TXT).facts);
    assert_eq!(told(&document("law.docx", LAW_DOCX).facts), text);
    assert_eq!(told(&document("law.pdf", LAW_PDF).facts), text);
}

#[test]
fn a_circular_tells_its_number_its_issuer_and_its_term() {
    check(
        "circular.html",
        CIRCULAR,
        &expect![[r#"
        国家税务总局关于云屿税申报有关事项的公告
        国家税务总局公告2025年第88号
        国家税务总局
        2025-12-20
        2026-01-01
        2027-12-31
        条款失效 Part"#]],
    );
}

#[test]
fn an_announcement_of_several_offices_is_named_above_its_number() {
    let text = "财政部 税务总局公告\n2026年第110号\n\n财政部 税务总局关于延续云屿税优惠政策的公告\n\n现将有关政策公告如下：\n一、对停用的浮空岛屿减半征收云屿税。\n二、本公告自发布之日起执行，执行至2027年12月31日。\n\n财政部 税务总局\n2026年1月30日";
    check(
        "a.txt",
        text.as_bytes(),
        &expect![[r#"
            财政部 税务总局关于延续云屿税优惠政策的公告
            财政部 税务总局公告2026年第110号
            财政部 税务总局
            2026-01-30
            2026-01-30
            2027-12-31
            -"#]],
    );
}

#[test]
fn an_order_and_a_bracketed_number_are_numbers() {
    let order = "中华人民共和国国务院令\n第八百二十六号\n云屿税法实施条例\n第一条　根据云屿税法，制定本条例。\n第二条　本条例自2026年1月1日起施行。";
    check(
        "a.txt",
        order.as_bytes(),
        &expect![[r#"
            云屿税法实施条例
            国务院令第826号
            国务院
            -
            2026-01-01
            -
            -"#]],
    );
    let circular = "关于云屿税若干问题的通知\n财税[2016]36号\n各省财政厅：\n一、停用的免税。\n二、本通知自2016年5月1日起执行。\n二〇一六年三月二十三日";
    check(
        "a.txt",
        circular.as_bytes(),
        &expect![[r#"
        关于云屿税若干问题的通知
        财税〔2016〕36号
        -
        2016-03-23
        2016-05-01
        -
        -"#]],
    );
}

#[test]
fn a_document_holds_where_its_issuer_is_unless_it_is_said() {
    let text = "国家税务总局青岛市税务局关于云屿税的公告\n2026年第3号\n一、停用的免税。\n二、本公告自2026年5月1日起施行。\n国家税务总局青岛市税务局\n2026年4月1日\n";
    let regions = |given: &Given| {
        let draft = draft(("a.txt", text.as_bytes()), given);
        draft.base.entries.iter().flat_map(|entry| entry.regions.clone()).collect::<Vec<_>>()
    };
    assert_eq!(regions(&Given::default()), ["370200", "370200"]);
    let given =
        Given { regions: Region::parse("370000").into_iter().collect(), ..Given::default() };
    assert_eq!(regions(&given), ["370000", "370000"]);
}

#[test]
fn what_is_given_stands_above_what_is_found() {
    let given = Given {
        title: Some("云屿税法（2026年修正）".to_owned()),
        number: Some("主席令第99号".to_owned()),
        effective_from: "2027-01-01".parse().ok(),
        ..Given::default()
    };
    let facts = read(("law.txt", LAW_TXT), &given).expect("a fixture can be read").facts;
    expect![[r#"
        云屿税法（2026年修正）
        主席令第99号
        全国人民代表大会常务委员会
        2025-06-27
        2027-01-01
        -
        -"#]]
    .assert_eq(&told(&facts));
}

#[test]
fn what_is_over_does_not_answer_until_its_last_day_is_given() {
    let text = "关于云屿税的公告\n国家税务总局公告2011年第7号\n全文废止\n一、停用的免税。\n二、不停用的征税。\n";
    let codes = |given: &Given| {
        let draft = draft(("a.txt", text.as_bytes()), given);
        let told = |own: wenshui_knowledge::problem::Problem| {
            format!("{} {}\n", own.severity.name(), own.words())
        };
        draft.problems.into_iter().map(told).collect::<String>()
    };
    expect![[r#"
        error 文件注明“全文废止”，不能用来回答；确要导入，请用 --effective-to 写明失效日期
        warning 没有找到 issued_on，可以在命令里写明
        warning 没有找到 effective_from，可以在命令里写明
    "#]]
    .assert_eq(&codes(&Given::default()));
    expect![[r#"
        warning 没有找到 issued_on，可以在命令里写明
        warning 没有找到 effective_from，可以在命令里写明
    "#]]
    .assert_eq(&codes(&Given { effective_to: "2020-12-31".parse().ok(), ..Given::default() }));
}
