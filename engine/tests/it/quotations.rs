//! Passages of laws among entries that were written: these stand first, and passages answer what is left.

use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::Decision;
use wenshui_engine::suggest::suggest;
use wenshui_engine::version::build::build;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::bundled;
use wenshui_knowledge::document::{Given, draft, is_quotation};

use crate::support::{
    TODAY, ask, base, bundled_engine, candidates, cut_wordings, engine, id, outcome, parts,
    some_wordings,
};

const LAW: &[u8] = include_bytes!("../../../knowledge/tests/documents/law.txt");

/// The passages of a law about a tax that does not exist.
fn law() -> Base {
    let draft = draft(("law.txt", LAW), &Given::default());
    assert!(draft.problems.iter().all(|problem| !problem.is_error()));
    draft.base
}

/// Written entries with the law behind them.
fn with_law(mut written: Base) -> Engine {
    let law = law();
    written.entries.extend(law.entries);
    written.places.extend(law.places);
    engine(build(parts(written)).unwrap())
}

/// An entry about the matter of the sixth article.
const WRITTEN: &str = r#"{"id":"filing","question":"云屿税什么时候申报","similar":["云屿税几月份报"],"answer":"每年四月三十日前申报。","basis":[{"title":"云屿税法"}]}"#;

fn by(engine: &Engine, text: &str) -> String {
    outcome(engine, &Question::new(text, TODAY))
}

#[test]
fn what_nobody_wrote_an_entry_for_is_answered_by_the_article() {
    let engine = with_law(base(&[WRITTEN]));
    for (text, expected) in [
        ("经营浮空岛屿的单位和个人是云屿税的纳税人吗", "answer yunyushuifa-2"),
        ("浮空岛屿停用的多少日内报告税务机关", "answer yunyushuifa-6-1"),
        ("供气象观测使用的浮空岛屿免征云屿税吗", "answer yunyushuifa-3"),
    ] {
        assert_eq!(by(&engine, text), expected, "{text}");
    }
}

#[test]
fn what_was_written_stands_before_what_only_quotes() {
    let engine = with_law(base(&[WRITTEN]));
    for text in ["云屿税什么时候申报", "云屿税应当在几月份申报缴纳"] {
        let reply = ask(&engine, &Question::new(text, TODAY));
        assert_eq!(reply.decision, Decision::Answer, "{text}");
        assert_eq!(candidates(&engine, &reply), ["filing"], "{text}: no passage is beside it");
    }
    // Without it the article answers.
    let alone = with_law(Base::default());
    assert_eq!(by(&alone, "云屿税应当在几月份申报缴纳"), "answer yunyushuifa-6");
}

#[test]
fn a_place_that_is_named_is_quoted() {
    let engine = with_law(bundled::knowledge().base);
    for (text, expected) in [
        ("云屿税法第六条", "answer yunyushuifa-6"),
        ("《云屿税法》第6条是怎么规定的？", "answer yunyushuifa-6"),
        ("云屿税法第六条之一", "answer yunyushuifa-6-1"),
        ("请问中华人民共和国云屿税法第三条", "answer yunyushuifa-3"),
    ] {
        assert_eq!(by(&engine, text), expected, "{text}");
    }
    // Who says more asks something of his own.
    let more = "按照云屿税法第六条，我去年买的房子现在卖掉要交多少个人所得税";
    assert!(!by(&engine, more).starts_with("answer yunyushuifa"), "{}", by(&engine, more));
}

/// Passages beside the bundled knowledge: what it answers it goes on to answer, and no passage stands among
/// what was considered. Terms weigh by how many entries have them, so what is near a threshold may cross it.
#[test]
fn passages_change_nothing_where_written_entries_settle_a_question() {
    let plain = bundled_engine();
    let engine = with_law(bundled::knowledge().base);
    let version = engine.version();
    let is_quoted = |entry: u32| is_quotation(&version.base.entries[entry as usize]);
    let (mut settled, mut moved) = (0, 0);
    let own = some_wordings(&plain.version(), 300).into_iter().map(|(_, wording)| wording);
    for text in own.chain(cut_wordings(&plain.version(), 300)) {
        let question = Question::new(&text, TODAY);
        let (before, after) = (ask(plain, &question), ask(&engine, &question));
        let first = |engine: &Engine, reply: &wenshui_engine::reply::Reply| {
            reply.candidates.first().map(|first| id(&engine.version(), first.entry).to_owned())
        };
        if matches!(after.decision, Decision::Answer | Decision::Clarify) {
            assert!(!after.candidates.iter().any(|one| is_quoted(one.entry)), "{text}");
            let same = after.decision == before.decision;
            moved += u32::from(!same || first(&engine, &after) != first(plain, &before));
            settled += 1;
        }
    }
    assert!(settled > 400, "{settled} of 600");
    assert!(moved * 100 < settled, "{moved} of {settled} came out otherwise");
}

#[test]
fn passages_are_suggested_behind_what_was_written() {
    let engine = with_law(base(&[WRITTEN]));
    let version = engine.version();
    let rows = suggest(&version, &Question::new("云屿税", TODAY), 5);
    let ids: Vec<&str> = rows.iter().map(|row| id(&version, row.entry)).collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(ids[0], "filing");
}
