//! Rows C-07 and C-08: what a turn means after what was said before it.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use wenshui_engine::question::{Before, Question};

use crate::support::{TODAY, ask, bundled_engine, id};

/// A conversation, a line a turn: what was said, as what it was understood, and what came of it.
fn talk(turns: &[&str]) -> String {
    let engine = bundled_engine();
    let version = engine.version();
    let mut asked = None;
    let mut told = String::new();
    for text in turns {
        let before = Before { asked: asked.as_ref(), ..Before::default() };
        let reply = ask(engine, &Question { before, ..Question::new(text, TODAY) });
        let understood = reply.understood.as_deref().map(|as_what| format!(" = {as_what}"));
        let answer = reply.answer.map(|entry| format!(" {}", id(&version, entry)));
        let day = reply.asked.as_ref().and_then(|asked| asked.said.as_of);
        let day = day.map(|day| format!(" on {day}"));
        let _ = writeln!(
            told,
            "{text}{} -> {}{}{}",
            understood.unwrap_or_default(),
            reply.decision.name(),
            answer.unwrap_or_default(),
            day.unwrap_or_default()
        );
        asked = reply.asked.or(asked);
    }
    told
}

fn check(turns: &[&str], expect: Expect) {
    expect.assert_eq(&talk(turns));
}

#[test]
fn c_07_another_taxpayer_takes_the_place_of_the_one_before() {
    check(
        &["小规模纳税人月销售额多少可以免增值税", "那一般纳税人呢", "那个体户呢"],
        expect![[r#"
            小规模纳税人月销售额多少可以免增值税 -> answer vat-small-threshold
            那一般纳税人呢 = 一般纳税人月销售额多少可以免增值税 -> clarify
            那个体户呢 = 个体户月销售额多少可以免增值税 -> answer vat-small-threshold
        "#]],
    );
}

#[test]
fn c_07_another_thing_of_the_same_kind_takes_its_place() {
    check(
        &["首套房契税税率是多少", "二套呢"],
        expect![[r#"
        首套房契税税率是多少 -> answer deed-first-home
        二套呢 = 二套契税税率是多少 -> answer deed-second-home
    "#]],
    );
}

#[test]
fn c_07_another_tax_keeps_what_is_asked() {
    check(
        &["房产税怎么计算", "那土地使用税呢", "什么时候交"],
        expect![[r#"
        房产税怎么计算 -> answer property-rates
        那土地使用税呢 = 土地使用税怎么计算 -> answer land-use-rates
        什么时候交 = 土地使用税什么时候交 -> answer land-use-deadline
    "#]],
    );
}

#[test]
fn c_07_what_is_asked_goes_on_without_a_word_that_says_so() {
    check(
        &["残保金怎么算", "怎么申报", "有什么优惠"],
        expect![[r#"
            残保金怎么算 -> answer fee-disabled-calc
            怎么申报 = 残保金怎么申报 -> clarify
            有什么优惠 = 残保金有什么优惠 -> suggest
        "#]],
    );
}

#[test]
fn c_07_corrections_replace_what_was_understood() {
    check(
        &["印花税税率是多少", "不对，我问的是借款合同的印花税", "不是借款合同，是租赁合同"],
        expect![[r#"
            印花税税率是多少 -> answer stamp-rates
            不对，我问的是借款合同的印花税 = 借款合同印花税税率是多少 -> answer stamp-bank-loan
            不是借款合同，是租赁合同 = 租赁合同印花税税率是多少 -> answer stamp-lease
        "#]],
    );
}

#[test]
fn c_07_a_day_by_words_is_the_day_whose_rules_are_asked_for() {
    check(
        &["小规模纳税人的征收率是多少", "2025年呢", "明年呢"],
        expect![[r#"
            小规模纳税人的征收率是多少 -> answer vat-small-rate
            2025年呢 = 小规模纳税人的征收率是多少 -> suggest on 2025-12-31
            明年呢 = 小规模纳税人的征收率是多少 -> answer vat-small-rate on 2027-01-01
        "#]],
    );
}

#[test]
fn c_07_the_grounds_are_those_of_the_answer() {
    check(
        &["子女教育专项附加扣除标准是多少", "赡养老人呢", "依据是什么", "那大病医疗"],
        expect![[r#"
            子女教育专项附加扣除标准是多少 -> answer iit-child-education
            赡养老人呢 = 赡养老人专项附加扣除标准是多少 -> answer iit-elderly
            依据是什么 -> answer iit-elderly
            那大病医疗 = 大病医疗专项附加扣除标准是多少 -> answer iit-critical-illness
        "#]],
    );
}

#[test]
fn c_07_another_matter_is_another_matter() {
    check(
        &[
            "残保金怎么算",
            "换个问题",
            "怎么申报",
            "另外印花税怎么申报",
            "那么个人养老金领取时如何缴纳个人所得税？",
        ],
        expect![[r#"
            残保金怎么算 -> answer fee-disabled-calc
            换个问题 -> reply
            怎么申报 -> suggest
            另外印花税怎么申报 -> answer stamp-amount-unknown
            那么个人养老金领取时如何缴纳个人所得税？ -> answer iit-pension-withdraw
        "#]],
    );
}

#[test]
fn c_07_what_somebody_is_counts_for_what_comes() {
    check(
        &["我是小规模纳税人", "我在山东", "征收率是多少", "那一般纳税人呢"],
        expect![[r#"
        我是小规模纳税人 -> reply
        我在山东 -> reply
        征收率是多少 -> answer vat-rate-levy
        那一般纳税人呢 = 一般纳税人征收率是多少 -> answer vat-rate-levy
    "#]],
    );
}

#[test]
fn what_has_nothing_to_do_with_it_is_no_part_of_it() {
    check(
        &["首套房契税税率是多少", "明天的天气怎么样", "那你吃饭了吗", "那自建房呢"],
        expect![[r#"
            首套房契税税率是多少 -> answer deed-first-home
            明天的天气怎么样 -> refuse
            那你吃饭了吗 -> reply
            那自建房呢 -> suggest
        "#]],
    );
}

#[test]
fn c_07_what_denies_something_corrects_nothing() {
    for text in ["不是一般纳税人能开专票吗", "不是一般纳税人是不是不能开专票"]
    {
        let told = talk(&["一般纳税人怎么登记", text]);
        assert!(told.contains(&format!("{text} -> ")), "{told}");
    }
    let told = talk(&["契税税率是多少", "不是，我问的是印花税"]);
    assert!(told.contains("不是，我问的是印花税 = 印花税税率是多少 -> "), "{told}");
}
