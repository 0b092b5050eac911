//! Where, for whom and when: an entry answers only where its conditions hold.

use jiff::civil::{Date, date};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::{Before, Question};
use wenshui_engine::reply::{Choice, Decision};
use wenshui_engine::suggest::suggest;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::support::{TODAY, ask, id, outcome, region, serve, serve_with};

/// Every entry that a question meets, in whatever part of a reply or list, in the order of ids.
fn met(engine: &Engine, question: &Question) -> String {
    let version = engine.version();
    let reply = ask(engine, &Question { top_k: 50, ..question.clone() });
    let mut entries: Vec<u32> = reply.candidates.iter().map(|ranked| ranked.entry).collect();
    entries.extend(reply.answer);
    let options = reply.clarification.iter().flat_map(|asked| &asked.options);
    entries.extend(options.filter_map(|(choice, _)| match choice {
        Choice::Entry(entry) => Some(*entry),
        Choice::Value(_) | Choice::None => None,
    }));
    entries.extend(reply.guesses.iter().chain(&reply.related));
    let suggestions = suggest(&version, question, 50);
    entries.extend(suggestions.iter().map(|suggestion| suggestion.entry));
    let mut ids: Vec<&str> = entries.iter().map(|entry| id(&version, *entry)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.join(" ")
}

/// One question with an answer for the country, a province, a city and a county of it. The
/// national answer repeats the question's words, which the ranker likes.
fn regions() -> Engine {
    let entry = |id: &str, rest: &str| {
        format!(r#"{{"id":"{id}","question":"灵活就业人员社保缴费基数是多少",{rest}}}"#)
    };
    let lines = [
        entry(
            "national",
            r#""answer":"灵活就业人员社保缴费基数是多少，由各省的社保缴费基数公告规定。""#,
        ),
        entry("province", r#""answer":"见省里的公告。","regions":["370000"]"#),
        entry("city", r#""answer":"见市里的公告。","regions":["370200"]"#),
        entry("county", r#""answer":"见区里的公告。","regions":["370202","370203"]"#),
        entry("elsewhere", r#""answer":"见省里的通知。","regions":["440000"]"#),
    ];
    serve_with(&lines.each_ref().map(String::as_str), &NEAR_ENOUGH)
}

/// Thresholds that leave what is near enough to the tests of decisions.
const NEAR_ENOUGH: [(&str, f32); 2] = [("answer_min", 0.4), ("suggest_min", 0.05)];

const PLACES: [(Option<&str>, &str, &str); 8] = [
    (None, "national", "national"),
    (Some("370000"), "province", "national province"),
    (Some("370100"), "province", "national province"),
    (Some("370200"), "city", "city national province"),
    (Some("370202"), "county", "city county national province"),
    (Some("370203"), "county", "city county national province"),
    (Some("370211"), "city", "city national province"),
    (Some("110000"), "national", "national"),
];

#[test]
fn the_narrowest_region_answers_and_the_country_is_the_fallback() {
    let engine = regions();
    for (place, answers, meets) in PLACES {
        for text in ["灵活就业人员社保缴费基数是多少", "灵活就业人员的社保缴费基数，多少？"]
        {
            let region = place.map(region);
            let question = Question { region, ..Question::new(text, TODAY) };
            let expected = format!("answer {answers}");
            assert_eq!(outcome(&engine, &question), expected, "{text} from {place:?}");
            assert_eq!(met(&engine, &question), meets, "{text} from {place:?}");
        }
    }
}

/// A regional entry for one type of taxpayer does not settle the question for the others.
#[test]
fn a_narrower_region_settles_nothing_for_other_taxpayers() {
    let entry = |id: &str, rest: &str| {
        format!(r#"{{"id":"{id}","question":"水资源税怎么申报","answer":"见公告。",{rest}}}"#)
    };
    let lines = [
        entry("small", r#""regions":["370000"],"taxpayer_types":["小规模纳税人"]"#),
        entry("general", r#""taxpayer_types":["一般纳税人"]"#),
    ];
    let engine = serve(&lines.each_ref().map(String::as_str));
    let question = Question {
        region: Some(region("370000")),
        ..Question::new("水资源税怎么申报", TODAY)
    };
    assert!(outcome(&engine, &question).starts_with("clarify "), "{}", outcome(&engine, &question));
    let taxpayer_type = TaxpayerType::parse("一般纳税人");
    let general = Question { taxpayer_type, ..question };
    assert_eq!(outcome(&engine, &general), "answer general");
}

#[test]
fn a_narrower_region_does_not_lift_another_question() {
    let base = [
        r#"{"id":"national","question":"失业保险金怎么申领","answer":"向社保机构申领。"}"#,
        r#"{"id":"city","question":"失业保险费怎么缴","answer":"向税务机关缴纳。","regions":["370200"]}"#,
    ];
    let engine = serve_with(&base, &NEAR_ENOUGH);
    let question = Question {
        region: Some(region("370200")),
        ..Question::new("失业保险金怎么申领", TODAY)
    };
    assert_eq!(outcome(&engine, &question), "answer national");
    let question = Question {
        region: Some(region("370200")),
        ..Question::new("怎么申领失业保险金", TODAY)
    };
    assert_eq!(outcome(&engine, &question), "answer national");
}

#[test]
fn entries_for_other_taxpayers_are_left_out() {
    let engine = serve(&[
        r#"{"id":"all","question":"怎么申报印花税","answer":"见公告。"}"#,
        r#"{"id":"general","question":"怎么申报增值税","answer":"见公告。","taxpayer_types":["一般纳税人"]}"#,
        r#"{"id":"small","question":"怎么申报减征的增值税","answer":"见公告。","taxpayer_types":["小规模纳税人"]}"#,
        r#"{"id":"person","question":"怎么申报个人的税","answer":"见公告。","taxpayer_types":["自然人"]}"#,
        r#"{"id":"shops","question":"怎么申报经营的税","answer":"见公告。","taxpayer_types":["企业","个体工商户"]}"#,
    ]);
    for (kind, expected) in [
        ("", "all general person shops small"),
        ("一般纳税人", "all general person shops"),
        ("小规模纳税人", "all person shops small"),
        ("自然人", "all general person small"),
        ("个体工商户", "all general shops small"),
        ("企业", "all general shops small"),
    ] {
        let taxpayer_type = TaxpayerType::parse(kind);
        assert_eq!(taxpayer_type.is_none(), kind.is_empty());
        let question = Question { taxpayer_type, ..Question::new("怎么申报", TODAY) };
        assert_eq!(met(&engine, &question), expected, "{kind}");
    }
}

/// An old rule, the rule after it, and one that has no end.
#[test]
fn an_entry_holds_from_its_first_day_to_its_last() {
    let engine = serve(&[
        r#"{"id":"old","question":"小规模纳税人征收率是多少","answer":"3%。","valid_from":"2026-01-01","valid_to":"2026-06-30"}"#,
        r#"{"id":"new","question":"小规模纳税人征收率是多少","answer":"1%。","valid_from":"2026-07-01","valid_to":"2027-12-31"}"#,
        r#"{"id":"later","question":"小规模纳税人征收率是多少","answer":"2%。","valid_from":"2028-03-01"}"#,
    ]);
    let days: [(Date, &str); 9] = [
        (date(2025, 12, 31), ""),
        (date(2026, 1, 1), "old"),
        (date(2026, 3, 15), "old"),
        (date(2026, 6, 30), "old"),
        (date(2026, 7, 1), "new"),
        (date(2027, 12, 31), "new"),
        (date(2028, 1, 1), ""),
        (date(2028, 2, 29), ""),
        (date(2028, 3, 1), "later"),
    ];
    for (day, expected) in days {
        for text in ["小规模纳税人征收率是多少", "小规模纳税人的征收率"] {
            assert_eq!(met(&engine, &Question::new(text, day)), expected, "{text} on {day}");
        }
        let told = outcome(&engine, &Question::new("小规模纳税人征收率是多少", day));
        let answer = format!("answer {expected}");
        assert_eq!(told, if expected.is_empty() { "refuse" } else { &answer }, "{day}");
    }
}

#[test]
fn c_07_the_place_is_asked_for_where_only_provinces_have_a_rule() {
    let entry = |id: &str, question: &str, rest: &str| {
        format!(r#"{{"id":"{id}","question":"{question}","answer":"{id}的答复。"{rest}}}"#)
    };
    let lines = [
        entry("shandong", "灵活就业人员社保补贴怎么申请", r#","regions":["370000"]"#),
        entry("guangdong", "灵活就业人员社保补贴怎么申请", r#","regions":["440000","440300"]"#),
        entry("national", "房产税怎么申报", ""),
    ];
    let engine = serve_with(&lines.each_ref().map(String::as_str), &NEAR_ENOUGH);
    let question = Question::new("灵活就业人员社保补贴怎么申请", TODAY);
    assert_eq!(outcome(&engine, &question), "clarify region: [广东] [山东] [都不是]");
    let first = ask(&engine, &question);
    let version = engine.version();
    assert_eq!(first.say, [version.words.why("region")]);
    for (option, text, expected) in [
        (Some("region=广东"), "", "answer guangdong"),
        (None, "山东", "answer shandong"),
        (None, "深圳", "answer guangdong"),
        (None, "我在青岛市", "answer shandong"),
        (Some("none="), "", "clarify question: [national 房产税怎么申报] [都不是]"),
    ] {
        let before = Before { asked: first.asked.as_ref(), ..Before::default() };
        let next = Question { option, before, ..Question::new(text, TODAY) };
        assert_eq!(outcome(&engine, &next), expected, "{option:?} {text}");
    }
    // Who says where they are is not asked, and what holds nationwide asks for no place.
    let here = Question { region: Some(region("440100")), ..question };
    assert_eq!(outcome(&engine, &here), "answer guangdong");
    assert_eq!(outcome(&engine, &Question::new("房产税怎么申报", TODAY)), "answer national");
    // Nor is who names the place in the question.
    let named = Question::new("灵活就业人员在广东社保补贴怎么申请", TODAY);
    assert_eq!(outcome(&engine, &named), "answer guangdong");
}

/// A place in the words stands above that of the request: people ask about elsewhere.
#[test]
fn a_place_that_is_named_decides() {
    let engine = regions();
    for (from, text, expected) in [
        (None, "广东灵活就业人员社保缴费基数是多少", "answer elsewhere"),
        (Some("370200"), "广东灵活就业人员社保缴费基数是多少", "answer elsewhere"),
        (Some("370200"), "山东灵活就业人员社保缴费基数是多少", "answer city"),
        (None, "山东灵活就业人员社保缴费基数是多少", "answer province"),
        (None, "烟台的灵活就业人员社保缴费基数是多少", "answer province"),
        (None, "青岛灵活就业人员社保缴费基数是多少", "answer city"),
    ] {
        let question = Question { region: from.map(region), ..Question::new(text, TODAY) };
        assert_eq!(outcome(&engine, &question), expected, "{text} from {from:?}");
    }
}

/// A year that a question names is no day to be asked about, but whoever names it is told.
#[test]
fn a_year_that_the_rule_does_not_hold_in_is_said() {
    let lines = [
        r#"{"id":"now","question":"小规模纳税人月销售额多少可以免征增值税","answer":"不超过 10 万元。","basis":[{"title":"某公告"}],"valid_from":"2026-01-01","valid_to":"2027-12-31"}"#,
        r#"{"id":"always","question":"房产税怎么计算","answer":"按房产余值。","basis":[{"title":"某条例"}]}"#,
    ];
    let engine = serve_with(&lines, &NEAR_ENOUGH);
    let said = |text: &str| {
        let reply = ask(&engine, &Question::new(text, TODAY));
        assert!(reply.answer.is_some(), "{text}");
        reply.say.concat()
    };
    let free = "小规模纳税人月销售额多少可以免征增值税";
    for year in ["2022年", "2028年"] {
        let said = said(&format!("{year}{free}"));
        assert!(said.contains(year) && said.contains(&TODAY.to_string()), "{year}: {said}");
    }
    for text in [
        free.to_owned(),
        format!("2026年{free}"),
        format!("2027年{free}"),
        format!("2025年度{free}"),
        "2022年房产税怎么计算".to_owned(),
    ] {
        assert_eq!(said(&text), "", "{text}");
    }
}

/// Where the rule has ended, or has not begun, what stands next to it does not answer in its place.
#[test]
fn a_rule_that_does_not_hold_is_not_stood_in_for() {
    let lines = [
        r#"{"id":"free","question":"小规模纳税人月销售额多少可以免征增值税","answer":"不超过 10 万元。","basis":[{"title":"某公告"}],"valid_from":"2026-01-01","valid_to":"2027-12-31"}"#,
        r#"{"id":"who","question":"小规模纳税人月销售额多少要登记为一般纳税人","answer":"看年销售额。","basis":[{"title":"某办法"}]}"#,
    ];
    let engine = serve_with(&lines, &NEAR_ENOUGH);
    let free = "请问小规模纳税人每个月的销售额多少可以免征增值税呢";
    let on = |as_of: Date| ask(&engine, &Question::new(free, as_of));
    assert_eq!(outcome(&engine, &Question::new(free, TODAY)), "answer free");
    for day in [date(2025, 12, 31), date(2028, 1, 1)] {
        let reply = on(day);
        assert_eq!((reply.decision, reply.answer), (Decision::Suggest, None), "{day}");
        assert_eq!(reply.guesses, [1], "{day}");
        assert!(reply.say.concat().contains(&day.to_string()), "{day}: {:?}", reply.say);
    }
    // What is asked for is there all the time.
    let who = Question::new("小规模纳税人月销售额多少要登记为一般纳税人啊", date(2028, 1, 1));
    assert_eq!(outcome(&engine, &who), "answer who");
}
