//! One question in many writings: what differs only in writing keeps its candidates.

use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::Ranked;

use crate::support::{TODAY, ask, bundled_engine, cut_wordings, some_wordings};

fn ranked(engine: &Engine, text: &str) -> Vec<Ranked> {
    ask(engine, &Question::new(text, TODAY)).candidates
}

/// Bundled wordings, half of them with a word cut out.
fn questions(engine: &Engine) -> Vec<String> {
    let version = engine.version();
    let mut questions = cut_wordings(&version, 160);
    questions.extend(some_wordings(&version, 160).into_iter().map(|(_, wording)| wording));
    questions
}

fn check(vary: impl Fn(&str) -> String) {
    let engine = bundled_engine();
    let mut varied = 0;
    for text in questions(engine) {
        let variant = vary(&text);
        varied += usize::from(variant != text);
        assert_eq!(ranked(engine, &variant), ranked(engine, &text), "{text} / {variant}");
    }
    assert!(varied >= 20, "only {varied} questions were written in another way");
}

#[test]
fn closing_marks_and_spaces_change_nothing() {
    for mark in ["。", "？", "！", "?", "!", ".", "~", "……", " ", "\u{3000}", "？？！ ", "\n"]
    {
        check(|text| format!("{text}{mark}"));
    }
    check(|text| format!("  {text}"));
}

#[test]
fn f2_closing_marks_keep_the_first_of_a_thousand_questions() {
    let engine = bundled_engine();
    let first = |text: &str| ranked(engine, text).first().map(|ranked| ranked.entry);
    for text in cut_wordings(&engine.version(), 1000) {
        let plain = first(&text);
        assert!(plain.is_some(), "{text}");
        for mark in ["。", "？", "!", " "] {
            assert_eq!(first(&format!("{text}{mark}")), plain, "{text}{mark}");
        }
    }
}

#[test]
fn width_changes_nothing() {
    let widen = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
        c => c,
    };
    check(|text| text.chars().map(widen).collect());
}

/// Few wordings have Latin letters, so each of these is written by hand.
#[test]
fn case_changes_nothing() {
    let engine = bundled_engine();
    for (lower, other) in [
        ("app上怎么代开发票", "APP上怎么代开发票"),
        ("etc发票能抵扣吗", "ETC发票能抵扣吗"),
        ("ofd格式的发票怎么打开", "Ofd格式的发票怎么打开"),
        ("etc通行费发票怎么抵扣", "ＥＴＣ通行费发票怎么抵扣"),
        ("用pos机刷卡交税", "用PoS机刷卡交税"),
    ] {
        assert_eq!(ranked(engine, lower), ranked(engine, other), "{lower} / {other}");
        assert!(!ranked(engine, lower).is_empty(), "{lower}");
    }
}

/// Simplified characters with their traditional forms; each pair maps one to one in both ways.
const TRADITIONAL: &str = "税稅纳納规規开開发發个個费費报報证證务務业業电電额額请請问問缴繳单單账賬\
    车車们們对對关關减減时時间間还還没沒让讓应應该該进進销銷项項购購产產贸貿运運输輸医醫疗療\
    养養险險赠贈与與转轉记記载載认認优優惠惠买買卖賣计計算算办辦";

#[test]
fn traditional_characters_change_nothing() {
    let chars: Vec<char> = TRADITIONAL.chars().filter(|c| !c.is_whitespace()).collect();
    let traditional = |c: char| {
        let pair = chars.chunks_exact(2).find(|pair| pair[0] == c);
        pair.map_or(c, |pair| pair[1])
    };
    check(|text| text.chars().map(traditional).collect());
}

/// Whole sentences in traditional characters, beyond the table above.
#[test]
fn traditional_sentences_find_the_same_entry() {
    let engine = bundled_engine();
    for (simplified, traditional) in [
        ("小规模纳税人怎么开专用发票", "小規模納稅人怎麼開專用發票"),
        ("个人所得税汇算清缴什么时候办理", "個人所得稅匯算清繳什麼時候辦理"),
        ("卖房子要交哪些税", "賣房子要交哪些稅"),
        ("研发费用加计扣除比例是多少", "研發費用加計扣除比例是多少"),
        ("发票丢了怎么办", "發票丟了怎麼辦"),
        ("企业所得税预缴申报期限", "企業所得稅預繳申報期限"),
    ] {
        let first = |text| ranked(engine, text).first().map(|ranked| ranked.entry);
        assert!(first(simplified).is_some(), "{simplified}");
        assert_eq!(first(simplified), first(traditional), "{traditional}");
    }
}
