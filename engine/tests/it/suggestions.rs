//! Suggestions while somebody types.

use expect_test::{Expect, expect};
use jiff::civil::date;
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::suggest::{Suggestion, suggest};
use wenshui_engine::version::Version;
use wenshui_knowledge::text::fold::Folded;

use crate::support::{TODAY, bundled_engine, id, region, serve, some_wordings};

const BASE: [&str; 6] = [
    r#"{"id":"lost","question":"发票丢了怎么办","similar":["发票丢失","丢了发票"]}"#,
    r#"{"id":"open","question":"怎么开发票","similar":["开发票的流程"]}"#,
    r#"{"id":"place","question":"在哪里能开","similar":["发票在哪里开","哪里能开发票"]}"#,
    r#"{"id":"exempt","question":"月销售额10万元（含）以下，免税吗？"}"#,
    r#"{"id":"etc","question":"ETC 通行费发票怎么抵扣"}"#,
    r#"{"id":"thousand","question":"起征点是1,000元还是20,000元"}"#,
];

fn wording<'a>(version: &'a Version, suggestion: &Suggestion) -> &'a str {
    let entry = &version.base.entries[suggestion.entry as usize];
    entry.wordings().nth(suggestion.wording).unwrap()
}

/// The wording with brackets around what is marked.
pub(crate) fn marked(version: &Version, suggestion: &Suggestion) -> String {
    let mut out = String::new();
    for (at, c) in wording(version, suggestion).chars().enumerate() {
        let begins = suggestion.highlights.iter().any(|span| span.start == at);
        let ends = suggestion.highlights.iter().any(|span| span.end == at + 1);
        out.extend(begins.then_some('['));
        out.push(c);
        out.extend(ends.then_some(']'));
    }
    out
}

fn rows(engine: &Engine, typed: &str, limit: usize) -> Vec<Suggestion> {
    suggest(&engine.version(), &Question::new(typed, TODAY), limit)
}

fn check(typed: &str, expected: &Expect) {
    let engine = serve(&BASE);
    let version = engine.version();
    let rows = rows(&engine, typed, 10);
    let shown =
        rows.iter().map(|row| format!("{} {}\n", id(&version, row.entry), marked(&version, row)));
    expected.assert_eq(&shown.collect::<String>());
}

#[test]
fn beginnings_stand_before_insides_and_an_entry_has_one_row() {
    check(
        "发票",
        &expect![[r"
            lost [发票]丢了怎么办
            place [发票]在哪里开
            open 怎么开[发票]
            etc ETC 通行费[发票]怎么抵扣
        "]],
    );
}

#[test]
fn what_is_marked_skips_marks_that_were_not_typed() {
    check(
        "10万元含以下免税",
        &expect![[r"
        exempt 月销售额[10万元]（[含]）[以下]，[免税]吗？
    "]],
    );
    check(
        "10 万元（含）",
        &expect![[r"
        exempt 月销售额[10万元]（[含]）以下，免税吗？
    "]],
    );
    check(
        "etc通行",
        &expect![[r"
        etc [ETC] [通行]费发票怎么抵扣
    "]],
    );
    check(
        "1000元",
        &expect![[r"
        thousand 起征点是[1],[000元]还是20,000元
    "]],
    );
}

#[test]
fn nothing_typed_or_nothing_found_gives_no_rows() {
    for typed in ["", " ", "？", "房产税", "发票丢了怎么办呀", "开开"] {
        check(typed, &expect![""]);
    }
}

#[test]
fn other_writings_find_the_same_rows() {
    let engine = serve(&BASE);
    for (plain, variants) in [
        ("发票", ["發票", "發 票", "「发票」"]),
        ("etc通行费", ["ＥＴＣ通行费", "Etc 通行費", "ETC通行费？"]),
        ("10万元", ["１０万元", "１０萬元", "10 万 元"]),
        ("怎么开", ["怎麼開", "怎么 开", "怎麼開。"]),
    ] {
        let expected = rows(&engine, plain, 10);
        assert!(!expected.is_empty(), "{plain}");
        for variant in variants {
            assert_eq!(rows(&engine, variant, 10), expected, "{variant}");
        }
    }
}

#[test]
fn a_limit_cuts_the_list_and_changes_no_row() {
    let engine = bundled_engine();
    for typed in ["发票", "税", "怎么", "申报"] {
        let all = rows(engine, typed, 50);
        assert!(all.len() > 10, "{typed}: {}", all.len());
        for limit in [0, 1, 3, 10] {
            assert_eq!(rows(engine, typed, limit), all[..limit], "{typed}, {limit}");
        }
    }
}

/// The entry that stands first in the list is over; its room is left to the others.
#[test]
fn only_what_holds_here_and_now_is_suggested() {
    let engine = serve(&[
        r#"{"id":"ended","question":"契税","valid_to":"2026-11-19"}"#,
        r#"{"id":"lasts","question":"契税优惠","valid_to":"2026-11-20"}"#,
        r#"{"id":"begins","question":"契税多少钱","valid_from":"2026-11-20"}"#,
        r#"{"id":"coming","question":"契税怎么交","valid_from":"2026-11-21"}"#,
        r#"{"id":"shandong","question":"山东的契税税率","regions":["370000"]}"#,
    ]);
    let version = engine.version();
    let ids = |question: &Question| {
        let rows = suggest(&version, question, 10);
        rows.iter().map(|row| id(&version, row.entry)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(&Question::new("契税", TODAY)), "lasts begins");
    assert_eq!(ids(&Question::new("契税", date(2026, 11, 19))), "ended lasts");
    assert_eq!(ids(&Question::new("契税", date(2026, 11, 21))), "begins coming");
    let there = Question { region: Some(region("370200")), ..Question::new("契税", TODAY) };
    assert_eq!(ids(&there), "lasts begins shandong");
}

/// Every wording of the base looked at, in the order that is promised: beginnings before insides,
/// standard questions before similar ones, short before long, then the order of the base.
#[test]
fn suggestions_are_those_of_a_look_at_every_wording() {
    let engine = bundled_engine();
    let version = engine.version();
    let mut wordings: Vec<(u32, usize, Vec<char>)> = Vec::new();
    for (at, entry) in (0_u32..).zip(&version.base.entries) {
        let keys = entry.wordings().map(|wording| Folded::new(wording).key());
        wordings.extend(keys.enumerate().map(|(n, key)| (at, n, key.chars().collect())));
    }
    let expected = |typed: &[char]| -> Vec<(u32, usize)> {
        let mut met: Vec<_> = wordings
            .iter()
            .enumerate()
            .filter(|(_, (_, _, key))| key.windows(typed.len()).any(|part| part == typed))
            .map(|(at, (entry, number, key))| {
                let inside = !key.starts_with(typed);
                ((inside, *number > 0, key.len(), at), *entry, *number, key)
            })
            .collect();
        met.sort_unstable();
        let mut rows: Vec<(u32, usize, &Vec<char>)> = Vec::new();
        for (_, entry, number, key) in met {
            if rows.iter().all(|(known, _, words)| *known != entry && *words != key) {
                rows.push((entry, number, key));
            }
        }
        rows.truncate(8);
        rows.into_iter().map(|(entry, number, _)| (entry, number)).collect()
    };
    let mut compared = 0;
    for (at, (_, wording)) in some_wordings(&version, 300).iter().enumerate() {
        let key: Vec<char> = Folded::new(wording).key().chars().collect();
        let from = (at % 3) * key.len() / 4;
        for length in [2, 3, 5, 30] {
            let typed = &key[from..key.len().min(from + length)];
            let text: String = typed.iter().collect();
            // Folding a part of a text may end in another character than folding the whole.
            if Folded::new(&text).key() != text {
                continue;
            }
            let found = rows(engine, &text, 8);
            let shown: Vec<(u32, usize)> =
                found.iter().map(|row| (row.entry, row.wording)).collect();
            // Entries that do not hold today, or in a region alone, are left out of both lists.
            let holds = |(entry, _): &(u32, usize)| {
                let entry = &version.base.entries[*entry as usize];
                entry.holds_on(TODAY) && entry.regions.is_empty()
            };
            let expected = expected(typed);
            if expected.iter().all(holds) {
                // What is only read as typed comes behind.
                assert_eq!(shown[..expected.len()], expected, "{text}");
                compared += 1;
                let (written, heard) = found.split_at(expected.len());
                for row in written {
                    check_marks(&version, row, &text);
                }
                for row in heard {
                    check_sounds(&version, row, &text);
                }
            }
        }
    }
    assert!(compared > 800, "only {compared} lists were compared");
}

/// What is marked is what was typed, but for how it is written.
fn check_marks(version: &Version, row: &Suggestion, typed: &str) {
    let chars: Vec<char> = wording(version, row).chars().collect();
    let apart = row.highlights.windows(2).all(|pair| pair[0].end < pair[1].start);
    assert!(apart, "{typed}: {row:?}");
    let spans = row.highlights.iter().map(|span| &chars[span.clone()]);
    let marked: String = spans.flatten().collect();
    assert_eq!(Folded::new(&marked).key(), typed, "{row:?}");
}

/// What is marked has as many characters as were typed, read alike one by one, and no more than
/// half of them, or one, are others. Letters among what was typed begin syllables; that is what the
/// tests of pinyin are about.
fn check_sounds(version: &Version, row: &Suggestion, typed: &str) {
    if typed.chars().any(|c| c.is_ascii_alphabetic()) {
        return;
    }
    let chars: Vec<char> = wording(version, row).chars().collect();
    let spans = row.highlights.iter().map(|span| &chars[span.clone()]);
    let marked: Vec<char> =
        Folded::new(&spans.flatten().collect::<String>()).key().chars().collect();
    let typed: Vec<char> = typed.chars().collect();
    assert_eq!(marked.len(), typed.len(), "{typed:?} {marked:?}");
    let readings = |c: char| {
        let several = version.syllables.several(c).iter().copied();
        several.chain([version.syllables.of(c)]).collect::<Vec<_>>()
    };
    let mut others = 0;
    for (a, b) in marked.iter().zip(&typed) {
        others += usize::from(a != b);
        let alike = readings(*a).iter().any(|id| readings(*b).contains(id));
        assert!(a == b || alike, "{typed:?} {marked:?}");
    }
    assert!((1..=(typed.len() / 2).max(1)).contains(&others), "{typed:?} {marked:?}");
}
