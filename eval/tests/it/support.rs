//! What several tests need: a small base in service, a small suite, and a clock that is no clock.

use std::cell::Cell;
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::{Parts, build};
use wenshui_eval::case::Case;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::report::Signature;
use wenshui_eval::run::run;
use wenshui_eval::seen::Seen;
use wenshui_eval::suite::Suite;
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::{bundled, load};

/// The day of every run.
pub(crate) const TODAY: Date = date(2026, 11, 20);

/// A clock of which every reading is a microsecond after the one before.
pub(crate) fn clock() -> u64 {
    thread_local! {
        static NANOSECONDS: Cell<u64> = const { Cell::new(0) };
    }
    NANOSECONDS.set(NANOSECONDS.get() + 1_000);
    NANOSECONDS.get()
}

/// The bundled base in service.
pub(crate) fn bundled_engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let parts = Parts::bundled(bundled::knowledge().base).unwrap();
        Engine::new(build(parts).unwrap(), clock)
    })
}

const BASE: [&str; 7] = [
    r#"{"id":"price","question":"房产税从价怎么计算","answer":"按余值的1.2%。","basis":[{"title":"房产税暂行条例"}]}"#,
    r#"{"id":"rent","question":"房产税从租怎么计算","answer":"按租金的12%。","basis":[{"title":"房产税暂行条例"}]}"#,
    r#"{"id":"general","question":"增值税税率是多少","answer":"13%、9%、6%。","taxpayer_types":["一般纳税人"],"clarify":{"taxpayer_type":"一般纳税人"},"basis":[{"title":"增值税法"}]}"#,
    r#"{"id":"small","question":"增值税税率是多少","answer":"征收率3%。","taxpayer_types":["小规模纳税人"],"clarify":{"taxpayer_type":"小规模纳税人"},"basis":[{"title":"增值税法"}]}"#,
    r#"{"id":"invoice","question":"专用发票怎么开","answer":"在电子税务局开具。","basis":[{"title":"发票管理办法"}]}"#,
    r#"{"id":"local","question":"社保缴费基数上限","answer":"见省里的公告。","regions":["370000"],"basis":[{"title":"某通知"}]}"#,
    r#"{"id":"ended","question":"车辆购置税减半","answer":"减半。","valid_to":"2022-12-31","basis":[{"title":"某公告"}]}"#,
];

/// Eight questions whose metrics can be worked out by hand.
pub(crate) const SUITE: [&str; 8] = [
    r#"{"id":"right","question":"房产税从租怎么计算？","expect":["rent"],"forbid":["price"],"weight":2}"#,
    r#"{"id":"second","question":"房产税从价怎么计算","expect":["rent"],"forbid":["price"]}"#,
    r#"{"id":"typed","question":"增值税税率是多少","expect":["small"],"forbid":["general"],"taxpayer_type":"小规模纳税人"}"#,
    r#"{"id":"either","question":"增值税税率是多少","expect":["small","general"],"decision":"clarify"}"#,
    r#"{"id":"nonsense","question":"火锅底料咋炒","expect":[]}"#,
    r#"{"id":"talk","question":"你好","expect":[],"decision":"reply"}"#,
    r#"{"id":"answered","question":"专用发票怎么开","expect":[]}"#,
    r#"{"id":"unread","question":"？？？","expect":["invoice"],"decision":"answer"}"#,
];

/// The small base in service.
pub(crate) fn engine() -> Engine {
    let mut draft = Draft::default();
    load::read_file("small.jsonl", &BASE.join("\n"), &mut draft);
    assert_eq!(draft.problems, []);
    Engine::new(build(Parts::bundled(draft.base).unwrap()).unwrap(), clock)
}

/// A suite of these lines.
pub(crate) fn suite(lines: &[&str]) -> Suite {
    Suite::parse("small.jsonl", &lines.join("\n")).unwrap()
}

/// What a run of these lines over the small base sees.
pub(crate) fn seen(lines: &[&str]) -> Vec<Seen> {
    let engine = engine();
    run(&suite(lines), (&engine, &engine.version()), TODAY, Progress::new(&mut unheard)).unwrap()
}

/// Something seen of a case that expects nothing and was refused.
pub(crate) fn bare(id: &str) -> Seen {
    Seen {
        id: id.to_owned(),
        question: format!("{id}?"),
        tags: Vec::new(),
        decision: "refuse",
        confidence: 0.0,
        candidates: Vec::new(),
        ranked: Vec::new(),
        understood: None,
        expect: Vec::new(),
        target: String::new(),
        forbid: Vec::new(),
        decision_expected: None,
        dialogue: None,
        latency_us: 10.0,
        weight: 1.0,
    }
}

/// A signature with everything in it.
pub(crate) fn signature() -> Signature {
    Signature {
        kb_version: "0123456789abcdef".to_owned(),
        encoder: "grams-0123456789ab".to_owned(),
        suite: suite(&SUITE).hash,
        half: None,
        cases: SUITE.len(),
        targets: 5,
        without_concepts: vec!["dialect".to_owned()],
        as_of: TODAY.to_string(),
        seed: 7,
    }
}

/// How much a proof tries, which a variable of the environment says; else few.
pub(crate) fn count(variable: &str, few: usize) -> usize {
    std::env::var(variable).map_or(few, |count| count.parse().expect("a number"))
}

/// What the bundled version is made of; where no variable asks for proof, every seventh entry of it.
pub(crate) fn some_parts() -> Parts {
    let is_proof =
        ["WENSHUI_EDITS", "WENSHUI_QUERIES"].iter().any(|one| std::env::var(one).is_ok());
    if is_proof { Parts::bundled(bundled::knowledge().base).unwrap() } else { few_parts() }
}

/// Every seventh entry of the bundled version.
pub(crate) fn few_parts() -> Parts {
    let mut base = bundled::knowledge().base;
    let mut number = 0;
    base.entries.retain(|_| {
        number += 1;
        number % 7 == 0
    });
    base.places.truncate(base.entries.len());
    Parts::bundled(base).unwrap()
}

/// Of every entry its standard question, said in other words by leaving characters out, and one of its
/// wordings as it is.
pub(crate) fn own_questions(base: &Base) -> Suite {
    let cases = base.entries.iter().filter(|entry| entry.regions.is_empty()).flat_map(|entry| {
        let short: String =
            entry.question.char_indices().filter(|(at, _)| at % 5 != 3).map(|(_, c)| c).collect();
        let asked = [Some(short), entry.similar.last().cloned()];
        asked.into_iter().flatten().enumerate().map(|(number, question)| Case {
            id: format!("{}#{number}", entry.id),
            question,
            expect: vec![entry.id.clone()],
            weight: 1.0,
            ..Case::default()
        })
    });
    Suite { cases: cases.collect(), hash: "own".to_owned() }
}
