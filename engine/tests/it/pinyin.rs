//! Suggestions by sound: pinyin whole, shortened, mixed and mistyped, and wrong homophones.

use expect_test::{Expect, expect};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::suggest::popularity::Popularity;
use wenshui_engine::suggest::{SuggestContext, suggest, suggest_in};
use wenshui_engine::version::Version;
use wenshui_knowledge::taxpayer::TaxpayerType;
use wenshui_knowledge::text::fold::Folded;

use crate::suggestions::marked;
use crate::support::{TODAY, bundled_engine, id, region, serve, some_wordings};

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
        &expect![[r#"
            zengzhishui: vat [增值税]发票怎么开
            zengzh: vat [增值]税发票怎么开
            zēng zhí shuì: vat [增值税]发票怎么开
            fapiaozenmek: vat 增值税[发票怎么开]
            xiaoguimo: small [小规模]纳税人免税吗
            qishui: rate [契税]税率是多少
            xian: 
        "#]],
    );
}

#[test]
fn first_letters_and_mixtures_find_the_same() {
    check(
        &["zzsfp", "xgmnsr", "zengzs", "增zhi税", "增值sfp", "zzs发票", "xiaogmns", "etctongxing"],
        &expect![[r#"
            zzsfp: vat [增值税发票]怎么开
            xgmnsr: small [小规模纳税人]免税吗
            zengzs: vat [增值税]发票怎么开
            增zhi税: vat [增值税]发票怎么开
            增值sfp: vat [增值税发票]怎么开
            zzs发票: vat [增值税发票]怎么开
            xiaogmns: small [小规模纳税]人免税吗
            etctongxing: etc [ETC] [通行]费怎么抵扣
        "#]],
    );
}

#[test]
fn a_wrong_homophone_is_forgiven() {
    check(
        &["增职税", "增职税发票", "赠值睡", "银航账户", "小规膜", "契水"],
        &expect![[r#"
        增职税: vat [增值税]发票怎么开
        增职税发票: vat [增值税发票]怎么开
        赠值睡: 
        银航账户: bank [银行账户]怎么备案
        小规膜: small [小规模]纳税人免税吗
        契水: rate [契税]税率是多少
    "#]],
    );
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
        &expect![[r#"
            zengzisui: vat [增值税]发票怎么开
            zengzhishi: vat [增值税]发票怎么开
            zegnzhishui: vat [增值税]发票怎么开
            zengxhishui: vat [增值税]发票怎么开
            zenghzishui: vat [增值税]发票怎么开
            zenzghishui: vat [增值税]发票怎么开
            yinxingzhanghu: bank [银行账户]怎么备案
            nvzhigong: woman [女职工]的生育津贴
            nuzhigong: woman [女职工]的生育津贴
            haiqing: return 我的车贷没有[还清]
            huanqing: return 我的车贷没有[还清]
            zhangqiguquan: long [长期股权]投资怎么调整
            changqiguquan: long [长期股权]投资怎么调整
            diaozheng: long 长期股权投资怎么[调整]
        "#]],
    );
}

#[test]
fn what_nobody_reads_like_that_finds_nothing() {
    check(
        &["zzzzzz", "fangchan", "wqx", "i", "房产睡", "uuuuuu"],
        &expect![[r#"
        zzzzzz: 
        fangchan: 
        wqx: 
        i: 
        房产睡: 
        uuuuuu: 
    "#]],
    );
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

/// For pinyin of beginnings and insides of bundled wordings: the wording is found, and what is
/// marked is spelt as typed, but for the faults that are forgiven.
#[test]
fn what_is_marked_is_spelt_as_typed() {
    let engine = bundled_engine();
    let version = engine.version();
    let (mut rows, mut exact, mut found) = (0, 0, 0);
    let wordings = some_wordings(&version, 500);
    for (at, (entry, wording)) in wordings.iter().enumerate() {
        let chars: Vec<char> = Folded::new(wording).key().chars().collect();
        let from = if at % 2 == 0 { 0 } else { chars.len() / 3 };
        let letters: String = spelt(&version, &chars)[from..].concat();
        // Letters and digits are read as themselves; anything else is not typed as pinyin.
        if letters.len() < 16 || !letters.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            continue;
        }
        let typed = &letters[..16];
        let list = suggest(&version, &Question::new(typed, TODAY), 8);
        found += usize::from(list.iter().any(|row| row.entry == *entry));
        for row in list {
            rows += 1;
            let shown = version.base.entries[row.entry as usize].wordings().nth(row.wording);
            let chars: Vec<char> = shown.unwrap().chars().collect();
            let marked = row.highlights.iter().flat_map(|span| chars[span.clone()].to_vec());
            let marked: Vec<char> =
                Folded::new(&marked.collect::<String>()).key().chars().collect();
            let letters = spelt(&version, &marked).concat();
            exact += usize::from(letters.starts_with(typed));
            // The last syllable need not be finished.
            let shortest = letters.len().saturating_sub(6);
            let nearest = (shortest..=letters.len()).map(|to| distance(&letters[..to], typed));
            assert!(nearest.min().unwrap() <= 6, "{typed}: {marked:?} {letters}");
        }
    }
    assert!(rows > 400 && exact * 20 > rows * 19, "{exact} of {rows}");
    assert!(found > 150, "{found}");
}

fn spelt<'a>(version: &'a Version, chars: &[char]) -> Vec<&'a str> {
    version.syllables.read(chars).iter().map(|id| version.syllables.spelling(*id)).collect()
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let cost = if x == y { before } else { before.min(row[j]).min(row[j + 1]) + 1 };
            before = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}
