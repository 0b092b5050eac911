//! Thresholds: decided again as the engine decides, and chosen so that they hold where nothing was chosen.

use std::path::Path;

use wenshui_engine::engine::Engine;
use wenshui_engine::reply::Decision;
use wenshui_engine::settings::Settings;
use wenshui_engine::version::build::{Parts, build};
use wenshui_eval::asked::Asked;
use wenshui_eval::manifest::{flat, settings_text};
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::suite::Suite;
use wenshui_eval::tune::choose::Limits;
use wenshui_eval::tune::pass::weigh;
use wenshui_eval::tune::tune;
use wenshui_knowledge::bundled;

use crate::support::{TODAY, bundled_engine, clock};

fn suite(name: &str) -> Suite {
    Suite::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("suites").join(name)).unwrap()
}

/// Over a thousand questions and other thresholds: what was kept is decided as a version with those
/// settings decides, without a second search.
#[test]
fn k4_what_was_kept_is_decided_as_the_engine_decides() {
    let engine = bundled_engine();
    let version = engine.version();
    let mut cases = suite("questions-1.jsonl");
    cases.cases.extend(suite("outside.jsonl").cases);
    cases.cases.extend(suite("regional_dated.jsonl").cases);
    let kept = weigh(&cases, (engine, TODAY), Progress::new(&mut unheard)).unwrap();
    assert!(kept.len() > 1_000, "{}", kept.len());
    let mut numbers = flat(&version.settings);
    for (key, value) in [
        ("decision.answer_min", "0.8"),
        ("decision.sure_min", "0.95"),
        ("decision.suggest_min", "0.75"),
        ("decision.margin_min", "0.04"),
    ] {
        numbers.insert(key.to_owned(), value.to_owned());
    }
    let text = settings_text(&numbers);
    let other = Settings::parse("other", &text).unwrap().decision;
    let parts = Parts::bundled(bundled::knowledge().base).unwrap();
    let changed = Engine::new(build(Parts { settings_text: text, ..parts }).unwrap(), clock);
    let asked = cases.cases.iter().filter_map(Asked::of_case);
    let mut moved = 0;
    for (one, asked) in kept.iter().zip(asked) {
        let again = one.decide(&version, &version.settings.decision);
        assert_eq!(again, one.decision(), "{}", asked.text);
        let by_others = one.decide(&version, &other);
        let served = changed.answer(&changed.version(), &asked.question(TODAY)).unwrap().decision;
        assert_eq!(by_others, served, "{}", asked.text);
        moved += usize::from(by_others != again);
    }
    println!("{} questions, no mismatch; {moved} decisions moved", kept.len());
    assert!(moved > 20, "other thresholds move decisions: {moved}");
}

#[test]
fn k4_what_is_recommended_keeps_what_is_allowed_where_nothing_was_chosen() {
    let engine = bundled_engine();
    let mut cases = suite("questions-1.jsonl");
    cases.cases.extend(suite("outside.jsonl").cases);
    let kept = weigh(&cases, (engine, TODAY), Progress::new(&mut unheard)).unwrap();
    let limits = Limits { wrong_max: 0.06, refused_max: Some(0.08) };
    let version = engine.version();
    let tuned = tune(&version, &kept, (limits, 1), Progress::new(&mut unheard)).unwrap();
    println!("{}", tuned.table());
    let point = tuned.recommended.expect("a point that keeps it");
    assert!(tuned.kept >= 0.95 && tuned.resamples == 1_000, "{}", tuned.kept);
    assert!(point.wrong <= point.wrong_upper && point.wrong_upper <= limits.wrong_max, "{point:?}");
    assert!(tuned.searches <= tuned.cases && tuned.cases == kept.len());
    let text = tuned.settings(wenshui_engine::settings::BUNDLED).unwrap();
    let read = Settings::parse("tuned", &text).unwrap().decision;
    assert_eq!(read, point.thresholds);
    let wrong = |decisions: Vec<(Decision, bool)>| {
        let answers = decisions.iter().filter(|(decision, _)| *decision == Decision::Answer);
        let (all, wrong) =
            answers.fold((0, 0), |(all, wrong), (_, right)| (all + 1, wrong + usize::from(!right)));
        wrong as f64 / f64::from(all)
    };
    let first = |asked: &Asked| engine.answer(&version, &asked.question(TODAY)).unwrap();
    let by_hand = kept.iter().zip(&cases.cases).map(|(one, case)| {
        let reply = first(&Asked::of_case(case).unwrap());
        let id =
            reply.candidates.first().map(|c| version.base.entries[c.entry as usize].id.clone());
        (one.decide(&version, &read), id.is_some_and(|id| case.expect.contains(&id)))
    });
    assert!((wrong(by_hand.collect()) - point.wrong).abs() < 1e-9, "{point:?}");
    let none = Limits { wrong_max: 0.0, refused_max: None };
    let strict = tune(&version, &kept, (none, 1), Progress::new(&mut unheard)).unwrap();
    assert!(strict.recommended.is_none(), "no bound lies at nothing");
}
