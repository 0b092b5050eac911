//! Suggestions by sound: pinyin whole, shortened, mixed and mistyped, and wrong homophones.

use expect_test::{Expect, expect};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::suggest::popularity::Popularity;
use wenshui_engine::suggest::{SuggestContext, suggest, suggest_in};
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::suggestions::marked;
use crate::support::{TODAY, id, region, serve};

const BASE: [&str; 8] = [
    r#"{"id":"vat","question":"增值税发票怎么开"}"#,
    r#"{"id":"bank","question":"银行账户怎么备案"}"#,
    r#"{"id":"small","question":"小规模纳税人免税吗"}"#,
    r#"{"id":"etc","question":"ETC 通行费怎么抵扣"}"#,
    r#"{"id":"rate","question":"契税税率是多少"}"#,
    r#"{"id":"return","question":"我的车贷没有还清"}"#,
    r#"{"id":"woman","question":"女职工的生育津贴"}"#,
    r#"{"id":"long","question":"长期股权投资怎么调整"}"#,
];

fn listed(engine: &Engine, typed: &str) -> String {
    let version = engine.version();
    let rows = suggest(&version, &Question::new(typed, TODAY), 5);
    let rows =
        rows.iter().map(|row| format!("{} {}", id(&version, row.entry), marked(&version, row)));
    rows.collect::<Vec<_>>().join(" · ")
}

/// What is suggested first to last, with what matched in brackets.
fn check(lines: &[&str], expected: &Expect) {
    let engine = serve(&BASE);
    let lines = lines.iter().map(|typed| format!("{typed}: {}\n", listed(&engine, typed)));
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn whole_pinyin_finds_what_is_read_like_that() {
    check(
        &["zengzhishui", "zengzh", "zēng zhí shuì", "fapiaozenmek", "xiaoguimo", "qishui", "xian"],
        &expect![[""]],
    );
}

#[test]
fn first_letters_and_mixtures_find_the_same() {
    check(
        &["zzsfp", "xgmnsr", "zengzs", "增zhi税", "增值sfp", "zzs发票", "xiaogmns", "etctongxing"],
        &expect![[""]],
    );
}

#[test]
fn a_wrong_homophone_is_forgiven() {
    check(&["增职税", "增职税发票", "赠值睡", "银航账户", "小规膜", "契水"], &expect![[""]]);
}

#[test]
fn accents_slips_and_other_readings_are_forgiven() {
    check(
        &[
            "zengzisui",
            "zengzhishi",
            "zegnzhishui",
            "zengxhishui",
            "zenghzishui",
            "zenzghishui",
            "yinxingzhanghu",
            "nvzhigong",
            "nuzhigong",
            "haiqing",
            "huanqing",
            "zhangqiguquan",
            "changqiguquan",
            "diaozheng",
        ],
        &expect![[""]],
    );
}

#[test]
fn what_nobody_reads_like_that_finds_nothing() {
    check(&["zzzzzz", "fangchan", "wqx", "i", "房产睡", "uuuuuu"], &expect![[""]]);
}

#[test]
fn what_others_ask_and_who_asks_decide_between_equal_matches() {
    let engine = serve(&[
        r#"{"id":"a","question":"契税"}"#,
        r#"{"id":"b","question":"契税减免"}"#,
        r#"{"id":"c","question":"契税怎么减免","taxpayer_types":["自然人"]}"#,
        r#"{"id":"d","question":"契税要交多少钱呢"}"#,
        r#"{"id":"e","question":"山东契税"}"#,
        r#"{"id":"f","question":"契税在山东怎么交","regions":["370000"]}"#,
    ]);
    let version = engine.version();
    let popularity = Popularity::new(&[0.0, 0.0, 0.0, 90.0, 500.0, 0.0]);
    let ids = |question: &Question, popularity: Option<&Popularity>, limit: usize| {
        let rows = suggest_in(&version, question, &SuggestContext { limit, popularity });
        rows.iter().map(|row| id(&version, row.entry)).collect::<String>()
    };
    for typed in ["契税", "qishui", "qs"] {
        let plain = Question::new(typed, TODAY);
        let person = Question { taxpayer_type: TaxpayerType::parse("自然人"), ..plain.clone() };
        let there = Question { region: Some(region("370200")), ..plain.clone() };
        assert_eq!(ids(&plain, None, 9), "abcde", "{typed}");
        assert_eq!(ids(&plain, Some(&popularity), 9), "dabce", "{typed}");
        assert_eq!(ids(&person, None, 9), "cabde", "{typed}");
        assert_eq!(ids(&there, None, 9), "fabcde", "{typed}");
        assert_eq!(ids(&there, Some(&popularity), 9), "dfabce", "{typed}");
        assert_eq!(ids(&there, Some(&popularity), 3), "dfa", "{typed}");
    }
}
