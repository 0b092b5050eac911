//! A wording of the base itself comes first, whatever the ranker thinks of the others.

use wenshui_engine::question::Question;
use wenshui_engine::reply::Ranked;
use wenshui_engine::version::build::build;
use wenshui_knowledge::base::{Base, Place};
use wenshui_knowledge::entry::Entry;

use crate::support::{TODAY, ask, candidates, engine, outcome, parts, region, serve};

/// The rival reads nearly the same to the ranker, while the entry with the very wording has other
/// wordings that are far from it.
const RIVAL: [&str; 3] = [
    r#"{"id":"exact","question":"车辆购置税税率是多少","similar":["蔬菜免税吗","发票丢了"],"answer":"见该税种的法律。"}"#,
    r#"{"id":"rival","question":"车辆购置税税率，车辆购置税是多少","answer":"车辆购置税税率是多少：车辆购置税税率是百分之十。"}"#,
    r#"{"id":"other","question":"房产税怎么计算","answer":"从价或者从租。"}"#,
];

#[test]
fn an_exact_wording_stands_before_a_rival_with_a_better_score() {
    let engine = serve(&RIVAL);
    for text in ["车辆购置税税率是多少", "车辆购置税 税率是多少？", "車輛購置稅稅率是多少"]
    {
        let reply = ask(&engine, &Question::new(text, TODAY));
        assert_eq!(candidates(&engine, &reply)[..2], ["exact", "rival"], "{text}");
        let [first, second, ..] = reply.candidates.as_slice() else { panic!("{text}") };
        assert!(first.score < second.score, "the rival is none: {first:?} {second:?}");
        assert!(reply.trace.exact, "{text}");
        assert_eq!(outcome(&engine, &Question::new(text, TODAY)), "answer exact", "{text}");
    }
    let near = ask(&engine, &Question::new("车辆购置税的税率多少", TODAY));
    assert!(!near.trace.exact);
}

/// Doubled wordings are an error where knowledge is checked, yet they can be served; here there are
/// more of them than both sides bring, and the one that settles the question comes last.
#[test]
fn an_exact_wording_is_found_outside_of_the_pools() {
    let entry = |at: usize| Entry {
        id: format!("e{at}"),
        question: "水资源税怎么申报".to_owned(),
        similar: vec![format!("水资源税申报，编号{at}")],
        regions: if at == 149 { vec!["370000".to_owned()] } else { Vec::new() },
        ..Entry::default()
    };
    let entries: Vec<Entry> = (0..150).map(entry).collect();
    let places = vec![Place::default(); entries.len()];
    let engine = engine(build(parts(Base { entries, places })).unwrap());
    let question = Question::new("水资源税怎么申报？", TODAY);
    let reply = ask(&engine, &question);
    assert_eq!(reply.decision.name(), "clarify");
    assert!(reply.trace.lexical_hits + reply.trace.dense_hits < 149, "{:?}", reply.trace);
    let there = Question { region: Some(region("370200")), ..question };
    assert_eq!(outcome(&engine, &there), "answer e149");
    let reply = ask(&engine, &Question { top_k: 50, ..there });
    let exact = |ranked: &Ranked| (ranked.confidence - 0.99).abs() < 1e-6;
    assert!(reply.candidates.iter().all(exact), "{:?}", reply.candidates);
}

#[test]
fn a_similar_question_is_as_exact_as_the_standard_one() {
    let engine = serve(&[
        r#"{"id":"a","question":"小规模纳税人怎么开专用发票","similar":["专票自己能开不"]}"#,
        r#"{"id":"b","question":"专票怎么自己开","answer":"专票自己能开不？能。"}"#,
    ]);
    assert_eq!(outcome(&engine, &Question::new("专票自己能开不？", TODAY)), "answer a");
    let reply = ask(&engine, &Question::new("专票自己能开不？", TODAY));
    let version = engine.version();
    let first = reply.candidates[0];
    assert_eq!(first.wording - version.documents.wordings_of(first.entry).start, 1);
    assert!((first.confidence - 0.99).abs() < 1e-6, "{first:?}");
}
