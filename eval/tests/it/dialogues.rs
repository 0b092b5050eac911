//! Ambiguous questions asked through the bundled base.

use std::path::Path;

use wenshui_eval::dialogue::{Ambiguous, measure, read, walk};
use wenshui_eval::error::Error;

use crate::support::{TODAY, bundled_engine};

/// Q9 of the targets, a little below what was measured (docs/quality.md).
#[test]
fn ambiguous_questions_come_to_their_entries() {
    let suite = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/ambiguous.jsonl"));
    let cases = read(suite).unwrap();
    assert!(cases.len() >= 100);
    let measured = measure(bundled_engine(), &cases, TODAY).unwrap();
    assert!(measured.reached >= 0.88, "{measured:?}");
    assert!(measured.rounds_mean <= 1.5, "{measured:?}");
    // Small talk is answered in kind and ends there.
    assert!(measured.dead_ends <= 1, "{measured:?}");
    assert_eq!(
        measured.by_round.iter().sum::<usize>() as f64 / cases.len() as f64,
        measured.reached
    );
}

#[test]
fn a_standard_question_is_there_at_once_and_a_strange_target_never() {
    let engine = bundled_engine();
    let version = engine.version();
    let entry = &version.base.entries[0];
    let case =
        |target: &str| Ambiguous { question: entry.question.clone(), target: target.to_owned() };
    let there = walk(engine, &version, &case(&entry.id), TODAY).unwrap();
    assert_eq!((there.reached, there.dead_end), (Some(0), false));
    assert_eq!(walk(engine, &version, &case("nowhere"), TODAY).unwrap().reached, None);
}

#[test]
fn every_broken_line_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("broken.jsonl");
    let text = "{\"question\":\"税率\",\"target\":\"a\"}\n{\"question\":1,\"aim\":\"a\"}\n{}\n";
    std::fs::write(&path, text).unwrap();
    let Err(Error::Suite(problems)) = read(&path) else {
        panic!("it was read");
    };
    let told: Vec<_> = problems.iter().map(|p| (p.line, p.field.as_str(), p.code)).collect();
    let missing = "missing_field";
    assert!(told.contains(&(2, "question", "not_text")), "{told:?}");
    assert!(told.contains(&(2, "aim", "unknown_field")), "{told:?}");
    assert_eq!(told.iter().filter(|(line, _, code)| *line == 3 && *code == missing).count(), 2);
}
