//! `GET /v1/suggestions`: what is offered while somebody types, with what matched marked.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use serde_json::{Value, json};
use wenshui_knowledge::text::fold::Folded;

use crate::support::http::encoded;
use crate::support::served::{self, Served};

fn suggest(served: &Served, typed: &str, more: &str) -> Value {
    let reply = served.get(&format!("/v1/suggestions?q={}{more}", encoded(typed)));
    assert_eq!(reply.status, 200, "{typed}: {}", reply.text());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply.json()
}

/// What is suggested of the small knowledge, one row a line.
fn check(typed: &str, expected: &Expect) {
    let suggested = suggest(served::small(), typed, "");
    let rows = suggested["items"].as_array().expect("a list").iter();
    let rows: String = rows
        .map(|row| format!("{} {} {}\n", row["id"], row["question"], row["highlights"]))
        .collect();
    expected.assert_eq(&rows);
}

#[test]
fn what_matched_is_marked_by_characters() {
    check(
        "退税",
        &expect![[r#"
        "refund-company" "企业怎样退税？" [[4,6]]
        "refund-person" "个人怎样退税？" [[4,6]]
    "#]],
    );
    check(
        "abc优惠",
        &expect![[r#"
        "everything" "ＡＢＣ优惠 怎么办" [[0,5]]
    "#]],
    );
    // A space in the wording is no part of the match.
    check(
        "c优惠怎",
        &expect![[r#"
        "everything" "ＡＢＣ优惠 怎么办" [[2,5],[6,7]]
    "#]],
    );
    // Traditional characters and full width find what is written otherwise.
    check(
        "ａｂｃ優",
        &expect![[r#"
        "everything" "ＡＢＣ优惠 怎么办" [[0,4]]
    "#]],
    );
    // A sign outside the basic plane is one character.
    check(
        "发票丢",
        &expect![[r#"
        "lost" "🧾发票丢了怎么办？" [[1,4]]
    "#]],
    );
    check("没有这样的问法", &expect![""]);
}

#[test]
fn what_is_marked_is_what_was_typed() {
    for typed in ["增值税", "小规模", "怎么 申报", "ＶＡＴ", "發票", "个体工商户", "2026", "税"]
    {
        for item in suggest(served::bundled(), typed, "&limit=50")["items"].as_array().unwrap() {
            let chars: Vec<char> = item["question"].as_str().unwrap().chars().collect();
            let spans = item["highlights"].as_array().unwrap().iter().map(|span| {
                let [start, end] = [0, 1].map(|side| span[side].as_u64().unwrap() as usize);
                assert!(start < end, "{item}");
                chars[start..end].iter().collect::<String>()
            });
            let marked: String = spans.collect();
            assert_eq!(Folded::new(&marked).key(), Folded::new(typed).key(), "{item}");
        }
    }
}

#[test]
fn only_what_holds_today_and_everywhere_is_suggested() {
    check(
        "征收率",
        &expect![[r#"
        "rate-new" "征收率是多少？" [[0,3]]
    "#]],
    );
    check(
        "在哪里",
        &expect![[r#"
        "place-nation" "在哪里办理登记？" [[0,3]]
    "#]],
    );
}

#[test]
fn nothing_typed_gives_nothing() {
    check("", &expect![""]);
    check("  ", &expect![""]);
    check("？", &expect![""]);
}

#[test]
fn the_number_of_the_request_comes_back() {
    let seq = |more: &str| suggest(served::small(), "税", more)["seq"].clone();
    assert_eq!(seq("&seq=7"), json!(7));
    assert_eq!(seq("&seq=18446744073709551615"), json!(u64::MAX));
    assert_eq!(seq(""), Value::Null);
}

#[test]
fn as_many_as_wanted_are_suggested_and_each_entry_once() {
    let count = |more: &str| {
        let suggested = suggest(served::bundled(), "税", more);
        let items = suggested["items"].as_array().unwrap();
        let ids: BTreeSet<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), items.len(), "an entry is suggested once");
        items.len()
    };
    assert_eq!(["", "&limit=1", "&limit=3", "&limit=50"].map(count), [8, 1, 3, 50]);
}

#[test]
fn a_suggestion_that_is_asked_is_answered_by_its_entry() {
    let suggested = suggest(served::bundled(), "小规模纳税人", "&limit=5");
    let items = suggested["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    for item in items {
        let body = json!({"question": item["question"], "source": "suggestion"});
        let answer = served::bundled().answer(&body);
        let candidates = answer["candidates"].as_array().unwrap().iter();
        let ids: Vec<&Value> = candidates.map(|candidate| &candidate["id"]).collect();
        assert!(ids.contains(&&item["id"]), "{item}: {ids:?}");
    }
}

/// By sound as by character: the same row, marked in the same place.
#[test]
fn pinyin_finds_what_its_characters_find() {
    let found = |typed: &str| suggest(served::small(), typed, "&limit=1")["items"][0].clone();
    let expected = found("发票丢了");
    assert_eq!(expected["id"], "lost");
    for typed in
        ["fapiaodiule", "fapiao diu le", "fpdl", "fapdl", "发piao丢le", "发漂丢了", "fapiapdiule"]
    {
        assert_eq!(found(typed), expected, "{typed}");
    }
}

#[test]
fn who_asks_from_where_and_when_shapes_the_list() {
    let ids = |more: &str| {
        let suggested = suggest(served::small(), "zai", more);
        let items = suggested["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(""), ["place-nation"]);
    // Three entries say the same; what is narrower takes the place of what is wider.
    assert_eq!(ids("&region=370000"), ["place-shandong"]);
    assert_eq!(ids("&region=370200"), ["place-qingdao"]);
    assert_eq!(ids("&region=440000"), ["place-nation"]);
    assert_eq!(
        ids("&as_of=2026-11-26&taxpayer_type=%E8%87%AA%E7%84%B6%E4%BA%BA"),
        ["place-nation"]
    );
}

#[test]
fn circumstances_that_are_none_are_refused_as_with_answers() {
    for (more, field, code) in [
        ("region=999999", "region", "unknown_region"),
        ("taxpayer_type=abc", "taxpayer_type", "unknown_taxpayer_type"),
        ("as_of=2026-02-30", "as_of", "bad_date"),
        ("as_of=soon", "as_of", "bad_date"),
        ("limit=0", "limit", "bad_number"),
        ("limit=51", "limit", "bad_number"),
    ] {
        let reply = served::small().get(&format!("/v1/suggestions?q=a&{more}"));
        let problem = reply.json();
        assert_eq!(reply.status, 422, "{more}");
        assert_eq!((&problem["field"], &problem["code"]), (&json!(field), &json!(code)), "{more}");
    }
}
