//! A knowledge version: its name, its settings, and versions that take turns.

use expect_test::{Expect, expect};
use wenshui_engine::question::Question;
use wenshui_engine::settings::{self, Settings};
use wenshui_engine::version::Version;
use wenshui_engine::version::build::{Parts, build};
use wenshui_knowledge::base::Base;
use wenshui_knowledge::lexicon::{DataFile, Lexicons};

use crate::support::{
    TODAY, ask, base, bundled_engine, changed, engine, id, outcome, parts, serve,
};

const BASE: [&str; 3] = [
    r#"{"id":"b","question":"小规模纳税人怎么开专用发票","similar":["专票自己能开不"],"answer":"可以。"}"#,
    r#"{"id":"c","question":"房产税怎么计算","answer":"从价或者从租。"}"#,
    r#"{"id":"a","question":"车辆购置税税率是多少","answer":"10%。"}"#,
];

/// The name of a version of the small base after a change to its parts.
fn name(change: impl FnOnce(&mut Parts)) -> String {
    let mut parts = parts(base(&BASE));
    change(&mut parts);
    build(parts).unwrap().id
}

#[test]
fn a_version_keeps_its_name_until_something_changes() {
    let plain = name(|_| {});
    assert_eq!(plain, name(|_| {}));
    assert_eq!(plain.len(), 16);
    assert!(plain.bytes().all(|byte| byte.is_ascii_hexdigit()), "{plain}");
    let changed = [
        name(|parts| parts.base.entries[1].question.push('吗')),
        name(|parts| parts.base.entries[1].answer = None),
        name(|parts| parts.base.entries[0].similar.clear()),
        name(|parts| parts.base.entries[2].tags.push("新".to_owned())),
        name(|parts| parts.base.entries.swap(0, 1)),
        name(|parts| parts.settings_text = changed(&parts.settings_text, "answer_min", 0.71)),
        name(|parts| {
            parts.lexicon_files.push(DataFile {
                name: "concepts/more.tsv".to_owned(),
                text: "新车落户税\t车辆购置税\n".to_owned(),
            });
            parts.lexicons = Lexicons::read(&parts.lexicon_files).unwrap();
        }),
        name(|parts| parts.lexicon_files[0].text.push('\n')),
    ];
    let mut names: Vec<&String> = changed.iter().chain([&plain]).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), changed.len() + 1, "{changed:?}, unchanged {plain}");
    // Where an entry was read from says nothing about what it answers.
    assert_eq!(plain, name(|parts| parts.base.places[0].line += 7));
}

/// Neither the order in which threads finish nor that of hash maps shows in an index.
#[test]
fn two_builds_are_equal_array_by_array() {
    let one = bundled_engine().version();
    let two = build(parts(one.base.clone())).unwrap();
    assert_eq!(one.id, two.id);
    assert_eq!(one.vocabulary.keys(), two.vocabulary.keys());
    assert_eq!(one.vocabulary.frequencies(), two.vocabulary.frequencies());
    let documents = |version: &Version| {
        let d = &version.documents;
        let masses: Vec<u32> = d.masses.iter().map(|mass| mass.to_bits()).collect();
        (d.entries.clone(), d.starts.clone(), d.terms.clone(), d.firsts.clone(), masses)
    };
    assert_eq!(documents(&one), documents(&two));
    let impacts = |version: &Version| {
        let i = &version.impacts;
        (i.terms.clone(), i.runs.clone(), i.locals.clone(), i.values.clone(), i.step.to_bits())
    };
    assert_eq!(impacts(&one), impacts(&two));
    assert_eq!(one.dense.components, two.dense.components);
    assert_eq!(one.dense.scales, two.dense.scales);
    assert_eq!(one.prefix.suffixes, two.prefix.suffixes);
    assert_eq!(one.prefix.order, two.prefix.order);
}

#[test]
fn entries_are_found_by_their_ids() {
    let engine = serve(&BASE);
    let version = engine.version();
    for (at, entry) in ["b", "c", "a"].into_iter().enumerate() {
        assert_eq!(version.entry(entry), Some(at as u32));
        assert_eq!(id(&version, at as u32), entry);
    }
    for gone in ["", "A", "aa", "d"] {
        assert_eq!(version.entry(gone), None, "{gone}");
    }
}

#[test]
fn a_request_keeps_the_version_that_it_began_with() {
    let engine = serve(&BASE);
    let before = engine.version();
    let question = Question::new("房产税怎么计算", TODAY);
    let first = format!("{:?}", engine.answer(&before, &question).unwrap());
    engine.swap(build(parts(base(&BASE[2..]))).unwrap());
    assert_ne!(engine.version().id, before.id);
    assert_eq!(outcome(&engine, &question), "refuse");
    assert_eq!(format!("{:?}", engine.answer(&before, &question).unwrap()), first);
}

/// With no entry there is nothing to answer with, and nothing breaks.
#[test]
fn an_empty_base_refuses() {
    let engine = engine(build(parts(Base::default())).unwrap());
    for text in ["房产税怎么计算", ""] {
        let reply = ask(&engine, &Question::new(text, TODAY));
        assert_eq!((reply.decision.name(), reply.candidates.len()), ("refuse", 0));
    }
    assert_eq!(outcome(&engine, &Question::new("你好", TODAY)), "reply");
}

fn check(text: &str, expected: &Expect) {
    let error = Settings::parse("mine.toml", text).unwrap_err();
    expected.assert_eq(&error.to_string());
}

#[test]
fn faults_of_settings_are_named_with_line_and_field() {
    check(
        "[bm25]\nk2 = 1.2\n",
        &expect![[r"
        `mine.toml`: TOML parse error at line 2, column 1
          |
        2 | k2 = 1.2
          | ^^
        unknown field `k2`, expected `k1` or `b`"]],
    );
    check(
        "[bm25]\nk1 = 1.2\nb = \"much\"\n",
        &expect![[r#"
        `mine.toml`: TOML parse error at line 3, column 5
          |
        3 | b = "much"
          |     ^^^^^^
        invalid type: string "much", expected f32"#]],
    );
    check(
        "[bm25]\nk1 = 1.2\nb = 0.75\n",
        &expect![[r"
        `mine.toml`: TOML parse error at line 1, column 1
          |
        1 | [bm25]
          | ^
        missing field `terms`"]],
    );
    check(
        "[bm25\n",
        &expect![[r"
        `mine.toml`: TOML parse error at line 1, column 6
          |
        1 | [bm25
          |      ^
        unclosed table, expected `]`"]],
    );
    let (name, value) = ("margin_min", 0.125);
    let settings = Settings::parse("mine.toml", &changed(settings::BUNDLED, name, value)).unwrap();
    assert_eq!(settings.decision.margin_min.to_bits(), value.to_bits());
}
