//! Numbers, money, rates, dates and document numbers in all their spellings.

use expect_test::{Expect, expect};
use wenshui_knowledge::bundled;
use wenshui_knowledge::lexicon::Lexicons;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::quantity::find::find;

fn check(text: &str, expected: &Expect) {
    let lexicons = Lexicons::read(&bundled::lexicons()).expect("the bundled lexicons are clean");
    let folded = Folded::new(text);
    let chars: Vec<char> = folded.text().chars().collect();
    let found = find(folded.text(), &lexicons.quantities);
    let shown: Vec<String> = found
        .iter()
        .map(|quantity| {
            let span: String = chars[quantity.span.clone()].iter().collect();
            format!("{span} = {}", quantity.value.spellings().join(" "))
        })
        .collect();
    expected.assert_eq(&shown.join("; "));
}

#[test]
fn document_numbers_have_one_spelling() {
    for text in [
        "财税〔2016〕36号",
        "财税[2016]36号",
        "财税（2016）36号",
        "财税【2016】第36号",
        "财税2016年36号文",
        "财税 2016 36号文件",
        "財稅〔2016〕３６號",
    ] {
        let lexicons = Lexicons::read(&bundled::lexicons()).unwrap();
        let found = find(Folded::new(text).text(), &lexicons.quantities);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].value.spellings()[0], "财税2016#36", "{text}");
    }
    check("公告2026年第10号", &expect!["公告2026年第10号 = 公告2026#10 2026#10 #10"]);
    check("国务院令第826号", &expect!["国务院令第826号 = #826"]);
    check("36号文还有效吗", &expect!["36号文 = #36"]);
    check("2023年第12号", &expect!["2023年第12号 = 2023#12 #12"]);
}

#[test]
fn amounts_rates_and_dates() {
    check("月销售额10万元以下", &expect!["10万元 = 100000"]);
    check("十五万和三十万", &expect!["十五万 = 150000; 三十万 = 300000"]);
    check("1.5万、三万五、一百八十块", &expect!["1.5万 = 15000; 三万五 = 35000; 一百八十块 = 180"]);
    check(
        "三千五百万 3千万 1亿",
        &expect!["三千五百万 = 35000000; 3千万 = 30000000; 1亿 = 100000000"],
    );
    check(
        "一亿两千万、三亿零五百万、三千万亿",
        &expect!["一亿两千万 = 120000000; 三亿零五百万 = 305000000; 三千万亿 = 3000000000000000"],
    );
    check(
        "税率百分之三、3%、3个点、千分之五",
        &expect!["百分之三 = 3%; 3% = 3%; 3个点 = 3%; 千分之五 = 0.5%"],
    );
    check(
        "2026年1月1日到2027年12月",
        &expect!["2026年1月1日 = 2026-01-01 2026-01; 2027年12月 = 2027-12"],
    );
    check("1,000,000元", &expect!["1000000元 = 1000000"]);
    check("一般纳税人、三流一致、万一、六税两费、第3季度", &expect![[""]]);
    check("20号到期", &expect!["20 = 20"]);
}
