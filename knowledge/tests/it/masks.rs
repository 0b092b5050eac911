//! Personal data does not survive masking, and nothing else is masked.

use expect_test::{Expect, expect};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::text::mask::Masker;

fn check(texts: &[&str], expected: &Expect) {
    let masker = Masker::bundled().unwrap();
    let masked: Vec<String> = texts.iter().map(|text| masker.mask(text).into_owned()).collect();
    expected.assert_eq(&masked.join("\n"));
}

#[test]
fn phones_are_masked_however_they_are_written() {
    check(
        &[
            "我的手机13412343624请回电",
            "电话134 1234 3624",
            "134-1234-3624",
            "１３４１２３４３６２４",
            "+8613412343624或008613412343624",
            "一三四一二三四三六二四",
            "座机0531-12345678",
            "（010）62345678",
            "053182345678",
            "tel13412343624",
            "电话：82345678",
        ],
        &expect![[r#"
            我的手机134****3624请回电
            电话134****3624
            134****3624
            １３４****３６２４
            +86134****3624或0086134****3624
            一三四****三六二四
            座机053*****5678
            （010）62345678
            053*****5678
            tel134****3624
            电话：823*5678"#]],
    );
}

#[test]
fn identity_taxpayer_and_card_numbers_are_masked() {
    check(
        &[
            "身份证11010519491231002X",
            "我是110105194912310021，打错了一位",
            "旧身份证110105491231002",
            "统一社会信用代码91350100M000100Y43",
            "税号 9135 0100 M000 100Y 43 的公司",
            "纳税人识别号：37010212345678901234",
            "卡号6222 0202 0000 0000 000",
            "6222020200000000000",
            "QQ 271234567",
        ],
        &expect![[r#"
            身份证110***********002X
            我是110***********0021，打错了一位
            旧身份证110********1002
            统一社会信用代码913***********0Y43
            税号 913***********0Y43 的公司
            纳税人识别号：370*************1234
            卡号622************0000
            6222020200000000000
            QQ 271**4567"#]],
    );
}

#[test]
fn mail_addresses_are_masked() {
    check(
        &["请发到zhang.san-9@mail.example.com。", "ＡＢ＠ｅｘ．ｃｏｍ", "@没有地址", "a@b"],
        &expect![[r#"
            请发到z****@mail.example.com。
            Ａ****＠ｅｘ．ｃｏｍ
            @没有地址
            a@b"#]],
    );
}

#[test]
fn amounts_documents_dates_and_hotlines_stay() {
    let texts = [
        "财税〔2016〕36号",
        "2026年第10号公告",
        "国家税务总局公告2023年第19号",
        "2026-01-01到2026-12-31",
        "20260101至20261231",
        "销售额13800000000元",
        "收入138,000,000.00元",
        "¥13812345678",
        "合同13812345678.50",
        "拨打12366或12345",
        "增值税税率13%，征收率3%",
        "商品编码1010101",
        "数电发票号码24372000000012345678",
        "发票代码037002100311，号码12345678",
        "月销售额10万，年应税销售额500万",
        "一三四号文",
        "400-123-4567",
    ];
    let masker = Masker::bundled().unwrap();
    for text in texts {
        assert_eq!(masker.mask(text), text);
    }
}

#[test]
fn faults_of_the_rules_are_named() {
    let text = "digit\t十三\t1\nunit\t\nlabel\t税号\t很多\t20\nthing\tx\n".to_owned();
    let problems = Masker::read(&DataFile { name: "p.tsv".to_owned(), text }).unwrap_err();
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expect![[r#"
        p.tsv:1: text: “十三”应为一个字符 [not_one_character]
        p.tsv:2: text: 不能为空 [empty_field]
        p.tsv:3: min: “很多”不是数字 [not_a_number]
        p.tsv:4: kind: 没有“thing”这种类别；可用：digit, gap, unit, region, prefix, label, filler [unknown_kind]"#]].assert_eq(&words.join("\n"));
}

/// What is planted, with what must not be left of it.
fn personal() -> impl Strategy<Value = String> {
    let digits = |count: usize| proptest::collection::vec(0_u8..10, count);
    let text = |digits: &[u8]| digits.iter().map(|d| char::from(b'0' + d)).collect::<String>();
    let mobile = (3_u8..10, digits(9)).prop_map(move |(a, rest)| format!("1{a}{}", text(&rest)));
    let landline =
        (2_u8..10, digits(7)).prop_map(move |(a, rest)| format!("0531{a}{}", text(&rest)));
    let day = (1950_u16..2010, 1_u8..13, 1_u8..29).prop_map(|(y, m, d)| format!("{y}{m:02}{d:02}"));
    let identity = (day, digits(3)).prop_map(move |(day, order)| {
        let value = format!("370102{day}{}", text(&order));
        format!("{value}{}", identity_check(&value))
    });
    let code = proptest::collection::vec(0_usize..31, 9).prop_map(|body| {
        let body: String = body.iter().map(|at| char::from(CODE[*at])).collect();
        let value = format!("91370100{body}");
        format!("{value}{}", code_check(&value))
    });
    prop_oneof![mobile, landline, identity, code]
}

const CODE: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 11643-1999, written down a second time and another way: position weights 2^i mod 11.
fn identity_check(value: &str) -> char {
    let sum = value.bytes().enumerate().map(|(at, b)| u32::from(b - b'0') * (1 << (17 - at)) % 11);
    match (12 - sum.sum::<u32>() % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap(),
    }
}

/// GB 32100-2015 by Horner's scheme from the other end.
fn code_check(value: &str) -> char {
    let (mut weight, mut sum) = (1_usize, 0_usize);
    for byte in value.bytes() {
        sum += weight * CODE.iter().position(|c| *c == byte).unwrap();
        weight = weight * 3 % 31;
    }
    char::from(CODE[(31 - sum % 31) % 31])
}

/// The same number as people write it: as it is, in groups, in full width.
fn written(number: String, way: u8, group: usize) -> String {
    let groups = |between: &str| {
        let chars: Vec<char> = number.chars().collect();
        let parts: Vec<String> = chars.chunks(group).map(|part| part.iter().collect()).collect();
        parts.join(between)
    };
    match way {
        0 => number,
        1 => groups(" "),
        2 => groups("-"),
        3 => groups("　"),
        4 => number.to_lowercase(),
        _ => number.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect(),
    }
}

#[test]
fn nothing_personal_that_is_planted_survives() {
    let sentence = prop_oneof![
        Just(("我的号码是", "，请尽快回复")),
        Just(("公司", "注销需要什么资料")),
        Just(("2026年第10号公告之后，", "还能享受减免吗")),
        Just(("", "")),
        Just(("我叫张三，", "。")),
        Just(("有人冒用", "给我报了3000元工资")),
    ];
    let case = (personal(), sentence, 0_u8..6, 3_usize..6, any::<bool>());
    let masker = Masker::bundled().unwrap();
    let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&case, |(number, (before, after), way, group, twice)| {
            let shown = written(number.clone(), way, group);
            let again = if twice { format!("；{shown}") } else { String::new() };
            let text = format!("{before}{shown}{again}{after}");
            let masked = masker.mask(&text);
            let plain: String = masked
                .chars()
                .map(|c| {
                    if ('！'..='～').contains(&c) {
                        char::from_u32(c as u32 - 0xfee0).unwrap()
                    } else {
                        c
                    }
                })
                .filter(|c| c.is_ascii_alphanumeric() || *c == '*')
                .collect();
            proptest::prop_assert!(masked.contains('*'), "{text} → {masked}");
            proptest::prop_assert!(!plain.to_uppercase().contains(&number), "{text} → {masked}");
            proptest::prop_assert_eq!(masker.mask(&masked), masked.as_ref());
            proptest::prop_assert!(masked.starts_with(before) && masked.ends_with(after));
            Ok(())
        })
        .unwrap();
}
