//! Questions put together, what is suggested, and that what was rejected stays away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::date;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use wenshui_engine::engine::Engine;
use wenshui_eval::case::{Case, Half};
use wenshui_eval::cluster::cluster;
use wenshui_eval::cluster::decided::{self, Decided, SuggestionKind, Verdict};
use wenshui_eval::cluster::how::How;
use wenshui_eval::cluster::logged::{self, Logged, Reason};
use wenshui_eval::cluster::measure::measure;
use wenshui_eval::cluster::report::{Cluster, ClusterReport};
use wenshui_eval::cluster::rules::ClusterRules;
use wenshui_eval::error::Error;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::suite::Suite;
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::edit::apply::apply;
use wenshui_knowledge::text::mask::Masker;

use crate::support::{TODAY, bundled_engine, engine};

/// The questions of the bundled suites with one right entry.
fn cases(half: Half) -> Vec<Case> {
    let read = |number: u8| {
        let path = format!("{}/suites/questions-{number}.jsonl", env!("CARGO_MANIFEST_DIR"));
        Suite::load(Path::new(&path)).unwrap().half(half).cases
    };
    (1..=3).flat_map(read).filter(|case| !case.expect.is_empty()).collect()
}

fn asked(question: &str, reason: Reason) -> Logged {
    Logged {
        question: question.to_owned(),
        reason,
        useless_reason: None,
        at: TODAY,
        count: 1,
        region: None,
    }
}

/// The clusters of questions, with whatever was decided before.
fn clustered(
    engine: &Engine,
    logged: &[Logged],
    (size_min, decided): (u64, &[Decided]),
) -> ClusterReport {
    let masker = Masker::bundled().unwrap();
    let rules = ClusterRules::bundled().unwrap();
    let how = How { today: TODAY, size_min, masker: &masker, rules: &rules, decided };
    cluster((engine, &engine.version()), logged, how, Progress::new(&mut unheard)).unwrap()
}

/// K5: B-cubed F1 of the half on which nothing was tuned.
#[test]
fn k5_questions_of_the_bundled_suites_fall_together_by_their_entries() {
    let (masker, rules) = (Masker::bundled().unwrap(), ClusterRules::bundled().unwrap());
    let how = How { today: TODAY, size_min: 1, masker: &masker, rules: &rules, decided: &[] };
    let engine = bundled_engine();
    let cases = cases(Half::Measure);
    let version = engine.version();
    let measured = measure((engine, &version), &cases, how, Progress::new(&mut unheard)).unwrap();
    eprintln!("{}", measured.table());
    assert!(measured.bcubed.items > 1000, "{measured:?}");
    assert!(measured.bcubed.f1 >= 0.75, "{measured:?}");
    assert!(measured.suggested_right > 4.0 * measured.suggested_wrong, "{measured:?}");
}

/// K5: whatever is suggested is rejected, and new questions about the same matters are drawn: nothing
/// of the same kind for the same entry comes back for questions of which half were rejected, nor for
/// questions most of which ask after an entry of the suite that a rejected suggestion was about.
#[test]
fn k5_no_rejected_suggestion_comes_back_in_ten_rounds() {
    let cases = cases(Half::Measure);
    let label: BTreeMap<&str, &str> =
        cases.iter().map(|case| (case.question.as_str(), case.expect[0].as_str())).collect();
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let mut decided: Vec<Decided> = Vec::new();
    let mut rejected: BTreeMap<(SuggestionKind, Option<String>), BTreeSet<String>> =
        BTreeMap::new();
    let mut matters = BTreeSet::new();
    let (mut held_back, mut suggested, mut same_matter) = (0, 0, 0);
    for round in 0..10 {
        let drawn: Vec<Logged> = cases
            .iter()
            .filter(|_| random.random_range(0..100) < 40)
            .map(|case| asked(&case.question, Reason::NoAnswer))
            .collect();
        let report = clustered(bundled_engine(), &drawn, (2, &decided));
        held_back += report.decided_before;
        for suggestion in report.clusters.iter().filter_map(|own| own.suggestion.as_ref()) {
            let print = &suggestion.fingerprint;
            let known = rejected.entry((print.kind, print.target.clone())).or_default();
            let again = print.questions.iter().filter(|own| known.contains(*own)).count();
            assert!(2 * again < print.questions.len(), "round {round}: {suggestion:?} comes back");
            known.extend(print.questions.iter().cloned());
            suggested += 1;
            let labels: BTreeSet<&str> =
                print.questions.iter().map(|own| label[own.as_str()]).collect();
            if labels.len() == 1 {
                let fresh = matters.insert((print.kind, print.target.clone(), labels));
                same_matter += usize::from(!fresh);
            }
            let fingerprint = print.clone();
            decided.push(Decided { fingerprint, verdict: Verdict::Rejected });
        }
    }
    eprintln!(
        "{suggested} suggested and rejected, {held_back} held back, {same_matter} of the same matter"
    );
    assert!(
        suggested > 50 && held_back > suggested,
        "{suggested} suggested, {held_back} held back"
    );
}

fn only(report: &ClusterReport) -> &Cluster {
    assert_eq!(report.clusters.len(), 1, "{report:?}");
    &report.clusters[0]
}

#[test]
fn a_cluster_tells_what_was_asked_why_and_when() {
    let mut logged = vec![
        asked("宠物寄养要交哪种税", Reason::NoAnswer),
        asked("宠物寄养要交哪种税？？", Reason::Transfer),
        asked("我的电话13812345678，宠物寄养要交哪种税", Reason::Useless),
    ];
    logged[1].at = date(2026, 11, 1);
    logged[1].count = 4;
    logged[2].useless_reason = Some("答非所问".to_owned());
    let report = clustered(&engine(), &logged, (1, &[]));
    let cluster = only(&report);
    assert_eq!(cluster.asked, 6);
    assert_eq!(cluster.questions[0].count, 5);
    assert_eq!((cluster.from.as_str(), cluster.to.as_str()), ("2026-11-01", "2026-11-20"));
    assert_eq!(cluster.reasons[&Reason::Transfer], 4);
    assert_eq!(cluster.useless_reasons["答非所问"], 1);
    assert!(!format!("{report:?}").contains("13812345678"), "{report:?}");
    let Some(Edit::Upsert { entry }) = cluster.suggestion.as_ref().and_then(|own| own.edit.clone())
    else {
        panic!("{cluster:?}");
    };
    assert_eq!((entry.question.as_str(), entry.answer), ("宠物寄养要交哪种税", None));
    assert!(entry.similar.iter().all(|wording| !wording.contains('*')), "{:?}", entry.similar);
    assert_eq!(clustered(&engine(), &logged, (7, &[])).clusters, []);
}

/// What is accepted is an edit, after which the question is a wording of the entry.
#[test]
fn an_accepted_suggestion_teaches_the_entry_its_wordings() {
    let engine = engine();
    let logged = [
        asked("出租的房子房产税按租金怎么计算呀", Reason::LowMargin),
        asked("房产税从租的怎么个计算法", Reason::NoneOfThese),
    ];
    let report = clustered(&engine, &logged, (1, &[]));
    let suggestion = report.clusters[0].suggestion.as_ref().unwrap();
    assert_eq!(suggestion.fingerprint.kind, SuggestionKind::Similar, "{suggestion:?}");
    assert_eq!(suggestion.fingerprint.target.as_deref(), Some("rent"));
    let edits: Vec<Edit> = suggestion.edit.clone().into_iter().collect();
    let edited = apply(engine.version().base.clone(), &edits);
    assert_eq!(edited.problems, []);
    let rent = edited.base.entries.iter().find(|entry| entry.id == "rent").unwrap();
    assert!(!rent.similar.is_empty(), "{rent:?}");
    let fingerprint = suggestion.fingerprint.clone();
    let rejected = Decided { fingerprint, verdict: Verdict::Rejected };
    let text = serde_json::to_string(&rejected).unwrap();
    let decided = decided::parse("decided.jsonl", &text).unwrap();
    assert_eq!(decided, [rejected]);
    let again = clustered(&engine, &logged, (1, &decided));
    assert_eq!(again.clusters[0].suggestion, None);
    assert_eq!(again.decided_before, 1);
}

#[test]
fn the_same_questions_give_the_same_clusters_in_any_order() {
    let cases: Vec<Case> = cases(Half::Tune).into_iter().take(150).collect();
    let groups = |cases: &[Case]| -> BTreeSet<BTreeSet<String>> {
        let logged: Vec<Logged> =
            cases.iter().map(|case| asked(&case.question, Reason::NoAnswer)).collect();
        let report = clustered(bundled_engine(), &logged, (1, &[]));
        let texts = |own: &Cluster| own.questions.iter().map(|own| own.text.clone()).collect();
        report.clusters.iter().map(texts).collect()
    };
    let turned: Vec<Case> = cases.iter().rev().cloned().collect();
    assert_eq!(groups(&cases), groups(&cases));
    assert_eq!(groups(&cases), groups(&turned));
}

#[test]
fn whoever_waits_may_call_it_off_and_nothing_is_nothing() {
    let engine = engine();
    let (masker, rules) = (Masker::bundled().unwrap(), ClusterRules::bundled().unwrap());
    let how = How { today: TODAY, size_min: 1, masker: &masker, rules: &rules, decided: &[] };
    let mut stop = |_, _| ControlFlow::Break(());
    let logged = [asked("房产税怎么算", Reason::NoAnswer)];
    let stopped = cluster((&engine, &engine.version()), &logged, how, Progress::new(&mut stop));
    assert!(matches!(stopped, Err(Error::Cancelled)));
    assert_eq!(clustered(&engine, &[], (1, &[])).clusters, []);
    assert_eq!(clustered(&engine, &[asked("？？", Reason::NoAnswer)], (1, &[])).clusters, []);
}

#[test]
fn lines_of_a_log_are_read_and_faults_named() {
    let good = r#"{"question":"房产税","reason":"useless","useless_reason":"过时","at":"2026-11-20T16:30:00Z","count":3,"region":"370000"}"#;
    let read = logged::parse("log.jsonl", good).unwrap();
    assert_eq!(read[0].at, date(2026, 11, 21));
    assert_eq!((read[0].count, read[0].reason), (3, Reason::Useless));
    let bad = r#"{"question":"房产税","reason":"angry","at":"gestern","region":"99"}"#;
    let Err(Error::Suite(problems)) = logged::parse("log.jsonl", bad) else {
        panic!("it was read");
    };
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["reason", "at", "region"]);
}
